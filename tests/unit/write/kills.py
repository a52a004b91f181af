"""A program for the tests: applies two trees in turn, is killed with SIGKILL, and looks at what is left.

`kills.py steps|times exchange|renames ROOT` prints one line of JSON: how many kills there were, how many left the old
tree, how many the new one, and everything that was wrong. It forks, which a test runner with threads must not do.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from previewctl.render.tree import FileTree
from previewctl.write import swap
from previewctl.write.apply import apply

if TYPE_CHECKING:
    from collections.abc import Callable

UNIT = "previews/orders-api/pr-42"
BASES = [f"previews/_bases/{letter * 12}" for letter in "ab"]
SINGLE = "argocd/root.yaml"
EVENTS = {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.scandir"}


def tree(letter: str, bases: str, size: int) -> FileTree:
    files = {f"{letter * 12}/{number % 3}/{number}.yaml": letter * size for number in range(6)} | {
        "preview.yaml": letter
    }
    record = json.dumps({"preview": {"files": dict.fromkeys(files, "")}})
    contents = {f"{UNIT}/{name}": text.encode() for name, text in (files | {"preview.json": record}).items()}
    return FileTree({**contents, f"{bases}/base.yaml": letter.encode(), SINGLE: letter.encode() * size})


TREES = [tree("a", BASES[0], 900), tree("b", BASES[1], 70_000)]


def run(number: int, root: Path) -> None:
    apply(TREES[number], root, units=[UNIT, BASES[number]])


def contents(directory: Path) -> dict[str, bytes]:
    return {str(path.relative_to(directory)): path.read_bytes() for path in directory.rglob("*") if path.is_file()}


def expected(number: int, unit: str) -> dict[str, bytes]:
    below = f"{unit}/"
    return {path.removeprefix(below): text for path, text in TREES[number].items() if path.startswith(below)}


def fork(work: Callable[[], None]) -> int:
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    return child


def die_at(step: int) -> None:
    """Kills this process before the `step`-th thing that it asks the system to do on files from now on."""
    done = 0

    def count(event: str, _: object) -> None:
        nonlocal done
        if event in EVENTS:
            done += 1
            if done == step:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)


def run_until(step: int, root: Path) -> None:
    die_at(step)
    run(1, root)


def look(root: Path, *, renames: bool) -> tuple[int | None, list[str]]:
    """Which tree the unit holds, and what is wrong."""
    wrong = []
    directory = root / UNIT
    asides = list(directory.parent.glob(".pr-42.previewctl-old-*"))
    if renames and not directory.exists() and len(asides) == 1:
        directory = asides[0]
    content = contents(directory)
    state = next((number for number in (0, 1) if content == expected(number, UNIT) | {"mine": b"x"}), None)
    if state is None:
        wrong.append(f"torn: {sorted(content)}")
    for number, bases in enumerate(BASES):
        if (root / bases).exists() and contents(root / bases) != expected(number, bases):
            wrong.append(f"torn: {bases}")
        if state == number and not (root / bases).exists():
            wrong.append(f"the preview is there before {bases}")
    if (root / SINGLE).read_bytes() not in [each[SINGLE] for each in TREES]:
        wrong.append(f"torn: {SINGLE}")
    return state, wrong


def recover(number: int, root: Path) -> list[str]:
    """The next run works and cleans up."""
    run(number, root)
    left = [str(path) for path in root.rglob(".*previewctl*")]
    complete = contents(root / UNIT) == expected(number, UNIT) | {"mine": b"x"}
    return left + ([] if complete else ["the next run left something else"])


def start(root: Path) -> None:
    run(0, root)
    (root / UNIT / "mine").write_bytes(b"x")


def by_steps(root: Path, *, renames: bool) -> dict[str, object]:
    states: list[int | None] = []
    wrong: list[str] = []
    start(root)
    for step in range(1, 1000):
        child = fork(partial(run_until, step, root))
        if not os.WIFSIGNALED(os.waitpid(child, 0)[1]):
            break
        state, found = look(root, renames=renames)
        states.append(state)
        wrong += [f"step {step}: {text}" for text in found + recover(0, root)]
        for path in sorted((root / BASES[1]).glob("*")):
            path.unlink()
        if (root / BASES[1]).exists():
            (root / BASES[1]).rmdir()
    return {"kills": len(states), "old": states.count(0), "new": states.count(1), "wrong": wrong}


def by_times(root: Path, *, renames: bool) -> dict[str, object]:
    states: list[int | None] = []
    wrong: list[str] = []
    generator = random.Random(20261)
    start(root)

    def work() -> None:
        while True:
            run(1, root)
            run(0, root)

    end = time.monotonic() + 10
    while len(states) < 60 and time.monotonic() < end:
        child = fork(work)
        time.sleep(generator.uniform(0, 0.02))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        state, found = look(root, renames=renames)
        states.append(state)
        wrong += found + recover(generator.randrange(2), root)
    return {"kills": len(states), "old": states.count(0), "new": states.count(1), "wrong": wrong}


if __name__ == "__main__":
    if sys.argv[2] == "renames":
        swap._renameat2 = lambda: None  # type: ignore[assignment]
    how = by_steps if sys.argv[1] == "steps" else by_times
    print(json.dumps(how(Path(sys.argv[3]), renames=sys.argv[2] == "renames")))
