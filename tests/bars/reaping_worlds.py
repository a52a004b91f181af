"""Made-up organisations: what people and programs do to pull requests, and how GitHub tells of it.

A world is a function of its seed. What really happened stands in `Deed`; `node` is what GitHub's API would say about it at a
time, with clocks that are wrong, other time zones, edits, programs and gaps.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from previewctl.lifecycle.policy import Policy, Times

START = datetime(2026, 3, 2, tzinfo=UTC)
LABEL = "preview"
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
ZONES = [timezone(timedelta(minutes=minutes)) for minutes in (-720, -480, -210, 0, 60, 345, 765, 840)]
PEOPLE = ("ana", "ben", "chi", "dov", "eve")
PROGRAMS = ("github-actions", "dependabot", "previewctl")
MACHINE = "acme-ci"
"""A program with a person's account, which platform.yaml names."""


@dataclass(frozen=True)
class Deed:
    """What happened: `skew` is how wrong the committer's clock was, `seen` whether GitHub ran a check of it."""

    at: datetime
    kind: str
    actor: str
    skew: timedelta = timedelta()
    seen: bool = True

    @property
    def person(self) -> bool:
        return self.actor in PEOPLE


@dataclass
class Pull:
    """A pull request. `labelled` are the deeds that set the label while it was not there; the simulation adds them."""

    number: int
    repository: str
    service: str
    author: str
    deeds: list[Deed]
    keep: tuple[datetime, datetime] | None
    times: Times
    uses: tuple[int, ...] = ()
    labelled: list[Deed] = field(default_factory=list)


@dataclass
class World:
    """An organisation with its rules. `faults` are sweeps that GitHub does not answer."""

    policy: Policy
    pulls: list[Pull]
    sweeps: list[datetime]
    faults: set[datetime] = field(default_factory=set)
    silent: set[datetime] = field(default_factory=set)
    traffic: dict[int, list[datetime]] = field(default_factory=dict)
    signals: bool = False


def world(seed: int, index: int) -> World:
    """One organisation."""
    rng = random.Random(f"{seed} {index}")
    sweep = rng.choice([HOUR, 2 * HOUR, 6 * HOUR])
    pulls = [_pull(rng, number) for number in range(1, rng.randint(2, 18))]
    for pull in pulls:
        if rng.random() < 0.15:
            pull.uses = tuple(rng.sample([other.number for other in pulls], k=1))
    if rng.random() < 0.15:  # everybody leaves for weeks
        for pull in pulls:
            first = START + rng.random() * HOUR
            pull.deeds = [Deed(first, "commit", pull.author), Deed(first + HOUR, "label", pull.author)]
            pull.times, pull.keep = Times(2 * DAY, 30 * DAY, DAY), None
    tight = rng.random() < 0.3
    policy = Policy(
        label=LABEL,
        keep_label="preview-keep",
        keep=rng.choice([5, 10]) * DAY,
        minimum_age=rng.choice([HOUR, 5 * HOUR]),
        sweep=sweep,
        removals=rng.choice([1, 3, 10]),
        per_service=rng.randint(2, 5) if tight else 100,
        per_person=rng.randint(1, 4) if tight else None,
        in_all=rng.randint(4, 10) if tight else 200,
        bots=frozenset({MACHINE}),
    )
    days = rng.randint(12, 24)
    sweeps = [START + n * sweep + timedelta(minutes=7) for n in range(int(days * DAY / sweep))]
    made = World(policy, pulls, sweeps, signals=rng.random() < 0.3)
    made.faults = {at for at in sweeps if rng.random() < 0.02}
    made.silent = {at for at in sweeps if made.signals and rng.random() < 0.02}
    made.traffic = {
        pull.number: sorted(START + rng.random() * days * DAY for _ in range(rng.randint(0, 3))) for pull in pulls
    }
    return made


