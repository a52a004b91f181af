"""Wakes previews and puts them to sleep through their records: what is committed is what runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from previewctl.errors import UsageError
from previewctl.gitops.placing import placed
from previewctl.gitops.repository import Change
from previewctl.gitops.rerender import SNAPSHOT, World, rerender
from previewctl.gitops.tip import index_at, published, records
from previewctl.lifecycle.subjects import lifetime_in
from previewctl.plan.facts import Rest
from previewctl.plan.sleeping import asleep, next_sleep, schedule_of
from previewctl.plan.waking import awake_until, stamp
from previewctl.render.record import record_path

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from previewctl.compilation import LoadedPlatform
    from previewctl.gitops.record import Record
    from previewctl.gitops.repository import GitopsRepository
    from previewctl.gitops.tip import Key
    from previewctl.plan.sleeping import Schedule

REST_TRAILER = "Previewctl-Rest"


class Outcome(NamedTuple):
    """What becomes of one preview: `text` says it, `changed` whether it is committed."""

    key: Key
    text: str
    changed: bool


class Decision(NamedTuple):
    """What holds from now on, and how it is said; `rest` is None where nothing has to change."""

    rest: Rest | None
    text: str


class Resting:
    """Makes the change of one pull request's previews on a tip; `outcomes` are those of the last one."""

    def __init__(
        self,
        number: int,
        service: str | None,
        platform: LoadedPlatform,
        decide: Callable[[Record, Schedule | None], Decision],
    ) -> None:
        self.outcomes: list[Outcome] = []
        self._number, self._service, self._platform, self._decide = number, service, platform, decide

    def __call__(self, tip: GitopsRepository) -> Change | None:
        """What is to be changed at a tip; UsageError where there is no such preview."""
        keys = published(tip) if tip.tip else set()
        own = sorted(key for key in keys if key[1] == self._number and self._service in {None, key[0]})
        found = records(tip, own)
        if not found:
            which = f"of `{self._service}` " if self._service else ""
            raise UsageError(
                f"no preview {which}is published for pull request {self._number}", hint="`previewctl list` shows all"
            )
        self.outcomes = []
        files: dict[str, bytes | None] = {}
        for key, record in found.items():
            files.update(self._rested(tip, keys, key, record))
        if not files:
            return None
        changed = [item for item in self.outcomes if item.changed]
        names = [f"{service}/pr-{number}" for (service, number), _, _ in changed]
        message = f"{', '.join(names)}: {changed[0].text}"
        return Change(files, message, tuple((REST_TRAILER, name) for name in names))

    def _rested(self, tip: GitopsRepository, keys: set[Key], key: Key, record: Record) -> dict[str, bytes | None]:
        path = f"{record_path(*key)}/{SNAPSHOT}"
        snapshot = tip.read([path]).get(path)
        if snapshot is None:
            raise UsageError(f"{path} is missing", hint="publish the preview again")
        own = lifetime_in(snapshot)
        sleep = (own and own.sleep) or self._platform.spec.defaults.lifetime.sleep
        decision = self._decide(record, schedule_of(sleep))
        if decision.rest is None or decision.rest == record.rest:
            self.outcomes.append(Outcome(key, decision.text, changed=False))
            return {}
        rendered = rerender(snapshot, record, World(self._platform, index_at(tip, keys - {key}), rest=decision.rest))
        if isinstance(rendered, list):
            raise UsageError(
                f"{key[0]}/pr-{key[1]} cannot be rendered again: {rendered[0].message}", hint="publish it again"
            )
        ephemeral = [item.engine for item in rendered.environment.databases if item.ephemeral]
        if decision.rest.asleep and ephemeral:
            raise UsageError(
                f"{ephemeral[0]} of {key[0]} is ephemeral: asleep it would lose its data",
                hint="write `persistence: volume`, or leave it awake",
            )
        self.outcomes.append(Outcome(key, decision.text, changed=True))
        return placed(tip, rendered.tree, key, record)


def wake(kind: str, now: datetime, wanted: datetime) -> Callable[[Record, Schedule | None], Decision]:
    """Keeps previews awake from `now` until `wanted`; `kind` is the platform's way of scaling them down."""

    def decide(record: Record, schedule: Schedule | None) -> Decision:
        if schedule is None or kind == "none":
            return (
                Decision(Rest(), "wake")
                if record.rest.asleep
                else Decision(None, "is awake, and has no hours of sleep")
            )
        evening = next_sleep(schedule, now)
        if not record.rest.asleep and not asleep(schedule, now) and evening is not None and wanted <= evening:
            return Decision(None, f"is awake until {stamp(evening)} anyway")
        until = awake_until(schedule, kind, now, wanted)
        return Decision(Rest(stamp(until)), f"wake until {stamp(until)}")

    return decide


def put_to_sleep(record: Record, schedule: Schedule | None) -> Decision:
    """No replicas, and no hooks, until it is woken or published."""
    return (
        Decision(None, "is asleep already")
        if record.rest.asleep
        else Decision(Rest(asleep=True), "sleep until it is woken")
    )
