"""The errors of this package.

``click.UsageError``
└── ``NoAppException``: no application was found where the user pointed, or it could not be imported.
"""

from __future__ import annotations

import click


class NoAppException(click.UsageError):
    """No application could be found or loaded; shown as a usage error, without a traceback."""
