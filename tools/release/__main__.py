"""``python -m tools.release``, which is what ``hatch run release`` runs."""

from __future__ import annotations

from tools.release.cli import cli

cli(prog_name="release")
