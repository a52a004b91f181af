"""The examples whose schema other tools than Django keep: rendered, built by the real Kustomize, and their SQL run."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.acceptance import previews
from tests.acceptance.previews import Built, containers, pod
from tests.realparts import kubeconform, postgres

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.acceptance

EXAMPLES = previews.ROOT / "examples" / "migrations"
SERVICES = ("stock-api", "reviews-api")
PASSWORD = "-password=$(PREVIEW_POSTGRES_PASSWORD)"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Built]:
    tree = previews.render(EXAMPLES, out=tmp_path_factory.mktemp("migrations") / "out")
    return {service: tree.build(service) for service in SERVICES}


@pytest.mark.parametrize("service", SERVICES)
def test_every_object_satisfies_its_schema(built: dict[str, Built], service: str) -> None:
    assert kubeconform.problems(built[service].objects) == []


def test_flyway_gets_its_connection_and_is_waited_for(built: dict[str, Built]) -> None:
    stock = built["stock-api"]
    assert {key: value for key, value in stock.environment().items() if key.startswith("FLYWAY_")} == {
        "FLYWAY_URL": "jdbc:postgresql://postgres:5432/app",
        "FLYWAY_USER": "app",
        "FLYWAY_LOCATIONS": "filesystem:/app/sql",
    }
    (migrate,) = containers(stock["Job/migrate"])
    assert migrate["command"] == ["flyway", PASSWORD, "migrate"]
    (wait,) = pod(stock["Deployment/web"])["initContainers"]
    assert wait["command"][-3:] == ["flyway", PASSWORD, "validate"]
    for each in (migrate, wait):
        assert "PREVIEW_POSTGRES_PASSWORD" in {variable["name"] for variable in each["env"]}


def test_mongodb_migrates_itself_before_anybody_may_connect(built: dict[str, Built]) -> None:
    reviews = built["reviews-api"]
    names = [each["name"] for each in pod(reviews["Deployment/mongodb"])["initContainers"]]
    assert names == ["mongodb", "migrate-migrate-mongo"]
    assert reviews.environment()["MONGO_URL"] == "mongodb://mongodb:27017/app?replicaSet=rs0"


def test_the_scripts_are_named_as_each_tool_wants_them() -> None:
    scripts = sorted(path.name for path in (EXAMPLES / "stock-api/sql").iterdir())
    assert [name for name in scripts if not re.fullmatch(r"(V[0-9]+([._][0-9]+)*|R)__\w+\.sql", name)] == []
    scripts = sorted(path.name for path in (EXAMPLES / "reviews-api/migrations").iterdir())
    assert [name for name in scripts if not re.fullmatch(r"[0-9]{14}-[a-z-]+\.js", name)] == []
    assert scripts


def versions(path: Path) -> tuple[int, list[int]]:
    """Flyway's order: by version, part by part; repeatable scripts come last."""
    number = path.name.partition("__")[0]
    return (1, []) if number == "R" else (0, [int(part) for part in re.split(r"[._]", number[1:])])


def test_the_sql_scripts_run_in_flyway_s_order_and_the_repeatable_one_again() -> None:
    scripts = sorted((EXAMPLES / "stock-api/sql").iterdir(), key=versions)
    with postgres.server() as server:
        server.execute("CREATE EXTENSION citext")
        for path in (*scripts, scripts[-1]):
            server.execute(path.read_text(encoding="utf-8"))
        server.execute("INSERT INTO article (sku, title) VALUES ('A-1', 'A chair')")
        server.execute("INSERT INTO stock SELECT id, 5 FROM article")
        server.execute(
            "INSERT INTO reservation (article_id, quantity, expires_at) SELECT id, 2, now() + '1h' FROM article"
        )
        assert server.query("SELECT sku, quantity FROM available") == [["A-1", "3"]]
