"""Where a decided value came from."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

KeyPath = tuple[str | int, ...]


class Source(StrEnum):
    """The kinds of origins."""

    PREVIEW = "preview.yaml"
    PLATFORM = "platform.yaml"
    BASE = "base"
    COMPUTED = "computed"


class Origin(NamedTuple):
    """A value's origin: `path` is its key path in one of the two files, `reason` says the rest in words."""

    source: Source
    path: KeyPath = ()
    reason: str = ""


def from_preview(*path: str | int, reason: str = "") -> Origin:
    """It stands in preview.yaml at `path`."""
    return Origin(Source.PREVIEW, path, reason)


def from_platform(*path: str | int, reason: str = "") -> Origin:
    """It stands in platform.yaml at `path`, or is the default of that key."""
    return Origin(Source.PLATFORM, path, reason)


def from_base(base: str) -> Origin:
    """A Kustomize base sets it."""
    return Origin(Source.BASE, reason=base)


def computed(reason: str) -> Origin:
    """It follows from other values."""
    return Origin(Source.COMPUTED, reason=reason)
