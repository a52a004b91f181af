"""What a check finds."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


class Verdict(StrEnum):
    """`unknown` is never `ok`: what cannot be seen from here has to be looked at by a person."""

    OK = "ok"
    WARNING = "warning"
    FAIL = "fail"
    UNKNOWN = "unknown"


class Check(NamedTuple):
    """One thing: its name, the verdict, what was found, and what to do unless it is fine."""

    name: str
    verdict: Verdict
    found: str
    fix: str = ""


class Area(NamedTuple):
    """All checks of a machine, an app, a GitOps repository or a cluster."""

    name: str
    checks: tuple[Check, ...]


def ok(name: str, found: str) -> Check:
    """What is as it has to be."""
    return Check(name, Verdict.OK, found)


def fail(name: str, found: str, fix: str) -> Check:
    """What previews cannot work with, or are not safe with."""
    return Check(name, Verdict.FAIL, found, fix)


def warning(name: str, found: str, fix: str) -> Check:
    """What works, and could be better."""
    return Check(name, Verdict.WARNING, found, fix)


def unknown(name: str, found: str, fix: str) -> Check:
    """What cannot be said from here; `fix` says how to find out."""
    return Check(name, Verdict.UNKNOWN, found, fix)


def failed(areas: Iterable[Area]) -> bool:
    """Whether anything fails."""
    return any(check.verdict is Verdict.FAIL for area in areas for check in area.checks)
