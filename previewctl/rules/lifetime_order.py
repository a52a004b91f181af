"""The times of a lifetime follow one another: a warning, then the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import LIFETIME_ORDER
from previewctl.diagnostics.model import Severity
from previewctl.rules.context import Finding, KeyPath, Needs, RuleContext, rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(LIFETIME_ORDER, needs=Needs.PLAN)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a warning before the time it warns of, an idle time that is never reached, and a sleep that ends as it begins.

    Why:
        `warn` counts back from the end that `idle` or `max` sets. If it is as long as that, every preview is warned about
        from its first minute on. An `idle` above `max` never comes to pass. What the file leaves out counts as the platform
        sets it.

    Bad:
        lifetime: {idle: 12h, warn: 24h}

    Good:
        lifetime: {idle: 3d, max: 14d, warn: 24h}

    Fix:
        Write a `warn` below `idle`, and an `idle` up to `max`.
    """
    if context.environment is None:
        return
    yield from _sleep(context)
    times = context.environment.lifetime
    # A `max` below the platform's `idle` is no contradiction: its author wants the preview gone by then.
    if times.idle > times.max and context.spec.lifetime.idle:
        yield _finding(context, "idle", "max", f"nothing is idle for {times.idle} within a life of {times.max}")
    for end, length in (("idle", times.idle), ("max", times.max)):
        if times.warn >= length:
            message = f"a warning {times.warn} before the end is due at once, for `{end}` is {length}"
            yield _finding(context, "warn", end, message)
            return


def _sleep(context: RuleContext) -> Iterator[Finding]:
    sleep = context.spec.lifetime.sleep
    if sleep is not None and sleep.weekdays:
        start, _, end = sleep.weekdays.partition("-")
        if start == end:
            message = f"from {start} to {end} is no time at all, or the whole day: nobody knows which is meant"
            remedy = "write when it ends, or leave `weekdays` out"
            yield Finding(("lifetime", "sleep", "weekdays"), message, remedy)


def _finding(context: RuleContext, first: str, second: str, message: str) -> Finding:
    """At the time that the file sets; at the service's name if the platform sets both."""
    own = [key for key in (first, second) if getattr(context.spec.lifetime, key)]
    path: KeyPath = ("lifetime", own[0]) if own else ("service",)
    others = [key for key in (first, second) if key not in own]
    remedy = f"let `{first}` be less than `{second}`"
    if others and own:
        remedy += f"; `{others[0]}` is the platform's default, and `lifetime` can set it too"
    forbids = ("defaults", "lifetime", others[0]) if others else None
    return Finding(
        path,
        message,
        remedy,
        forbids=forbids,
        first=("lifetime", own[1]) if len(own) > 1 else None,
        because="compared with this",
        # Another default of the platform must not stop the previews of everybody who counted on the old one.
        severity=Severity.WARNING if others else None,
    )
