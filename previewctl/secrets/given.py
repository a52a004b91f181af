"""The variables that a plan gives to the processes, and where each one comes from, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.plan.model import VariableKind
from previewctl.plan.origins import Source
from previewctl.secrets.expectations import Given

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from previewctl.plan.model import Environment, Variable


def given(environment: Environment, keys: Mapping[str, frozenset[str]], brought: frozenset[str]) -> Iterator[Given]:
    """All variables; those of the image first, so that those of the plan count.

    `keys` are those of secrets that are taken whole, as far as they are known; `brought` is what the image sets itself.
    """
    yield from (Given(name, "the image", wanted=False) for name in sorted(brought))
    for secret in environment.remote_secrets:
        if secret.all_variables:
            for key in secret.keys:
                yield Given(key.key, f"secret {key.remote}", secret=True)
            for name in sorted(keys.get(secret.extract or "", ())):
                yield Given(name, f"secret {secret.extract}, taken whole", secret=True, wanted=False)
    remote = {secret.name: secret.keys[0] for secret in environment.remote_secrets if secret.keys}
    for variable in environment.variables:
        found = remote.get(variable.secret)
        origin = f"secret {found.remote}#{found.property}" if found else _origin(variable)
        is_wanted = variable.origin.source in (Source.PREVIEW, Source.PLATFORM)
        yield Given(variable.name, origin, variable.kind is not VariableKind.CONFIG, is_wanted)


def _origin(variable: Variable) -> str:
    if variable.kind is VariableKind.SECRET:
        return "generated in the cluster"
    source, path = variable.origin.source, variable.origin.path
    if source is Source.BASE or not path:
        return "previewctl"
    words = "env" if path[0] == "env" else ".".join(map(str, path[:2]))
    return f"{words} of platform.yaml" if source is Source.PLATFORM else words
