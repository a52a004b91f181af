"""What `sync` costs in a large GitOps repository: with a new platform.yaml, so that all is rendered again, and with nothing to do.

`python -m tests.bars.sync_previews --previews 5000 --commits 50000`: renders the previews of as many services as it takes, each
pull request with a branch and a commit of its own, an eighth of them with targets that are looked up and an eighth with a
preview.yaml of its own; puts them and the history into a bare repository, and runs `previewctl sync --apply` on it as a
process. CPU is that of the process and of all that it started, git's included.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from previewctl.compilation import LoadedPlatform, LoadedPreview, compile_preview, load_preview, read_platform
from previewctl.gitops.policy import verify_branch
from previewctl.integrations.git_checkout import CommittedTree
from previewctl.plan.facts import Facts, PullRequest, SeedData
from previewctl.plan.index import PreviewIndex
from previewctl.render.bases import bases_digest, bases_tree
from previewctl.render.preview import BASES, render_preview
from previewctl.render.record import Sources
from previewctl.source.read import SourceText
from tests.cli.running import ROOT, command, environment, git
from tests.gitops.remotes import BRANCH, bare

if TYPE_CHECKING:
    from collections.abc import Iterator

PER_SERVICE = 100
MOST_RENDERING, MOST_NOTHING = 20.0, 4.0
SHOP = ROOT / "examples" / "shop"
KINDS = ("orders-api", "billing-api", "shop-web", "billing-api")
SEED = SeedData("orders", "2026.11.1", "ab" * 32, ("postgres", "redis", "mongodb"))


class Cost(NamedTuple):
    """Seconds on the clock and of CPU, and how many previews were written."""

    wall: float
    cpu: float
    written: int


def platform(services: int, domain: str) -> str:
    """The shop's platform.yaml with that many services of our own."""
    text = (
        (SHOP / "platform.yaml")
        .read_text(encoding="utf-8")
        .replace("preview.acme-previews.dev", domain)
        .replace("shop-web-pr-*", "*")
    )
    own = "".join(
        f"  service-{number}: {{staging: {{public: 'https://s{number}.staging.acme.dev'}}}}\n"
        for number in range(services)
    )
    return text.rstrip() + f"\n{own}ceilings: {{previewsPerService: 1000, previews: 100000}}\n"


def snapshot(service: int, number: int) -> str:
    """The preview.yaml of a pull request: the one of its service, or with an override, or with a variable of its own."""
    kind = KINDS[service % len(KINDS)]
    text = (SHOP / kind / "preview.yaml").read_text(encoding="utf-8")
    text = text.replace(f"service: {kind}", f"service: service-{service}")
    text = text.replace(f"preview/{kind}", f"preview/service-{service}")
    if number % 8 == 3 and "dependencies:" in text and "\noverrides:" not in text:
        dependency = "billing-api" if "  billing-api:" in text else "orders-api"
        text += f"overrides: {{{dependency}: same-branch}}\n"
    if number % 8 == 5 and "\nenv:\n" in text:
        text = text.replace("\nenv:\n", f"\nenv:\n  OWN_VALUE: number {number}\n")
    return text


def loaded(text: str) -> LoadedPlatform:
    """A platform that has to be right."""
    found = read_platform(SourceText("platform.yaml", text, text.encode()))
    assert isinstance(found, LoadedPlatform), found
    return found


def previews(count: int, under: LoadedPlatform) -> Iterator[tuple[str, bytes]]:
    """The files of all previews, as publications write them."""
    index = PreviewIndex()
    for item in range(count):
        service, number = item // PER_SERVICE, item % PER_SERVICE + 1
        text = snapshot(service, number)
        preview = load_preview(SourceText("preview.yaml", text, text.encode()))
        assert isinstance(preview, LoadedPreview), preview
        request = PullRequest(number, f"feature/{number}", f"{item + 1:040x}", f"acme/service-{service}")
        seed = SEED if preview.spec.seed else None
        facts = Facts(request, {(SEED.dataset, SEED.version): SEED}, previews=index)
        compiled = compile_preview(preview, under, facts)
        assert compiled.environment is not None, compiled.diagnostics
        sources = Sources(text.encode(), under.digest, seed, len(compiled.diagnostics))
        yield from render_preview(compiled.environment, under.spec, sources).items()


def fill(repository: Path, count: int, commits: int, under: LoadedPlatform) -> None:
    """Puts all previews and their bases on the branch, behind a history of that many commits."""
    importer = subprocess.Popen(
        ["git", "-C", str(repository), "fast-import", "--quiet"], stdin=subprocess.PIPE, env=environment()
    )
    assert importer.stdin is not None
    write = importer.stdin.write
    for number in range(commits - 1):
        write(
            f"commit refs/heads/{BRANCH}\ncommitter a <a@example.com> {1600000000 + number} +0000\ndata 1\nx\n".encode()
        )
    write(f"commit refs/heads/{BRANCH}\ncommitter a <a@example.com> 1700000000 +0000\ndata 4\nmany\n".encode())
    for path, content in bases_tree().under(f"{BASES}/{bases_digest()}").items():
        write(f"M 100644 inline {path}\ndata {len(content)}\n".encode() + content + b"\n")
    for path, content in previews(count, under):
        write(f"M 100644 inline {path}\ndata {len(content)}\n".encode() + content + b"\n")
    importer.stdin.close()
    assert importer.wait() == 0


def sync(work: Path, remote: Path, *options: str) -> Cost:
    """Runs `previewctl sync` as a process."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    given = ["--gitops", str(remote), "--platform", "platform.yaml", "--no-github", "--apply", "--format", "json"]
    done = subprocess.run(
        command("sync", *given, *options), cwd=work, env=environment(), capture_output=True, check=False
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(time.monotonic() - began, cpu, len(json.loads(done.stdout)["rendered"]))


def measure(count: int, commits: int, batch: int, work: Path) -> dict[str, Cost]:
    """The costs by what was done. Everything that was written is verified."""
    services = -(-count // PER_SERVICE)
    first, second = (platform(services, domain) for domain in ("preview.acme-previews.dev", "preview.acme-moved.dev"))
    remote = bare(work / "gitops.git")
    fill(remote, count, commits, loaded(first))
    (work / "platform.yaml").write_text(second, encoding="utf-8")
    found = {"everything again": sync(work, remote, "--batch", str(batch)), "nothing to do": sync(work, remote)}
    assert found["everything again"].written == count
    assert found["nothing to do"].written == 0
    gate = verify_branch(CommittedTree(str(remote), BRANCH), loaded(second), strict=True)
    assert gate.diagnostics == (), gate.diagnostics[:3]
    assert gate.proven == count
    git(remote, "fsck", "--connectivity-only")
    return found


def main() -> int:
    """Measures, prints, and fails when a bar is missed at full size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--previews", type=int, default=5_000)
    parser.add_argument("--commits", type=int, default=50_000)
    parser.add_argument("--batch", type=int, default=500)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sync-bar-") as work:
        found = measure(options.previews, options.commits, options.batch, Path(work))
    for name, cost in found.items():
        print(f"{name}: {cost.cpu:.1f} s of CPU, {cost.wall:.1f} s, {cost.written} previews written")
    share = options.previews / 5_000
    missed = found["everything again"].cpu > MOST_RENDERING * max(share, 0.2)
    missed = missed or found["nothing to do"].cpu > MOST_NOTHING
    return int(missed and not os.environ.get("PREVIEWCTL_NO_BARS"))


if __name__ == "__main__":
    sys.exit(main())
