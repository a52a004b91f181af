"""The `previews` branch in memory: publications and removals by previewctl's own compiler, and what re-resolves them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.compilation import LoadedPlatform, LoadedPreview, compile_preview, load_preview, read_platform
from previewctl.gitops.record import Record, read_record
from previewctl.gitops.rerender import Rerendered, World, rerender
from previewctl.plan.catalogue import repository_of
from previewctl.plan.facts import Facts, PullRequest
from previewctl.plan.index import PreviewIndex
from previewctl.plan.settled import unsettled
from previewctl.render.preview import render_preview
from previewctl.render.record import Sources
from previewctl.source.read import SourceText

if TYPE_CHECKING:
    from datetime import date

    from previewctl.plan.facts import SeedData
    from previewctl.plan.index import Key
    from previewctl.plan.model import Environment
    from previewctl.render.tree import FileTree

MOST_ROUNDS = 3
"""Targets depend on which previews there are, consumers on targets, and the last round finds nothing to do."""


def platform_of(text: str) -> LoadedPlatform:
    """A platform that has to be right."""
    found = read_platform(SourceText("platform.yaml", text, text.encode()))
    assert isinstance(found, LoadedPlatform), found
    return found


class Branch:
    """Published previews by service and pull request, each with its files and its plan."""

    def __init__(self, platform: LoadedPlatform, today: date) -> None:
        self.platform = platform
        self.today = today
        self.files: dict[Key, FileTree] = {}
        self.plans: dict[Key, Environment] = {}

    @property
    def index(self) -> PreviewIndex:
        """What is published, as its records say."""
        return PreviewIndex.of(self.record(key).as_published() for key in self.files)

    def record(self, key: Key) -> Record:
        """The record of a preview."""
        service, number = key
        record = read_record(self.files[key][f"previews/{service}/pr-{number}/preview.json"])
        assert record is not None
        return record

    def publish(self, text: str, number: int, branch: str, sha: str = "a" * 40, seed: SeedData | None = None) -> bool:
        """Publishes a preview.yaml, unless it has errors; whether it did."""
        preview = load_preview(SourceText("preview.yaml", text, text.encode()))
        assert isinstance(preview, LoadedPreview), preview
        service = preview.spec.service
        request = PullRequest(number, branch, sha, repository_of(service, self.platform.spec))
        seeds = {(seed.dataset, seed.version): seed} if seed else {}
        facts = Facts(request, today=self.today, seeds=seeds, previews=self.index)
        compiled = compile_preview(preview, self.platform, facts)
        if compiled.environment is None:
            return False
        sources = Sources(text.encode(), self.platform.digest, seed, len(compiled.diagnostics))
        self.plans[service, number] = compiled.environment
        self.files[service, number] = render_preview(compiled.environment, self.platform.spec, sources)
        return True

    def remove(self, key: Key) -> None:
        """Removes a preview."""
        del self.files[key], self.plans[key]

    def again(self, key: Key) -> Rerendered:
        """A preview from its record, under the previews of now."""
        service, number = key
        snapshot = self.files[key][f"previews/{service}/pr-{number}/preview.yaml"]
        done = rerender(snapshot, self.record(key), World(self.platform, self.index, self.today))
        assert isinstance(done, Rerendered), done
        return done

    def settle(self) -> int:
        """Renders again what would be resolved otherwise, round after round; gives the number of rounds."""
        for rounds in range(MOST_ROUNDS + 1):
            due = {*unsettled(self.index, self.platform.spec), *self._ended()}
            if not due:
                return rounds
            done = {key: self.again(key) for key in sorted(due)}
            self.files |= {key: item.tree for key, item in done.items()}
            self.plans |= {key: item.environment for key, item in done.items()}
        raise AssertionError(f"not settled after {MOST_ROUNDS} rounds: {due}")

    def _ended(self) -> list[Key]:
        """The previews of which an override has ended since they were rendered."""
        ends = {key: self.record(key).judged_until for key in self.files}
        return [key for key, end in ends.items() if end is not None and end < self.today]
