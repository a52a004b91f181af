"""A time zone is one of the IANA's."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import UNKNOWN_TIME_ZONE
from previewctl.rules.context import Finding, KeyPath, RuleContext, rule
from previewctl.rules.suggestions import replaced_value
from previewctl.source.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

_OLD_REGIONS = frozenset({"Brazil", "Canada", "Chile", "Mexico", "US"})
_OLD_NAMES = frozenset({
    "CET", "CST6CDT", "Cuba", "EET", "EST", "EST5EDT", "Egypt", "Eire", "GB", "GB-Eire", "GMT", "GMT+0", "GMT-0", "GMT0",
    "Greenwich", "HST", "Hongkong", "Iceland", "Iran", "Israel", "Jamaica", "Japan", "Kwajalein", "Libya", "MET", "MST",
    "MST7MDT", "NZ", "NZ-CHAT", "Navajo", "PRC", "PST8PDT", "Poland", "Portugal", "ROC", "ROK", "Singapore", "Turkey",
    "UCT", "UTC", "Universal", "W-SU", "WET", "Zulu",
})  # fmt: skip
"""Names that are valid everywhere, though newer systems have them in a package of their own (`tzdata-legacy`)."""


@rule(UNKNOWN_TIME_ZONE)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a time zone that does not exist, of the file or of the platform's default.

    Why:
        The hours of `sleep` count in this zone, with its daylight saving time. Of a name that does not exist nobody knows the
        hours, so the preview would sleep at the wrong time or never.

    Bad:
        lifetime: {sleep: {weekdays: "20:00-07:00", timezone: Europe/Berlni}}

    Good:
        lifetime: {sleep: {weekdays: "20:00-07:00", timezone: Europe/Berlin}}

    Fix:
        Write a name such as `Europe/Berlin` or `America/New_York`, as
        https://en.wikipedia.org/wiki/List_of_tz_database_time_zones lists them.
    """
    own, default = context.spec.lifetime.sleep, context.platform.defaults.lifetime.sleep
    sleep = own or default
    if sleep is None or _is_old(sleep.timezone) or not (zones := _zones_without(sleep.timezone)):
        return
    path: KeyPath = ("lifetime", "sleep", "timezone") if own else ("service",)
    guess = _guess(sleep.timezone, zones)
    yield Finding(
        path,
        f"there is no time zone `{sleep.timezone}`" + ("" if own else ", which is the platform's default"),
        f"did you mean `{guess}`?" if guess else "write a name such as `Europe/Berlin`",
        forbids=None if own else ("defaults", "lifetime", "sleep", "timezone"),
        remedy=replaced_value(path, guess) if own else None,
    )


def _is_old(name: str) -> bool:
    return name in _OLD_NAMES or name.partition("/")[0] in _OLD_REGIONS


def _zones_without(name: str) -> list[str]:
    """The zones of this system if `name` is none of them; nothing where it is, or where the system has no zones."""
    if os.path.isfile(f"/usr/share/zoneinfo/{name}"):  # importing zoneinfo takes longer than all other rules
        return []
    import zoneinfo

    try:
        zoneinfo.ZoneInfo(name)
    except (KeyError, OSError, ValueError):
        return sorted(zoneinfo.available_timezones())
    return []


def _guess(name: str, zones: list[str]) -> str | None:
    """A city without its region, else the zone that looks most like it."""
    regional = [zone for zone in zones if "/" in zone and not zone.startswith("Etc/")]
    cities = {zone.rpartition("/")[2].casefold(): zone for zone in reversed(regional)}
    return cities.get(name.casefold()) or nearest(name, regional)
