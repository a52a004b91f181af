"""Colour, where the terminal takes it. Nothing is ever said by colour alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TextIO

from previewctl.diagnostics.model import Severity

if TYPE_CHECKING:
    from collections.abc import Mapping

_SEVERITIES = {Severity.ERROR: "1;31", Severity.WARNING: "1;33", Severity.NOTE: "1;36"}


class Style(NamedTuple):
    """Wraps text in terminal codes, or leaves it as it is."""

    colored: bool = False

    def _wrap(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.colored and text else text

    def bold(self, text: str) -> str:
        """What stands out."""
        return self._wrap("1", text)

    def dim(self, text: str) -> str:
        """What recedes."""
        return self._wrap("2", text)

    def accent(self, text: str) -> str:
        """The carets."""
        return self._wrap("1;34", text)

    def added(self, text: str) -> str:
        """A line that comes."""
        return self._wrap("32", text)

    def removed(self, text: str) -> str:
        """A line that goes."""
        return self._wrap("31", text)

    def severity(self, severity: Severity) -> str:
        """The word for a severity."""
        return self._wrap(_SEVERITIES[severity], severity.value)


def style_for(stream: TextIO, choice: str, environment: Mapping[str, str]) -> Style:
    """The style of a stream: the option decides, then NO_COLOR, then FORCE_COLOR, then whether it is a terminal."""
    if choice != "auto":
        return Style(choice == "always")
    if environment.get("NO_COLOR"):
        return Style()
    if environment.get("FORCE_COLOR", "").lower() not in {"", "0", "false"}:
        return Style(colored=True)
    return Style(stream.isatty() and environment.get("TERM") != "dumb")
