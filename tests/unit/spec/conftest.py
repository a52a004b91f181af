"""Reads lines as the rest of a preview.yaml, which must be right, or must be wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from previewctl.source.document import SourceDocument, parse
from previewctl.source.read import SourceText
from previewctl.spec.load import load_spec
from previewctl.spec.preview import PreviewSpec

if TYPE_CHECKING:
    from collections.abc import Callable

    from previewctl.diagnostics.model import Diagnostic

HEAD = """\
apiVersion: previewctl.dev/v1
kind: Preview
service: orders-api
runtime: container
image: registry.example.com/orders-api
"""


def _load(text: str) -> PreviewSpec | list[Diagnostic]:
    document = parse(SourceText("preview.yaml", text))
    assert isinstance(document, SourceDocument), document
    return load_spec(document, "preview")


@pytest.fixture
def spec() -> Callable[[str], PreviewSpec]:
    """Reads lines that must be right, below the required ones."""

    def read(lines: str) -> PreviewSpec:
        result = _load(f"{HEAD}{lines}")
        assert isinstance(result, PreviewSpec), result
        return result

    return read


@pytest.fixture
def problems() -> Callable[[str], list[Diagnostic]]:
    """Reads lines that must be wrong, below the required ones unless they bring their own."""

    def read(lines: str) -> list[Diagnostic]:
        result = _load(lines if lines.startswith("apiVersion") else f"{HEAD}{lines}")
        assert isinstance(result, list), result
        return result

    return read
