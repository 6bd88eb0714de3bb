"""The applications as servers import them: ``benchmarks.served:fw_plain``, ``…:flask_json_out``."""

from __future__ import annotations

from typing import Any

from .apps import FRAMEWORKS, load


def __getattr__(name: str) -> Any:
    framework, _, kind = name.partition("_")
    if framework not in FRAMEWORKS:
        raise AttributeError(name)
    app = load(framework).build(kind.replace("_", " "))
    # Servers ask for it more than once.
    globals()[name] = app
    return app
