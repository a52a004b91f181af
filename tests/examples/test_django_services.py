"""The examples' Django services work: their unit tests pass, and no migration is missing.

They need packages that previewctl's own environment has not got. PREVIEWCTL_EXAMPLES=1 installs them into a virtual
environment in the user's cache, made once for each state of the requirements.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
import venv
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import Run, run

SHOP = Path(__file__).parents[2] / "examples" / "shop"
SERVICES = ["orders-api", "billing-api"]

pytestmark = [
    pytest.mark.skipif(
        os.environ.get("PREVIEWCTL_EXAMPLES") != "1",
        reason="installs the examples' requirements: set PREVIEWCTL_EXAMPLES=1",
    ),
    pytest.mark.slow,
    pytest.mark.timeout(600),
]


@pytest.fixture(scope="module", params=SERVICES)
def service(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def python(service: str) -> Path:
    """The interpreter of the cached environment that has the service's requirements."""
    requirements = SHOP / service / "requirements.txt"
    digest = hashlib.sha256(sys.version.encode() + requirements.read_bytes()).hexdigest()[:12]
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    home = cache / "previewctl" / "examples" / f"{service}-{digest}"
    interpreter = home / "bin" / "python"
    installed = home / "installed"  # written last: a broken environment is made anew
    if not installed.exists():
        venv.create(home, clear=True, with_pip=True)
        subprocess.run([interpreter, "-m", "pip", "install", "-q", "-r", requirements], check=True)
        installed.touch()
    return interpreter


def manage(python: Path, service: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run manage.py with a database in memory, so that nothing is left in the tree."""
    return subprocess.run(
        [python, "manage.py", *arguments],
        cwd=SHOP / service,
        env={
            "PATH": os.defpath,
            "DEBUG": "1",
            "DATABASE_URL": "sqlite://:memory:",
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_unit_tests_pass(python: Path, service: str) -> None:
    result = manage(python, service, "test")
    assert result.returncode == 0, result.stderr
    assert "\nOK" in result.stderr


def test_the_migrations_match_the_models(python: Path, service: str) -> None:
    result = manage(python, service, "makemigrations", "--check", "--dry-run")
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("service", ["orders-api"], indirect=True)
def test_the_seed_is_verified_and_its_schema_is_that_of_the_migrations(python: Path, service: str) -> None:
    began = time.monotonic()
    done, engine = verify(python, SHOP / service)
    took = time.monotonic() - began
    assert (done.code, engine["problems"]) == (0, [])
    assert (engine["app"]["ran"], engine["app"]["drift"]) == (0, [])
    assert took <= 20


@pytest.mark.parametrize("service", ["orders-api"], indirect=True)
def test_migrations_that_the_seed_has_not_seen_run_on_its_rows(python: Path, service: str, tmp_path: Path) -> None:
    app = shutil.copytree(SHOP / service, tmp_path / service)
    migration = app / "orders/migrations/0006_more.py"
    migration.write_text(MIGRATION % "migrations.AddField('order', 'note', models.TextField(null=True))")
    done, engine = verify(python, app)
    assert (done.code, engine["app"]["ran"], engine["app"]["drift"]) == (0, 1, [])

    # Unique on rows that are not: it runs in an empty database, and fails on the seed.
    migration.write_text(
        MIGRATION % "migrations.AlterField('order', 'currency', models.CharField(max_length=3, unique=True))"
    )
    done, engine = verify(python, app)
    assert done.code == 1
    (problem,) = engine["problems"]
    assert (problem["check"], problem["subject"].endswith("on the seed")) == ("migrations", True)
    assert "could not create unique index" in problem["message"]


@pytest.mark.parametrize("service", ["orders-api"], indirect=True)
def test_a_migration_that_was_rewritten_is_drift(python: Path, service: str, tmp_path: Path) -> None:
    app = shutil.copytree(SHOP / service, tmp_path / service)
    migration = app / "orders/migrations/0002_order_total.py"
    text = migration.read_text()
    assert "PositiveIntegerField" in text
    migration.write_text(text.replace("PositiveIntegerField", "PositiveBigIntegerField"))
    done, engine = verify(python, app)
    assert done.code == 1
    assert [(line["sign"], line["text"]) for line in engine["app"]["drift"]] == [
        ("-", "column orders_order.total_cents bigint NOT NULL"),
        ("+", "column orders_order.total_cents integer NOT NULL"),
    ]


MIGRATION = """\
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0005_status_index_and_quantity_check")]
    operations = [%s]
"""


def verify(python: Path, app: Path) -> tuple[Run, dict[str, Any]]:
    """Runs `seed verify` on the shop's dataset with a service's migrations: how it ended, and what PostgreSQL said."""
    options = ("--with-app", str(app), "--python", str(python), "--format", "json")
    done = run(SHOP.parents[1], "seed", "verify", "orders", *options)
    assert done.out, done.err
    return done, next(item for item in json.loads(done.out)["engines"] if item["engine"] == "postgres")
