"""The runner of an application's commands in tests.

Apart from :mod:`fw_app.testing`, because the application itself makes one. Importing this needs the
distributions fw-testing and fw-cli.
"""

from __future__ import annotations

from .distributions import commands, testing_tools

_WHAT = "The runner of commands (fw_app.cli_runner)"

with testing_tools(_WHAT), commands(_WHAT):
    from fw_cli import ScriptInfo
    from fw_testing import cli_runner


class FlaskCliRunner(cli_runner.FlaskCliRunner):
    """Runs commands of an application in a test; made by :meth:`Flask.test_cli_runner`."""

    def make_obj(self) -> ScriptInfo:
        """Return what tells a command which application it belongs to."""
        app = self.app
        return ScriptInfo(create_app=lambda: app)
