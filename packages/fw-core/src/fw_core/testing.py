"""The test client and the runner of commands; written in :mod:`fw_app.testing`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import werkzeug as werkzeug
from click.testing import CliRunner as CliRunner
from click.testing import Result as Result
from werkzeug.test import Client as Client

from fw_app.cli import ScriptInfo as ScriptInfo
from fw_app.sessions import SessionMixin as SessionMixin
from fw_app.testing import EnvironBuilder as EnvironBuilder
from fw_app.testing import FlaskClient as FlaskClient
from fw_app.testing import FlaskCliRunner as FlaskCliRunner
from fw_app.testing import _get_werkzeug_version as _get_werkzeug_version
from fw_core._names import module_getattr

if not TYPE_CHECKING:  # what is heavy or has another name here
    __getattr__ = module_getattr(__name__, {"BaseRequest": "werkzeug.wrappers:Request"})
