"""Fixes for slips: a name that is nearly one that exists. They are guesses, so never safe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.rules.context import Remedy
from previewctl.source.edits import RenameKey, ReplaceValue

if TYPE_CHECKING:
    from previewctl.rules.context import KeyPath


def renamed_key(path: KeyPath, guess: str | None) -> Remedy | None:
    """The key at `path` under the name that was meant; None without a guess."""
    return Remedy(f"rename it to `{guess}`", (RenameKey(path, guess),)) if guess else None


def replaced_value(path: KeyPath, guess: str | None) -> Remedy | None:
    """The text at `path` as it was meant; None without a guess."""
    return Remedy(f"write `{guess}`", (ReplaceValue(path, guess),)) if guess else None
