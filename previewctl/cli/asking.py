"""Puts questions to whoever sits at the terminal."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from previewctl.scaffold.answers import Ask, Check


def asker(*, no_input: bool) -> Ask | None:
    """How to ask; None where nobody is there to answer."""
    return asked if not no_input and sys.stdin.isatty() and sys.stderr.isatty() else None


def asked(question: str, default: str, check: Check) -> str:
    """The answer to a question, which is put again until it passes `check`; an empty line is the default."""
    # What asks for typer also writes to stdout, where the file of a dry run goes.
    while True:
        sys.stderr.write(f"{question}{f' [{default}]' if default else ''}: ")
        sys.stderr.flush()
        line = sys.stdin.readline()
        if not line:
            raise typer.Abort
        problem = check(line.strip())
        if not problem:
            return line.strip() or default
        sys.stderr.write(f"{problem}\n")
