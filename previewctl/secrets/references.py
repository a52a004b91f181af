"""Which secrets of the store a plan refers to, and where preview.yaml says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from previewctl.plan.model import Environment

KeyPath = tuple[str | int, ...]


class KeyReference(NamedTuple):
    """One key of a secret, the variable that gets it, and the key path in preview.yaml that says so."""

    key: str
    variable: str
    path: KeyPath


class SecretReference(NamedTuple):
    """One place that names a secret. Without `keys` each of the secret's keys becomes a variable."""

    name: str
    path: KeyPath
    keys: tuple[KeyReference, ...]

    @property
    def whole(self) -> bool:
        """Whether all of its keys are taken, whatever they are."""
        return not self.keys


def references(environment: Environment) -> Iterator[SecretReference]:
    """Every reference of a plan, in the order of the ExternalSecrets."""
    owners = {variable.secret: variable.name for variable in environment.variables if variable.secret}
    number = 0
    for secret in environment.remote_secrets:
        if secret.all_variables:
            path: KeyPath = ("secrets", number)
            number += 1
            keys = tuple(
                KeyReference(key.property, key.key, (*path, "keys", index)) for index, key in enumerate(secret.keys)
            )
            yield SecretReference(secret.extract or secret.keys[0].remote, (*path, "from"), keys)
        else:
            variable = owners[secret.name]
            path = ("env", variable, "secret")
            keys = tuple(KeyReference(key.property, variable, path) for key in secret.keys)
            yield SecretReference(secret.keys[0].remote, path, keys)


def names(found: Iterable[SecretReference]) -> list[str]:
    """The secrets that are referred to, each once, in alphabetical order."""
    return sorted({reference.name for reference in found})
