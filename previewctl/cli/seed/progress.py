"""Says what a long command is at, on a terminal."""

from __future__ import annotations

import os
from typing import TextIO


class Progress:
    """One line that is written over at each step, and is gone at the end; nothing where nobody watches."""

    def __init__(self, stream: TextIO, *, quiet: bool = False) -> None:
        self._stream = stream
        self._shown = not quiet and stream.isatty() and os.environ.get("TERM") != "dumb"
        self._done = 0
        self._total = 0

    def expect(self, steps: int) -> None:
        """Says how many steps there are altogether."""
        self._total = steps

    def say(self, step: str) -> None:
        """Shows the step that begins."""
        self._done += 1
        if self._shown:
            total = max(self._total, self._done)
            bar = "#" * (20 * (self._done - 1) // total)
            self._stream.write(f"\r\x1b[K[{bar:<20}] {self._done}/{total} {step}")
            self._stream.flush()

    def end(self) -> None:
        """Takes the line away."""
        if self._shown:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
