"""Why a text is not the value that a field wants."""

from __future__ import annotations


class Refusal(ValueError):
    """A text that cannot be read; `remedy` says what to write instead, `meant` is the text that it is a slip of."""

    def __init__(self, message: str, remedy: str, meant: str | None = None) -> None:
        super().__init__(message)
        self.remedy = remedy
        self.meant = meant
