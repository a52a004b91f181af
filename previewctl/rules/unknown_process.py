"""What names a process names one that is declared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import UNKNOWN_PROCESS
from previewctl.plan.processes import declared_processes
from previewctl.rules.context import Finding, KeyPath, RuleContext, rule
from previewctl.rules.suggestions import renamed_key, replaced_value
from previewctl.source.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from previewctl.spec.preview import PreviewSpec

_OF_RESOURCES = frozenset({"size", "cpu", "memory"})


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
    known, meant = declared_processes(context.spec), set[str]()
    for path, name, on_key in _named(context.spec):
        if name not in known:
            guess = nearest(name, known)
            fix = renamed_key(path, guess) if on_key else replaced_value(path, guess)
            repeats = on_key and guess in meant
            remedy = _remedy(path, guess, known)
            message = f"there is no process `{name}`"
            yield Finding(path, message, remedy, on_key=on_key, remedy=None if repeats else fix)
            meant |= {guess or ""} if on_key else set()


def _remedy(path: KeyPath, guess: str | None, known: Collection[str]) -> str:
    if guess:
        return f"did you mean `{guess}`?"
    if path[0] == "resources" and path[1] in _OF_RESOURCES:
        return f"resources are by process: write `{{{min(known, default='web')}: {{{path[1]}: …}}}}`"
    return "declared: " + (", ".join(f"`{key}`" for key in sorted(known)) or "none")
