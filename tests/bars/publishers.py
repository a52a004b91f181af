"""Many publishers at once against one branch, while something else renders other previews again.

`python -m tests.bars.publishers --publishers 50 --publications 20`: each publisher is a process that runs `previewctl publish`
for its own pull request, with commits that follow each other; all start together. Afterwards: every publication has its
commit, in its order; history is linear; at every commit the record of what changed fits its files; and the tree is that of a
run in which one publication follows the other. `--over` takes a transport: `file`, `http` or `daemon`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from tests.cli.running import PLATFORM, PREVIEW, environment, git, inside
from tests.gitops.remotes import BRANCH, bare, seed
from tests.realparts.git_server import git_daemon, git_http

STORM_PLATFORM = PLATFORM + "ceilings: {previewsPerService: 100000, previews: 100000}\n"
RENDERED_PREVIEWS = 10


class Storm(NamedTuple):
    """How many publishers, with how many publications each; `seed` says what their files hold."""

    publishers: int
    publications: int
    seed: int = 1


class Outcome(NamedTuple):
    """How a storm ended: seconds, commits, attempts of all publications, and what is wrong."""

    seconds: float
    commits: int
    attempts: int
    problems: tuple[str, ...]


def sha_of(storm: Storm, number: int, publication: int) -> str:
    """The head of a pull request at one of its publications."""
    return hashlib.sha1(f"{storm.seed} {number} {publication}".encode(), usedforsecurity=False).hexdigest()


def prepare(directory: Path) -> Path:
    """A GitOps repository with the platform, and previews that somebody else renders."""
    gitops = bare(directory / "gitops.git")
    git(gitops, "config", "http.receivepack", "true")
    git(gitops, "config", "gc.auto", "0")
    git(gitops, "config", "receive.autogc", "false")
    seed(gitops, {"platform.yaml": STORM_PLATFORM}, "platform", "main")
    seed(gitops, {f"previews/other/pr-{n}/preview.json": "round 0\n" for n in range(RENDERED_PREVIEWS)}, "others")
    return gitops


def publish(storm: Storm, url: str, work: Path, number: int, publication: int) -> tuple[int, str, int]:
    """One publication in this process: exit code, what was said, and attempts."""
    level = f"level{storm.seed}-{publication}"
    (work / "preview.yaml").write_text(PREVIEW.replace("debug", level), encoding="utf-8")
    given = [
        "--gitops",
        url,
        "--pr",
        str(number),
        "--branch",
        f"b{number}",
        "--sha",
        sha_of(storm, number, publication),
    ]
    options = ["--platform", str(work / "platform.yaml"), "--run-number", str(publication + 1), "--no-image-check"]
    done = inside(work, "publish", "preview.yaml", *given, *options, "--format", "json", "--quiet")
    attempts = json.loads(done.out)["attempts"] if done.code == 0 else 0
    return done.code, done.err, attempts


def publisher(storm: Storm, url: str, work: Path, number: int) -> int:
    """All publications of one pull request; prints its attempts, and what failed."""
    os.environ["GITHUB_REPOSITORY"] = "acme/orders-api"
    total = 0
    for publication in range(storm.publications):
        code, said, attempts = publish(storm, url, work, number, publication)
        total += attempts
        if code:
            print(f"pr-{number} {publication}: exit {code}: {said}", file=sys.stderr)
            return 1
    print(total)
    return 0


def renderer(url: str, rounds: int) -> int:
    """In place of `sync`: renders the other previews again, one commit after the other, until the last round."""
    from previewctl.gitops.landing import land
    from previewctl.gitops.repository import Change, GitopsRepository, open_gitops

    with open_gitops(url, BRANCH) as repository:
        for number in range(1, rounds + 1):

            def change(_: GitopsRepository, number: int = number) -> Change:
                text = f"round {number}\n".encode()
                files = {f"previews/other/pr-{n}/preview.json": text for n in range(RENDERED_PREVIEWS)}
                return Change(dict(files), f"sync: round {number}")

            land(repository, change)
    return 0


def run(storm: Storm, over: str = "file", rerender: str = "") -> Outcome:
    """A storm, and one publication after the other; `rerender` is a shell command to run beside it, with $GITOPS."""
    with tempfile.TemporaryDirectory(prefix="storm-") as name, ExitStack() as stack:
        directory = Path(name)
        gitops = prepare(directory / "many")
        url = _served(stack, over, gitops)
        processes = []
        began = time.monotonic()
        for number in range(1, storm.publishers + 1):
            work = _work(directory, number)
            processes.append(_start("--publisher", str(number), "--url", url, "--work", str(work), storm=storm))
        beside = (
            subprocess.Popen(["sh", "-c", rerender], env=environment(GITOPS=url))
            if rerender
            else _start("--renderer", "--url", url, storm=storm)
        )
        ended = [(process.communicate(), process.returncode) for process in processes]
        beside.communicate()
        seconds = time.monotonic() - began
        problems = [said for (_, said), code in ended if code]
        if beside.returncode:
            problems.append("what renders beside it failed")
        attempts = sum(int(out or 0) for (out, _), _ in ended)
        problems += check(gitops, storm)
        problems += _differences(gitops, _sequential(directory / "one", storm, renders=not rerender))
        commits = int(git(gitops, "rev-list", "--count", BRANCH))
        return Outcome(seconds, commits, attempts, tuple(problems))


def check(gitops: Path, storm: Storm) -> list[str]:
    """What is wrong with the history of a storm."""
    problems = []
    git(gitops, "fsck", "--strict")
    if merges := git(gitops, "rev-list", "--count", "--min-parents=2", BRANCH) != "0":
        problems.append(f"{merges} merges")
    log = git(gitops, "log", "--reverse", "--format=%H%x01%B%x02", BRANCH).split("\x02")
    seen: dict[int, list[str]] = {}
    for entry in log:
        commit, _, text = entry.strip().partition("\x01")
        found = re.search(r"^Previewctl-Preview: orders-api/pr-(\d+)$", text, re.MULTILINE)
        source = re.search(r"^Previewctl-From: \S+@([0-9a-f]{40})$", text, re.MULTILINE)
        if found and source:
            seen.setdefault(int(found[1]), []).append(source[1])
            problems += torn(gitops, commit, f"previews/orders-api/pr-{found[1]}")
    for number in range(1, storm.publishers + 1):
        wanted = [sha_of(storm, number, publication) for publication in range(storm.publications)]
        if seen.get(number) != wanted:
            problems.append(f"pr-{number}: {len(seen.get(number, []))} of {len(wanted)} publications, or out of order")
    return problems


def torn(gitops: Path, commit: str, directory: str) -> list[str]:
    """What of a preview does not fit its record at a commit."""
    listing = git(gitops, "ls-tree", "-r", f"{commit}:{directory}").splitlines()
    oids = {line.partition("\t")[2]: line.split()[2] for line in listing}
    record = json.loads(git(gitops, "cat-file", "blob", oids["preview.json"]))["preview"]
    trees = {name.split("/")[0] for name in oids if "/" in name}
    problems = [f"{directory} at {commit[:12]}: {len(trees)} overlays"] if len(trees) > 2 else []
    if record["tree"] not in trees:
        problems.append(f"{directory} at {commit[:12]} has no overlay {record['tree']}")
    for path, digest in record["files"].items():
        done = subprocess.run(
            ["git", "-C", str(gitops), "cat-file", "blob", oids.get(path, "missing")], capture_output=True, check=False
        )
        if done.returncode or hashlib.sha256(done.stdout).hexdigest() != digest:
            problems.append(f"{directory}/{path} at {commit[:12]} is not what its record says")
    return problems


def _sequential(directory: Path, storm: Storm, *, renders: bool) -> Path:
    """The same publications one after the other; the last two of each decide about the tree."""
    gitops = prepare(directory)
    url = f"file://{gitops}"
    os.environ["GITHUB_REPOSITORY"] = "acme/orders-api"
    for number in range(1, storm.publishers + 1):
        work = _work(directory, number)
        for publication in range(max(storm.publications - 2, 0), storm.publications):
            publish(storm, url, work, number, publication)
    if renders:
        renderer(url, storm.publications)
    return gitops


def _differences(one: Path, other: Path) -> list[str]:
    same = git(one, "rev-parse", f"{BRANCH}^{{tree}}") == git(other, "rev-parse", f"{BRANCH}^{{tree}}")
    return [] if same else ["the tree is not that of one publication after the other"]


def _served(stack: ExitStack, over: str, gitops: Path) -> str:
    if over == "http":
        return stack.enter_context(git_http(gitops.parent)).url(gitops.name)
    if over == "daemon":
        return f"{stack.enter_context(git_daemon(gitops.parent))}/{gitops.name}"
    return f"file://{gitops}"


def _work(directory: Path, number: int) -> Path:
    work = directory / f"work-{number}"
    work.mkdir(parents=True)
    (work / "platform.yaml").write_text(STORM_PLATFORM, encoding="utf-8")
    return work


def _start(*arguments: str, storm: Storm) -> subprocess.Popen[str]:
    sizes = [
        "--publishers",
        str(storm.publishers),
        "--publications",
        str(storm.publications),
        "--seed",
        str(storm.seed),
    ]
    return subprocess.Popen(
        [sys.executable, "-m", "tests.bars.publishers", *sizes, *arguments],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--publishers", type=int, default=50)
    parser.add_argument("--publications", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--over", choices=["file", "http", "daemon"], default="file")
    parser.add_argument("--rerender", default="", help="a shell command to run beside it, with $GITOPS")
    parser.add_argument("--publisher", type=int)
    parser.add_argument("--renderer", action="store_true")
    parser.add_argument("--url", default="")
    parser.add_argument("--work", type=Path)
    given = parser.parse_args()
    storm = Storm(given.publishers, given.publications, given.seed)
    if given.publisher:
        return publisher(storm, given.url, given.work, given.publisher)
    if given.renderer:
        return renderer(given.url, storm.publications)
    outcome = run(storm, given.over, given.rerender)
    wanted = storm.publishers * storm.publications
    print(
        f"{wanted} publications in {outcome.seconds:.0f} s, {outcome.attempts} attempts, {outcome.commits} commits, "
        f"{len(outcome.problems)} problems ({shlex.join(sys.argv[1:])})"
    )
    for problem in outcome.problems[:20]:
        print(problem, file=sys.stderr)
    return 1 if outcome.problems else 0


if __name__ == "__main__":
    sys.exit(main())
