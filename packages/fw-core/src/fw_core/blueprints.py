"""Blueprints: parts of an application that are registered on it; written in :mod:`fw_app.blueprints`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fw_app.blueprints import Blueprint as Blueprint
from fw_app.globals import current_app as current_app
from fw_app.helpers import send_from_directory as send_from_directory
from fw_app.sansio.blueprints import BlueprintSetupState as BlueprintSetupState
from fw_app.sansio.scaffold import _sentinel as _sentinel
from fw_core._names import module_getattr

if TYPE_CHECKING:
    from fw_app.cli import AppGroup as AppGroup
else:  # what is heavy is imported on first use
    __getattr__ = module_getattr(
        __name__,
        {"AppGroup": "fw_app.cli", "SansioBlueprint": "fw_app.sansio.blueprints:Blueprint"},
    )
