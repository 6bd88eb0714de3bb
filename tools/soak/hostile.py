"""What clients send in order to get at what is not theirs."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from werkzeug.test import EnvironBuilder

from tools.soak.fuzzing import answer
from tools.soak.outcome import Outcome
from tools.soak.site import make_site

_STEPS = (
    *(
        "..",
        "..",
        ".",
        "",
        "%2e%2e",
        "%2E.",
        "..%2f",
        "%252e%252e",
        "..\\",
        "%5c..",
        "..;",
        "...",
        "~",
    ),
    *(
        "\x00",
        "%00",
        "\xc0\xae\xc0\xae",
        "\uff0e\uff0e",
        "CON",
        "nul.txt",
        "C:",
        "file:",
        "a.txt",
        "folder",
    ),
)
_GOALS = ("secret.txt", "public-other/secret.txt", "etc/passwd", "app.py", "a.txt", "a.txt\x00.png")
_STARTS = (
    "/files/",
    "/files//",
    "/static/",
    "/static//",
    "/files/folder/",
    "/files/%2f",
    "/files/\\",
)
_SECRET = "not for everybody"  # noqa: S105


def walk_paths(count: int) -> Outcome:
    """Ask for files in hostile ways: nothing outside the folder is served (figure 7)."""
    seen, failures = Counter[int](), []
    with TemporaryDirectory() as temporary:
        folder = Path(temporary, "public")
        for name in (
            "public/folder/a.txt",
            "public/a.txt",
            "public-other/secret.txt",
            "secret.txt",
        ):
            file = Path(temporary, name)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(_SECRET if "secret" in name else "public", encoding="utf-8")
        site = make_site(folder)
        site.static_folder = str(folder)
        for number in range(count):
            chance = random.Random(number)  # noqa: S311
            steps = [chance.choice(_STEPS) for _ in range(chance.randrange(8))]
            if chance.random() < 0.2:
                steps.insert(0, temporary)
            path = chance.choice(_STARTS) + "/".join([*steps, chance.choice(_GOALS)])
            environ = EnvironBuilder("/").get_environ()
            environ["PATH_INFO"] = path.encode("utf-8", "replace").decode("latin1")
            status, body = answer(site, environ)
            seen[int(status[:3])] += 1
            if status.startswith("5") or (status.startswith("200") and body != b"public"):
                failures.append(f"{path!r}: {status} {body[:40]!r}")
    statuses = ", ".join(f"{code}: {times:,}" for code, times in sorted(seen.items()))
    return Outcome(f"{count:,} paths: {statuses}", tuple(failures))
