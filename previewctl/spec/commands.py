"""The commands that a preview.yaml starts with the service's own image, or a migration's."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.spec.preview import PreviewSpec


def declared_commands(spec: PreviewSpec) -> Iterator[tuple[tuple[str | int, ...], tuple[str, ...]]]:
    """Each command with its key path, in its long form."""
    for name, process in spec.processes.items():
        if process.command:
            yield ("processes", name, "command"), process.command
    for index, migration in enumerate(spec.migrations):
        yield ("migrations", index, "command"), migration.command
    for name, hook in (("release", spec.hooks.release), ("postdeploy", spec.hooks.postdeploy)):
        if hook is not None:
            yield ("hooks", name, "command"), hook.command
