"""Ways through the tree of states: the one that is nearly always right, and all of them."""

from __future__ import annotations

from typing import Any

from werkzeug.routing import Rule

from .trie import Node


class SlashRequired(Exception):
    """The path would match if a slash were added."""


class Search:
    """What is looked for, and what was found on ways that ended."""

    __slots__ = ("allowed", "end", "method", "mismatch", "websocket")

    def __init__(self, method: str, websocket: bool) -> None:
        self.method = method
        self.websocket = websocket
        #: Methods of rules that matched in all but the method.
        self.allowed: set[str] = set()
        #: Whether a rule matched in all but being for websockets.
        self.mismatch = False
        #: The state at which the rule was found, where the path ends exactly there.
        self.end: Node | None = None

    def accepts(self, rule: Rule) -> bool:
        """Say whether a rule at the end of the way fits, and note why not."""
        if rule.methods is not None and self.method not in rule.methods:
            self.allowed.update(rule.methods)
            return False
        if rule.websocket != self.websocket:
            self.mismatch = True
            return False
        return True


#: A rule, and the texts of its variables.
Found = tuple[Rule, list[str]]

#: A rule and the values of its variables.
Match = tuple[Rule, dict[str, Any]]

#: The depth of the state behind the first slash.
_START = 2

#: The segments that remain when a final part left only its slash.
_SLASH = [""]


def descend(node: Node, path: str, method: str) -> Match | None:
    """Take the first step that fits in every state, and never turn back.

    It is the way that `walk` tries first; where it arrives, `walk` would find nothing else. What it
    finds has been found by `walk` before, which noted the rule at the state.

    :param node: the state behind the first slash.
    :param path: the path, which is not empty.
    :param method: the HTTP method.
    :return: the rule and its values, or ``None`` where only `walk` can tell.
    """
    # PERF: one loop without calls (benchmarks: "parameter", "500 rules, middle", "static file").
    texts: list[str] = []
    segments = path.lstrip("/").split("/")
    for segment in segments:
        following = node.static.get(segment)
        if following is not None:
            node = following
            continue
        only_fits = node.fits
        if only_fits is not None:
            if not only_fits(segment):
                return None
            texts.append(segment)
            node = node.next
            continue
        if not node.few:
            return None
        for edge in node.edges:
            fits = edge.fits
            if fits is None:
                rest = "/".join(segments[node.depth - _START :]) if edge.final else segment
                found = edge.match(rest)
                if found is not None:
                    texts += found
                    break
            elif fits(segment):
                texts.append(segment)
                break
        else:
            return None
        node = edge.node
        if edge.final:
            if edge.suffixed:
                return None
            break
    target = node.targets.get(method)
    if target is None:
        return None
    values: dict[str, Any] = {}
    try:
        if target.only is not None:
            name, read = target.only
            values[name] = texts[0] if read is None else read(texts[0])
        else:
            for (name, read), text in zip(target.slots, texts):  # noqa: B905
                values[name] = text if read is None else read(text)
    except ValueError:
        return None  # `walk` tells a mismatch from an error of the converter's
    return target.rule, values


def ahead(node: Node, parts: list[str]) -> tuple[Node, int] | None:
    """Take the steps that leave no choice.

    PERF: `walk` takes a call for each step (benchmarks: "404", "405").

    :param node: the root.
    :param parts: the domain, and the segments of a path without runs of slashes.
    :return: the state to go on from, and the index of the next segment; ``None`` where no rule goes
        on with that segment.
    """
    for at, part in enumerate(parts):
        if node.pending is not None:
            node.grow()
        following = node.static.get(part)
        if following is None or node.edges:
            # An empty segment may be a slash at the end that is no rule's own.
            return (node, at) if node.edges or not part else None
        node = following
    return node, len(parts)


def is_literal(node: Node, parts: list[str]) -> bool:
    """Say whether a path is written out in a rule.

    :param node: the root.
    :param parts: the domain, and the segments of the path.
    """
    for part in parts:
        following = node.static.get(part)
        if following is None:
            return False
        node = following
    return bool(node.rules)


def walk(node: Node, parts: list[str], at: int, search: Search, values: list[str]) -> Found | None:
    """Try every way through the tree, in order of priority.

    It is one function because the order of its steps is the priority of the rules.

    :param node: the state to go on from.
    :param parts: the domain, and the segments of the path.
    :param at: the index of the next segment.
    :param search: what is looked for; takes notes of near misses.
    :param values: the texts of the variables on the way here.
    :return: the rule and the texts of its variables, or ``None``.
    :raises SlashRequired: where the path with a slash added would match.
    """
    if node.pending is not None:
        node.grow()
    if at == len(parts):
        return _arrive(node, search, values)
    segment = parts[at]
    following = node.static.get(segment)
    if following is not None:
        found = walk(following, parts, at + 1, search, values)
        if found is not None:
            return found
    if node.edges:
        found = _branch(node, parts, at, search, values)
        if found is not None:
            return found
    # A path whose only surplus is its last slash matches rules that do not mind.
    if segment == "" and at + 1 == len(parts):
        for rule in node.rules:
            if not rule.strict_slashes and search.accepts(rule):
                return rule, values
    return None


def _branch(
    node: Node, parts: list[str], at: int, search: Search, values: list[str]
) -> Found | None:
    segment = parts[at]
    rest = "/".join(parts[at:]) if node.final else segment
    for edge in node.candidates(segment, rest):
        texts = edge.match(rest if edge.final else segment)
        if texts is None:
            continue
        if not edge.final:
            found = walk(edge.node, parts, at + 1, search, values + texts)
        elif edge.suffixed and texts.pop() == "/":
            found = walk(edge.node, _SLASH, 0, search, values + texts)
        else:
            found = walk(edge.node, _SLASH, 1, search, values + texts)
        if found is not None:
            return found
    return None


def _arrive(node: Node, search: Search, values: list[str]) -> Found | None:
    for rule in node.rules:
        if search.accepts(rule):
            search.end = node
            return rule, values
    branch = node.static.get("")
    if branch is None:
        return None
    if branch.pending is not None:
        branch.grow()
    for rule in branch.rules:
        if rule.websocket == search.websocket and (
            rule.methods is None or search.method in rule.methods
        ):
            if rule.strict_slashes:
                raise SlashRequired
            return rule, values
    return None
