"""Where a dependency's own dependencies point: whoever tests a preview tests all that it reaches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.excerpt import printable, shortened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.plan.index import PreviewIndex

_MOST = 20


def onward(index: PreviewIndex | None, service: str, pull_request: int | None) -> tuple[str, ...]:
    """One text for each edge from that preview on, such as `billing-api pr-7 → tax-api staging`; each preview once.

    The nearest first, then by name; at most 20. Nothing without an index. Records are text that many may write, so they
    are shown as harmless as any other text.
    """
    if index is None or pull_request is None:
        return ()
    return tuple(text for _, text in zip(range(_MOST), _edges(index, service, pull_request), strict=False))


def _edges(index: PreviewIndex, service: str, pull_request: int) -> Iterator[str]:
    seen = {(service, pull_request)}
    waiting = [(service, pull_request)]
    for name, number in waiting:
        found = index.find(name, number)
        for other, target in sorted(found.targets.items()) if found else ():
            yield f"{name} pr-{number} → {shortened(printable(other))} {shortened(printable(target))}"
            onward_number = target.removeprefix("pr-")
            if target.startswith("pr-") and onward_number.isdecimal() and onward_number.isascii():
                key = (other, int(onward_number[:10]))
                if key not in seen:
                    seen.add(key)
                    waiting.append(key)
