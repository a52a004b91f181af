"""`previewctl sleep`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.cli.options import DryRun, Gitops, WriterPlatform
from previewctl.cli.resting import Number, Service, rest

if TYPE_CHECKING:
    from collections.abc import Callable

    from previewctl.compilation import LoadedPlatform
    from previewctl.gitops.record import Record
    from previewctl.lifecycle.resting import Decision
    from previewctl.plan.sleeping import Schedule


def sleep(
    number: Number,
    service: Service = None,
    gitops: Gitops = None,
    platform: WriterPlatform = None,
    dry_run: DryRun = False,
) -> int:
    """Put a preview to sleep until somebody wakes it or pushes, by a commit to its record; its volumes stay."""

    def decides(_loaded: LoadedPlatform) -> Callable[[Record, Schedule | None], Decision]:
        from previewctl.lifecycle.resting import put_to_sleep

        return put_to_sleep

    return rest(number, service, platform, gitops, decides, dry_run=dry_run)
