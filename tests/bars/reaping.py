"""Lets `reap` run over made-up organisations for weeks, and compares what it does with a model that is much simpler.

`python -m tests.bars.reaping --histories 10000` runs the long bar. The model knows what really happened, and two sentences:
nothing goes that somebody used within its idle time (unless its longest life is over or there are too many), and nothing stays
that is past its end by more than a sweep, where nothing named holds it. Exits with 1 where they disagree, with the command that
runs that world alone.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING

from previewctl.integrations.github.activity import as_labelled
from previewctl.lifecycle.activity import activity_of
from previewctl.lifecycle.sweep import Sweep, decide
from previewctl.lifecycle.verdict import Guard, State, Subject
from previewctl.lifecycle.warnings import read_warnings, write_warnings
from tests.bars.reaping_worlds import LABEL, Pull, World, node, world

if TYPE_CHECKING:
    from collections.abc import Iterable

    from previewctl.lifecycle.policy import Policy

TOLERANCE = timedelta(minutes=5)


@dataclass
class Life:
    """A pull request while it has the label. `warned` is since when its comment has warned without a break."""

    pull: Pull
    comment: str = ""
    warned: datetime | None = None
    clear: datetime | None = None
    """The first sweep since which nothing named has held it."""


@dataclass
class Outcome:
    """What a world showed."""

    kinds: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def simulate(made: World, seed: int) -> Outcome:
    """Runs every sweep of a world."""
    rng = random.Random(seed)
    outcome, lives = Outcome(), dict[int, Life]()
    outcome.kinds["histories"] = len(made.pulls)
    pending = sorted(
        ((deed.at, pull.number) for pull in made.pulls for deed in pull.deeds if deed.kind == "label"), reverse=True
    )
    pulls = {pull.number: pull for pull in made.pulls}
    for at in made.sweeps:
        while pending and pending[-1][0] <= at:
            labelled, number = pending.pop()
            if number not in lives:
                deed = next(item for item in pulls[number].deeds if item.at == labelled)
                pulls[number].labelled.append(deed)
                lives[number] = Life(pulls[number])
        if at in made.faults:
            outcome.kinds["faults"] += 1
            for life in lives.values():
                life.clear = None
            continue
        _sweep(made, lives, at, rng, outcome)
    return outcome


def _sweep(made: World, lives: dict[int, Life], at: datetime, rng: random.Random, outcome: Outcome) -> None:
    subjects = [_subject(made, life, at, rng) for life in lives.values()]
    keys = {subject.number: subject.key for subject in subjects}
    users = {
        keys[target]: frozenset(
            keys[life.pull.number] for life in lives.values() if target in life.pull.uses and life.pull.number != target
        )
        for life in lives.values()
        for target in life.pull.uses
        if target in keys
    }
    done = decide(subjects, made.policy, at, users=users)
    _check(made, lives, at, done, outcome)
    for verdict in done.verdicts:
        number = verdict.subject.number
        life = lives[number]
        outcome.kinds[verdict.state.value] += 1
        if verdict.state is State.REMOVE:
            outcome.kinds[f"removed: {verdict.end}"] += 1
            del lives[number]
            continue
        life.comment = json.dumps(write_warnings({}, verdict.warnings, verdict.end, verdict.due))
        life.warned = (life.warned or at) if verdict.warnings else None
        held = verdict.guard in {Guard.LIMIT, Guard.ABORTED, Guard.USED, Guard.KEPT, Guard.UNKNOWN}
        if verdict.guard:
            outcome.kinds[f"guard: {verdict.guard}"] += 1
        life.clear = None if held else (life.clear or at)


def _subject(made: World, life: Life, at: datetime, rng: random.Random) -> Subject:
    pull = life.pull
    found = as_labelled(pull.repository, LABEL, node(pull, at, life.comment, rng))
    used = max((time for time in made.traffic[pull.number] if time <= at), default=None)
    signals = {"traffic": used} if made.signals and at not in made.silent else {}
    missing = ("traffic",) if at in made.silent else ()
    activity = activity_of(found, at, bots=made.policy.bots, signals=signals, missing=missing)
    warnings = read_warnings(json.loads(text.partition("\n")[2] or "{}") for text in found.comments)
    return Subject(
        pull.repository,
        pull.number,
        found.author,
        found.head_sha,
        found.labels,
        (pull.service,),
        activity,
        pull.times,
        warnings,
    )


def last_use(made: World, pull: Pull, at: datetime) -> datetime:
    """The model: the last time that a person did something, or that somebody sent a request where these are counted."""
    deeds = [
        deed for deed in pull.deeds if deed.at <= at and deed.person and deed.kind in {"commit", "comment", "review"}
    ]
    times = [deed.at for deed in (*deeds, *(deed for deed in pull.labelled if deed.person))]
    if made.signals:
        times += [time for time in made.traffic[pull.number] if time <= at]
    return max(times, default=pull.deeds[0].at)


def born(pull: Pull) -> datetime:
    """The model: when a person last set the label; else when a program first did."""
    by_people = [deed.at for deed in pull.labelled if deed.person]
    return max(by_people) if by_people else pull.labelled[0].at


def is_kept(pull: Pull, at: datetime) -> bool:
    """Whether the label that keeps it is there."""
    return pull.keep is not None and pull.keep[0] <= at < pull.keep[1]


def _check(made: World, lives: dict[int, Life], at: datetime, done: Sweep, outcome: Outcome) -> None:
    removed = {verdict.subject.number for verdict in done.removed}
    for verdict in done.removed:
        if problem := _wrong_removal(made, lives, lives[verdict.subject.number], at, removed):
            outcome.wrong.append(f"{at:%m-%d %H:%M} removed #{verdict.subject.number}: {problem}")
    if len(removed) > made.policy.removals:
        outcome.wrong.append(f"{at:%m-%d %H:%M} removed {len(removed)} in one run")
    if len(removed) >= 6 and 2 * len(removed) > len(lives):
        outcome.wrong.append(f"{at:%m-%d %H:%M} removed {len(removed)} of {len(lives)}")
    for number, life in lives.items():
        if number not in removed and (problem := _immortal(made, life, at)):
            outcome.wrong.append(f"{at:%m-%d %H:%M} kept #{number}: {problem}")


def _wrong_removal(made: World, lives: dict[int, Life], life: Life, at: datetime, removed: set[int]) -> str:
    pull, policy, start = life.pull, made.policy, born(life.pull)
    if at < start + policy.minimum_age:
        return "younger than the minimum age"
    if life.warned is None or at - life.warned < pull.times.warn:
        return f"warned since {life.warned}"
    if any(pull.number in other.pull.uses for number, other in lives.items() if number not in removed):
        return "another preview uses it"
    is_old = at >= start + max(pull.times.most, policy.keep if is_kept(pull, at) else pull.times.most)
    is_idle = at - max(last_use(made, pull, at), start) >= pull.times.idle and at not in made.silent
    if is_old or (not is_kept(pull, at) and (is_idle or _too_many(policy, lives, pull))):
        return ""
    return f"used at {last_use(made, pull, at)}, kept: {is_kept(pull, at)}"


def _too_many(policy: Policy, lives: dict[int, Life], pull: Pull) -> bool:
    present = [life.pull for life in lives.values()]
    rules = [
        (policy.in_all, len(present)),
        (policy.per_service, sum(other.service == pull.service for other in present)),
        (policy.per_person, sum(other.author == pull.author for other in present)),
    ]
    return any(cap is not None and number > cap for cap, number in rules)


def _immortal(made: World, life: Life, at: datetime) -> str:
    """Past its end by more than a sweep, though every sweep since the warning was due could have seen it."""
    pull, policy, start = life.pull, made.policy, born(life.pull)
    if life.clear is None or is_kept(pull, at):
        return ""
    ends = [start + pull.times.most]
    blind = any(deed.kind == "commit" and not deed.seen and deed.skew > TOLERANCE for deed in pull.deeds)
    chatty = sum(deed.kind == "comment" for deed in pull.deeds) > 50
    if not blind and not chatty:
        ends.append(max(last_use(made, pull, at), start) + pull.times.idle)
    due = max(min(ends), start + policy.minimum_age)
    warned = max(due - pull.times.warn - policy.sweep, life.clear, start)
    latest = max(due + policy.sweep, warned + policy.sweep + pull.times.warn + policy.sweep) + TOLERANCE
    regular = due + policy.sweep + TOLERANCE if warned == due - pull.times.warn - policy.sweep else latest
    return f"due {due}, at the latest {regular}" if at > regular else ""


def run(seed: int, indices: Iterable[int], histories: int) -> tuple[Counter[str], dict[int, list[str]], float]:
    """Simulates worlds until they have that many histories; what happened, and what was wrong by world."""
    kinds, failures, started = Counter[str](), {}, time.monotonic()
    for index in indices:
        outcome = simulate(world(seed, index), index)
        kinds += outcome.kinds
        kinds["worlds"] += 1
        if outcome.wrong:
            failures[index] = outcome.wrong
        if kinds["histories"] >= histories:
            break
    return kinds, failures, time.monotonic() - started


def main() -> int:
    """Runs the bar."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--histories", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=int(os.environ.get("PREVIEWCTL_SEED") or 1))
    parser.add_argument("--index", type=int, help="one world alone")
    options = parser.parse_args()
    indices = count() if options.index is None else [options.index]
    kinds, failures, seconds = run(options.seed, indices, options.histories)
    for name, number in sorted(kinds.items()):
        print(f"{number:>9}  {name}")
    print(f"{seconds:.1f} s, seed {options.seed}, {len(failures)} worlds in which something was wrong")
    for index, problems in list(failures.items())[:10]:
        print(f"python -m tests.bars.reaping --seed {options.seed} --index {index}")
        for problem in problems[:5]:
            print(f"  {problem}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
