"""`previewctl wake`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from previewctl.cli import clock
from previewctl.cli.options import DryRun, Gitops, WriterPlatform
from previewctl.cli.resting import Number, Service, rest
from previewctl.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from previewctl.compilation import LoadedPlatform
    from previewctl.gitops.record import Record
    from previewctl.lifecycle.resting import Decision
    from previewctl.plan.sleeping import Schedule


def wake(
    number: Number,
    service: Service = None,
    length: Annotated[
        str | None,
        typer.Option("--for", metavar="DURATION", help="How long it stays awake; platform.yaml says otherwise."),
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="TIME", help="When it may sleep again, such as 2026-11-28T18:00Z.")
    ] = None,
    gitops: Gitops = None,
    platform: WriterPlatform = None,
    dry_run: DryRun = False,
) -> int:
    """Wake a sleeping preview, and keep it awake for a while, by a commit to its record."""
    if length is not None and until is not None:
        raise UsageError("--for and --until contradict each other", hint="leave one of them out")
    now = clock.now()
    wanted = _time(until, now) if until is not None else now + _length(length) if length is not None else None

    def decides(loaded: LoadedPlatform) -> Callable[[Record, Schedule | None], Decision]:
        from previewctl.lifecycle import resting

        sleep = loaded.spec.sleep
        return resting.wake(sleep.kind, now, wanted or now + timedelta(seconds=sleep.awake.seconds))

    return rest(number, service, platform, gitops, decides, dry_run=dry_run)


def _length(text: str) -> timedelta:
    from previewctl.spec.durations import parse_duration
    from previewctl.spec.refusal import Refusal

    try:
        seconds = parse_duration(text).seconds
    except Refusal as refused:
        raise UsageError(f"--for: {refused.args[0]}", hint="write `4h`, `90m` or `2d`") from None
    return timedelta(seconds=min(seconds, 366 * 86_400))


def _time(text: str, now: datetime) -> datetime:
    """A time in RFC 3339, in UTC where it names no zone."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--until: `{text}` is no time", hint="write one such as 2026-11-28T18:00Z") from None
    found = found if found.tzinfo else found.replace(tzinfo=UTC)
    if not now < found <= now + timedelta(days=366):
        raise UsageError("--until lies behind, or more than a year ahead", hint="write a time of the next days")
    return found.astimezone(UTC)
