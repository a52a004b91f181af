"""Puts the nodes of a graph into layers: each to the right of those that depend on it, circles cut for the picture alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Link = tuple[str, str]
_SWEEPS = 12


def acyclic(nodes: Sequence[str], links: Sequence[Link]) -> tuple[list[Link], set[Link]]:
    """The links without circles, and those that were turned round for it: an edge back to where the search came from."""
    following: dict[str, list[str]] = {node: [] for node in nodes}
    for source, target in links:
        if source != target:
            following[source].append(target)
    done: set[str] = set()
    active: set[str] = set()
    turned: set[Link] = set()
    entered = {target for _, target in links}
    for root in [*(node for node in nodes if node not in entered), *nodes]:
        if root in done:
            continue
        stack = [(root, iter(following[root]))]
        active.add(root)
        while stack:
            node, rest = stack[-1]
            for name in rest:
                if name in active:
                    turned.add((node, name))
                elif name not in done:
                    active.add(name)
                    stack.append((name, iter(following[name])))
                    break
            else:
                stack.pop()
                active.discard(node)
                done.add(node)
    straight = [(b, a) if (a, b) in turned else (a, b) for a, b in links if a != b]
    return list(dict.fromkeys(straight)), turned


def layers_of(nodes: Sequence[str], links: Sequence[Link]) -> dict[str, int]:
    """The layer of each node: one behind the last of those that point at it; then as near as can be to what it points at."""
    incoming: dict[str, list[str]] = {node: [] for node in nodes}
    outgoing: dict[str, list[str]] = {node: [] for node in nodes}
    for source, target in links:
        incoming[target].append(source)
        outgoing[source].append(target)
    order = _topological(nodes, incoming, outgoing)
    layer: dict[str, int] = {}
    for node in order:
        layer[node] = 1 + max((layer[before] for before in incoming[node]), default=-1)
    for node in reversed(order):
        if outgoing[node] and not incoming[node]:
            layer[node] = min(layer[after] for after in outgoing[node]) - 1
    return layer


def _topological(
    nodes: Sequence[str], incoming: Mapping[str, list[str]], outgoing: Mapping[str, list[str]]
) -> list[str]:
    missing = {node: len(incoming[node]) for node in nodes}
    ready = [node for node in nodes if not missing[node]]
    for node in ready:
        for after in outgoing[node]:
            missing[after] -= 1
            if not missing[after]:
                ready.append(after)
    return ready


def ordered(columns: list[list[str]], links: Sequence[Link]) -> list[list[str]]:
    """Each column in an order that lets few links cross: the barycentre method of Sugiyama, kept at its best sweep."""
    before: dict[str, list[str]] = {}
    after: dict[str, list[str]] = {}
    for source, target in links:
        after.setdefault(source, []).append(target)
        before.setdefault(target, []).append(source)
    best, least = columns, crossings(columns, links)
    current = [list(column) for column in columns]
    for sweep in range(_SWEEPS):
        forward = sweep % 2 == 0
        neighbours = before if forward else after
        span = range(1, len(current)) if forward else range(len(current) - 2, -1, -1)
        for index in span:
            fixed = {name: place for place, name in enumerate(current[index - 1 if forward else index + 1])}
            current[index] = _by_barycentre(current[index], fixed, neighbours)
        count = crossings(current, links)
        if count < least:
            best, least = [list(column) for column in current], count
    return best


def _by_barycentre(column: list[str], fixed: Mapping[str, int], neighbours: Mapping[str, list[str]]) -> list[str]:
    """The nodes by the mean place of their neighbours in the fixed column; those without any stay where they are."""
    places: dict[str, float] = {}
    for place, name in enumerate(column):
        near = [fixed[other] for other in neighbours.get(name, ()) if other in fixed]
        places[name] = sum(near) / len(near) if near else float(place)
    return sorted(column, key=lambda name: places[name])


def crossings(columns: Sequence[Sequence[str]], links: Sequence[Link]) -> int:
    """How many pairs of links between neighbouring columns cross."""
    place = {name: (number, at) for number, column in enumerate(columns) for at, name in enumerate(column)}
    gaps: dict[int, list[tuple[int, int]]] = {}
    for source, target in links:
        if source in place and target in place:
            gaps.setdefault(place[source][0], []).append((place[source][1], place[target][1]))
    return sum(_inversions(sorted(pairs)) for pairs in gaps.values())


def _inversions(pairs: Sequence[tuple[int, int]]) -> int:
    """Pairs out of order, with a tree of counts (Fenwick): linear times the logarithm."""
    size = max((right for _, right in pairs), default=0) + 1
    counts = [0] * (size + 1)
    total = 0
    for seen, (_, right) in enumerate(pairs):
        at, before = right + 1, 0
        while at:
            before += counts[at]
            at &= at - 1
        total += seen - before
        at = right + 1
        while at <= size:
            counts[at] += 1
            at += at & -at
    return total
