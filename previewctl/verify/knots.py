"""The strongly connected parts of a directed graph, by two walks (Kosaraju's algorithm) and without recursion."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping

    Node = TypeVar("Node", bound=Hashable)


def knots(after: Mapping[Node, Iterable[Node]]) -> Iterator[tuple[Node, ...]]:
    """The parts in which every node leads to every other one; a node that is in no circle is a part by itself."""
    before: dict[Node, list[Node]] = {node: [] for node in after}
    for start, ends in after.items():
        for end in ends:
            before[end].append(start)
    assigned: set[Node] = set()
    for root in reversed(_finished(after)):
        part = _reached(root, before, assigned)
        if part:
            yield tuple(part)


def _finished(after: Mapping[Node, Iterable[Node]]) -> list[Node]:
    """All nodes in the order in which a depth-first walk leaves them."""
    left: list[Node] = []
    seen: set[Node] = set()
    for root, ends in after.items():
        stack = [(root, iter(ends))] if root not in seen else []
        seen.add(root)
        while stack:
            node, rest = stack[-1]
            following = next((item for item in rest if item not in seen), None)
            if following is None:
                left.append(node)
                stack.pop()
            else:
                seen.add(following)
                stack.append((following, iter(after[following])))
    return left


def _reached(root: Node, before: Mapping[Node, Iterable[Node]], assigned: set[Node]) -> list[Node]:
    """What leads to a node and is in no part yet."""
    if root in assigned:
        return []
    assigned.add(root)
    part = [root]
    for node in part:
        for other in before[node]:
            if other not in assigned:
                assigned.add(other)
                part.append(other)
    return part
