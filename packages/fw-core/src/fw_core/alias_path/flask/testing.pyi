# Written by tools/alias_stubs.py.
# isort: skip_file

from fw_core.testing import CliRunner as CliRunner
from fw_core.testing import Client as Client
from fw_core.testing import EnvironBuilder as EnvironBuilder
from fw_core.testing import FlaskCliRunner as FlaskCliRunner
from fw_core.testing import FlaskClient as FlaskClient
from fw_core.testing import Result as Result
from fw_core.testing import ScriptInfo as ScriptInfo
from fw_core.testing import SessionMixin as SessionMixin
from fw_core.testing import _get_werkzeug_version as _get_werkzeug_version
from fw_core.testing import werkzeug as werkzeug
