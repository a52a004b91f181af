"""Which programs a command starts in the end."""

from __future__ import annotations

import shlex

import pytest

from previewctl.rules.command_lines import programs


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("gunicorn shop.wsgi", "gunicorn"),
        ("/venv/bin/gunicorn shop.wsgi", "gunicorn"),
        ("python -m gunicorn shop.wsgi", "gunicorn"),
        ("python3.12 -X dev -W ignore manage.py --settings shop.dev runserver", "runserver"),
        ("python -um gunicorn", "gunicorn"),
        ("python -m django runserver", "runserver"),
        ("uv run --group prod --frozen celery beat", "celery"),
        ("poetry -C app run celery beat", "celery"),
        ("env -u HOME A=b C= celery beat", "celery"),
        ("nice -n 10 ionice -c 3 timeout -k 5 1h celery beat", "celery"),
        ("tini -g -- /app/docker-entrypoint.sh su-exec app:app celery beat", "celery"),
        ("wait-for-it.sh db:5432 -t 60 -- wait-for redis:6379 -- celery beat", "celery"),
        ("watchmedo auto-restart -d . -p *.py -- celery worker", "celery"),
        ("doppler run -- celery beat", "celery"),
        ("sh -c 'exec celery beat'", "celery"),
        ("tini -- /bin/bash --norc -ec 'celery beat'", "celery"),
    ],
)
def test_the_program_behind_wrappers(command: str, expected: str) -> None:
    assert [name for name, _ in programs(tuple(shlex.split(command)))] == [expected]


@pytest.mark.parametrize(
    "command",
    ["python -c 'celery beat'", "python -X dev -c 'celery beat'", "sh serve.sh", "python", "", "A=b", "sh -c"],
)
def test_nothing_known_is_started(command: str) -> None:
    assert [name for name, _ in programs(tuple(shlex.split(command))) if name == "celery"] == []


def test_a_wrapper_without_its_mark_is_the_program() -> None:
    assert [name for name, _ in programs(("wait-for-it", "db:5432"))] == ["wait-for-it"]


def test_words_of_a_script_keep_their_places() -> None:
    ((_, words),) = programs(("sh", "-c", "exec celery 'beat' b\"ea\"t"))
    assert [(word.text, word.item, word.start) for word in words] == [
        ("celery", 2, 5),
        ("beat", 2, 13),
        ("beat", 2, None),
    ]
