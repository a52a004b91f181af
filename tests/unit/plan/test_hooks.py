"""The Jobs of a sync: when they run, for how long, and what each step runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from previewctl.plan.waves import Wave
from tests.unit.plan.planning import SEED, facts, plan

if TYPE_CHECKING:
    from previewctl.plan.model import HookPlan

DATABASES = "{postgres: {version: 17, extensions: [pg_trgm, citext]}, redis: {version: 7}, mongodb: {version: 8}}"


def hooks(**keys: str) -> dict[str, HookPlan]:
    return {hook.name: hook for hook in plan(facts(seed=SEED), **keys).hooks}


def test_the_jobs_run_in_the_order_of_their_waves() -> None:
    found = plan(
        facts(seed=SEED),
        databases=DATABASES,
        seed="{dataset: orders, version: 2026.11.1}",
        migrations="{command: [migrate]}",
        hooks="{release: [warm], postdeploy: [fill]}",
    ).hooks
    assert [(hook.name, hook.wave) for hook in found] == [
        ("seed-postgres", Wave.SEEDS),
        ("seed-redis", Wave.SEEDS),
        ("seed-mongodb", Wave.SEEDS),
        ("migrate", Wave.MIGRATIONS),
        ("release", Wave.RELEASE),
        ("postdeploy", Wave.POSTDEPLOY),
    ]


def test_every_job_runs_between_the_databases_and_the_app() -> None:
    assert Wave.DATABASES < Wave.SEEDS < Wave.MIGRATIONS < Wave.RELEASE < Wave.POSTDEPLOY < Wave.APP == max(Wave)


def test_a_service_without_data_and_hooks_has_no_jobs() -> None:
    assert hooks(databases="{redis: {version: 7}}") == {}


def test_several_migrations_are_one_job_with_a_step_each_in_order() -> None:
    migrations = "[{name: schema, command: [flyway], image: flyway/flyway:11.8}, {name: data, command: [load]}]"
    steps = hooks(migrations=migrations)["migrate"].steps
    assert [(step.name, step.image.partition(":")[0], step.command) for step in steps] == [
        ("schema", "flyway/flyway", ("flyway",)),
        ("data", "registry.example.com/orders-api", ("load",)),
    ]


@pytest.mark.parametrize(
    ("migrations", "seconds"),
    [
        ("{command: [a]}", 600),
        ("{command: [a], timeout: 30m}", 1800),
        ("[{name: a, command: [a], timeout: 1m}, {name: b, command: [b], timeout: 2m}]", 180),
        ("[{name: a, command: [a], timeout: 1m}, {name: b, command: [b]}]", 660),
    ],
)
def test_a_migration_job_has_the_time_of_all_its_steps(migrations: str, seconds: int) -> None:
    assert hooks(migrations=migrations)["migrate"].timeout.seconds == seconds


@pytest.mark.parametrize(("release", "seconds"), [("[warm]", 600), ("{command: [warm], timeout: 5m}", 300)])
def test_the_time_of_a_release_hook(release: str, seconds: int) -> None:
    assert hooks(hooks=f"{{release: {release}}}")["release"].timeout.seconds == seconds


@pytest.mark.parametrize(
    ("databases", "engine", "reads", "writes"),
    [
        (
            "{postgres: {version: 17}, redis: {version: 7}}",
            "postgres",
            "tablename = 'postdeploy'",
            "create table",
        ),
        ("{redis: {version: 7}, mongodb: {version: 8}}", "mongo", "countDocuments", "updateOne"),
        ("{redis: {version: 7}}", "redis", "exists previewctl:postdeploy", "set previewctl:postdeploy 1"),
    ],
)
def test_postdeploy_is_marked_in_the_database_that_keeps_it_best(
    databases: str, engine: str, reads: str, writes: str
) -> None:
    read, run, write = hooks(databases=databases, hooks="{postdeploy: [fill, it]}")["postdeploy"].steps
    assert read.image.startswith(f"{engine}:")
    assert write.image == read.image
    assert reads in read.command[-1]
    assert writes in write.command[-1]
    assert run.command[-2:] == ("fill", "it")


def test_postdeploy_runs_its_command_unless_the_mark_was_read() -> None:
    read, run, write = hooks(databases="{redis: {version: 7}}", hooks="{postdeploy: [fill]}")["postdeploy"].steps
    assert run.command == ("sh", "-c", 'test -e /scratch/done || exec "$@"', "postdeploy", "fill")
    assert (read.scratch, run.scratch, write.scratch) == (True, True, False)
    assert (read.app, run.app, write.app) == (False, True, False)


def test_extensions_are_created_in_the_order_of_their_names() -> None:
    (step,) = hooks(databases=DATABASES)["seed-postgres"].steps
    assert [part for part in step.command if part.startswith("CREATE")] == [
        'CREATE EXTENSION IF NOT EXISTS "citext" CASCADE',
        'CREATE EXTENSION IF NOT EXISTS "pg_trgm" CASCADE',
    ]


def test_a_seeded_postgres_must_hold_the_wanted_seed() -> None:
    keys = {"databases": "{postgres: {version: 17}}", "seed": "{dataset: orders, version: 2026.11.1}"}
    (step,) = hooks(**keys)["seed-postgres"].steps
    assert "the volume does not hold seed 2026.11.1-abababababab" in " ".join(step.command)
