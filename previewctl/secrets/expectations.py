"""What the code of a service reads from its environment, against what its preview gives it."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from previewctl.repository.files import Repository

_CODE = (
    ".cjs", ".cs", ".go", ".html", ".java", ".js", ".jsx", ".kt", ".mjs", ".php", ".py", ".rb", ".rs", ".scala", ".sh",
    ".ts", ".tsx", ".vue",
)  # fmt: skip
_MOST_FILES = 5_000


class State(StrEnum):
    """What comes of a variable. `open`: a secret that is taken whole may bring it; `--keys` knows."""

    MISSING = "missing"
    OPEN = "open"
    DEFAULT = "default"
    GIVEN = "given"
    UNUSED = "unused"


class Read(NamedTuple):
    """One place that reads a variable. `required`: the code cannot start without it; `any_case` as settings may have it."""

    name: str
    path: str
    line: int
    required: bool
    any_case: bool = False


class Given(NamedTuple):
    """A variable that the processes get, and where from, in words. `wanted`: the author asked for it."""

    name: str
    origin: str
    secret: bool = False
    wanted: bool = True


class Expectation(NamedTuple):
    """A variable with what is known of it; `read` is the place that reads or mentions it, `origin` what gives it."""

    name: str
    state: State
    origin: str = ""
    secret: bool = False
    read: str = ""


def expectations(
    reads: Iterable[Read], given: Iterable[Given], *, more: bool, mentions: Mapping[str, str]
) -> Iterator[Expectation]:
    """Every variable, by name. `more`: keys that nobody knows come too; `mentions` are places in the rest of the code."""
    by_name = {item.name: item for item in given}
    upper = {name.upper(): name for name in by_name}
    places: dict[str, Read] = {}
    for read in reads:
        name = upper.get(read.name.upper(), read.name) if read.any_case else read.name
        before = places.get(name)
        if before is None or (read.required and not before.required):
            places[name] = read
    for name in sorted(places.keys() | by_name.keys()):
        yield _expectation(name, places.get(name), by_name.get(name), mentions.get(name, ""), more=more)


def _expectation(name: str, read: Read | None, given: Given | None, mention: str, *, more: bool) -> Expectation:
    place = f"{read.path}:{read.line}" if read else mention
    if given is not None:
        state = State.GIVEN if place or not given.wanted else State.UNUSED
        return Expectation(name, state, given.origin, given.secret, place)
    if read is not None and read.required:
        return Expectation(name, State.OPEN if more else State.MISSING, read=place)
    return Expectation(name, State.DEFAULT, read=place)


def mentioned(repository: Repository, names: Iterable[str]) -> dict[str, str]:
    """The first place in the code that has each name as a word: libraries and scripts read variables, too."""
    wanted = set(names)
    found: dict[str, str] = {}
    for path in [path for path in repository.walk() if path.endswith(_CODE)][:_MOST_FILES]:
        if not wanted:
            break
        text = repository.text(path) or ""
        for name in [name for name in wanted if name in text]:
            if place := re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text):
                found[name] = f"{path}:{text.count(chr(10), 0, place.start()) + 1}"
                wanted.discard(name)
    return found
