"""Kills `previewctl publish` at random points: the branch is whole at all times, and the next run completes what was begun.

`python -m tests.bars.publish_kills --kills 200`: each time a new commit is published by a process that is killed with SIGKILL
after a random while; every second time what it has started is killed with it. Then the branch is checked, and after every tenth
kill a run is let go to its end.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from tests.bars.publishers import torn
from tests.cli.running import PLATFORM, PREVIEW, command, environment, git
from tests.gitops.remotes import BRANCH, bare, seed

HERE = "previews/orders-api/pr-42"


class Outcome(NamedTuple):
    """How many runs were killed, how many of those had pushed already, and what was wrong afterwards."""

    killed: int
    landed: int
    problems: tuple[str, ...]


class Target:
    """A GitOps repository, and the checkout that publishes to it."""

    def __init__(self, directory: Path) -> None:
        self.gitops = bare(directory / "gitops.git")
        seed(self.gitops, {"platform.yaml": PLATFORM}, "platform", "main")
        seed(self.gitops, {"previews/other/pr-1/preview.json": "{}\n"})
        self.work = directory / "work"
        self.work.mkdir()
        self.scratch = directory / "scratch"
        self.scratch.mkdir()
        self.number = 0

    def start(self) -> subprocess.Popen[bytes]:
        """Begins to publish a commit that nobody has seen before."""
        self.number += 1
        (self.work / "preview.yaml").write_text(PREVIEW.replace("debug", f"level{self.number}"), encoding="utf-8")
        given = ["--gitops", str(self.gitops), "--pr", "42", "--branch", "b", "--sha", f"{self.number:040x}"]
        options = ["--run-number", str(self.number), "--no-image-check", "--quiet"]
        variables = {"GITHUB_REPOSITORY": "acme/orders-api", "TMPDIR": str(self.scratch)}
        return subprocess.Popen(
            command("publish", "preview.yaml", *given, *options),
            cwd=self.work,
            env=environment(**variables),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )

    def published(self) -> int:
        """The number of the commit that is published; 0 for none."""
        if not git(self.gitops, "ls-tree", BRANCH, f"{HERE}/preview.json"):
            return 0
        record = json.loads(git(self.gitops, "show", f"{BRANCH}:{HERE}/preview.json"))
        return int(record["preview"]["headSha"], 16)

    def problems(self) -> list[str]:
        """What is wrong with the branch."""
        git(self.gitops, "fsck", "--strict", "--no-dangling")
        found = (
            []
            if git(self.gitops, "show", f"{BRANCH}:previews/other/pr-1/preview.json") == "{}"
            else ["another is gone"]
        )
        return found + (torn(self.gitops, BRANCH, HERE) if self.published() else [])


def run(kills: int, chance: random.Random) -> Outcome:
    """All kills, one after the other."""
    problems: list[str] = []
    landed = 0
    with tempfile.TemporaryDirectory(prefix="kills-", ignore_cleanup_errors=True) as name:
        target = Target(Path(name))
        length = _length(target, problems)
        for kill in range(kills):
            before = target.published()
            process = target.start()
            # The first third of a run only imports Python.
            time.sleep(chance.uniform(0.3, 1.1) * length)
            _kill(process, whole=kill % 2 == 0)
            problems += [f"kill {kill}: {problem}" for problem in target.problems()]
            landed += target.published() != before
            if kill % 10 == 9:
                _length(target, problems)
    return Outcome(kills, landed, tuple(problems))


def _length(target: Target, problems: list[str]) -> float:
    """Lets a run go to its end; gives its seconds."""
    began = time.monotonic()
    process = target.start()
    _, said = process.communicate(timeout=120)
    if process.returncode or target.published() != target.number:
        problems.append(f"a run after a kill ended with {process.returncode}: {said.decode()}")
    problems += target.problems()
    return time.monotonic() - began


def _kill(process: subprocess.Popen[bytes], *, whole: bool) -> None:
    """Kills a process; `whole`: with all that it has started. Waits until nothing of it is left."""
    children = _descendants(process.pid)
    process.kill()
    if whole:
        for child in children:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
    process.communicate()
    for _ in range(500):
        if not any(os.path.exists(f"/proc/{child}") for child in children):
            return
        time.sleep(0.01)


def _descendants(pid: int) -> list[int]:
    """All processes below one, from /proc."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError, ValueError, IndexError):
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                parents.setdefault(parent, []).append(int(entry.name))
    found, waiting = [], [pid]
    while waiting:
        for child in parents.get(waiting.pop(), []):
            found.append(child)
            waiting.append(child)
    return found


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    given = parser.parse_args()
    outcome = run(given.kills, random.Random(given.seed))
    print(
        f"{outcome.killed} runs killed, {outcome.landed} of them after their push, {len(outcome.problems)} problems "
        f"(--seed {given.seed})"
    )
    for problem in outcome.problems[:20]:
        print(problem, file=sys.stderr)
    return 1 if outcome.problems else 0


if __name__ == "__main__":
    sys.exit(main())
