"""Fixes that several rules offer. A name that is nearly one that exists is a guess, so never safe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.rules.context import Remedy
from previewctl.source.edits import Remove, RenameKey, ReplacePart, ReplaceValue

if TYPE_CHECKING:
    from previewctl.rules.context import KeyPath
    from previewctl.spec.placeholders import Placeholder


def renamed_key(path: KeyPath, guess: str | None) -> Remedy | None:
    """The key at `path` under the name that was meant; None without a guess."""
    return Remedy(f"rename it to `{guess}`", (RenameKey(path, guess),)) if guess else None


def replaced_value(path: KeyPath, guess: str | None) -> Remedy | None:
    """The text at `path` as it was meant; None without a guess."""
    return Remedy(f"write `{guess}`", (ReplaceValue(path, guess),)) if guess else None


def replaced_placeholder(path: KeyPath, placeholder: Placeholder, guess: str | None) -> Remedy | None:
    """The placeholder in the text at `path` as it was meant; None without a guess."""
    text = f"${{{guess}}}"
    change = ReplacePart(path, placeholder.start, placeholder.end, text)
    return Remedy(f"write `{text}`", (change,)) if guess else None


def removed(path: KeyPath, *, safe: bool = False) -> Remedy:
    """Without what stands at `path`."""
    return Remedy("remove it", (Remove(path),), safe)
