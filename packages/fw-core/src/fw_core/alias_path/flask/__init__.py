"""Found as ``flask`` by a Python process that has the folder above on ``PYTHONPATH``.

The import below puts fw-core's modules in the place of this one.
"""

from __future__ import annotations

import fw_core.as_flask  # noqa: F401
