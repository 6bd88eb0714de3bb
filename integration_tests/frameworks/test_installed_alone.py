"""Each component, installed from its wheel beside other frameworks and nothing else of ours, passes its tests inside them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.checks.repository import ROOT
from tools.fresh_environment import CommandFailed, Environment
from tools.isolated import TEST_RUNNER

ASGI_SERVER = ("uvicorn>=0.35", "websockets>=14")
EVERYTHING = ("bottle", "django", "falcon", "fastapi", "starlette", *ASGI_SERVER)

BESIDE = {
    "fw-routing": ("starlette", *ASGI_SERVER),
    "fw-context": ("aiohttp", "gevent"),
    "fw-sessions": EVERYTHING,
    "fw-templating": ("bottle", "falcon", "starlette", *ASGI_SERVER),
    "fw-cli": EVERYTHING,
    "fw-testing": (*EVERYTHING, "python-multipart"),
}
"""What each component is tested inside."""


def install(component: str, wheels: dict[str, Path], folder: Path, *others: str) -> Environment:
    """Make an environment with one component and what else it is told, from the index."""
    environment = Environment(folder / "venv")
    environment.install("--quiet", str(wheels[component]), *others)
    ours = {name for name in environment.versions() if name.startswith("fw-")}
    assert ours == {component}
    return environment


@pytest.mark.slow
@pytest.mark.parametrize("component", BESIDE)
def test_a_component_alone_inside_other_frameworks(
    component: str, wheels: dict[str, Path], tmp_path: Path
) -> None:
    environment = install(component, wheels, tmp_path, TEST_RUNNER, *BESIDE[component])
    tests = Path(__file__).with_name(f"test_{component.removeprefix('fw-')}_inside.py")
    options = ("-q", "-p", "no:cacheprovider", "--basetemp", str(tmp_path / "pytest"))

    output = environment.run("-m", "pytest", *options, str(tests), cwd=ROOT)

    summary = output.splitlines()[-1]
    print(summary)
    assert " passed" in summary
    assert "skipped" not in summary, output


def test_fw_cli_without_uvicorn_says_what_to_install(
    wheels: dict[str, Path], tmp_path: Path
) -> None:
    environment = install("fw-cli", wheels, tmp_path, "starlette")
    (tmp_path / "shop.py").write_text(
        "from starlette.applications import Starlette\n\napp = Starlette()\n"
    )
    with pytest.raises(CommandFailed, match="pip install uvicorn") as failure:
        environment.run("-m", "fw_cli", "--app", "shop", "run", cwd=tmp_path)
    assert "This is an ASGI application" in failure.value.output
    assert "Traceback" not in failure.value.output
