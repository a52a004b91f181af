"""When a preview goes: by its own times, the platform's ceilings, what people did, and the label that keeps it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from previewctl.compilation import LoadedPlatform, load_platform
from previewctl.dashboard.ending import ending
from previewctl.integrations.git_publications import Publications
from previewctl.lifecycle.activity import Activity
from previewctl.lifecycle.policy import policy_of
from previewctl.spec.durations import parse_duration
from previewctl.spec.preview import Lifetime

if TYPE_CHECKING:
    from previewctl.spec.platform import PlatformSpec

DAY = 86_400
BORN = 1_795_521_600
PUBLISHED = Publications(BORN, BORN + 2 * DAY)


@pytest.fixture(scope="module")
def platform() -> PlatformSpec:
    found = load_platform(str(Path(__file__).parents[3] / "examples" / "shop" / "platform.yaml"))
    assert isinstance(found, LoadedPlatform)
    return found.spec


def lifetime(idle: str, most: str) -> Lifetime:
    return Lifetime(idle=parse_duration(idle), max=parse_duration(most))


def at(days: int) -> datetime:
    return datetime.fromtimestamp(BORN + days * DAY, UTC)


@pytest.mark.parametrize(
    ("idle", "most", "end"),
    [("3d", "14d", (5, "unused for 3d")), ("5d", "6d", (6, "6d old")), ("4d", "4d", (4, "4d old"))],
)
def test_the_earlier_limit_counts(platform: PlatformSpec, idle: str, most: str, end: tuple[int, str]) -> None:
    found = ending(lifetime(idle, most), platform, PUBLISHED, None, ())
    assert found == (BORN, BORN + 2 * DAY, BORN + end[0] * DAY, end[1])


def test_what_people_did_counts_instead_of_publications(platform: PlatformSpec) -> None:
    found = ending(lifetime("3d", "14d"), platform, PUBLISHED, Activity(at(0), at(7)), ())
    assert (found.created, found.active) == (BORN, BORN + 7 * DAY)
    assert (found.expires, found.rule) == (BORN + 10 * DAY, "unused for 3d")


def test_while_a_sign_of_use_is_missing_only_the_age_ends_it(platform: PlatformSpec) -> None:
    activity = Activity(at(0), at(1), missing=("comments",))
    assert ending(lifetime("3d", "14d"), platform, PUBLISHED, activity, ()).rule == "14d old"


def test_the_label_that_keeps_a_preview_counts(platform: PlatformSpec) -> None:
    policy = policy_of(platform)
    found = ending(lifetime("3d", "14d"), platform, PUBLISHED, Activity(at(0), at(1)), (policy.keep_label,))
    assert found.rule.endswith(" old")
    assert found.expires == BORN + max(int(policy.keep.total_seconds()), 14 * DAY)


def test_nobody_knows_the_end_of_what_cannot_be_read(platform: PlatformSpec) -> None:
    assert ending(None, platform, PUBLISHED, None, ())[2:] == (None, "")
    assert ending(lifetime("3d", "14d"), platform, None, None, ()) == (None, None, None, "")
