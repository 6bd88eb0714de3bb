"""The cases that differ on purpose, each with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

__all__ = ["LISTED"]

#: The name of the case, and why fw-core does something else.
LISTED: Final[Mapping[str, str]] = MappingProxyType({})
