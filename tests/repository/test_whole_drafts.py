"""Shapes of whole repositories, as the draft that all readers come to together: nothing twice, and nothing that cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from previewctl.repository.compose import read_compose
from previewctl.repository.images import engine_of, parse_image
from previewctl.repository.secret_values import is_own_secret, is_secret_name
from previewctl.scaffold.answers import Answers
from previewctl.scaffold.scaffolding import scaffold
from previewctl.scaffold.writer import written
from tests.repository.trees import MANAGE, checks, tree, values

if TYPE_CHECKING:
    from pathlib import Path

    from previewctl.scaffold.draft import Draft

SETTINGS = """
    import os
    SECRET_KEY = "x"
    DATABASES = {"default": {
        "ENGINE": "django.db.backends.postgresql", "HOST": os.environ["DB_HOST"], "PASSWORD": os.environ["DB_PASSWORD"],
    }}
"""


def draft(root: Path, files: dict[str, str]) -> Draft:
    tree(root, files)
    return scaffold(root, [], Answers()).draft


def test_a_worker_of_two_files_is_one_whatever_they_call_it(tmp_path: Path) -> None:
    made = draft(
        tmp_path,
        {
            "Procfile": "web: gunicorn shop.wsgi\ncelery-worker: celery -A shop worker\ncelery-beat: celery -A shop beat\n",
            "compose.yaml": """
                services:
                  app: {build: ., ports: ["8000"]}
                  worker: {build: ., command: celery -A shop worker -l info}
                  beat: {build: ., command: celery -A shop beat -l info}
            """,
        },
    )
    assert sorted(made.branch("processes")) == ["celery-beat", "celery-worker", "web"]
    reason = "`celery-worker` of `Procfile` does the same, and counts more than `compose.yaml:3`"
    assert f"the process `worker` was left out: {reason}" in made.notes


def test_two_workers_of_one_file_are_two(tmp_path: Path) -> None:
    text = "web: gunicorn shop.wsgi\nfast: celery -A shop worker -Q fast\nslow: celery -A shop worker -Q slow\n"
    assert sorted(draft(tmp_path, {"Procfile": text}).branch("processes")) == ["fast", "slow", "web"]


def test_a_database_of_redis_that_the_settings_need_is_a_number(tmp_path: Path) -> None:
    made = draft(
        tmp_path,
        {
            "manage.py": MANAGE,
            "requirements.txt": "redis\n",
            "shop/settings.py": """
                import os
                REDIS = (os.environ["REDIS_HOST"], os.environ["REDIS_PORT"], os.environ["REDIS_DB"])
            """,
        },
    )
    assert made.value("env", "REDIS_HOST") == "${databases.redis.host}"
    assert made.value("env", "REDIS_DB") == "0"


COMPOSED = """
    services:
      web: {{build: ., ports: ["8000"], environment: {{{variables}}}}}
      db: {{image: "postgres:16"}}
"""


def test_a_password_that_only_a_variable_could_give_is_said_beside_the_database(tmp_path: Path) -> None:
    text = COMPOSED.format(variables="DB_HOST: db, DB_PASSWORD: x")
    made = written(draft(tmp_path, {"compose.yaml": text}))
    check = "the app takes `DB_PASSWORD`, and a preview gives the password in a URL alone: read DATABASE_URL there"
    assert f"  postgres:  # check: {check} (from compose.yaml:2)\n" in made
    assert "env: []" not in made


def test_nothing_is_said_of_it_where_a_variable_takes_the_url(tmp_path: Path) -> None:
    text = COMPOSED.format(variables="DB_PASSWORD: x, DATABASE_URL: 'postgres://u:p@db/x'")
    made = draft(tmp_path, {"compose.yaml": text})
    assert made.value("databases", "postgres", "env") == ["DATABASE_URL"]
    assert "in a URL alone" not in written(made)


def test_an_image_in_a_registry_of_the_machine_is_no_image(tmp_path: Path) -> None:
    made = draft(tmp_path, {"compose.yaml": "services: {web: {build: ., image: 'localhost:5000/shop'}}"})
    assert made.value("image") != "localhost:5000/shop"
    assert any("developer's machine" in note for note in made.notes)


@pytest.mark.parametrize(
    ("variable", "expected"),
    [
        ("APP_ENV: dev", True),
        ("NODE_ENV: development", True),
        ("STAGE: production", False),
        ("APP_ENV: '${APP_ENV:-local}'", True),
    ],
)
def test_the_stage_of_a_developer_is_to_check(tmp_path: Path, variable: str, expected: bool) -> None:
    text = f"services: {{web: {{build: ., environment: {{{variable}}}}}}}"
    found = read_compose(tree(tmp_path, {"compose.yaml": text}), ("compose.yaml",))
    assert bool(checks(found)) is expected


@pytest.mark.parametrize("name", ["DEBUG", "SHOP_DEBUG", "DJANGO_DEBUG"])
def test_no_preview_shows_pages_for_debugging(tmp_path: Path, name: str) -> None:
    text = f"services: {{web: {{build: ., environment: {{{name}: 'True'}}}}}}"
    assert values(read_compose(tree(tmp_path, {"compose.yaml": text}), ("compose.yaml",))) == {"processes.web": {}}


@pytest.mark.parametrize(
    "name", ["AES_KEY", "CREDENTIAL_AES_256_KEY", "FERNET_KEY", "X_SECURITY_KEY", "CREDENTIALS_KEY"]
)
def test_a_key_of_a_cipher_is_a_secret(name: str) -> None:
    assert is_secret_name(name)


@pytest.mark.parametrize(
    "name", ["SNS_SECRET_KEY", "RECAPTCHA_SECRET_KEY", "BILLING_AWS_SECRET_KEY", "MINIO_SECRET_KEY"]
)
def test_a_key_that_a_provider_issues_is_none_of_the_apps_own(name: str) -> None:
    assert not is_own_secret(name)
    assert is_secret_name(name)


def test_an_image_that_upgrades_postgres_is_postgres() -> None:
    image = parse_image("pgautoupgrade/pgautoupgrade:17-bookworm")
    assert image is not None
    assert engine_of(image) == "postgres"
