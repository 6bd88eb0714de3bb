"""Parts with several variables: the table finds what the expression finds, in linear time."""

from __future__ import annotations

import random
import re
import time

import pytest

from fw_routing import Map, NotFound, Rule
from fw_routing.linear import BoundedScanner, RegexScanner, TableScanner, scanner
from fw_routing.parts import Part, steps
from fw_routing.rules import pattern_of

RULES = [
    "/<a>-<b>",
    "/<a>-<b>-<c>-x",
    "/<a><b>",
    "/<int:a><int:b>",
    "/<int:a>-<int:b>.<c>",
    "/<int(signed=True):a><int(signed=True):b>",
    "/<float:a>-<float(signed=True):b>",
    "/<a>1<float:b>",
    "/<string(length=2):a><string(minlength=0, maxlength=2):b>-<c>",
    "/<any(a, ab, 'a|b', '-'):a><any(b, '-'):b><c>",
    "/v<path:a>/<b>",
    "/<path:a>/<path:b>/x",
    "/<path:a>-<path:b>/",
    "/<a>-<path:b>/<int:c>",
    "/<uuid:a>-<b>-<uuid:c>",
]
UUID = "2b5b0911-fdcf-4dd2-921b-28ace88db8a0"
FILLINGS = ["", "", "", "a", "b", "-", "1", "12", "1.5", "/", "x", "\n", "\u0662", "|", UUID, "/x"]
PLACEHOLDER = re.compile(r"<.*?>")


def part_of(rule: str) -> Part:
    bound = Rule(rule, endpoint="e")
    Map([bound])
    pattern = pattern_of(bound)
    return next(p for p in steps(pattern.path, pattern.converters) if isinstance(p, Part))


@pytest.mark.parametrize("rule", RULES)
def test_table_agrees_with_expression(rule: str) -> None:
    part = part_of(rule)
    by_regex, by_table = RegexScanner(part), TableScanner(part)
    rng = random.Random(rule)
    matched = 0
    for _ in range(3000):
        text = PLACEHOLDER.sub(lambda _: rng.choice(FILLINGS) + rng.choice(FILLINGS), rule[1:])
        cut = rng.randint(0, len(text))
        text = text[:cut] + rng.choice(FILLINGS) + text[cut + rng.randint(0, 2) :]
        expected = by_regex(text)
        assert by_table(text) == expected, repr(text)
        matched += expected is not None
    assert matched


def test_single_variables_are_left_to_the_expression() -> None:
    assert isinstance(scanner(part_of("/v<int:a>.txt")), RegexScanner)
    assert isinstance(scanner(part_of("/<a>-<b>")), BoundedScanner)


@pytest.mark.parametrize(
    ("rule", "attack"),
    [
        ("/<a>-<b>-<c>-x", "-"),
        ("/<int:a><int:b><int:c>x", "1"),
        ("/<float:a><float:b><int:c>x", "1.1"),
        ("/<path:a>/<path:b>/<path:c>/x", "a/"),
        ("/<a><b><c><d>/x", "a"),
        ("/<path:a>/x", "/x"),
        ("/<path:a>/-<b>/x/", "/-"),
        ("/<string(length=3):a><string(minlength=2):b>-", "-"),
    ],
)
def test_time_is_linear(rule: str, attack: str) -> None:
    """CVE-2024-45296: no path makes the matcher try all divisions of itself."""
    urls = Map([Rule(rule, endpoint="e")], merge_slashes=False)

    def seconds(size: int) -> float:
        path = "/a" + attack * (size // len(attack)) + "!"
        start = time.perf_counter()
        with pytest.raises(NotFound):
            urls.find("", path, "GET")
        return time.perf_counter() - start

    seconds(100)
    # A cubic expression would take hours for these.
    assert seconds(20_000) < 2
    assert min(seconds(16_000) for _ in range(3)) < 4 * min(seconds(8_000) for _ in range(3)) + 0.01
