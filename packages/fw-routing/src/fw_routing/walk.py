"""Ways through the tree of states: the one that is nearly always right, and all of them."""

from __future__ import annotations

from werkzeug.routing import Rule

from .trie import Node


class SlashRequired(Exception):
    """The path would match if a slash were added."""


class Search:
    """What is looked for, and what was found on ways that ended."""

    __slots__ = ("allowed", "method", "mismatch", "websocket")

    def __init__(self, method: str, websocket: bool) -> None:
        self.method = method
        self.websocket = websocket
        #: Methods of rules that matched in all but the method.
        self.allowed: set[str] = set()
        #: Whether a rule matched in all but being for websockets.
        self.mismatch = False

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

#: The segments that remain when a final part left only its slash.
_SLASH = [""]


def descend(node: Node, parts: list[str], method: str, websocket: bool) -> Found | None:
    """Take the first step that fits in every state, and never turn back.

    It is the way that `walk` tries first; where it arrives, `walk` would find nothing else.

    :param node: the root.
    :param parts: the domain, and the segments of the path.
    :param method: the HTTP method.
    :param websocket: whether the request is a websocket's.
    :return: the rule, or ``None`` where only `walk` can tell.
    """
    # PERF: one loop without calls; a walk costs a call and a list for each segment.
    values: list[str] = []
    for at, segment in enumerate(parts):
        if node.pending is not None:
            node.grow()
        following = node.static.get(segment)
        if following is not None:
            node = following
            continue
        if not node.few:
            return None
        for edge in node.edges:
            if edge.istext:
                if segment:
                    values.append(segment)
                    break
                continue
            texts = edge.match("/".join(parts[at:]) if edge.final else segment)
            if texts is not None:
                values += texts
                break
        else:
            return None
        node = edge.node
        if edge.final:
            if edge.suffixed and values.pop() == "/":
                if node.pending is not None:
                    node.grow()
                node = node.static[""]
            break
    if node.pending is not None:
        node.grow()
    for rule in node.rules:
        if (rule.methods is None or method in rule.methods) and rule.websocket == websocket:
            return rule, values
    return None


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
