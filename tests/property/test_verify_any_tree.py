"""Whatever a tree holds, verify ends with findings or with a refusal, and never with an exception."""

from __future__ import annotations

import contextlib
import functools
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from previewctl.source.foreign import NOTHING, ForeignNode
from previewctl.verify.diagnosing import diagnostics
from previewctl.verify.kustomize.building import build
from previewctl.verify.kustomize.refusal import Refused
from previewctl.verify.objects import objects_in
from previewctl.verify.verification import verify
from tests.acceptance import previews

if TYPE_CHECKING:
    from collections.abc import Iterator

WORDS = st.sampled_from(
    ["", "web", "postgres", "Job", "Sync", "-5", "99999999999999999999999", "true", "no", "\x00\u202e", "a/b"]
)
ODD = st.recursive(
    st.one_of(st.just(NOTHING), WORDS.map(ForeignNode)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=2).map(ForeignNode), st.dictionaries(WORDS, inner, max_size=2).map(ForeignNode)
    ),
    max_leaves=4,
)


@functools.cache
def overlay() -> tuple[ForeignNode, ...]:
    """The objects of the large example."""
    with tempfile.TemporaryDirectory() as directory:
        tree = previews.render(previews.SHOP, out=Path(directory, "out"))
        return tuple(item.node for item in build(str(tree.overlay("orders-api"))))


def places(node: ForeignNode, way: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The ways to all that stands below a node."""
    inside: list[tuple[str | int, ForeignNode]] = [*node.mapping.items(), *enumerate(node.items)]
    for name, value in inside:
        yield (*way, name)
        yield from places(value, (*way, name))


def put(node: ForeignNode, way: tuple[str | int, ...], value: ForeignNode) -> ForeignNode:
    """A node with another value at a place."""
    if not way:
        return value
    if isinstance(node.content, dict):
        return node._replace(content={**node.content, str(way[0]): put(node.content[str(way[0])], way[1:], value)})
    items = list(node.items)
    items[int(way[0])] = put(items[int(way[0])], way[1:], value)
    return node._replace(content=items)


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_any_value_may_stand_anywhere(data: st.DataObject) -> None:
    nodes = list(overlay())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(nodes) - 1))
        ways = list(places(nodes[at]))
        if ways:
            nodes[at] = put(nodes[at], data.draw(st.sampled_from(ways)), data.draw(ODD))
    findings = verify(list(objects_in(nodes, "-"))).findings
    assert all(item.message and item.help for item in diagnostics(findings, lambda _: []))


@given(
    st.text(alphabet="abk:{}[]-&*!|> \n\"'/.~0", max_size=60),
    st.sampled_from(["resources", "patches", "labels", "components"]),
)
@settings(max_examples=150, deadline=None)
def test_any_kustomization_is_built_or_refused(text: str, key: str) -> None:
    with tempfile.TemporaryDirectory() as directory:
        Path(directory, "kustomization.yaml").write_text(f"{key}: {text}\n", encoding="utf-8")
        with contextlib.suppress(Refused):
            assert isinstance(build(directory), list)


def test_the_streams_of_one_tree_are_read_alike_whatever_their_order() -> None:
    nodes = overlay()
    assert verify(list(objects_in(nodes, "-"))).findings == verify(list(objects_in(reversed(nodes), "-"))).findings
