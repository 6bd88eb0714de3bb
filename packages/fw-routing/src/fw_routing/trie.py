"""The states of the matcher: a tree with a step for each segment of a path.

Order matters, and it is werkzeug's: at each state the literal step first, then the parts by weight,
and back where the way ends. A path is thus decided by the steps that it could take, however many
rules there are.

The tree grows where it is visited: a state keeps the rules that pass it until a path comes by.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain, islice
from threading import Lock
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from werkzeug.routing import Rule

from .parts import Part, Weight, steps
from .patterns import Pattern
from .route import Route

if TYPE_CHECKING:
    from .linear import Scanner

#: Expressions that a segment can be tried against without `re`. A segment holds no slash.
_SIMPLE: Mapping[str, Callable[[str], Any]] = {"[^/]+": len, "[^/]{1,}": len, r"\d+": str.isdecimal}
_REST = "[^/].*?"

_NOTHING: Mapping[str, Route] = MappingProxyType({})

#: How many parts of one state are tried one after another; more are found by a table.
_FEW = 8


class Traveller:
    """A rule on its way down the tree, with the steps that it has still to take.

    :param rule: the rule.
    :param pattern: what was read from it.
    """

    __slots__ = ("_pattern", "route", "rule")

    def __init__(self, rule: Rule, pattern: Pattern) -> None:
        self.rule = rule
        self._pattern = pattern
        self.route = self._steps()

    def _steps(self) -> Iterator[str | Part]:
        domain, path, converters = self._pattern
        return chain(steps(domain, converters), steps(path, converters))

    def go_back(self, depth: int) -> None:
        """Be at the state of this depth again."""
        self.route = islice(self._steps(), depth, None)


# One lock for all trees: it is taken once for each state in the life of a process.
_growing = Lock()


class Node:
    """A state: the steps that lead on, and the rules that end here.

    ``pending`` is set last when a state has grown: who finds it ``None`` may read the rest.
    """

    __slots__ = (
        "_index",
        "depth",
        "edges",
        "few",
        "final",
        "fits",
        "next",
        "pending",
        "rules",
        "static",
        "targets",
    )

    next: Node

    def __init__(self, depth: int = 0) -> None:
        #: The number of steps from the root.
        self.depth = depth
        self.pending: list[Traveller] | None = []
        self.static: dict[str, Node] = {}
        self.edges: list[Edge] = []
        self.rules: list[Rule] = []
        #: For each method the rule that ends here, noted by the matcher where a match of it is
        #: all there is to say.
        self.targets: Mapping[str, Route] = _NOTHING
        #: Whether the parts are few enough to try them all.
        self.few = True
        #: Whether a part takes the rest of the path.
        self.final = False
        #: What says whether a segment fits, where there is one part and that is simple; the state behind
        #: it is `next`.
        self.fits: Callable[[str], Any] | None = None
        self._index: EdgeIndex | None = None

    def grow(self) -> None:
        """Let the rules that wait here take their next step."""
        with _growing:
            waiting = self.pending
            if waiting is None:
                return
            try:
                self._send(waiting)
            except BaseException:
                # Interrupted in the middle, by Ctrl-C for one: the next visitor starts again.
                for traveller in waiting:
                    traveller.go_back(self.depth)
                raise
            self.pending = None

    def _send(self, waiting: list[Traveller]) -> None:
        static: dict[str, Node] = {}
        edges: dict[tuple[Any, ...], Edge] = {}
        rules: list[Rule] = []
        for traveller in waiting:
            step = next(traveller.route, None)
            if step is None:
                rules.append(traveller.rule)
                continue
            if isinstance(step, str):
                node = static.get(step)
                if node is None:
                    node = static[step] = Node(self.depth + 1)
            else:
                # The expression and the weight make a part; its converters are one rule's.
                key = step[:4]
                edge = edges.get(key)
                if edge is None:
                    edge = edges[key] = Edge(step, Node(self.depth + 1))
                node = edge.node
            node.pending.append(traveller)  # type: ignore[union-attr]
        self.static = static
        self.rules = rules
        self.edges = sorted(edges.values(), key=_weight)
        self.few = len(edges) <= _FEW
        if len(edges) == 1:
            self.next, self.fits = self.edges[0].node, self.edges[0].fits
        self.final = any(edge.final for edge in self.edges)
        self._index = None if self.few else EdgeIndex(self.edges)

    def candidates(self, segment: str, rest: str) -> Sequence[Edge]:
        """Return the parts worth trying, in order."""
        return self.edges if self._index is None else self._index.candidates(segment, rest)


class Edge:
    """A part: what the segment must look like, and the state that follows."""

    __slots__ = (
        "_isrest",
        "_scan",
        "final",
        "fits",
        "node",
        "part",
        "suffixed",
    )

    def __init__(self, part: Part, node: Node) -> None:
        self.part = part
        self.node = node
        self.final = part.final
        self.suffixed = part.suffixed
        only = part.pieces[0] if len(part.pieces) == 1 else ""
        regex = "" if isinstance(only, str) else only.regex
        #: Says of a segment whether it fits, where the part is one variable and that is simple.
        self.fits: Callable[[str], Any] | None = None if part.final else _SIMPLE.get(regex)
        self._isrest = regex == _REST and not part.suffixed
        self._scan: Scanner | None = None

    def match(self, target: str) -> list[str] | None:
        """Return the texts of the variables (and of the slash, if suffixed), or ``None``."""
        if self.fits is not None:
            return [target] if self.fits(target) else None
        if self._isrest:
            return [target] if target[:1] not in ("", "/") and "\n" not in target[1:] else None
        scan = self._scan
        if scan is None:
            # Rules without variables never need what matches these.
            from .linear import scanner  # noqa: PLC0415

            scan = self._scan = scanner(self.part)
        return scan(target)


def _weight(edge: Edge) -> Weight:
    return edge.part.weight


class EdgeIndex:
    """Finds parts by the literal text that they begin or end with.

    Made for states with many parts (``/item1-<id>``, ``/item2-<id>``, …).
    """

    def __init__(self, edges: Sequence[Edge]) -> None:
        self._rest: list[tuple[int, Edge]] = []
        self._prefixes: dict[str, list[tuple[int, Edge]]] = {}
        self._suffixes: dict[str, list[tuple[int, Edge]]] = {}
        self._final_suffixes: dict[str, list[tuple[int, Edge]]] = {}
        for entry in enumerate(edges):
            self._add(entry)
        self._prefix_lengths = sorted({len(text) for text in self._prefixes})
        self._suffix_lengths = sorted({len(text) for text in self._suffixes})
        self._final_lengths = sorted({len(text) for text in self._final_suffixes})

    def _add(self, entry: tuple[int, Edge]) -> None:
        edge = entry[1]
        first, last = edge.part.pieces[0], edge.part.pieces[-1]
        if isinstance(first, str):
            self._prefixes.setdefault(first, []).append(entry)
        elif isinstance(last, str) and not edge.suffixed:
            table = self._final_suffixes if edge.final else self._suffixes
            table.setdefault(last, []).append(entry)
        else:
            self._rest.append(entry)

    def candidates(self, segment: str, rest: str) -> list[Edge]:
        """Return the parts whose literal text fits.

        :param segment: the segment to match.
        :param rest: the path from that segment on.
        """
        found = list(self._rest)
        for length in self._prefix_lengths:
            found += self._prefixes.get(segment[:length], ())
        for length in self._suffix_lengths:
            found += self._suffixes.get(segment[-length:], ())
        for length in self._final_lengths:
            found += self._final_suffixes.get(rest[-length:], ())
        found.sort(key=_rank)
        return [edge for _, edge in found]


def _rank(entry: tuple[int, Edge]) -> int:
    return entry[0]
