"""Make ``flask`` mean fw-core in this process: importing this module does it.

In a program, before anything imports Flask::

    import fw_core.as_flask

For the tests of an extension or an application, unmodified::

    pytest -p fw_core.as_flask

For a script, a module or a piece of code, unmodified::

    python -m fw_core.as_flask script.py arguments
    python -m fw_core.as_flask -m flask run

From then on ``import flask`` and every ``flask.*`` submodule are fw-core's, also where Flask is
installed. Processes that this one starts see Flask itself unless :envvar:`FW_CORE_AS_FLASK` is set
to ``1`` before, or :func:`for_child_processes` is called.

Where Flask is already imported there is no way back from the classes that others hold by now, so
that is an error.
"""

from __future__ import annotations

import os
import sys

from fw_core._alias import REFERENCE_VERSION as REFERENCE_VERSION
from fw_core._alias import AlreadyImported as AlreadyImported
from fw_core._alias import activate
from fw_core._alias import alias_path as alias_path
from fw_core._alias import child_environment as child_environment
from fw_core._alias import for_child_processes as for_child_processes
from fw_core._alias import is_active as is_active

activate()

if os.environ.get("FW_CORE_AS_FLASK", "").strip().lower() in {"1", "true", "yes", "on"}:
    for_child_processes()

if __name__ == "__main__":
    from fw_core._run import main

    main(sys.argv)
