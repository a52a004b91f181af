"""Placeholders in values: `${endpoint.url}`; `$${` is a literal `${`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from previewctl.diagnostics.excerpt import quoted
from previewctl.spec.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

_TOKEN = re.compile(r"\$\$\{|\$\{")
_REFERENCE = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?){1,3}")

_OF_CI = "no CI fills this file in: write `${kind.name}`, such as `${endpoint.url}`, or `$${` for a literal `${`"


class PlaceholderError(Refusal):
    """A placeholder that cannot be read; `start` and `end` are offsets into the value."""

    def __init__(self, message: str, remedy: str, start: int, end: int) -> None:
        super().__init__(message, remedy)
        self.start = start
        self.end = end


class Placeholder(NamedTuple):
    """A reference such as `dependencies.billing-api.url`; `start` and `end` are its offsets in the value, `${` and `}` included."""

    path: tuple[str, ...]
    start: int
    end: int

    @property
    def name(self) -> str:
        """The reference as it is written between the braces."""
        return ".".join(self.path)


class Template(NamedTuple):
    """A value cut into literal text and placeholders."""

    parts: tuple[str | Placeholder, ...]

    @property
    def placeholders(self) -> tuple[Placeholder, ...]:
        """The placeholders in the order of the text."""
        return tuple(part for part in self.parts if isinstance(part, Placeholder))

    def resolve(self, value_of: Callable[[Placeholder], str]) -> str:
        """The text with each placeholder replaced by what `value_of` gives for it."""
        return "".join(part if isinstance(part, str) else value_of(part) for part in self.parts)


def parse_template(text: str) -> Template:
    """Cuts `text` at its placeholders; raises PlaceholderError for one that is not closed or not a reference."""
    if "${" not in text:
        return Template((text,) if text else ())
    parts: list[str | Placeholder] = []
    position = 0
    while found := _TOKEN.search(text, position):
        parts.append(text[position : found.start()])
        if found.group() == "$${":
            parts.append("${")
            position = found.end()
            continue
        placeholder = _placeholder(text, found.start())
        parts.append(placeholder)
        position = placeholder.end
    parts.append(text[position:])
    return Template(tuple(part for part in parts if part))


def _placeholder(text: str, start: int) -> Placeholder:
    of_ci = text.startswith("${{", start)
    close = text.find("}}", start) + 1 if of_ci and "}}" in text[start:] else text.find("}", start)
    if close < 0:
        raise PlaceholderError("`${` is not closed", "add `}`, or write `$${` for a literal `${`", start, len(text))
    name = text[start + 2 : close].strip()
    if not _REFERENCE.fullmatch(name):
        raise PlaceholderError(
            f"{quoted(text[start : close + 1])} is not a placeholder",
            _OF_CI if of_ci else "write `${kind.name}`, such as `${endpoint.url}`, or `$${` for a literal `${`",
            start,
            close + 1,
        )
    return Placeholder(tuple(name.split(".")), start, close + 1)
