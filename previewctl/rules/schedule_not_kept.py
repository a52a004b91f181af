"""What scales previews down can follow their schedule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import SCHEDULE_NOT_KEPT
from previewctl.rules.context import Finding, KeyPath, RuleContext, rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(SCHEDULE_NOT_KEPT)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports hours of sleep that the platform's program cannot follow.

    Why:
        kube-green scales down and up on the same weekdays, so the night from Friday to Saturday is beyond it unless the weekend
        is slept through as well. The downscaler reads no time zone whose name has a digit or a hyphen. Either would scale
        previews at other times than the file says, or not at all.

    Bad:
        lifetime: {sleep: {weekdays: "20:00-07:00"}}
        # platform.yaml
        sleep: {kind: kubeGreen}

    Good:
        lifetime: {sleep: {weekdays: "20:00-07:00", weekends: true}}
        # platform.yaml
        sleep: {kind: kubeGreen}

    Fix:
        With kube-green, write hours that pass midnight together with `weekends: true`, or hours within one day without it. With
        the downscaler, name the zone by a city without a digit or a hyphen.
    """
    own = context.spec.lifetime.sleep
    sleep = own or context.platform.defaults.lifetime.sleep
    if sleep is None or context.platform.sleep.kind == "none":
        return
    from previewctl.plan.sleep_tools import problem
    from previewctl.plan.sleeping import schedule_of

    schedule = schedule_of(sleep)
    found = problem(sleep, schedule, context.platform.sleep.kind) if schedule else None
    if found is None:
        return
    path: KeyPath = ("lifetime", "sleep") if own else ("service",)
    message, remedy = found
    if own is None:
        message += "; the schedule is the platform's default"
    yield Finding(path, message, remedy, forbids=("sleep", "kind"))
