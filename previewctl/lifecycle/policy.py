"""What platform.yaml says about the life of previews, and the times of one preview."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from previewctl.spec.durations import Duration
    from previewctl.spec.platform import PlatformSpec
    from previewctl.spec.preview import Lifetime

_DAY = timedelta(days=1)


class Policy(NamedTuple):
    """The rules of a sweep. `per_person` is None where a person may have any number of previews."""

    label: str
    keep_label: str
    keep: timedelta
    minimum_age: timedelta
    sweep: timedelta
    removals: int
    per_service: int
    per_person: int | None
    in_all: int
    bots: frozenset[str] = frozenset()


class Times(NamedTuple):
    """How long a preview may be idle, how long it may exist, and how long before its end a warning comes."""

    idle: timedelta
    most: timedelta
    warn: timedelta


def policy_of(platform: PlatformSpec) -> Policy:
    """The policy of a platform."""
    lifecycle, ceilings = platform.lifecycle, platform.ceilings
    return Policy(
        label=platform.label,
        keep_label=lifecycle.keep_label,
        keep=_delta(lifecycle.keep),
        minimum_age=_delta(lifecycle.minimum_age),
        sweep=_delta(lifecycle.sweep),
        removals=lifecycle.removals_per_run,
        per_service=ceilings.previews_per_service,
        per_person=ceilings.previews_per_person,
        in_all=ceilings.previews,
        bots=frozenset(name.casefold() for name in lifecycle.bots),
    )


def times_of(own: Lifetime | None, platform: PlatformSpec) -> Times:
    """The times of a preview whose preview.yaml says `own`; no preview outlives the platform's ceiling."""
    default = platform.defaults.lifetime
    idle = (own and own.idle) or default.idle
    most = (own and own.max) or default.max
    warn = (own and own.warn) or default.warn
    ceiling = _delta(platform.ceilings.lifetime)
    longest = min(_delta(most) if most else 14 * _DAY, ceiling)
    return Times(min(_delta(idle) if idle else 3 * _DAY, longest), longest, _delta(warn) if warn else _DAY)


def longest(times: Iterable[Times]) -> Times:
    """The most generous of several: the label is the pull request's, so any of its services keeps all of them."""
    found = list(times)
    return Times(max(item.idle for item in found), max(item.most for item in found), max(item.warn for item in found))


def _delta(duration: Duration) -> timedelta:
    return timedelta(seconds=duration.seconds)
