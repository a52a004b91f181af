"""Which commands of other tools' files are processes of a preview, and which are none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from previewctl.repository.commands import doubt_about, ends_by_itself, is_for_development
from previewctl.repository.compose import read_compose
from previewctl.repository.procfile import read_procfile
from tests.repository.trees import checks, tree, values

if TYPE_CHECKING:
    from pathlib import Path

    from previewctl.repository.reading import Reading


def compose(root: Path, text: str) -> Reading:
    return read_compose(tree(root, {"compose.yaml": text}), ("compose.yaml",))


def reasons(found: Reading) -> dict[str, str]:
    return {item.key: item.reason for item in found.dropped}


@pytest.mark.parametrize(
    "command", ["bash", "/bin/sh", "env", "uv run pytest", "python manage.py check --deploy", "tox"]
)
def test_a_shell_and_a_test_run_end_by_themselves(command: str) -> None:
    assert ends_by_itself(command)


@pytest.mark.parametrize(
    "command", ["bash start.sh", "sh -c 'exec gunicorn x'", "envoy", "python manage.py qcluster", "toxiproxy"]
)
def test_what_a_shell_starts_may_stay_up(command: str) -> None:
    assert not ends_by_itself(command)


@pytest.mark.parametrize(
    "command", ["make start-dev", "./scripts/web-dev.sh", "bin/dev", "sh run_dev.sh", "npm run x:dev"]
)
def test_a_script_for_developers_is_known_by_its_name(command: str) -> None:
    assert is_for_development(command)


@pytest.mark.parametrize(
    "command", ["celery -A dev worker", "gunicorn x --log-file /dev/null", "gunicorn devices.wsgi", "x > /dev/stdout"]
)
def test_dev_in_other_words_says_nothing(command: str) -> None:
    assert not is_for_development(command)


def test_make_is_taken_with_a_doubt(tmp_path: Path) -> None:
    found = read_procfile(tree(tmp_path, {"Procfile": "web: make serve\nworker: ./makeup\n"}), "Procfile")
    assert values(found)["processes.web.command"] == ["make", "serve"]
    assert checks(found) == {"processes.web.command": doubt_about("make serve")}


def test_a_line_of_a_procfile_that_ends_is_no_process(tmp_path: Path) -> None:
    found = read_procfile(tree(tmp_path, {"Procfile": "web: ./serve\ncheck: python manage.py check\n"}), "Procfile")
    assert [item.path[1] for item in found.conclusions] == ["web", "web"]
    assert reasons(found) == {"check": "it ends by itself, and the processes of a preview stay up"}


def test_a_shell_of_a_compose_file_is_no_process(tmp_path: Path) -> None:
    found = compose(
        tmp_path, "services: {web: {build: ., ports: ['8000']}, tests: {build: ., command: bash, ports: ['1']}}"
    )
    assert {item.path[1] for item in found.conclusions} == {"web"}
    assert reasons(found)["services.tests.command"] == "it ends by itself, and the processes of a preview stay up"


def test_what_others_wait_for_to_end_is_no_process(tmp_path: Path) -> None:
    found = compose(
        tmp_path,
        """
        services:
          web: {build: ., ports: ["8000"], depends_on: {setup: {condition: service_completed_successfully}}}
          setup: {build: ., command: ./prepare.sh}
        """,
    )
    assert {item.path[1] for item in found.conclusions} == {"web"}


def test_migrations_that_others_wait_for_stay_the_migrations(tmp_path: Path) -> None:
    found = compose(
        tmp_path,
        """
        services:
          web: {build: ., ports: ["8000"], depends_on: {m: {condition: service_completed_successfully}}}
          m: {build: ., command: python manage.py migrate}
        """,
    )
    assert values(found)["migrations.command"] == ["python", "manage.py", "migrate"]


@pytest.mark.parametrize(("path", "expected"), [("/", None), ("/up", "/up")])
def test_the_page_of_a_site_is_no_path_for_probes(tmp_path: Path, path: str, expected: str | None) -> None:
    test = f"curl -f http://localhost:8000{path}"
    found = compose(tmp_path, f"services: {{web: {{build: ., healthcheck: {{test: '{test}'}}}}}}")
    assert values(found).get("processes.web.health") == expected
