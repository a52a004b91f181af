"""What a service reads and what its preview gives it, as text and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from previewctl.diagnostics.excerpt import printable
from previewctl.secrets.expectations import State

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from previewctl.reporters.style import Style
    from previewctl.secrets.expectations import Expectation

_HEADINGS = {
    State.MISSING: "missing: the code needs them, and nothing sets them",
    State.OPEN: "perhaps missing: the code needs them, and only a secret that is taken whole can bring them (--keys asks)",
    State.DEFAULT: "left to the code's own defaults",
    State.UNUSED: "unused: set, and nowhere in the code",
    State.GIVEN: "given",
}


class ShownDiff(NamedTuple):
    """One service; `compared` says what the code was read as, empty where nothing reads it."""

    service: str
    compared: str
    variables: tuple[Expectation, ...]


def text(diffs: Sequence[ShownDiff], style: Style) -> str:
    """A block for each service, with what needs somebody's attention first."""
    return "\n".join("".join(f"{line}\n" for line in _lines(diff, style)) for diff in diffs)


def _lines(diff: ShownDiff, style: Style) -> Iterator[str]:
    yield f"{style.bold(diff.service)}  {diff.compared or 'nothing is known of what its code needs'}"
    for state, heading in _HEADINGS.items():
        found = [item for item in diff.variables if item.state is state]
        if not found:
            continue
        yield f"  {heading}"
        width = max(len(item.name) for item in found)
        for item in found:
            parts = [item.origin, f"read at {item.read}" if item.read else ""]
            yield f"    {printable(item.name).ljust(width)}  {printable('; '.join(filter(None, parts)))}".rstrip()


def data(diffs: Sequence[ShownDiff]) -> dict[str, Any]:
    """For programs."""
    return {
        "schema": 1,
        "services": [
            {
                "service": diff.service,
                "compared": diff.compared or None,
                "variables": [
                    {
                        "name": item.name,
                        "state": item.state.value,
                        "origin": item.origin or None,
                        "secret": item.secret,
                        "read": item.read or None,
                    }
                    for item in diff.variables
                ],
            }
            for diff in diffs
        ],
    }
