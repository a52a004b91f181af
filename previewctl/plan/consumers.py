"""Who calls a preview: what its `${consumers.origins}` stands for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from previewctl.plan.names import names_of
from previewctl.spec.patterns import SERVICE_NAME

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.plan.index import PreviewIndex
    from previewctl.spec.placeholders import Placeholder
    from previewctl.spec.preview import PreviewSpec

_SERVICE = re.compile(SERVICE_NAME)
_LONGEST_SERVICE = 40


def asks_for_consumers(spec: PreviewSpec) -> bool:
    """Whether anything in a preview.yaml depends on who calls it: only then it is rendered again when a caller appears."""
    return any(placeholder.path[0] == "consumers" for placeholder in _placeholders(spec))


def consumer_origins(service: str, pull_request: int, domain: str, index: PreviewIndex | None) -> tuple[str, ...]:
    """The public origins of the previews whose dependencies were resolved to this one, sorted; not its own.

    They are made of names that are checked, never of the URL in a record: many may write to the branch that it stands on.
    """
    keys = index.callers(service, pull_request) if index else ()
    return tuple(
        names_of(name, number, domain).url
        for name, number in keys
        if len(name) <= _LONGEST_SERVICE and _SERVICE.fullmatch(name)
    )


def _placeholders(spec: PreviewSpec) -> Iterator[Placeholder]:
    for variable in spec.env.values():
        if variable.value is not None:
            yield from variable.value.placeholders
    for check in spec.checks:
        for part in check.run:
            yield from part.placeholders
