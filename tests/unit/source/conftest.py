"""How the specifications of the source layer read a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from previewctl.source.document import SourceDocument, parse
from previewctl.source.read import SourceText

if TYPE_CHECKING:
    from collections.abc import Callable

    from previewctl.diagnostics.model import Diagnostic


def _parse(text: str) -> SourceDocument | list[Diagnostic]:
    return parse(SourceText("preview.yaml", text))


@pytest.fixture
def document() -> Callable[[str], SourceDocument]:
    """Reads a text that must be fine."""

    def read(text: str) -> SourceDocument:
        result = _parse(text)
        assert isinstance(result, SourceDocument), result
        return result

    return read


@pytest.fixture
def problems() -> Callable[[str], list[Diagnostic]]:
    """Reads a text that must not be fine."""

    def read(text: str) -> list[Diagnostic]:
        result = _parse(text)
        assert isinstance(result, list), result
        return result

    return read
