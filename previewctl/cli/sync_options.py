"""What the command line of `sync` says."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple

from previewctl.cli.options import Color


class SyncFormat(StrEnum):
    """How the result is printed."""

    TEXT = "text"
    JSON = "json"


class Wanted(NamedTuple):
    """What the command line says."""

    apply: bool
    check: bool
    batch: int
    most: int
    allow_most: bool
    discover: bool
    grace: timedelta
    ask_github: bool
    image_check: bool
    sign: bool
    form: SyncFormat
    color: Color
    quiet: int
