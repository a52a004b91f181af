"""The fields that a later version will not have, and what to write instead. They are read until they are gone."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.source.scalars import Data

ANY = "*"
"""In a path: every name that users choose, and every item of a list."""


class Deprecation(NamedTuple):
    """A field of preview.yaml. `renamed` is its new key beside the old one; empty where `instead` is all there is to say.

    `since` is the version that deprecated it, `until` the first one without it.
    """

    path: tuple[str, ...]
    instead: str
    since: str
    until: str
    renamed: str = ""


DEPRECATIONS: tuple[Deprecation, ...] = ()
"""Nothing yet: before the first release a field is renamed, and nobody has the old one."""


def places_of(path: tuple[str, ...], data: Data) -> Iterator[tuple[str | int, ...]]:
    """The key paths in a file's data that a deprecation's path stands for."""
    if not path:
        yield ()
        return
    first, rest = path[0], path[1:]
    if isinstance(data, dict):
        items: list[tuple[str | int, Data]] = [(key, item) for key, item in data.items() if first in (ANY, key)]
    elif isinstance(data, list) and first == ANY:
        items = list(enumerate(data))
    else:
        items = []
    for key, item in items:
        for below in places_of(rest, item):
            yield (key, *below)
