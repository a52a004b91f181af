"""Verifies a dataset on the servers of this machine, engine by engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.integrations import mongodb_verify, postgres_verify, redis_verify
from previewctl.integrations.verify_job import Clock, Job
from previewctl.seeds.image import Identity

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from previewctl.integrations.app_migrations import App
    from previewctl.seeds.dataset import Dataset
    from previewctl.seeds.verification import EngineResult

_ENGINES: dict[str, Callable[[Job], EngineResult]] = {
    "postgres": postgres_verify.verify,
    "redis": redis_verify.verify,
    "mongodb": mongodb_verify.verify,
}
_STEPS = {"postgres": 4, "redis": 3, "mongodb": 1}
_APP_STEPS = 2


def expected_steps(dataset: Dataset, app: App | None) -> int:
    """How many steps there will be, at least."""
    return sum(_STEPS[engine.name] for engine in dataset.engines) + (_APP_STEPS if app else 0)


def verify_engines(
    dataset: Dataset,
    content_hash: str,
    rows: Mapping[str, Mapping[str, int]],
    say: Callable[[str], None],
    app: App | None = None,
) -> tuple[EngineResult, ...]:
    """The results in the order of the engines in seed.yaml; `rows` are the counts of the lock."""
    identity = Identity(dataset.name, dataset.version, content_hash)
    results = []
    for engine in dataset.engines:
        clock = Clock(lambda step, name=engine.name: say(f"{name}: {step}"))  # type: ignore[misc]
        job = Job(dataset, identity, rows.get(engine.name), clock, app if engine.name == "postgres" else None)
        results.append(_ENGINES[engine.name](job)._replace(timings=tuple(clock.timings)))
    return tuple(results)
