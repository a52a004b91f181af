"""Databases: which image, how large, and when the data is other data and so another volume."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.plan.planning import SEED, facts, plan, platform

if TYPE_CHECKING:
    from previewctl.plan.facts import Facts
    from previewctl.plan.model import DatabasePlan

SEEDED = "{dataset: orders, version: 2026.11.1}"


def postgres(version: str = "17", known: Facts | None = None, seed: str | None = None) -> DatabasePlan:
    keys = {"databases": f"{{postgres: {{version: {version}}}}}"} | ({"seed": seed} if seed else {})
    (database,) = plan(known, **keys).databases
    return database


def test_the_claim_names_engine_identity_and_epoch() -> None:
    database = postgres(known=facts(epoch=3))
    assert database.claim == f"postgres-{database.identity}-3"


@pytest.mark.parametrize(("one", "other"), [("17", "17.2"), ("17.1", "17.2"), ("'17'", "17")])
def test_another_minor_version_keeps_the_volume(one: str, other: str) -> None:
    assert postgres(one).claim == postgres(other).claim


def test_another_major_version_is_another_volume() -> None:
    assert postgres("16").claim != postgres("17").claim


def test_another_seed_is_another_volume() -> None:
    other = SEED._replace(content_hash="cd" * 32)
    claims = {
        postgres().claim,
        postgres(known=facts(seed=SEED), seed=SEEDED).claim,
        postgres(known=facts(seed=other), seed=SEEDED).claim,
    }
    assert len(claims) == 3


def test_a_seed_without_data_for_the_engine_changes_nothing() -> None:
    seed = SEED._replace(engines=("mongodb",))
    assert postgres(known=facts(seed=seed), seed=SEEDED) == postgres()


def test_a_reset_is_another_volume() -> None:
    assert postgres(known=facts(epoch=1)).claim != postgres().claim


@pytest.mark.parametrize("known", [facts(number=7), facts(branch="x"), facts(attempt=5)])
def test_neither_number_nor_branch_nor_attempt_is_other_data(known: Facts) -> None:
    assert postgres(known=known).claim == postgres().claim


def test_a_seeded_postgres_runs_the_image_that_carries_its_data() -> None:
    database = postgres(known=facts(seed=SEED), seed=SEEDED)
    assert (database.image, database.seeded) == ("orders/postgres:2026.11.1-abababababab", True)


def test_the_seed_image_comes_from_the_platforms_registry() -> None:
    under = platform(seeds="{registry: registry.example.com/seeds}")
    (database,) = plan(facts(seed=SEED), under, databases="{postgres: {version: 17}}", seed=SEEDED).databases
    assert database.image == "registry.example.com/seeds/orders/postgres:2026.11.1-abababababab"


def test_the_databases_stand_in_one_order() -> None:
    keys = "{mongodb: {version: 8}, redis: {version: 7}, postgres: {version: 17}}"
    assert [item.engine for item in plan(databases=keys).databases] == ["postgres", "redis", "mongodb"]


@pytest.mark.parametrize(
    ("databases", "sizes"),
    [
        ("{postgres: {version: 17}, redis: {version: 7}, mongodb: {version: 8}}", ["5Gi", "1Gi", "5Gi"]),
        ("{postgres: {version: 17, storage: 7Gi}, redis: {version: 7, storage: 2Gi}}", ["7Gi", "2Gi"]),
    ],
)
def test_the_size_of_a_volume_is_the_files_else_the_platforms(databases: str, sizes: list[str]) -> None:
    environment = plan(platform(defaults="{storage: 5Gi}"), databases=databases)
    assert [str(item.storage) for item in environment.databases] == sizes
