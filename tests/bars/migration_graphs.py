"""Compares what previewctl reads out of made-up projects with what Django makes of them.

`python -m tests.bars.migration_graphs --graphs 1000` runs the long bar; `--django PYTHON` takes the Django of another
interpreter. Exits with 1 when a graph has two verdicts, with the command that runs it alone.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from previewctl.diagnostics.catalogue import SEED_AHEAD_OF_BRANCH
from previewctl.seeds.migrations.check import branch_of
from previewctl.seeds.migrations.loading import load
from previewctl.seeds.migrations.state import State, applied
from previewctl.seeds.migrations.verdict import judge
from tests.bars.graph_files import write_project
from tests.bars.graphs import project

if TYPE_CHECKING:
    from collections.abc import Iterable

    from previewctl.seeds.migrations.loading import Loaded
    from previewctl.seeds.migrations.model import Branch
    from tests.bars.graphs import Project

ORACLE = Path(__file__).with_name("graph_oracle.py")
ROOT = Path(__file__).parents[2]


class Oracle:
    """Django, in a process of its own."""

    def __init__(self, python: str) -> None:
        self._process = subprocess.Popen(
            [python, str(ORACLE)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={"PATH": os.environ["PATH"], "PYTHONHASHSEED": "0"},
            cwd=ROOT / "tests",
        )
        self.version: tuple[int, int] = tuple(self._answer()["django"])

    def ask(self, made: Project, root: Path) -> dict[str, Any]:
        """What Django makes of a project that is written below `root`."""
        assert self._process.stdin
        case = {"root": str(root), "applied": sorted(made.applied), "targets": made.targets}
        self._process.stdin.write(json.dumps(case) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def close(self) -> None:
        """Ends the process."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(10)

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout
        line = self._process.stdout.readline()
        assert line, "Django ended"
        found: dict[str, Any] = json.loads(line)
        return found


