"""Circles of services."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from previewctl.graph.cycles import components, cycles
from previewctl.reporters.graph.layers import acyclic, layers_of

NAMES = st.sampled_from("abcdefgh")
LINKS = st.dictionaries(NAMES, st.lists(NAMES, max_size=4))


def reached(links: dict[str, list[str]], start: str) -> set[str]:
    found: set[str] = set()
    waiting = [*links.get(start, ())]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += links.get(name, ())
    return found


def test_a_circle_begins_with_its_first_name() -> None:
    assert cycles({"c": ["a"], "a": ["b"], "b": ["c"]}) == (("a", "b", "c"),)


def test_the_shortest_circle_of_a_group_is_shown() -> None:
    assert cycles({"a": ["b", "d"], "b": ["c"], "c": ["a"], "d": ["a"]}) == (("a", "d"),)


def test_without_a_circle_there_is_none() -> None:
    assert cycles({"a": ["b", "c"], "b": ["c"]}) == ()


def test_a_chain_longer_than_the_stack_is_no_problem() -> None:
    names = [f"s{number:05}" for number in range(20_000)]
    assert cycles({a: [b] for a, b in pairwise(names)}) == ()
    assert len(cycles({**{a: [b] for a, b in pairwise(names)}, names[-1]: [names[0]]})[0]) == 20_000


@given(LINKS)
def test_names_are_in_one_component_exactly_if_they_reach_each_other(links: dict[str, list[str]]) -> None:
    names = sorted({*links, *(name for found in links.values() for name in found)})
    group = {name: found for found in components(links) for name in found}
    assert sorted(group) == names
    for one in names:
        for other in names:
            together = one == other or (other in reached(links, one) and one in reached(links, other))
            assert (group[one] == group[other]) == together


@given(LINKS)
def test_every_circle_can_be_walked(links: dict[str, list[str]]) -> None:
    found = cycles(links)
    for circle in found:
        assert all(after in links[before] for before, after in pairwise([*circle, circle[0]]))
    assert len(found) == sum(
        len(group) > 1 or group[0] in links.get(group[0], ()) for group in components(links)
    )  # fmt: skip


@given(LINKS)
def test_the_picture_cuts_circles_and_nothing_else(links: dict[str, list[str]]) -> None:
    names = sorted({*links, *(name for found in links.values() for name in found)})
    pairs = [(source, target) for source, targets in links.items() for target in dict.fromkeys(targets)]
    straight, turned = acyclic(names, pairs)
    assert cycles({source: [b for a, b in straight if a == source] for source in names}) == ()
    assert {frozenset(pair) for pair in straight} == {frozenset(pair) for pair in pairs if pair[0] != pair[1]}
    if not cycles(links):
        assert not turned
    layer = layers_of(names, straight)
    assert all(layer[source] < layer[target] for source, target in straight)
