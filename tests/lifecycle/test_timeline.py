"""`previewctl timeline`: what comes is what `reap` then does, and what was is what the commits say."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from previewctl.lifecycle.activity import Activity
from previewctl.lifecycle.policy import Times, policy_of
from previewctl.lifecycle.sweep import decide
from previewctl.lifecycle.timeline import Life, ahead
from previewctl.lifecycle.verdict import State, Subject
from previewctl.spec.embedded import embedded_platform
from tests.cli.running import PLATFORM
from tests.gitops.remotes import seed
from tests.lifecycle.conftest import DAY, NOW

if TYPE_CHECKING:
    from tests.lifecycle.conftest import Organisation

HOUR = timedelta(hours=1)
PLATFORM_SPEC = embedded_platform({"orders-api": "acme/orders-api"})


@given(
    st.timedeltas(timedelta(0), 20 * DAY),
    st.timedeltas(timedelta(0), 20 * DAY),
    st.sampled_from([DAY, 3 * DAY, 9 * DAY]),
    st.sampled_from([2 * DAY, 14 * DAY]),
    st.sampled_from([6 * HOUR, DAY]),
    st.booleans(),
    st.timedeltas(timedelta(0), HOUR),
)
@settings(max_examples=150, deadline=None)
def test_a_sweep_does_what_was_foretold_within_the_time_foretold(
    age: timedelta,
    unused: timedelta,
    idle: timedelta,
    most: timedelta,
    warn: timedelta,
    kept: bool,
    phase: timedelta,
) -> None:
    born, last = NOW - age, NOW - min(unused, age)
    times = Times(min(idle, most), most, warn)
    moments = {item.what: item for item in ahead(Life(born, last, "", times, kept=kept), PLATFORM_SPEC, NOW)}
    labels = ("preview", "preview-keep") if kept else ("preview",)
    subject = Subject("a/b", 1, "ana", "0" * 40, labels, ("orders-api",), Activity(born, last, "x"), times)
    policy = policy_of(PLATFORM_SPEC)
    at, warned = NOW + phase, None
    while at < NOW + 60 * DAY:
        (verdict,) = decide([subject], policy, at).verdicts
        if verdict.state is State.REMOVE:
            break
        warned = warned or (at if verdict.warnings else None)
        subject = subject._replace(warnings=verdict.warnings)
        at += policy.sweep
    assert warned is not None
    assert moments["warned"].earliest <= warned <= moments["warned"].latest
    assert moments["loses its label"].earliest <= at <= moments["loses its label"].latest + policy.sweep


def test_what_comes_is_shown_with_the_periods_that_count(organisation: Organisation) -> None:
    organisation.platform.write_text(f"{PLATFORM}sleep: {{kind: downscaler}}\n")
    organisation.publish(
        42, more='lifetime: {sleep: {weekdays: "20:00-07:00", weekends: true, timezone: Europe/Berlin}}\n'
    )
    organisation.pull(42, HOUR)
    done = organisation.inside("timeline", "--pr", "42")
    assert (done.code, done.err) == (0, "")
    then = "by then: Argo CD looks every 5m, or at once where it hears a webhook"
    assert [line[2:] for line in done.out.splitlines()[1:]] == [
        "2026-11-27 12:00 UTC  now",
        f"2026-11-27 12:00 UTC to 2026-11-27 12:05 UTC  polled: a label or a closed pull request is noticed {then}",
        f"2026-11-27 12:00 UTC to 2026-11-27 12:05 UTC  synced: what is published by now reaches the cluster {then}",
        "2026-11-27 19:00 UTC  falls asleep: its hours of sleep",
        "2026-11-29 10:00 UTC to 2026-11-29 11:00 UTC  warned: nobody has used it for 3d then; a comment says so 1d before",
        "2026-11-30 06:00 UTC  wakes: its hours of sleep",
        "2026-11-30 11:00 UTC to 2026-11-30 12:00 UTC  loses its label: nobody has used it for 3d then; `reap` runs every 1h",
        "2026-11-30 11:00 UTC to 2026-11-30 12:05 UTC  deleted: Argo CD deletes the namespace, and the data with it",
    ]


def test_what_made_a_preview_vanish_stands_in_the_commits(organisation: Organisation) -> None:
    organisation.publish(4)
    organisation.publish(42)
    published = {name: text for name, text in organisation.files().items() if name.startswith("previews/")}
    one = "Previewctl-Preview: orders-api/pr-42\nPreviewctl-From: acme/orders-api@0123456789abcdef\n"
    seed(organisation.remote, {"previews/note": "1"}, f"orders-api/pr-42: publish 0123456789ab\n\n{one}")
    gone = [name for name in published if name.startswith("previews/orders-api/pr-42/")]
    message = "sync: remove 2 previews\n\norders-api/pr-4: pull request 4 is merged\norders-api/pr-42: pull request 42 is closed\n"
    seed(organisation.remote, {}, message, remove=gone)
    done = organisation.inside("timeline", "--pr", "42", "--offline", "--format", "json")
    (found,) = json.loads(done.out)["timelines"]
    assert found["published"] is False
    assert [(item["what"], item["why"]) for item in found["past"]] == [
        ("published", "of acme/orders-api@0123456789abcdef"),
        ("removed", "pull request 42 is closed"),
    ]
    text = organisation.inside("timeline", "--pr", "42", "--service", "orders-api", "--offline").out
    assert "removed: pull request 42 is closed" in text
    assert "it is not published any more" in text


def test_a_preview_that_never_was_is_named(organisation: Organisation) -> None:
    organisation.publish(42)
    done = organisation.inside("timeline", "--pr", "4")
    assert done.code == 2
    assert "no preview was ever published for pull request 4" in done.err


def test_a_woken_preview_says_until_when() -> None:
    from previewctl.plan.facts import Rest
    from previewctl.plan.sleeping import schedule_of
    from previewctl.spec.platform import PlatformSleep, PlatformSpec
    from previewctl.spec.preview import Sleep

    values = {name: getattr(PLATFORM_SPEC, name) for name in PLATFORM_SPEC.__fields__}  # type: ignore[attr-defined]
    platform = PlatformSpec(**{**values, "sleep": PlatformSleep(kind="downscaler")})
    night = datetime(2026, 11, 26, 22, 30, tzinfo=UTC)
    schedule = schedule_of(Sleep(weekdays="20:00-07:00", weekends=True, timezone="Europe/Berlin"))
    life = Life(night - DAY, night - DAY, "", Times(3 * DAY, 14 * DAY, DAY), schedule, Rest("2026-11-27T00:30:00Z"))
    moments = [(item.what, item.earliest.isoformat()) for item in ahead(life, platform, night)]
    assert ("may sleep again", "2026-11-27T00:30:00+00:00") in moments
    assert ("falls asleep", "2026-11-27T00:30:00+00:00") in moments
    put = ahead(life._replace(rest=Rest(asleep=True)), platform, night)
    assert "asleep" in {item.what for item in put}
