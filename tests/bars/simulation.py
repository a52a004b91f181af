"""Compares `simulate` with Argo CD's own generators: `python -m tests.bars.simulation --sets 2000`.

A set is one service with its pull requests and published files. Many sets are one run of the real controller's code: each
is an ApplicationSet of its own, for a repository of its own.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from previewctl.compilation import LoadedPlatform, read_platform
from previewctl.graph.simulation.generator import Application, GeneratedSet, generate
from previewctl.graph.simulation.pulls import read_pulls
from previewctl.render.control import render_control
from previewctl.source.read import SourceText
from tests.realparts import argocd
from tests.realparts.fake_github import FakeGitHub, PullRequest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.realparts.programs import Object

BATCH = 50
LABELS = ("preview", "Preview", "PREVIEW", "preview ", "previews", "bug", "preview-stale", "wip", "préview")
BRANCHES = (
    "main",
    "feature/refunds",
    "a'b",
    'x"y',
    "{{ .number }}",
    "emoji/😀",
    "分支/名",
    "$(id)",
    "-x",
    "a" * 200,
    "no: yes",
)
TREES = (
    "0123456789ab",
    "ffffffffffff",
    "123456789012",
    "0123456789AB",
    "0123456789a",
    "../../argocd",
    "",
    "0123456789ab\n",
    "1234567e1234",
)
SHA = "0123456789abcdef0123456789abcdef01234567"
PLATFORM = """\
apiVersion: previewctl.dev/v1
kind: Platform
github: {{organization: acme, tokenSecret: {{name: github-token}}}}
gitops: {{url: https://github.com/acme/gitops.git}}
domain: preview.acme-previews.dev
endpoint: {{gateway: {{name: previews, namespace: gateway-system}}}}
services:
{services}"""


class Case(NamedTuple):
    """One set: a service, its pull requests and what stands below `previews/<service>/`."""

    service: str
    entry: str
    pulls: list[PullRequest]
    files: dict[str, bytes]


def case(seed: int, index: int) -> Case:
    """The set of that number; the same for the same seed."""
    chance = random.Random(f"{seed} {index}")
    service = f"s{index}-{chance.choice(('api', 'web', 'x' * 30))}"
    by_git = chance.random() < 0.15
    count = chance.choice((0, 1, 2, 3, 5, 8)) if chance.random() > 0.01 else chance.randrange(101, 230)
    numbers = chance.sample(range(1, 3_000), count)
    pulls = [_pull(chance, f"acme/{service}", number) for number in numbers]
    if pulls and chance.random() < 0.05:
        pulls.append(pulls[0])
    files: dict[str, bytes] = {}
    good = chance.random() < 0.6
    for number in [*numbers, *chance.sample(range(1, 3_000), chance.randrange(3))]:
        if chance.random() < 0.75:
            files[f"pr-{number}/preview.json"] = _record(chance, good=good)
    if chance.random() < 0.15:
        odd = ("pr-abc", "pr-007", "pr-x12", "pr-1/old", "pr-", "7", "pr-3 ", "pr-0")
        files[f"{chance.choice(odd)}/preview.json"] = _record(chance, good=True)
    if chance.random() < 0.05 and numbers:
        files.pop(f"pr-{numbers[0]}/preview.json", None)
        files[f"pr-{numbers[0]}/preview.json/inside"] = _record(chance, good=True)
    entry = f"{{generator: git, repository: acme/{service}}}" if by_git else "{}"
    return Case(service, entry, pulls, files)


def _pull(chance: random.Random, repository: str, number: int) -> PullRequest:
    labels = [chance.choice(LABELS) for _ in range(chance.randrange(4))]
    if chance.random() < 0.6:
        labels.insert(chance.randrange(len(labels) + 1), "preview")
    return PullRequest(
        number=number,
        repo=repository,
        labels=labels,
        branch=chance.choice(BRANCHES),
        sha=SHA,
        title=chance.choice(BRANCHES),
        state="closed" if chance.random() < 0.2 else "open",
        draft=chance.random() < 0.2,
        head_repo="somebody/else" if chance.random() < 0.1 else None,
    )


def _record(chance: random.Random, *, good: bool) -> bytes:
    """A record: mostly of previewctl's form; without `good` sometimes something that nobody should ever write."""
    tree = chance.choice(TREES) if chance.random() < 0.3 else "0a1b2c3d4e5f"
    inside = {
        "tree": tree,
        "headSha": chance.choice((SHA, SHA, SHA, "abc", SHA.upper())),
        "branch": chance.choice(BRANCHES),
    }
    text = json.dumps({"preview": inside}, ensure_ascii=False)
    if chance.random() < 0.1:
        text = json.dumps(
            {"preview": inside, "number": 5, "path": {"basename": "x"}, "labels": "y"}, ensure_ascii=False, indent=1
        )
    if good or chance.random() < 0.5:
        return text.encode()
    return chance.choice(
        [
            text.encode()[: chance.randrange(1, 30)],
            b"",
            b"{}",
            b"null",
            b"[]",
            b"~",
            b"# nothing",
            b'"text"',
            b"7",
            b"true",
            b"[1]",
            b"[null]",
            b"[[]]",
            f"[{text}, {text}]".encode(),
            f"[{text}, {{}}]".encode(),
            f"{text}\n---\n{text}".encode(),
            f"---\n{text}".encode(),
            text.replace("}}", "},}").encode(),
            b'{"preview": null}',
            b'{"preview": []}',
            b'{"preview": "0123456789ab"}',
            b'{"preview": {}}',
            b'{"preview": {"tree": null}}',
            b'{"preview": {"tree": 123456789012, "headSha": 5}}',
            b'{"preview": {"tree": ["0123456789ab"]}}',
            b'{"preview": {"tree": true, "tree": "0123456789ab"}}',
            b'{"preview": {"tree": "0123456789ab"}, "preview": {}}',
            b"preview: {tree: 0123456789ab}",
            b"preview:\n  tree: 123456789012\n",
            b"preview:\n  tree: 1234567e1234\n  headSha: " + SHA.encode(),
            b"preview:\n  tree: 1234567890e1\n",
            b"preview:\n  tree: !!str 123456789012\n",
            b"preview: &a {tree: '0123456789ab'}\nother: *a\n",
            b"preview: {<<: {tree: 0123456789ab}}\n",
            b"preview:\n\ttree: 0123456789ab\n",
            b'{"preview": {"branch": "\\ud83d\\ude00", "tree": "0123456789ab"}}',
            b'{"preview": {"branch": "\\\\ud83d", "tree": "0123456789ab"}}',
            b'{"preview": {"branch": "a\\/b\\u0000", "tree": "0123456789ab"}}',
            b"\xff\xfe{}",
            b"\xef\xbb\xbf" + text.encode(),
            b'{"preview": {"tree": "0123456789ab"}}\x00',
            b"\x7f" + text.encode(),
            b"{{ .number }}",
            b"1: {tree: 0123456789ab}",
            b"? [a]\n: b",
            b"preview: *missing",
        ]
    )


def compare(seed: int, indices: Iterable[int]) -> list[str]:
    """Runs sets through both; gives a line for each that differs."""
    cases = [case(seed, index) for index in indices]
    text = PLATFORM.format(services="".join(f"  {item.service}: {item.entry}\n" for item in cases))
    platform = read_platform(SourceText("platform.yaml", text))
    assert isinstance(platform, LoadedPlatform), platform
    files = {f"previews/{item.service}/{path}": data for item in cases for path, data in item.files.items()}
    pulls = [pull for item in cases for pull in item.pulls]
    listed = json.dumps([pull.as_json() for pull in pulls]).encode()
    mine = generate(platform.spec, read_pulls(listed), files)
    with tempfile.TemporaryDirectory(prefix="previewctl-bar-") as directory:
        root = Path(directory)
        for path, data in {**render_control(platform.spec), **files}.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(data)
        with FakeGitHub(*pulls, repos=tuple(f"acme/{item.service}" for item in cases)) as github:
            theirs = argocd.generate(root / "argocd", root, github.url).sets
    return [
        line for item in cases for line in _differences(item, mine[item.service], theirs[f"preview-{item.service}"])
    ]


def _differences(item: Case, mine: GeneratedSet, theirs: argocd.GeneratedSet) -> list[str]:
    if bool(mine.blocked) != bool(theirs.error):
        return [f"{item.service}: blocked {mine.blocked}, but the controller says {theirs.error!r}: {item.files}"]
    if mine.blocked:
        return []
    own, real = Counter(map(_own, mine.applications)), Counter(map(_real, theirs.applications))
    return [] if own == real else [f"{item.service}: only here {own - real}, only there {real - own}: {item.files}"]


def _own(item: Application) -> tuple[str, ...]:
    return (item.name, item.namespace, item.path, item.url, item.head_sha, item.number, item.service)


def _real(item: Object) -> tuple[str, ...]:
    metadata, spec = item["metadata"], item["spec"]
    notes, labels = metadata["annotations"], metadata["labels"]
    return (
        metadata["name"],
        spec["destination"]["namespace"],
        spec["source"]["path"],
        notes["previewctl.dev/url"],
        notes["previewctl.dev/head-sha"],
        labels["previewctl.dev/pull-request"],
        labels["previewctl.dev/service"],
    )


def main() -> int:
    """Runs all sets and says how many are identical."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=int, default=2_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    options = parser.parse_args()
    began, different = time.monotonic(), []
    for start in range(options.first, options.first + options.sets, BATCH):
        different += compare(options.seed, range(start, min(start + BATCH, options.first + options.sets)))
    took = time.monotonic() - began
    print("\n".join(different[:20]))
    print(f"seed {options.seed}: {options.sets} sets in {took:.1f} s, {options.sets - len(different)} identical")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
