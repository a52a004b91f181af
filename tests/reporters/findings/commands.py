"""Reads workflow commands as the runner does (actions/runner, ActionCommand.TryParseV2)."""

from __future__ import annotations

from typing import NamedTuple

_VALUE = (("%0D", "\r"), ("%0A", "\n"), ("%25", "%"))
_PROPERTY = (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%"))


class Command(NamedTuple):
    name: str
    properties: dict[str, str]
    message: str


def parsed(line: str) -> Command:
    """The command on a line; an AssertionError where the runner would see none."""
    trimmed = line.lstrip()
    assert trimmed.startswith("::")
    end = trimmed.index("::", 2)
    name, _, written = trimmed[2:end].partition(" ")
    pairs = (pair.partition("=") for pair in written.split(",") if pair)
    properties = {key: _unescaped(value, _PROPERTY) for key, _, value in pairs}
    return Command(name, properties, _unescaped(trimmed[end + 2 :], _VALUE))


def _unescaped(text: str, escapes: tuple[tuple[str, str], ...]) -> str:
    for escape, character in escapes:
        text = text.replace(escape, character)
    return text
