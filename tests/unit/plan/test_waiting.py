"""What the app's pods wait for: which command, where, and what the script around it does when it is run."""

from __future__ import annotations

import os
import subprocess
import time
from typing import TYPE_CHECKING

import pytest

from tests.unit.plan.planning import plan

if TYPE_CHECKING:
    from pathlib import Path

    from previewctl.plan.model import Step

HOSTILE = ["$(touch broken)", "`touch broken`", "'; touch broken; '", '"', "\n", "$$", "-n", "%s", "é\t"]


def waits(migrations: str, runtime: str = "django") -> tuple[Step, ...]:
    return plan(migrations=migrations, runtime=runtime).waits


def commands(migrations: str, runtime: str = "django") -> list[tuple[str, ...]]:
    """The commands that are waited for: what comes after `sh -c script name limit`."""
    return [step.command[5:] for step in waits(migrations, runtime)]


@pytest.mark.parametrize(
    "command",
    [
        ("python", "manage.py", "migrate", "--noinput"),
        ("./manage.py", "migrate"),
        ("/app/bin/django-admin", "migrate", "--database=default"),
        ("python", "-m", "django", "migrate"),
        ("uv", "run", "python", "shop/manage.py", "migrate"),
    ],
)
def test_django_s_migrate_is_waited_for_by_its_own_check(command: tuple[str, ...]) -> None:
    assert commands(f"{{command: [{', '.join(command)}]}}") == [(*command, "--check")]


@pytest.mark.parametrize(
    "command",
    ["[python, manage.py, rebuild_index]", "[flyway, migrate]", "[sh, -c, manage.py migrate]", "[python, -m, migrate]"],
)
def test_no_check_is_made_up_for_another_command(command: str) -> None:
    assert commands(f"{{command: {command}}}") == []


def test_no_check_is_made_up_for_another_runtime() -> None:
    assert commands("{command: [python, manage.py, migrate]}", "container") == []


def test_a_check_of_ones_own_counts_in_any_runtime() -> None:
    for runtime in ("django", "container"):
        assert commands("{command: [python, manage.py, migrate], check: [ready, --db]}", runtime) == [("ready", "--db")]


def test_a_check_is_switched_off() -> None:
    assert commands("{command: [python, manage.py, migrate], check: false}") == []


def test_each_migration_is_waited_for_in_its_own_image() -> None:
    found = waits(
        "[{name: a, command: [a], check: [x]}, {name: b, command: [b]},"
        " {name: c, command: [c], check: [y], image: flyway/flyway:11.8}]"
    )
    assert [(step.name, step.image.partition(":")[0]) for step in found] == [
        ("wait-a", "registry.example.com/orders-api"),
        ("wait-c", "flyway/flyway"),
    ]
    assert all(step.app and step.user == 1000 for step in found)


# --- the script, run by the shell of this machine


def run(directory: Path, *command: str, limit: int = 1) -> subprocess.CompletedProcess[str]:
    """The script as the kubelet would run it, with another limit."""
    (step,) = waits("{command: [a], check: [placeholder]}")
    shell, option, script, name, _ = step.command[:5]
    assert "$$" not in script, "the kubelet takes one of them away"
    return subprocess.run(
        [shell, option, script, name, str(limit), *command],
        cwd=directory,
        env={**os.environ, "TMPDIR": str(directory)},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def test_a_check_that_passes_lets_the_pod_start(tmp_path: Path) -> None:
    done = run(tmp_path, "true")
    assert (done.returncode, done.stdout, done.stderr) == (0, "the migration migrate has been run\n", "")


def test_a_check_is_tried_until_it_passes(tmp_path: Path) -> None:
    done = run(tmp_path, "sh", "-c", "test -e again || { touch again; exit 1; }", limit=30)
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        "waiting for the migration migrate, whose check fails",
        "the migration migrate has been run",
    ]


def test_a_check_that_never_passes_ends_with_its_own_words_and_a_clear_last_line(tmp_path: Path) -> None:
    began = time.monotonic()
    done = run(tmp_path, "sh", "-c", "echo no such table; exit 3")
    assert time.monotonic() - began < 20
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "no such table",
        "gave up after 1 s: the check of the migration migrate still fails, so it has not been run",
    ]


def test_a_password_in_a_command_is_not_shown(tmp_path: Path) -> None:
    """The kubelet fills in `$(PREVIEW_POSTGRES_PASSWORD)` before the shell starts."""
    done = run(tmp_path, "sh", "-c", "exit 1", "-password=s3cr3t")
    assert "s3cr3t" not in done.stdout + done.stderr


@pytest.mark.parametrize("value", HOSTILE, ids=ascii)
def test_no_value_of_a_command_is_read_by_the_shell(tmp_path: Path, value: str) -> None:
    done = run(tmp_path, "sh", "-c", 'printf %s "$1" > got', "name", value)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "got").read_text(encoding="utf-8") == value
    assert not (tmp_path / "broken").exists()
