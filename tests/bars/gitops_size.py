"""What publishing costs in a large GitOps repository, beside a sparse clone that commits and pushes the same files.

`python -m tests.bars.gitops_size --previews 5000 --commits 50000`: makes the repository with `git fast-import`, out of a rendered
preview, and serves it over HTTP. Then a preview is published again with another value, and the same change is made through
`git clone --depth 1 --filter=blob:none --sparse`, a commit and a push. Bytes are those of HTTP bodies, both ways; CPU is that of
both processes with all that they started and of the server's side; times are medians of `--runs`.
"""

from __future__ import annotations

import argparse
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tests.cli.running import PLATFORM, PREVIEW, command, environment, git
from tests.gitops.remotes import BRANCH, bare, seed
from tests.realparts.fake_github import FakeGitHub, PullRequest
from tests.realparts.git_server import GitHttpServer, git_http

if TYPE_CHECKING:
    from collections.abc import Iterator

PER_SERVICE = 20
MOST_BYTES = 5 << 20
MOST_COST = 2.5
BY_HEAD, BY_NUMBER, SPARSE = "publish, GitHub decides", "publish, the run's number does", "sparse clone, commit, push"


class Cost(NamedTuple):
    """Seconds on the clock, seconds of CPU, and bytes moved."""

    wall: float
    cpu: float
    moved: int


def platform(services: int) -> str:
    """A platform.yaml with that many services."""
    names = "".join(f"  service-{number}: {{}}\n" for number in range(services))
    return f"{PLATFORM}{names}ceilings: {{previewsPerService: 1000, previews: 1000000}}\n"


def preview(service: str, level: str) -> str:
    """A preview.yaml of a service."""
    return PREVIEW.replace("orders-api", service).replace("debug", level)


def publish(
    work: Path, url: str, service: str, number: int, publication: int, github: FakeGitHub | None = None
) -> None:
    """Runs `previewctl publish`, a process of its own; with `github` the pull request's head decides, else the run's number."""
    (work / "preview.yaml").write_text(preview(service, f"level{publication}"), encoding="utf-8")
    given = ["--gitops", url, "--pr", str(number), "--branch", "b", "--sha", f"{publication:040x}"]
    options = [
        "--platform",
        str(work / "platform.yaml"),
        "--run-number",
        str(publication),
        "--no-image-check",
        "--quiet",
    ]
    variables = {"GITHUB_REPOSITORY": f"acme/{service}"}
    if github is not None:
        github.pull(number).sha = f"{publication:040x}"
        variables |= {"PREVIEWCTL_GITHUB_TOKEN": "t" * 20, "PREVIEWCTL_GITHUB_API_URL": github.url}
    subprocess.run(
        command("publish", "preview.yaml", *given, *options), cwd=work, env=environment(**variables), check=True
    )


def sparse(scratch: Path, url: str, directory: str, publication: int) -> None:
    """The same by hand: clone, write the preview's files anew, commit, push."""
    clone = scratch / "clone"
    shutil.rmtree(clone, ignore_errors=True)
    options = ["--quiet", "--depth", "1", "--filter=blob:none", "--sparse", "--branch", BRANCH]
    git(scratch, "clone", *options, url, str(clone))
    git(clone, "sparse-checkout", "set", directory)
    for path in sorted((clone / directory).rglob("*")):
        if path.is_file():
            path.write_text(f"{path.read_text()}# {publication}\n")
    git(clone, "commit", "--quiet", "--all", "--message", f"publish {publication}")
    git(clone, "push", "--quiet", "origin", BRANCH)


def fill(repository: Path, template: dict[str, bytes], previews: int, commits: int) -> None:
    """Commits `previews` copies of a preview, then changes one of them in each commit more."""
    importer = subprocess.Popen(
        ["git", "-C", str(repository), "fast-import", "--quiet", "--force"],
        stdin=subprocess.PIPE,
        env=environment(),
    )
    assert importer.stdin is not None
    write = importer.stdin.write
    chance = random.Random(1)
    write(f"commit refs/heads/{BRANCH}\ncommitter a <a@example.com> 1700000000 +0000\ndata 4\nmany\n".encode())
    for number in range(previews):
        for path, content in _copy(template, number).items():
            write(f"M 100644 inline {path}\ndata {len(content)}\n".encode() + content + b"\n")
    for commit in range(1, commits):
        number = chance.randrange(previews)
        record, overlay = _changed(template, number, commit)
        service, pull = _place(number)
        text = f"{service}/pr-{pull}: publish {commit:012x}\n\nPreviewctl-Preview: {service}/pr-{pull}\nPreviewctl-Run: {commit}\n".encode()
        write(f"commit refs/heads/{BRANCH}\ncommitter a <a@example.com> {1700000000 + commit} +0000\n".encode())
        write(f"data {len(text)}\n".encode() + text + b"\n")
        for path, content in (record, overlay):
            write(f"M 100644 inline {path}\ndata {len(content)}\n".encode() + content + b"\n")
    importer.stdin.close()
    assert importer.wait() == 0
    git(repository, "repack", "-adq", "--depth=20", "--window=5")
    git(repository, "commit-graph", "write", "--reachable")


