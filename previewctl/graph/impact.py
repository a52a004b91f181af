"""What a change of the platform, of a file, of seed data or of the bases does to the previews that are open."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from previewctl.compilation import LoadedPreview, load_preview
from previewctl.gitops.record import read_record
from previewctl.gitops.rerender import Rerendered, World, rerender
from previewctl.graph.changes.consequences import Consequences, consequences
from previewctl.graph.model import Node
from previewctl.plan.index import PreviewIndex
from previewctl.render.control import render_control
from previewctl.render.record import RECORD
from previewctl.source.encoding import decode
from previewctl.source.read import SourceText

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from previewctl.compilation import LoadedPlatform
    from previewctl.diagnostics.model import Diagnostic
    from previewctl.gitops.record import Record
    from previewctl.graph.changes.building import Workbench
    from previewctl.graph.changes.objects import Key
    from previewctl.plan.facts import SeedData
    from previewctl.render.tree import FileTree

WORDS = ("refused", "gone", "re-seed", "restart", "re-sync", "unknown", "nothing")
"""What can become of a preview, the heaviest first."""


class PreviewImpact(NamedTuple):
    """One preview. `word` is one of `WORDS`; `reason` says why for those that are not compared."""

    node: Node
    word: str
    consequences: Consequences = Consequences()
    reason: str = ""


class Impact(NamedTuple):
    """All previews, and the files of the control part that change."""

    previews: tuple[PreviewImpact, ...]
    control: tuple[str, ...]

    def of(self, word: str) -> tuple[PreviewImpact, ...]:
        """Those of one kind."""
        return tuple(item for item in self.previews if item.word == word)


class Published(NamedTuple):
    """A preview as it is published: its record and the snapshot of its preview.yaml."""

    record: Record
    snapshot: bytes


class State(NamedTuple):
    """What previews are rendered from. `snapshots` and `seeds` take the place of what is published.

    `built` gives the objects that run now, where that state is the one in the tree.
    """

    platform: LoadedPlatform
    snapshots: Mapping[Node, bytes]
    seeds: Mapping[tuple[str, str], SeedData]
    built: Callable[[Record], Mapping[Key, Any] | str] | None = None


def impact(published: Iterable[Published], before: State, after: State, workbench: Workbench) -> Impact:
    """Renders every preview in both states and compares what comes out."""
    items = list(published)
    index = PreviewIndex.of(item.record.as_published() for item in items)
    later = _index_after(items, after, index)
    previews = tuple(_one(item, before, after, (index, later), workbench) for item in items)
    return Impact(previews, tuple(_control(before.platform, after.platform)))


def _index_after(items: list[Published], after: State, index: PreviewIndex) -> PreviewIndex:
    """The index once the changed files are published: consumers follow another port or process."""
    records = {item.record.as_published().key: item.record for item in items}
    for item in items:
        node = Node(item.record.service, item.record.pull_request)
        if node in after.snapshots:
            new = _rendered(item, node, after, index)
            content = (
                next((data for path, data in new.tree.items() if path.endswith(f"/{RECORD}")), b"")
                if isinstance(new, Rerendered)
                else b""
            )
            if record := read_record(content):
                records[item.record.as_published().key] = record
    return PreviewIndex.of(record.as_published() for record in records.values())


def _one(
    item: Published, before: State, after: State, indexes: tuple[PreviewIndex, PreviewIndex], workbench: Workbench
) -> PreviewImpact:
    node = Node(item.record.service, item.record.pull_request)
    entry = after.platform.spec.services.get(node.service)
    if entry is None or not entry.previews:
        return PreviewImpact(node, "gone", reason="the catalogue has no previews of it")
    new = _rendered(item, node, after, indexes[1])
    if not isinstance(new, Rerendered):
        return PreviewImpact(node, "refused", reason=new)
    old = _objects_before(item, node, before, indexes[0], workbench, new)
    if old is None:
        return PreviewImpact(node, "nothing")
    built = workbench.objects(new.tree)
    if isinstance(old, str) or isinstance(built, str):
        return PreviewImpact(node, "unknown", reason=old if isinstance(old, str) else str(built))
    found = consequences(old, built, synced=True)
    return PreviewImpact(node, found.heaviest, found)


def _objects_before(
    item: Published, node: Node, before: State, index: PreviewIndex, workbench: Workbench, new: Rerendered
) -> Mapping[Key, Any] | str | None:
    """The objects of the state before; None where its overlay is the same, so that Argo CD sees nothing."""
    if before.built is not None:
        return None if item.record.tree == _tree(new.tree) else before.built(item.record)
    old = _rendered(item, node, before, index)
    if not isinstance(old, Rerendered):
        return f"it cannot be rendered as it is: {old}"
    return None if _tree(old.tree) == _tree(new.tree) else workbench.objects(old.tree)


def _rendered(item: Published, node: Node, state: State, index: PreviewIndex) -> Rerendered | str:
    snapshot = state.snapshots.get(node, item.snapshot)
    record = item.record
    if (wanted := _declared_seed(snapshot)) and (found := state.seeds.get(wanted)):
        record = record._replace(seed=found)
    result = rerender(snapshot, record, World(state.platform, index))
    return result if isinstance(result, Rerendered) else _first(result)


@lru_cache(maxsize=256)
def _declared_seed(snapshot: bytes) -> tuple[str, str] | None:
    """The dataset and version that a preview.yaml names."""
    text = decode(snapshot, "preview.yaml")
    loaded = load_preview(SourceText("preview.yaml", text, snapshot)) if isinstance(text, str) else None
    seed = loaded.spec.seed if isinstance(loaded, LoadedPreview) else None
    return (seed.dataset, seed.version) if seed else None


def _first(found: list[Diagnostic]) -> str:
    errors = [item for item in found if item.severity.value == "error"] or found
    return f"{errors[0].code}: {errors[0].message}" if errors else "it cannot be rendered"


def _tree(tree: FileTree) -> str:
    """The name of the overlay's directory, which is the digest of its files."""
    overlay = next(path for path in tree if path.endswith("/kustomization.yaml") and f"/{RECORD}" not in path)
    return overlay.split("/")[3]


def _control(before: LoadedPlatform, after: LoadedPlatform) -> Iterator[str]:
    old, new = render_control(before.spec), render_control(after.spec)
    for path in sorted({*old, *new}):
        if old.get(path) != new.get(path):
            yield path
