"""Exceptions that end a command, each with its exit code (see docs/exit-codes.md)."""

from __future__ import annotations


class PreviewctlError(Exception):
    """Ends a command with a message for the user and `exit_code`. `hint` says what to do."""

    exit_code = 2

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class UsageError(PreviewctlError):
    """The command line, or what it points at, cannot be used (exit code 2)."""


class InternalError(PreviewctlError):
    """previewctl has a bug: it produced something that it must never produce (exit code 3)."""

    exit_code = 3


class RemoteError(PreviewctlError):
    """A remote system failed, and nothing was half done (exit code 4)."""

    exit_code = 4
