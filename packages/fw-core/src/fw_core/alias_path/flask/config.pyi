# Written by tools/alias_stubs.py.
# isort: skip_file

from fw_core.config import Config as Config
from fw_core.config import ConfigAttribute as ConfigAttribute
from fw_core.config import T as T
from fw_core.config import import_string as import_string
