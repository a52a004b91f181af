"""A document becomes a spec, or the findings that say why it does not."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Literal, overload

from previewctl.spec.light_pydantic_core import ValidationError
from previewctl.spec.unusable import unusable_characters
from previewctl.spec.validator import validator

if TYPE_CHECKING:
    from previewctl.diagnostics.model import Diagnostic
    from previewctl.source.document import SourceDocument
    from previewctl.spec.platform import PlatformSpec
    from previewctl.spec.preview import PreviewSpec

_MOST = 100
"""Findings of one file: whoever has more mends these first."""


@overload
def load_spec(document: SourceDocument, model: Literal["preview"]) -> PreviewSpec | list[Diagnostic]: ...
@overload
def load_spec(document: SourceDocument, model: Literal["platform"]) -> PlatformSpec | list[Diagnostic]: ...
def load_spec(document: SourceDocument, model: str) -> PreviewSpec | PlatformSpec | list[Diagnostic]:
    """Validates a document against the model `preview` or `platform`; gives all findings about its shape at once."""
    if unusable := list(islice(unusable_characters(document), _MOST)):
        return unusable
    try:
        return validator(model).validate_python(document.data)  # type: ignore[no-any-return]
    except ValidationError as error:
        from previewctl.spec.shape_findings import shape_findings

        return shape_findings(document, model, error.errors(include_url=False)[:_MOST])
