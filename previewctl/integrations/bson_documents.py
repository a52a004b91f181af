"""Reads Extended JSON with MongoDB's own library (`bson`, of the package pymongo), and finds keys that are there twice."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, NamedTuple

from previewctl.seeds.text_lines import lines_of, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LARGEST = 16 << 20
"""https://www.mongodb.com/docs/manual/reference/limits/: 16 MiB as BSON."""


class Bson(NamedTuple):
    """A document, as the library reads it, or what it says of the line that holds none; lines count from 1."""

    line: int
    document: dict[str, Any] | None
    problem: str = ""


def is_installed() -> bool:
    """Whether the library is there: the package `bson`, which is another one, has no `json_util` of this kind."""
    return find_spec("bson") is not None and find_spec("pymongo") is not None


def documents(path: Path) -> Iterator[Bson]:
    """What each line holds; empty ones are left out."""
    for line in lines_of(path):
        if line.text.strip():
            yield _read(line.text, line.number)


def metadata(path: Path) -> Bson:
    """The one document of a file."""
    return _read(text_of(path), 1)


def _read(text: str, line: int) -> Bson:
    import bson
    from bson.codec_options import DatetimeConversion
    from bson.json_util import JSONOptions, loads

    # Dates beyond the year 9999 are dates to the server.
    options = JSONOptions(tz_aware=False, datetime_conversion=DatetimeConversion.DATETIME_AUTO)
    try:
        document = loads(text, json_options=options)
        if not isinstance(document, dict):
            return Bson(line, None, "it is no document: write `{…}`")
        size = len(bson.encode(document))
    except Exception as error:  # noqa: BLE001 - what the library raises is not listed anywhere, and all of it means this
        return Bson(line, None, f"bson says: {str(error) or type(error).__name__}")
    if size > LARGEST:
        return Bson(line, None, "as BSON it has more than 16 MiB")
    return Bson(line, document)


def key_of(document: dict[str, Any], fields: tuple[str, ...]) -> bytes:
    """The values of some top-level fields, the same for the same values; a field that is not there is null to an index.

    1 and 1.0 are one value to an index, and other bytes: such a pair is not found.
    """
    import bson

    return bson.encode({str(number): document.get(field) for number, field in enumerate(fields)})
