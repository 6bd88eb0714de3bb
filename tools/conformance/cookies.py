"""``python -m tools.conformance.cookies``: sessions that one side signs open on the other.

A thousand sessions of each type that tagged JSON knows are drawn, signed by the reference and by
fw-core, and opened by the other. It needs the reference installed beside fw-core.
"""

from __future__ import annotations

import datetime as dt
import importlib
import random
import string
import sys
import uuid
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from markupsafe import Markup

__all__ = ["COUNT", "TYPES", "compare"]

COUNT: Final = 1000

Lots = random.Random


def text(lots: Lots) -> str:
    """Draw a text, with letters of other alphabets, controls and tags among them."""
    letters = string.printable + "äöüß☃😀 \x00\u2028<>&\"'"
    return "".join(lots.choices(letters, k=lots.randrange(20)))


def moment(lots: Lots) -> dt.datetime:
    """Draw a time of whole seconds, which is what the format keeps."""
    return dt.datetime.fromtimestamp(lots.randrange(2**32), dt.timezone.utc)


#: How a value of each type is drawn.
TYPES: Final[Mapping[str, Callable[[Lots], Any]]] = MappingProxyType(
    {
        "text": text,
        "integer": lambda lots: lots.randrange(-(2**70), 2**70),
        "float": lambda lots: lots.uniform(-1e9, 1e9),
        "boolean": lambda lots: lots.choice([True, False, None]),
        "list": lambda lots: [value(lots, 1) for _ in range(lots.randrange(4))],
        "tuple": lambda lots: tuple(value(lots, 1) for _ in range(lots.randrange(4))),
        "bytes": lambda lots: lots.randbytes(lots.randrange(30)),
        "markup": lambda lots: Markup(text(lots)),  # noqa: S704  # it is only kept
        "uuid": lambda lots: uuid.UUID(int=lots.getrandbits(128)),
        "datetime": moment,
        "dict": lambda lots: {text(lots): value(lots, 1) for _ in range(lots.randrange(4))},
        "dict_of_one_tag": lambda lots: {
            lots.choice([" t", " b", " m", " u", " d", " di"]) + "_" * lots.randrange(2): text(lots)
        },
    }
)


def value(lots: Lots, depth: int = 0) -> Any:
    """Draw a value of any type, nested at most a few times."""
    names = list(TYPES) if depth < 3 else ["text", "integer", "bytes", "uuid", "markup"]
    name = lots.choice(names)
    if name in {"list", "tuple", "dict"}:
        values = [value(lots, depth + 1) for _ in range(lots.randrange(3))]
        made = {text(lots): item for item in values}
        return {"list": values, "tuple": tuple(values), "dict": made}[name]
    return TYPES[name](lots)


def typed(item: Any) -> Any:
    """Give a value with the type of each of its parts, for values that are equal across types."""
    if isinstance(item, dict):
        return {key: typed(part) for key, part in item.items()}
    if isinstance(item, list | tuple):
        return type(item), [typed(part) for part in item]
    return type(item), item


def serializer(module: Any, key: str) -> Any:
    """Make the serializer that signs the session cookie of an application.

    :param module: ``flask`` or ``fw_core``.
    :param key: the secret key.
    """
    app = module.Flask("cookies")
    app.secret_key = key
    return app.session_interface.get_signing_serializer(app)


def compare() -> list[str]:
    """Sign and open on both sides; list what does not come back as it was."""
    sides = {name: importlib.import_module(name) for name in ("flask", "fw_core")}
    problems = []
    for name, draw in TYPES.items():
        lots = Lots(name)
        for number in range(COUNT):
            session = {"value": draw(lots), "number": number}
            key = f"key {number}"
            signers = {side: serializer(module, key) for side, module in sides.items()}
            cookies = {side: signer.dumps(session) for side, signer in signers.items()}
            if payload(cookies["flask"]) != payload(cookies["fw_core"]):
                problems.append(f"{name} {number}: the payloads differ: {session!r}")
            for signed, opened in (("flask", "fw_core"), ("fw_core", "flask")):
                found = signers[opened].loads(cookies[signed])
                if typed(found) != typed(session):
                    problems.append(f"{name} {number}: {signed} to {opened}: {session!r}")
    return problems


def payload(cookie: str) -> str:
    """Give the part of a cookie before the time and the signature."""
    return cookie.rsplit(".", 2)[0]


if __name__ == "__main__":
    found = compare()
    print("\n".join(found))
    print(f"{len(TYPES)} types, {COUNT} sessions each, both ways: {len(found)} problems")
    sys.exit(bool(found))
