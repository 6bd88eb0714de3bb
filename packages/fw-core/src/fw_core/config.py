"""Configuration in all its forms; written in :mod:`fw_app.config`."""

from __future__ import annotations

from werkzeug.utils import import_string as import_string

from fw_app.config import Config as Config
from fw_app.config import ConfigAttribute as ConfigAttribute
from fw_app.config import T as T
