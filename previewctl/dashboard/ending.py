"""When a preview is to go, by the rules of `reap` as far as the answers reach."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from previewctl.lifecycle.policy import policy_of, times_of
from previewctl.spec.durations import Duration

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from previewctl.integrations.git_publications import Publications
    from previewctl.lifecycle.activity import Activity
    from previewctl.spec.platform import PlatformSpec
    from previewctl.spec.preview import Lifetime


class Ending(NamedTuple):
    """Seconds since 1970, None where nobody knows: the first publication, the last sign of use, and the end with its rule."""

    created: int | None
    active: int | None
    expires: int | None
    rule: str


def ending(
    lifetime: Lifetime | None,
    platform: PlatformSpec,
    published: Publications | None,
    activity: Activity | None,
    labels: tuple[str, ...],
) -> Ending:
    """Without `activity` the publications stand in for it. Of a snapshot that cannot be read no `lifetime` is known."""
    created, active = (published.first, published.last) if published else (None, None)
    born = created
    if activity is not None:
        born, active = _seconds(activity.born), _seconds(activity.idle_since)
    if lifetime is None:
        return Ending(created, active, None, "")
    policy, times = policy_of(platform), times_of(lifetime, platform)
    is_kept = policy.keep_label in labels
    most = max(policy.keep, times.most) if is_kept else times.most
    limits = [(born + int(most.total_seconds()), f"{_text(most)} old")] if born is not None else []
    if active is not None and not is_kept and not (activity and activity.missing):
        limits.append((active + int(times.idle.total_seconds()), f"unused for {_text(times.idle)}"))
    return Ending(created, active, *min(limits, default=(None, "")))


def _seconds(time: datetime | None) -> int | None:
    return None if time is None else int(time.timestamp())


def _text(time: timedelta) -> str:
    return str(Duration(int(time.total_seconds())))
