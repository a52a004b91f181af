"""Services that depend on each other in a circle."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


def components(links: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, ...]]:
    """The strongly connected components, those first that depend on no later one (Tarjan's algorithm, without recursion)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    waiting: set[str] = set()
    for root in sorted({*links, *(name for names in links.values() for name in names)}):
        if root in index:
            continue
        work: list[tuple[str, Iterator[str]]] = [(root, iter(()))]
        while work:
            node, following = work[-1]
            if node not in index:
                index[node] = low[node] = len(index)
                stack.append(node)
                waiting.add(node)
                following = iter(sorted(links.get(node, ())))
                work[-1] = (node, following)
            for name in following:
                if name not in index:
                    work.append((name, iter(())))
                    break
                if name in waiting:
                    low[node] = min(low[node], index[name])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    found = stack[stack.index(node) :]
                    del stack[stack.index(node) :]
                    waiting.difference_update(found)
                    yield tuple(sorted(found))


def cycles(links: Mapping[str, Iterable[str]]) -> tuple[tuple[str, ...], ...]:
    """One shortest circle of each group of services that depend on each other, from its first name in the alphabet on."""
    found = []
    for component in components(links):
        first = component[0]
        if len(component) > 1 or first in links.get(first, ()):
            found.append(_circle(first, set(component), links))
    return tuple(sorted(found))


def _circle(first: str, component: set[str], links: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """The shortest way from `first` back to it."""
    before: dict[str, str] = {}
    queue = deque([first])
    while queue:
        node = queue.popleft()
        for name in sorted(set(links.get(node, ())) & component):
            if name == first:
                way = [node]
                while way[-1] != first:
                    way.append(before[way[-1]])
                return tuple(reversed(way))
            if name not in before:
                before[name] = node
                queue.append(name)
    raise AssertionError("a component without a circle")
