"""Asks a store about secrets, each once, however many previews refer to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from previewctl.ports import SecretContent, SecretDenied, SecretDescription

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from previewctl.ports import SecretStore
    from previewctl.secrets.references import SecretReference


class SecretAnswer(NamedTuple):
    """What the store says about one secret. `description` is None where there is none; `content` where nobody looked."""

    description: SecretDescription | SecretDenied | None
    content: SecretContent | SecretDenied | None = None

    @property
    def keys(self) -> frozenset[str] | None:
        """The names of its keys, from its value or else from its tag; None where they are not known."""
        if isinstance(self.content, SecretContent):
            return self.content.keys
        return self.description.keys if isinstance(self.description, SecretDescription) else None


def ask(store: SecretStore, found: Iterable[SecretReference], *, look_inside: bool) -> Mapping[str, SecretAnswer]:
    """By name what the store says; `look_inside` reads the values of those that can be read."""
    wanted: dict[str, frozenset[str]] = {}
    for reference in found:
        before = wanted.get(reference.name, frozenset())
        wanted[reference.name] = before | {key.key for key in reference.keys}
    described = {name: store.describe(name) for name in sorted(wanted)}
    readable = {name: wanted[name] for name, answer in described.items() if _can_be_read(answer)}
    contents = store.contents(readable) if look_inside and readable else {}
    return {name: SecretAnswer(answer, contents.get(name)) for name, answer in described.items()}


def _can_be_read(answer: SecretDescription | SecretDenied | None) -> bool:
    """One that may not be described may still be read, and says then that it is there."""
    return isinstance(answer, SecretDescription) and not answer.deleted and answer.has_value
