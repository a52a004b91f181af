"""The images of datasets: what they are called, where their build contexts are, and which are in the registry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from previewctl.reporters.findings.json_v1 import finding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from previewctl.diagnostics.model import Diagnostic
    from previewctl.seeds.image import Identity, SeedImage


class BuiltImage(NamedTuple):
    """An image and its build context; `exists` says whether the registry has it, None where it was not asked."""

    identity: Identity
    image: SeedImage
    reference: str
    context: str
    exists: bool | None = None


def text(built: Sequence[BuiltImage], *, written: bool) -> str:
    """A line for each image: its reference, and where its build context is."""
    if not built:
        return "no images: the datasets have no data\n"
    width = max(len(item.reference) for item in built)
    lines = [f"{item.reference:<{width}}  {_state(item, written=written)}" for item in built]
    left = sum(bool(item.exists) for item in built)
    if left == len(built):
        lines.append("the registry has all of them: there is nothing to build")
    elif written:
        lines.append("build each with `docker buildx build --push --tag REFERENCE DIRECTORY`")
    return "".join(f"{line}\n" for line in lines)


def _state(item: BuiltImage, *, written: bool) -> str:
    if item.exists:
        return "is in the registry"
    return f"in {item.context}" if written else "to be built"


def as_json(built: Sequence[BuiltImage], found: Sequence[Diagnostic]) -> dict[str, Any]:
    """The same for programs; `build` is false for images that the registry has."""
    return {
        "images": [
            {
                "dataset": item.identity.dataset,
                "version": item.identity.version,
                "contentHash": item.identity.content_hash,
                "engine": item.image.engine,
                "base": item.image.base,
                "reference": item.reference,
                "context": item.context,
                "exists": item.exists,
                "build": not item.exists,
            }
            for item in built
        ],
        "diagnostics": [finding(item) for item in found],
    }
