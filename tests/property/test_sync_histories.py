"""Whatever happens to pull requests, the platform and the branch: sync ends, is done the second time, and removes no more than it may."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from previewctl.gitops.departures import Outside
from previewctl.gitops.index import previews_of
from previewctl.gitops.policy import verify_branch
from previewctl.gitops.sync import Options, Outcome, sync
from previewctl.integrations.git_objects import Entry
from previewctl.render.bases import bases_digest, bases_tree
from previewctl.render.git_ids import git_blob
from tests.gitops.memory import MemoryRemote, MemoryRepository
from tests.gitops.test_sync import MemoryGitHub
from tests.unit.gitops.previews import BACKEND, CONTAINER, FRONTEND, PLATFORM, TODAY, platform, published

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from previewctl.gitops.repository import GitopsRepository

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
NUMBERS = range(1, 8)
PLATFORMS = [
    platform(PLATFORM),
    platform(PLATFORM.replace("acme-previews.dev", "acme-moved.dev")),
    platform(PLATFORM.replace("  tool: {}\n", "")),
    platform(PLATFORM.replace("  tool: {}\n", "  tool: {previews: false}\n")),
]
ORIGINS = "env: {ORIGINS: '${consumers.origins}'}\n"
TEXTS = [
    CONTAINER,
    FRONTEND,
    BACKEND,
    CONTAINER.replace("tool", "billing") + ORIGINS,
    BACKEND + "overrides: {billing: same-branch}\n",
    BACKEND + "overrides: {billing: pr-3}\n",
]
BASES = f"previews/_bases/{bases_digest()}"

number = st.sampled_from(NUMBERS)
step = st.one_of(
    st.tuples(st.just("publish"), number, st.integers(0, len(TEXTS) - 1)),
    st.tuples(st.just("close"), number, st.just(0)),
    st.tuples(st.just("gone"), number, st.just(0)),
    st.tuples(st.just("reopen"), number, st.just(0)),
    st.tuples(st.just("unlabel"), number, st.integers(0, 5)),
    st.tuples(st.just("break"), st.just(0), st.integers(0, 2)),
    st.tuples(st.just("heal"), st.just(0), st.just(0)),
    st.tuples(st.just("platform"), st.just(0), st.integers(0, len(PLATFORMS) - 1)),
    st.tuples(st.just("forge"), number, st.integers(0, 2)),
    st.tuples(st.just("race"), number, st.integers(0, len(TEXTS) - 1)),
    st.tuples(st.just("sync"), st.just(0), st.integers(0, 4)),
)


class Branch:
    """The listing that the gate verifies."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files
        self.files = {path: Entry("100644", git_blob(content)) for path, content in files.items()}

    def contents(self, paths: Iterable[str]) -> dict[str, bytes]:
        return {path: self._files[path] for path in paths if path in self._files}


