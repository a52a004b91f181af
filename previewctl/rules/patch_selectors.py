"""Patterns and label selectors of a patch's target, as Kustomize reads them."""

from __future__ import annotations

import re
from typing import NamedTuple

_LONGEST, _MOST_REPEATS = 200, 3
_TOKENS = re.compile(
    r"(?:[A-Za-z0-9/ _,:;@#%&='\"<>~`!-]|\\[.\-/+*?()|^$]|\\[dw]|\.|\[\^?[A-Za-z0-9_./-]+\]|\[(?!.*\])|\(\?:|\((?!\?)|[)|^$*+?])*"
)
_REPEATED_GROUP = re.compile(r"\)[*+]")
_REPEATED_PLACE = re.compile(r"[\^$][*+?]")
_POSSESSIVE = re.compile(r"(?<!\\)[*+?]\+")

_KEY = re.compile(r"(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?/)?[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?")
_VALUE = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?")
_PART = re.compile(r"\s*([(),]|[=!<>]+|[^\s()=!<>,]+)\s*")
_COMPARISONS = {"=": "in", "==": "in", "!=": "notin"}


class Requirement(NamedTuple):
    """One part of a label selector: `in` and `notin` with values, `exists`, `absent`, or `number` for `<` and `>`."""

    key: str
    operator: str
    values: tuple[str, ...] = ()


def fits(pattern: str | None, text: str) -> bool:
    """Whether a whole text fits a pattern. One that nobody can be sure about here counts as fitting."""
    if not pattern:
        return True
    compiled = _compiled(pattern)
    return not isinstance(compiled, re.Pattern) or compiled.search(text) is not None


def is_pattern(pattern: str) -> bool:
    """Whether Kustomize can read it as a regular expression; true where nobody can be sure."""
    return _compiled(pattern) is not False


def _compiled(pattern: str) -> re.Pattern[str] | bool:
    """The pattern as Kustomize anchors it; False for what is none, True for one beyond what Go and Python have in common."""
    flags = re.ASCII
    if pattern.startswith("(?i)"):
        pattern, flags = pattern.removeprefix("(?i)"), re.ASCII | re.IGNORECASE
    if len(pattern) > _LONGEST or not _TOKENS.fullmatch(pattern) or _REPEATED_PLACE.search(pattern):
        return True
    if _POSSESSIVE.search(pattern):
        return False
    try:
        compiled = re.compile(f"^(?:{pattern})$", flags)
    except re.error:
        return False
    repeats = pattern.count("*") + pattern.count("+")
    return True if repeats > _MOST_REPEATS or _REPEATED_GROUP.search(pattern) else compiled


def requirements(selector: str) -> tuple[Requirement, ...] | None:
    """The parts of a label selector, all of which have to hold; None for what Kubernetes cannot read."""
    parts = _parts(selector)
    if parts is None:
        return None
    found: list[Requirement] = []
    for group in _groups(parts) if parts else ():
        requirement = _requirement(group)
        if requirement is None:
            return None
        found.append(requirement)
    return tuple(found)


def _parts(selector: str) -> list[str] | None:
    parts, at = [], 0
    while at < len(selector):
        match = _PART.match(selector, at)
        if match is None:
            return [] if not selector.strip() else None
        parts.append(match[1])
        at = match.end()
    return parts


def _groups(parts: list[str]) -> list[list[str]]:
    """The parts between the commas that stand outside of parentheses."""
    groups: list[list[str]] = [[]]
    depth = 0
    for part in parts:
        depth += (part == "(") - (part == ")")
        if part == "," and not depth:
            groups.append([])
        else:
            groups[-1].append(part)
    return groups


def _requirement(parts: list[str]) -> Requirement | None:
    match parts:
        case ["!", key] if _KEY.fullmatch(key):
            return Requirement(key, "absent")
        case [key] if _KEY.fullmatch(key):
            return Requirement(key, "exists")
        case [key, ("=" | "==" | "!=") as sign, *value] if _KEY.fullmatch(key) and len(value) <= 1:
            values = tuple(value) or ("",)
            return Requirement(key, _COMPARISONS[sign], values) if _are_values(values) else None
        case [key, ("<" | ">"), number] if _KEY.fullmatch(key) and number.isdecimal():
            return Requirement(key, "number")
        case [key, ("in" | "notin") as operator, "(", *inner, ")"] if _KEY.fullmatch(key):
            values = tuple(part for part in inner if part != ",") or ("",)
            return Requirement(key, operator, values) if _are_values(values) else None
    return None


def _are_values(values: tuple[str, ...]) -> bool:
    return all(_VALUE.fullmatch(value) for value in values)


def holds(requirement: Requirement, labels: dict[str, str]) -> bool:
    """Whether an object with exactly these labels fulfils it."""
    present = requirement.key in labels
    if requirement.operator in {"exists", "absent"}:
        return present == (requirement.operator == "exists")
    if requirement.operator == "number":
        return present and labels[requirement.key].isdecimal()
    chosen = present and labels[requirement.key] in requirement.values
    return chosen == (requirement.operator == "in")
