"""What the packaging tests share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.checks.repository import packages
from tools.fresh_environment import build_wheels
from tools.local_index import LocalIndex


@pytest.fixture(scope="session")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A wheel of each of our packages, by distribution name; all in one folder."""
    return build_wheels(packages(), tmp_path_factory.mktemp("wheels"))


@pytest.fixture(scope="session")
def index(wheels: dict[str, Path]) -> Iterator[LocalIndex]:
    """A package index on loopback that has our wheels and nothing else."""
    with LocalIndex(wheels["fw-core"].parent) as index:
        yield index
