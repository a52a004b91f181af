"""Why a text is not the value that a field wants."""

from __future__ import annotations


class Refusal(ValueError):
    """A text that cannot be read; `remedy` says what to write instead."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.remedy = remedy
