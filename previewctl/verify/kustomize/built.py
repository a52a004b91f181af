"""An object on its way through a build."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from previewctl.source.foreign import ForeignNode

if TYPE_CHECKING:
    from collections.abc import Callable


class Built(NamedTuple):
    """An object, where it was written first, and all names that it has had, the newest last."""

    node: ForeignNode
    path: str
    line: int
    names: tuple[str, ...]

    @property
    def kind(self) -> str:
        """Such as `Deployment`."""
        return self.node.get("kind").text or ""

    @property
    def api_version(self) -> str:
        """Such as `apps/v1`."""
        return self.node.get("apiVersion").text or ""

    @property
    def name(self) -> str:
        """As it is now."""
        return self.names[-1] if self.names else ""

    def with_node(self, node: ForeignNode) -> Built:
        """Another content; a new name is remembered beside the old ones."""
        name = node.get("metadata", "name").text or ""
        return self._replace(node=node, names=self.names if name == self.name else (*self.names, name))


def mapping_of(pairs: dict[str, ForeignNode], like: ForeignNode | None = None) -> ForeignNode:
    """A mapping node, on the line of the one whose place it takes."""
    return like._replace(content=pairs) if like else ForeignNode(pairs)


def list_of(items: list[ForeignNode], like: ForeignNode | None = None) -> ForeignNode:
    """A list node, on the line of the one whose place it takes."""
    return like._replace(content=items) if like else ForeignNode(items)


def text_of(text: str) -> ForeignNode:
    """A text, which no reader takes for a number."""
    return ForeignNode(text, quoted=True)


def changed(node: ForeignNode, path: tuple[str, ...], change: Callable[[ForeignNode], ForeignNode]) -> ForeignNode:
    """A node with what stands at a path of keys changed; mappings on the way are made where there are none."""
    if not path:
        return change(node)
    pairs = dict(node.mapping)
    pairs[path[0]] = changed(node.get(path[0]), path[1:], change)
    return mapping_of(pairs, node)
