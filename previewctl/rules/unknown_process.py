"""What names a process names one that is declared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import UNKNOWN_PROCESS
from previewctl.plan.processes import declared_processes
from previewctl.rules.context import Finding, KeyPath, RuleContext, rule
from previewctl.rules.suggestions import renamed_key, replaced_value
from previewctl.source.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.spec.preview import PreviewSpec


def _named(spec: PreviewSpec) -> Iterator[tuple[KeyPath, str, bool]]:
    if spec.endpoint.process is not None:
        yield ("endpoint", "process"), spec.endpoint.process, False
    for name in spec.resources:
        yield ("resources", name), name, True
    for name, volume in spec.volumes.items():
        for index, process in enumerate(volume.processes):
            yield ("volumes", name, "processes", index), process, False


@rule(UNKNOWN_PROCESS)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports an endpoint, a resource or a volume of a process that is not declared.

    Why:
        The name leads nowhere, so the process that was meant would run without these resources or files, or nothing would answer
        the public address.

    Bad:
        resources: {wbe: medium}

    Good:
        resources: {web: medium}

    Fix:
        Write the name as it stands under `processes`, or declare the process there.
    """
    known = declared_processes(context.spec)
    for path, name, on_key in _named(context.spec):
        if name not in known:
            guess = nearest(name, known)
            remedy = (
                f"did you mean `{guess}`?"
                if guess
                else "declared: " + (", ".join(f"`{key}`" for key in sorted(known)) or "none")
            )
            fix = renamed_key(path, guess) if on_key else replaced_value(path, guess)
            yield Finding(path, f"there is no process `{name}`", remedy, on_key=on_key, remedy=fix)
