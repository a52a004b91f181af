"""What a reader found in a repository: conclusions about a preview.yaml, each with the file that it came from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias, Union

KeyPath: TypeAlias = tuple[str | int, ...]
Value: TypeAlias = Union[str, int, bool, Sequence["Value"], Mapping[str, "Value"]]  # noqa: UP007 - recursive names need Union


class Evidence(NamedTuple):
    """Where something was found: a path below the root of the service, with `/`, and a line from 1, or 0 for the file as a whole."""

    path: str
    line: int = 0

    def __str__(self) -> str:
        """As comments show it: `docker-compose.yml:12`."""
        return f"{self.path}:{self.line}" if self.line else self.path


class Conclusion(NamedTuple):
    """`value` belongs at the key path `path` of preview.yaml: ("processes", "web", "port"), 8000.

    Values are plain: a text, a number, a boolean, or a list or mapping of those, always in the long form of a field
    where it has several. `check` is there where a person has to look at it, and says at what, as half a sentence.
    """

    path: KeyPath
    value: Value
    evidence: Evidence
    check: str = ""


class Mapped(NamedTuple):
    """A key of another tool's file that became something: `services.web.command` → `processes.web.command`."""

    key: str
    to: str
    evidence: Evidence


class Dropped(NamedTuple):
    """A key of another tool's file that has no place in a preview.yaml, and why, as half a sentence."""

    key: str
    reason: str
    evidence: Evidence


class Reading(NamedTuple):
    """Everything that one reader has to say. `notes` are whole sentences about files that could not be read."""

    conclusions: tuple[Conclusion, ...] = ()
    mapped: tuple[Mapped, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    notes: tuple[str, ...] = ()


def joined(readings: Iterable[Reading]) -> Reading:
    """Several readings as one, in their order."""
    found = tuple(readings)
    return Reading(
        tuple(item for reading in found for item in reading.conclusions),
        tuple(item for reading in found for item in reading.mapped),
        tuple(item for reading in found for item in reading.dropped),
        tuple(item for reading in found for item in reading.notes),
    )
