"""Rendered trees, and single edits of their files as somebody might make them by hand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

    from tests.acceptance.previews import Tree


class Edit(NamedTuple):
    """A change of one object's text: each `old` of the pairs stands in it, and becomes its `new`."""

    file: str
    item: str
    pairs: tuple[tuple[str, str], ...]
    service: str = "orders-api"

    def apply(self, tree: Tree) -> Path:
        """Edits the file in the overlay of the service, or in the bases; gives the overlay."""
        overlay = tree.overlay(self.service)
        (bases,) = (tree.directory / "previews" / "_bases").iterdir()
        path = next(path for path in (overlay / self.file, bases / self.file) if path.is_file())
        documents = path.read_text(encoding="utf-8").split("---\n")
        (at,) = (number for number, text in enumerate(documents) if not self.item or self._is(text))
        for old, new in self.pairs:
            assert old in documents[at], f"{path.name} holds no {old!r}"
            documents[at] = documents[at].replace(old, new)
        path.write_text("---\n".join(documents), encoding="utf-8")
        return overlay

    def _is(self, text: str) -> bool:
        kind, name = self.item.split("/")
        return (
            re.search(rf"^kind: {kind}$", text, re.MULTILINE) is not None
            and re.search(rf"^metadata:\n(?:  #.*\n)*  name: {re.escape(name)}$", text, re.MULTILINE) is not None
        )