def _place(number: int) -> tuple[str, int]:
    return f"service-{number // PER_SERVICE}", number % PER_SERVICE + 1


def _copy(template: dict[str, bytes], number: int) -> dict[str, bytes]:
    """The files of one preview: each of the overlay and the record its own."""
    service, pull = _place(number)
    here = f"previews/{service}/pr-{pull}"
    found = {}
    for path, content in template.items():
        if "/_bases/" in path:
            if not number:
                found[path] = content
            continue
        inner = path.split("/", 3)[3]
        found[f"{here}/{inner}"] = content.replace(b"service-0", service.encode()).replace(
            b"pr-1", f"pr-{pull}".encode()
        )
    return found


def _changed(template: dict[str, bytes], number: int, commit: int) -> tuple[tuple[str, bytes], tuple[str, bytes]]:
    """The record and one file of the overlay, as a publication changes them."""
    files = _copy(template, number or 1)
    service, pull = _place(number or 1)
    here = f"previews/{service}/pr-{pull}"
    overlay = next(path for path in files if path.endswith("/kustomization.yaml"))
    note = f" {commit}".encode()
    return (f"{here}/preview.json", files[f"{here}/preview.json"] + note), (overlay, files[overlay] + b"#" + note)


@contextmanager
def measured(server: GitHttpServer, into: list[Cost]) -> Iterator[None]:
    """What happens within: with the CPU of this process's children, the server's side among them."""
    before, moved, began = _cpu(), server.moved, time.monotonic()
    yield
    into.append(Cost(time.monotonic() - began, _cpu() - before, server.moved - moved))


def _cpu() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return children.ru_utime + children.ru_stime


def median(costs: list[Cost]) -> Cost:
    """The medians of each."""
    return Cost(
        statistics.median(cost.wall for cost in costs),
        statistics.median(cost.cpu for cost in costs),
        int(statistics.median(cost.moved for cost in costs)),
    )


def run(previews: int, commits: int, runs: int) -> dict[str, Cost]:
    """What publishing costs, by what decides about the order, and what the sparse clone does."""
    with tempfile.TemporaryDirectory(prefix="gitops-size-") as name:
        directory = Path(name)
        work, scratch = directory / "work", directory / "scratch"
        work.mkdir()
        scratch.mkdir()
        (work / "platform.yaml").write_text(platform(-(-previews // PER_SERVICE)), encoding="utf-8")
        small = bare(directory / "small.git")
        publish(work, f"file://{small}", "service-0", 1, 1)
        names = git(small, "ls-tree", "-r", "--name-only", BRANCH).splitlines()
        template = {name: git(small, "show", f"{BRANCH}:{name}").encode() + b"\n" for name in names}
        large = bare(directory / "large.git")
        git(large, "config", "http.receivepack", "true")
        git(large, "config", "receive.autogc", "false")
        seed(large, {"platform.yaml": "x: 1\n"}, "platform", "main")
        fill(large, template, previews, commits)
        costs: dict[str, list[Cost]] = {BY_HEAD: [], BY_NUMBER: [], SPARSE: []}
        pull = PullRequest(number=1, repo="acme/service-0", labels=["preview"])
        with git_http(directory) as server, FakeGitHub(pull) as github:
            url = server.url("large.git")
            for number in range(runs):
                with measured(server, costs[BY_HEAD]):
                    publish(work, url, "service-0", 1, commits + number, github)
                with measured(server, costs[BY_NUMBER]):
                    publish(work, url, "service-0", number % (PER_SERVICE - 2) + 3, commits + number)
                with measured(server, costs[SPARSE]):
                    sparse(scratch, url, "previews/service-0/pr-2", number)
        return {name: median(found) for name, found in costs.items()}


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--previews", type=int, default=5_000)
    parser.add_argument("--commits", type=int, default=50_000)
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    costs = run(given.previews, given.commits, given.runs)
    print(f"{given.previews} previews, {given.commits} commits, medians of {given.runs}:")
    for name, cost in costs.items():
        print(f"  {name:<30} {cost.wall:6.2f} s  {cost.cpu:6.2f} s of CPU  {cost.moved / 1e6:8.2f} MB")
    ours, theirs = costs[BY_HEAD], costs[SPARSE]
    ratio = ours.wall / theirs.wall, ours.cpu / theirs.cpu
    print(f"  {'times as much, by head':<30} {ratio[0]:6.2f}    {ratio[1]:6.2f}")
    moved = max(ours.moved, costs[BY_NUMBER].moved)
    return 0 if moved <= MOST_BYTES and max(ratio) <= MOST_COST else 1


if __name__ == "__main__":
    sys.exit(main())
