"""Where an override points a dependency: `staging`, `pr-12`, `branch:x`, `same-branch`, `stub` or a URL."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple

from previewctl.diagnostics.excerpt import quoted
from previewctl.source.suggest import nearest
from previewctl.spec.refusal import Refusal
from previewctl.spec.urls import parse_url

_PULL_REQUEST = re.compile(r"pr-([1-9][0-9]{0,9})")
_ALMOST_PULL_REQUEST = re.compile(r"(?:pr|pull|mr)?[-_ /#:!]*([1-9][0-9]{0,9})", re.IGNORECASE | re.ASCII)
_BRANCH = re.compile(r"[^\s\x00-\x20~^:?*\[\\\x7f]{1,244}")

MAXIMUM_PULL_REQUEST = 2_147_483_647
TARGET_PATTERN = r"^(staging|pr-[1-9][0-9]{0,9}|branch:.+|same-branch|stub|https://.+)$"


class TargetKind(StrEnum):
    """The kinds of targets."""

    STAGING = "staging"
    PULL_REQUEST = "pull-request"
    BRANCH = "branch"
    SAME_BRANCH = "same-branch"
    STUB = "stub"
    URL = "url"


class Target(NamedTuple):
    """One parsed target; `pull_request` is set for `pr-<n>`, `value` for a branch or a URL."""

    kind: TargetKind
    text: str
    pull_request: int = 0
    value: str = ""


_WORDS = {"staging": TargetKind.STAGING, "same-branch": TargetKind.SAME_BRANCH, "stub": TargetKind.STUB}


def parse_target(text: str) -> Target:
    """Reads a target; raises Refusal that lists what is allowed."""
    if text in _WORDS:
        return Target(_WORDS[text], text)
    found = _PULL_REQUEST.fullmatch(text)
    if found and int(found.group(1)) <= MAXIMUM_PULL_REQUEST:
        return Target(TargetKind.PULL_REQUEST, text, pull_request=int(found.group(1)))
    if text.startswith("branch:") and _BRANCH.fullmatch(text.removeprefix("branch:")):
        return Target(TargetKind.BRANCH, text, value=text.removeprefix("branch:"))
    if text.startswith("https://"):
        return Target(TargetKind.URL, text, value=parse_url(text, ("https",)))
    meant = _meant(text)
    forms = "write `staging`, `pr-<number>`, `branch:<name>`, `same-branch`, `stub` or an `https://` URL"
    raise Refusal(f"{quoted(text)} is not a target", f"did you mean `{meant}`?" if meant else forms, meant)


def _meant(text: str) -> str | None:
    """The target that a text is a slip of."""
    number = _ALMOST_PULL_REQUEST.fullmatch(text)
    if number and int(number[1]) <= MAXIMUM_PULL_REQUEST:
        return f"pr-{number[1]}"
    return nearest(text, _WORDS)