def listed(keys: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Keys as JSON has them, sorted."""
    return sorted(list(key) for key in keys)


def differences(made: Project, root: Path, said: dict[str, Any]) -> list[str]:
    """Where the two disagree about a project; empty for none."""
    branch = branch_of(root)
    if branch is None:
        return ["no project was found"]
    if made.unreadable:
        return _unreadable(made, branch, said)
    state = State.of_rows(made.applied)
    own = frozenset(key for key in made.applied if key[0] in branch.own)
    loaded = load(branch, own)
    found = _graph(loaded, said)
    found += [] if branch.unreadable == () else [f"unreadable: {branch.unreadable}"]
    if "error" not in said:
        found += _judged(made, branch, said, state)
        if said.get("migrated"):
            found += _migrated(made, branch, said["migrated"])
    return found


def _graph(loaded: Loaded, said: dict[str, Any]) -> list[str]:
    ours = {
        "unknown app": bool(loaded.unknown_apps),
        "circular": loaded.circular is not None,
        "absent": bool(loaded.absent),
        "cycle": bool(loaded.cycle),
    }
    first = next((kind for kind, there in ours.items() if there), None)
    if first != said.get("error"):
        return [f"error: {first} here, {said} in Django"]
    if first == "absent":
        nodes = listed(item.key for item in loaded.absent)
        return [] if said["node"] in nodes else [f"absent: {nodes} here, {said['node']} in Django"]
    if first is not None:
        return []
    conflicts = {app: list(names) for app, names in loaded.conflicts.items()}
    pairs = {
        "nodes": (listed(loaded.graph.nodes), said["nodes"]),
        "applied": (listed(loaded.applied), said["applied"]),
        "leaves": (listed(loaded.graph.leaves()), said["leaves"]),
        "conflicts": (conflicts, said["conflicts"]),
        "plan": ([list(key) for key in loaded.plan()], said["plan"]),
        "history": (bool(loaded.history), bool(said["history"])),
    }
    found = [f"{name}: {here} here, {there} in Django" for name, (here, there) in pairs.items() if here != there]
    texts = [
        f"{item.applied[0]}.{item.applied[1]} is applied before its dependency {item.missing[0]}.{item.missing[1]} "
        for item in loaded.history
    ]
    if said["history"] and not any(text in said["history"] for text in texts):
        found.append(f"history: {texts} here, {said['history']} in Django")
    return found


def _judged(made: Project, branch: Branch, said: dict[str, Any], state: State) -> list[str]:
    verdict = judge(branch, state)
    refused = bool(said["conflicts"] or said["history"])
    ahead = any(problem.code is SEED_AHEAD_OF_BRANCH for problem in verdict.problems)
    found = []
    if ahead != made.ahead:
        found.append(f"ahead: {ahead} here, {made.ahead} as made")
    if verdict.fits == (refused or made.ahead):
        found.append(f"verdict: {verdict.problems} here, {said} in Django, ahead {made.ahead}")
    return found


def _migrated(made: Project, branch: Branch, said: dict[str, Any]) -> list[str]:
    """The last migration of each app says as much as all of them, unless a fork of it was applied."""
    state = State({app: (name,) for app, name in said["lasts"].items()})
    expanded = listed(applied(branch, state).keys)
    if any(item not in said["recorded"] for item in expanded):
        return [f"lasts {said['lasts']}: {expanded} here, {said['recorded']} in Django"]
    if expanded != said["recorded"]:
        return (
            []
            if _is_forked(made, said["recorded"])
            else [f"lasts {said['lasts']}: only {expanded} here, {said['recorded']} in Django"]
        )
    if "error" in said["view"]:
        return []
    plan = [list(key) for key in judge(branch, state).plan]
    return (
        []
        if plan == said["view"]["plan"]
        else [f"plan after {said['lasts']}: {plan}, {said['view']['plan']} in Django"]
    )


def _is_forked(made: Project, recorded: list[list[str]]) -> bool:
    """Whether an app has several recorded migrations that no other recorded one of it needs, or squashes that overlap."""
    keys = {(app, name) for app, name in recorded}
    files = [file for file in made.files if file.key in keys]
    needed = {(parent, file.key[0]) for file in files for parent in file.dependencies}
    squashes = {part: file.key for file in files for part in file.replaces}
    there = {file.key for file in files}
    ends = [
        file.key[0]
        for file in files
        if not there & set(file.replaces)
        and not {(key, file.key[0]) for key in (file.key, squashes.get(file.key), *file.replaces)} & needed
    ]
    parts = [part for file in made.files for part in file.replaces]
    return len(set(ends)) < len(ends) or len(set(parts)) < len(parts)


def _unreadable(made: Project, branch: Branch, said: dict[str, Any]) -> list[str]:
    """Nothing is called wrong that Django finds right, and the file is named."""
    verdict = judge(branch, State.of_rows(made.applied))
    found = [] if branch.unreadable else ["unreadable: nothing here"]
    right = "error" not in said and not said["conflicts"] and not said["history"] and not made.ahead
    return [*found, f"verdict: {verdict.problems} here, {said} in Django"] if right and not verdict.fits else found


def compare(
    seed: int, indices: Iterable[int], wanted: int, python: str
) -> tuple[Counter[str], dict[int, list[str]], tuple[int, int]]:
    """Compares projects of these numbers until there are enough: how many of each kind, and those with two verdicts."""
    kinds: Counter[str] = Counter()
    failures: dict[int, list[str]] = {}
    oracle = Oracle(python)
    try:
        for index in indices:
            if kinds["graphs"] == wanted:
                break
            made = project(seed, index)
            if made.nested and oracle.version < (6, 0):
                kinds["left out: nested squashes need Django 6"] += 1
                continue
            with tempfile.TemporaryDirectory() as directory:
                write_project(made, Path(directory))
                said = oracle.ask(made, Path(directory))
                found = differences(made, Path(directory), said)
            kinds.update(kinds_of(made, said))
            if found:
                failures[index] = found
    finally:
        oracle.close()
    return kinds, failures, oracle.version


def kinds_of(made: Project, said: dict[str, Any]) -> list[str]:
    """What a case is a case of."""
    found = ["graphs", str(said.get("error") or "loads")]
    names = {
        "squashes": any(file.replaces for file in made.files),
        "nested squashes": made.nested,
        "run_before": any(file.run_before for file in made.files),
        "seed ahead": made.ahead,
        "unreadable": made.unreadable,
        "conflicts": bool(said.get("conflicts")),
        "inconsistent": bool(said.get("history")),
        "migrations to run": bool(said.get("plan")),
        "from the last of each app": bool(said.get("migrated")),
    }
    return [*found, *(name for name, there in names.items() if there)]


def main() -> int:
    """Runs the bar."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--graphs", type=int, default=1000, help="how many are compared")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    parser.add_argument("--index", type=int, help="compare this one alone")
    parser.add_argument("--django", default=sys.executable, help="the interpreter that has Django")
    options = parser.parse_args()
    indices = count() if options.index is None else range(options.index, options.index + 1)
    start = time.monotonic()
    kinds, failures, version = compare(options.seed, indices, options.graphs, options.django)
    for kind, number in sorted(kinds.items()):
        print(f"{number:6} {kind}")
    for index, found in list(failures.items())[:10]:
        print(f"\npython -m tests.bars.migration_graphs --seed {options.seed} --index {index}")
        print(*(f"  {item}" for item in found), sep="\n")
    agreed = kinds["graphs"] - len(failures)
    print(
        f"Django {version[0]}.{version[1]}, seed {options.seed}: {agreed} of {kinds['graphs']} agree, {time.monotonic() - start:.1f} s"
    )
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