def _pull(rng: random.Random, number: int) -> Pull:
    opened = START + rng.random() * 4 * DAY
    author = rng.choice(PEOPLE)
    by_program = rng.random() < 0.2
    deeds = [Deed(opened, "commit", author)]
    label = opened + rng.random() * 2 * DAY
    deeds.append(Deed(label, "label", rng.choice(PROGRAMS) if by_program else rng.choice(PEOPLE)))
    skew = _skew(rng)
    seen = rng.random() < 0.9 or skew < timedelta()
    for _ in range(rng.randint(0, 9)):
        at = opened + rng.random() * 16 * DAY
        actor = rng.choice((*PEOPLE, *PEOPLE, *PROGRAMS, MACHINE))
        kind = rng.choice(("commit", "comment", "comment", "review", "label", "edit"))
        if kind == "commit":
            deeds.append(Deed(at, "commit", actor, skew, seen))
        else:
            deeds.append(Deed(at, kind, actor))
    if rng.random() < 0.2:  # a program that comments all day long
        deeds += [Deed(opened + n * HOUR / 2, "comment", "github-actions") for n in range(400)]
    start = opened + rng.random() * 6 * DAY
    idle = rng.choice([1, 2, 3]) * DAY
    return Pull(
        number=number,
        repository=rng.choice(("acme/shop", "acme/billing")),
        service=rng.choice(("orders", "billing", "web")),
        author=author,
        deeds=sorted(deeds, key=lambda deed: deed.at),
        keep=(start, start + rng.random() * 12 * DAY) if rng.random() < 0.15 else None,
        times=Times(idle, rng.choice([4, 7, 30]) * DAY, rng.choice([6 * HOUR, DAY])),
    )


def _skew(rng: random.Random) -> timedelta:
    """Most clocks are right; some are a little off, a few are years off, in either direction."""
    return rng.choice([timedelta()] * 6 + [timedelta(minutes=3), -2 * HOUR, 5 * HOUR, 400 * DAY, -400 * DAY])


def node(pull: Pull, now: datetime, comment: str, rng: random.Random) -> dict[str, Any]:
    """What GitHub's API says at `now`; `comment` is the text of previewctl's own."""

    def text(at: datetime) -> str:
        return at.astimezone(rng.choice(ZONES)).isoformat()

    known = [deed for deed in pull.deeds if deed.at <= now]
    comments = [
        {
            "id": f"C{number}",
            "createdAt": text(deed.at),
            "updatedAt": text(now),
            "viewerDidAuthor": deed.actor == "previewctl",
            "body": "looks good <!-- not previewctl's -->",
            "author": _actor(deed.actor),
        }
        for number, deed in enumerate(known)
        if deed.kind == "comment"
    ]
    own = {
        "id": "own",
        "createdAt": text(pull.deeds[0].at),
        "viewerDidAuthor": True,
        "body": f"<!-- previewctl:preview -->\n{comment}",
        "author": _actor("previewctl"),
    }
    comments.insert(0, own)
    commits = [deed for deed in known if deed.kind == "commit"]
    kept = pull.keep is not None and pull.keep[0] <= now < pull.keep[1]
    return {
        "number": pull.number,
        "title": "<b>hostile</b>\u202e",
        "isCrossRepository": False,
        "headRefOid": "0" * 40,
        "updatedAt": text(now),
        "createdAt": text(pull.deeds[0].at),
        "author": _actor(pull.author),
        "labels": {"nodes": [{"name": LABEL}, *([{"name": "preview-keep"}] if kept else [])]},
        "commits": {
            "pageInfo": {"hasPreviousPage": len(commits) > 40},
            "nodes": [{"commit": _commit(deed, text, now)} for deed in commits[-40:]],
        },
        "early": {"nodes": comments[:10]},
        "late": {"pageInfo": {"hasPreviousPage": len(comments) > 50}, "nodes": comments[-50:]},
        "reviews": {
            "pageInfo": {"hasPreviousPage": False},
            "nodes": [
                {"submittedAt": text(deed.at), "author": _actor(deed.actor)} for deed in known if deed.kind == "review"
            ],
        },
        "timelineItems": {
            "nodes": [
                {
                    "__typename": "LabeledEvent",
                    "createdAt": text(deed.at),
                    "actor": _actor(deed.actor),
                    "label": {"name": LABEL},
                }
                for deed in pull.labelled
                if deed.at <= now
            ]
        },
    }


def _actor(name: str) -> dict[str, str]:
    return {"__typename": "Bot" if name in PROGRAMS else "User", "login": name}


def _commit(deed: Deed, text: Any, now: datetime) -> dict[str, Any]:
    program = deed.actor in PROGRAMS
    author = {
        "name": f"{deed.actor}[bot]" if program else deed.actor,
        "email": f"{deed.actor}@users.noreply.github.com",
        "user": None if program else {"login": deed.actor},
    }
    first = min(deed.at + timedelta(minutes=1), now)
    checks = [{"createdAt": text(now)}, {"createdAt": text(first)}] if deed.seen else []
    return {
        "committedDate": text(deed.at + deed.skew),
        "author": author,
        "checkSuites": {"nodes": checks},
        "status": None,
    }
