"""What a file of another tool holds, as nodes with their lines and as plain data."""

from __future__ import annotations

import math
from typing import NamedTuple, TypeAlias, Union

from previewctl.source.scalars import Plain, resolve

Items: TypeAlias = "dict[str, ForeignNode]"
Content: TypeAlias = Union[str, list["ForeignNode"], dict[str, "ForeignNode"], None]  # noqa: UP007 - recursive names need Union
PlainData: TypeAlias = Union[str, int, float, bool, list["PlainData"], dict[str, "PlainData"], None]  # noqa: UP007 - recursive names need Union


class ForeignProblem(NamedTuple):
    """Why a file could not be read, as half a sentence, and where: a line from 1, or 0."""

    message: str
    line: int = 0


class ForeignNode(NamedTuple):
    """A value: a text as it was written (numbers and switches too), None for null, a list or a mapping.

    `tag` is a tag of the file's own, such as `!reset`. `size` counts the nodes below, aliases written out, `height`
    the levels: they bound what a reader of the tree can meet. `quoted`: the text is one, whatever it looks like.
    """

    content: Content
    line: int = 0
    tag: str = ""
    size: int = 1
    height: int = 0
    quoted: bool = False

    def get(self, *keys: str) -> ForeignNode:
        """What stands at a path of keys; an empty node where there is nothing, or no mapping on the way."""
        here = self
        for key in keys:
            here = here.content.get(key, NOTHING) if isinstance(here.content, dict) else NOTHING
        return here

    @property
    def mapping(self) -> Items:
        """The pairs of a mapping; none for anything else."""
        return self.content if isinstance(self.content, dict) else {}

    @property
    def items(self) -> list[ForeignNode]:
        """The items of a list; none for anything else."""
        return self.content if isinstance(self.content, list) else []

    @property
    def text(self) -> str | None:
        """The text of a scalar; None for anything else."""
        return self.content if isinstance(self.content, str) else None

    @property
    def data(self) -> PlainData:
        """The value as plain data: numbers, switches and null by the core schema of YAML 1.2, where nothing quotes them."""
        if isinstance(self.content, dict):
            return {name: node.data for name, node in self.content.items()}
        if isinstance(self.content, list):
            return [node.data for node in self.content]
        if self.content is None or self.quoted or self.tag or not self.content:
            return self.content
        value = resolve(self.content)
        if isinstance(value, Plain):
            return value.text if isinstance(value.value, float) and not math.isfinite(value.value) else value.value
        return value


NOTHING = ForeignNode(None)


class ForeignDocument(NamedTuple):
    """A file: its documents, those that hold nothing left out, and what a person should know about it, in sentences."""

    path: str
    documents: tuple[ForeignNode, ...]
    notes: tuple[str, ...] = ()

    @property
    def root(self) -> ForeignNode:
        """The first document; an empty node for a file that holds nothing."""
        return self.documents[0] if self.documents else NOTHING

    @property
    def data(self) -> PlainData:
        """The plain data of the only document, or a list with those of all."""
        return self.root.data if len(self.documents) < 2 else [node.data for node in self.documents]

    def line(self, path: tuple[str | int, ...]) -> int:
        """The line of the value at a key path of the first document; that of the last part that is there."""
        here = self.root
        line = here.line
        for part in path:
            inner = here.items[part : part + 1] if isinstance(part, int) and part >= 0 else [here.get(str(part))]
            if not inner or inner[0] is NOTHING:
                break
            here = inner[0]
            line = here.line or line
        return line