class World:
    """What happens, and what has to be true after each sync."""

    def __init__(self) -> None:
        self.remote = MemoryRemote()
        self.remote.write(dict(bases_tree().under(BASES)))
        self.hub = MemoryGitHub(known=NUMBERS)
        self.platform = PLATFORMS[0]

    def do(self, what: str, pull: int, choice: int) -> None:
        doing: dict[str, Callable[[], object]] = {
            "publish": lambda: self.publish(pull, choice),
            "close": lambda: self.hub.closed.add(pull),
            "gone": lambda: self.hub.gone.add(pull),
            "reopen": lambda: self.reopen(pull),
            "unlabel": lambda: self.hub.bare.update({pull: NOW - timedelta(hours=choice) if choice else None}),
            "break": lambda: self.hub.broken.add(("acme/tool", "acme/orders", "acme/shop-web")[choice]),
            "heal": self.hub.broken.clear,
            "platform": lambda: setattr(self, "platform", PLATFORMS[choice]),
            "forge": lambda: self.forge(pull, choice),
            "race": lambda: setattr(self.remote, "overtake", lambda: self.publish(pull, choice)),
            "sync": lambda: self.sync(choice),
        }
        doing[what]()

    def reopen(self, pull: int) -> None:
        self.hub.closed.discard(pull)
        self.hub.bare.pop(pull, None)

    def publish(self, pull: int, choice: int) -> None:
        service = "tool" if choice == 0 else ""
        if service not in ("", *self.platform.spec.services) or (
            service and not self.platform.spec.services[service].previews
        ):
            return
        records = [content for path, content in self.remote.files.items() if path.endswith("/preview.json")]
        self.remote.write(dict(published(TEXTS[choice], pull, self.platform, previews=previews_of(records))))

    def forge(self, pull: int, choice: int) -> None:
        names = [path for path in self.remote.files if f"/pr-{pull}/" in path]
        if names:
            place = names[0].rpartition("/")[0]
            forged: list[dict[str, bytes | None]] = [
                {f"{place}/evil.yaml": b"kind: ClusterRole\n"},
                {names[-1]: self.remote.files[names[-1]] + b"#"},
                {names[0]: None},
            ]
            self.remote.write(forged[choice])

    def run(self, most: int) -> Outcome:
        repository = cast("GitopsRepository", MemoryRepository(self.remote))
        outside = Outside(self.hub, self.hub, NOW, timedelta(hours=2))
        options = Options(TODAY, batch=2, most=most, apply=True)
        return sync(repository, self.platform, outside, options)

    def sync(self, most: int) -> None:
        raced = self.remote.overtake is not None
        before, held = self.remote.tip, self.keys()
        outcome = self.run(most)
        self.remote.overtake = None
        assert len(outcome.removals.now) <= most
        if outcome.removals.alarming:
            assert self.remote.tip == before
            assert len(outcome.removals.later) * 2 > len(held)
            return
        if not raced:
            assert held - self.keys() == {item.key for item in outcome.removals.now}
            assert len(held - self.keys()) == min(most, sum(self.is_gone(*key) for key in held))
        for service, pull in held - self.keys():
            assert self.is_gone(service, pull), (service, pull)
        again = self.remote.tip
        second = self.run(0)
        if not raced:
            assert self.remote.tip == again, (outcome, second)
            self.check(outcome, second)

    def check(self, outcome: Outcome, second: Outcome) -> None:
        """Every preview that is to stay, and was not broken, is proven."""
        out = {item.key for item in outcome.broken} | {item.key for item in second.removals.later}
        gate = verify_branch(Branch(self.remote.files), self.platform, strict=True)
        for item in gate.diagnostics:
            service, directory = item.location.path.split("/")[1:3]
            assert (service, int(directory.removeprefix("pr-"))) in out, item

    def keys(self) -> set[tuple[str, int]]:
        parts = (path.split("/") for path in self.remote.files if "/pr-" in path)
        return {(found[1], int(found[2].removeprefix("pr-"))) for found in parts}

    def is_gone(self, service: str, pull: int) -> bool:
        entry = self.platform.spec.services.get(service)
        if entry is None or not entry.previews:
            return True
        repository = {"shop": "acme/shop-web"}.get(service, f"acme/{service}")
        since = self.hub.bare.get(pull)
        proven = pull in self.hub.gone | self.hub.closed or (since and NOW - since >= timedelta(hours=2))
        return bool(proven) and repository not in self.hub.broken


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(step, min_size=3, max_size=25))
def test_sync_is_done_the_second_time_and_removes_no_more_than_it_may(steps: list[tuple[str, int, int]]) -> None:
    world = World()
    for what, pull, choice in [*steps, ("sync", 0, 3)]:
        world.do(what, pull, choice)


def test_the_histories_reach_what_they_are_about() -> None:
    """A fixed history that removes, renders again, looks up, races and is broken."""
    world = World()
    for pull in range(1, 5):
        for choice in range(4):
            world.publish(pull, choice)
    world.publish(3, 4)
    world.do("race", 4, 0)
    world.do("close", 2, 0)
    world.do("forge", 1, 0)
    found: list[Any] = []
    outcome = world.run(2)
    found += outcome.removals.now
    assert len(found) == 2
    world.do("platform", 0, 1)
    world.sync(4)
    assert world.keys()
