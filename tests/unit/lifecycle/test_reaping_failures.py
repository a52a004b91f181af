"""What fails for one preview leaves the others to be done, and the label goes before all else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from previewctl.errors import RemoteError
from previewctl.lifecycle.activity import Activity, is_person
from previewctl.lifecycle.policy import Policy, Times
from previewctl.lifecycle.reaping import apply
from previewctl.lifecycle.sweep import decide
from previewctl.lifecycle.verdict import Guard, State, Subject
from previewctl.lifecycle.warnings import End, read_warnings, write_warnings
from previewctl.ports import Happening

if TYPE_CHECKING:
    from previewctl.lifecycle.verdict import Verdict

NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
POLICY = Policy("preview", "preview-keep", 30 * DAY, timedelta(hours=1), timedelta(hours=1), 10, 20, None, 200)
TIMES = Times(3 * DAY, 14 * DAY, DAY)


def subject(number: int, idle: timedelta, warned: timedelta | None = None, **more: object) -> Subject:
    since = NOW - idle
    warnings = {End.IDLE: NOW - warned} if warned else {}
    made = Subject(
        "acme/shop", number, "ana", "0" * 40, ("preview",), ("shop",), Activity(since, since), TIMES, warnings
    )
    return made._replace(**more)  # type: ignore[arg-type]


class Recorder:
    """Writes down what is done, and fails for some pull requests."""

    def __init__(self, *failing: int) -> None:
        self.done: list[str] = []
        self.failing = failing

    def note(self, verdict: Verdict, service: str) -> None:
        self._do(f"note {verdict.subject.number}", verdict.subject)

    def unlabel(self, subject: Subject) -> None:
        self._do(f"unlabel {subject.number}", subject)

    def retire(self, verdict: Verdict, service: str) -> None:
        self._do(f"retire {verdict.subject.number}", verdict.subject)

    def _do(self, text: str, subject: Subject) -> None:
        if subject.number in self.failing:
            raise RemoteError("GitHub failed (502)")
        self.done.append(text)


def test_a_failure_leaves_the_others_to_be_done() -> None:
    sweep = decide([subject(1, 5 * DAY, DAY), subject(2, 5 * DAY, DAY), subject(3, 5 * DAY)], POLICY, NOW)
    hands = Recorder(1)
    applied = apply(sweep, hands, lambda _: None)
    assert hands.done == ["unlabel 2", "retire 2", "note 3"]
    assert (applied.removed, applied.warned, applied.withdrawn) == (1, 1, 0)
    assert applied.failures == ("acme/shop#1: GitHub failed (502)",)


def test_a_warning_that_stands_is_not_written_again() -> None:
    hands = Recorder()
    apply(decide([subject(1, 3 * DAY - timedelta(hours=5), timedelta(hours=3))], POLICY, NOW), hands, lambda _: None)
    assert hands.done == []


def test_a_missing_signal_neither_removes_nor_withdraws() -> None:
    unsure = subject(1, 5 * DAY, 2 * DAY)
    unsure = unsure._replace(activity=unsure.activity._replace(missing=("traffic from CloudWatch",)))
    (verdict,) = decide([unsure], POLICY, NOW).verdicts
    assert (verdict.state, verdict.guard) == (State.ACTIVE, Guard.UNKNOWN)
    assert verdict.warnings == unsure.warnings


def test_the_label_that_keeps_never_shortens_a_life() -> None:
    kept = subject(1, 20 * DAY, labels=("preview", "preview-keep"), times=Times(3 * DAY, 60 * DAY, DAY))
    (verdict,) = decide([kept], POLICY, NOW).verdicts
    assert (verdict.state, verdict.guard) == (State.ACTIVE, Guard.KEPT)
    assert verdict.due == NOW + 40 * DAY


def test_previews_that_use_each_other_go_together() -> None:
    one, other = subject(1, 5 * DAY, DAY), subject(2, 6 * DAY, DAY)
    users = {one.key: frozenset({other.key}), other.key: frozenset({one.key})}
    assert len(decide([one, other], POLICY, NOW, users=users).removed) == 2
    assert decide([one], POLICY, NOW, users=users).removed == ()


def test_the_notes_hold_what_was_written() -> None:
    warnings = {End.IDLE: NOW, End.CAP: NOW - DAY}
    noted = write_warnings({"mine": "1"}, warnings, End.IDLE, NOW + DAY)
    assert noted["mine"] == "1"
    assert read_warnings([noted]) == warnings
    assert write_warnings(noted, {}, None, None) == {"mine": "1"}


@pytest.mark.parametrize("text", ["", "soon", "2026-13-40T00:00:00Z", "2026-11-27", "2026-11-27T12:00:00+01:00"])
def test_a_note_in_another_form_is_none(text: str) -> None:
    assert read_warnings([{"idleWarnedAt": text}]) == {}


@pytest.mark.parametrize(
    ("actor", "account", "person"),
    [
        ("ana", "User", True),
        ("ghost", "User", True),
        ("Acme-CI", "User", False),
        ("dependabot[bot]", "User", False),
        ("dependabot", "Bot", False),
        ("acme", "Organization", False),
    ],
)
def test_programs_are_no_people(actor: str, account: str, person: bool) -> None:
    assert is_person(Happening("comment", NOW, actor, account), frozenset({"acme-ci"})) == person
