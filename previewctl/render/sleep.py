"""What lets a preview sleep: a SleepInfo, or annotations of its namespace; and what keeps it awake, or puts it down."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from previewctl.plan.sleep_tools import downtime, evenings, uptime_until
from previewctl.plan.sleeping import schedule_of
from previewctl.plan.waking import is_evening, until
from previewctl.plan.waves import Wave
from previewctl.render.engine import render_template
from previewctl.render.views import Pair

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.plan.model import Environment
    from previewctl.spec.platform import PlatformSpec

AWAKE_UNTIL = "previewctl.dev/awake-until"


class SleepView(NamedTuple):
    """A SleepInfo. `excluded` are the labels of what it leaves alone."""

    wave: str
    weekdays: str
    sleep_at: str
    wake_up_at: str
    timezone: str
    excluded: tuple[Pair, ...]


def sleep_info(environment: Environment, platform: PlatformSpec) -> bytes | None:
    """The SleepInfo of a preview; None where it needs none."""
    sleep = environment.lifetime.sleep
    hours = evenings(sleep) if sleep and platform.sleep.kind == "kubeGreen" else None
    if sleep is None or hours is None:
        return None
    schedule, awake = schedule_of(sleep), until(environment.rest)
    is_excluded = schedule is not None and awake is not None and not is_evening(schedule, awake)
    view = SleepView(
        wave=str(Wave.GUARD_RAILS.value),
        weekdays=hours.weekdays,
        sleep_at=hours.sleep_at,
        wake_up_at=hours.wake_up_at,
        timezone=sleep.timezone,
        excluded=(Pair("app.kubernetes.io/managed-by", "previewctl"),) if is_excluded else (),
    )
    return render_template("overlay/sleep.yaml", info=view)


def sleep_annotations(environment: Environment, platform: PlatformSpec) -> Iterator[tuple[str, str]]:
    """The annotations of the namespace."""
    awake = environment.rest.awake_until if until(environment.rest) else None
    if awake is not None:
        yield AWAKE_UNTIL, awake
    schedule = schedule_of(environment.lifetime.sleep)
    if platform.sleep.kind == "downscaler" and schedule is not None and (hours := downtime(schedule)) is not None:
        yield "downscaler/downtime", hours
        if awake is not None:
            yield "downscaler/force-uptime", uptime_until(awake)
