# Written by tools/alias_stubs.py.
# isort: skip_file

from fw_core.blueprints import AppGroup as AppGroup
from fw_core.blueprints import Blueprint as Blueprint
from fw_core.blueprints import BlueprintSetupState as BlueprintSetupState
from fw_core.blueprints import _sentinel as _sentinel
from fw_core.blueprints import current_app as current_app
from fw_core.blueprints import send_from_directory as send_from_directory
