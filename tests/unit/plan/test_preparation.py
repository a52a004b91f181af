"""What the pods of ephemeral databases do before they are ready, how long they may take, and what they request."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.plan.planning import SEED, facts, plan

if TYPE_CHECKING:
    from previewctl.plan.model import DatabasePlan, Environment

SEEDED = "{dataset: orders, version: 2026.11.1}"
BOTH = "{postgres: {version: 17, extensions: [citext], persistence: ephemeral}, mongodb: {version: 8}}"
DJANGO = "{command: [python, manage.py, migrate], timeout: 2m}"


def planned(databases: str, **keys: str) -> Environment:
    return plan(facts(seed=SEED), databases=databases, **keys)


def only(databases: str, **keys: str) -> DatabasePlan:
    (database,) = planned(databases, **keys).databases
    return database


def test_a_database_on_a_volume_prepares_nothing() -> None:
    database = only("{postgres: {version: 17, extensions: [citext]}}", migrations=DJANGO, seed=SEEDED)
    assert (database.ephemeral, database.preparation, database.patience) == (False, (), 300)
    assert database.claim == database.data


def test_postgres_creates_its_extensions_and_migrates_like_the_jobs() -> None:
    environment = planned(BOTH, migrations=DJANGO, seed=SEEDED)
    jobs = {hook.name: hook.steps for hook in environment.hooks}
    postgres, _ = environment.databases
    assert postgres.preparation == (*jobs["seed-postgres"], *jobs["migrate"])
    assert postgres.claim == ""


def test_redis_and_mongodb_load_their_seed() -> None:
    for engine in ("redis", "mongodb"):
        (step,) = only(f"{{{engine}: {{version: 8, persistence: ephemeral}}}}", seed=SEEDED).preparation
        assert (step.name, step.command) == ("load", ("/seed/load",))
        assert step.image == f"orders/{engine}:2026.11.1-abababababab"


def test_without_anything_to_prepare_a_pod_is_as_ever() -> None:
    assert only("{redis: {version: 7, persistence: ephemeral}}", migrations="{command: [a]}").preparation == ()


@pytest.mark.parametrize(
    ("databases", "names"),
    [
        ("{mongodb: {version: 8, persistence: ephemeral}}", {"mongodb": ["migrate"]}),
        ("{postgres: {version: 17}, mongodb: {version: 8, persistence: ephemeral}}", {"postgres": [], "mongodb": []}),
        (
            "{redis: {version: 7, persistence: ephemeral}, postgres: {version: 17, persistence: ephemeral}}",
            {"postgres": ["migrate"], "redis": []},
        ),
    ],
)
def test_the_migrations_are_postgresql_s_else_mongodb_s(databases: str, names: dict[str, list[str]]) -> None:
    found = planned(databases, migrations=DJANGO).databases
    assert {item.engine: [step.name for step in item.preparation] for item in found} == names


def test_a_migration_is_never_called_like_another_container_of_the_pod() -> None:
    migrations = "[{name: postgres, command: [a]}, {name: migrate, command: [b]}, {name: seed, command: [c]}]"
    database = only("{postgres: {version: 17, persistence: ephemeral}}", migrations=migrations)
    assert [step.name for step in database.preparation] == ["migrate-postgres", "migrate", "migrate-seed"]


def test_a_pod_has_the_time_of_all_that_it_does() -> None:
    # 5 minutes to start, 10 for the seed's check and the extensions, 2 for the migrations
    postgres, _ = planned(BOTH, migrations=DJANGO, seed=SEEDED).databases
    assert postgres.patience == 300 + 600 + 120


def test_there_is_room_for_a_step_beside_the_server_and_no_claim() -> None:
    # web 2 times (100m, 256Mi), postgres 100m, 256Mi and up to 1Gi, and a step of 100m, 512Mi; the Job's 100m, 512Mi
    keys = {"processes": "{web: {port: 1}}", "resources": "{web: {cpu: 100m, memory: 256Mi}}", "migrations": DJANGO}
    usage = planned("{postgres: {version: 17, persistence: ephemeral}}", **keys).usage
    assert (str(usage.cpu), str(usage.memory), str(usage.memory_limit)) == ("500m", "1792Mi", "2560Mi")
    assert (usage.claims, str(usage.storage)) == (0, "0")


def test_a_reset_is_other_data_though_there_is_no_volume() -> None:
    first, second = (
        plan(facts(epoch=epoch), databases="{redis: {version: 7, persistence: ephemeral}}").databases[0]
        for epoch in (0, 1)
    )
    assert first.data != second.data


def test_a_fixed_password_is_other_data() -> None:
    claims = {only(f"{{postgres: {{version: 17, auth: {auth}}}}}").claim for auth in ("generated", "fixed")}
    assert len(claims) == 2
    assert only("{postgres: {version: 17}}").claim in claims
