"""What is known of a command line."""

from __future__ import annotations

import pytest

from previewctl.repository.commands import (
    as_command,
    builds_assets,
    is_for_development,
    listening_port,
    process_name,
    role_by_name,
    role_of,
    uses_port_variable,
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("gunicorn shop.wsgi", ["gunicorn", "shop.wsgi"]),
        ("  a   b  ", ["a", "b"]),
        ('a "b c"', ["a", "b c"]),
        ("a 'b c' d", ["a", "b c", "d"]),
        ("a -b=c", ["a", "-b=c"]),
        ("a && b", ["sh", "-c", "a && b"]),
        ("a | b", ["sh", "-c", "a | b"]),
        ("a > b", ["sh", "-c", "a > b"]),
        ("a $B", ["sh", "-c", "a $B"]),
        ("A=b c", ["sh", "-c", "A=b c"]),
        ("a *.py", ["sh", "-c", "a *.py"]),
        ("a 'b", ["sh", "-c", "a 'b"]),
        ("", ["sh", "-c", ""]),
    ],
)
def test_a_command_line_gets_a_shell_where_it_needs_one(text: str, words: list[str]) -> None:
    assert as_command(text) == words


@pytest.mark.parametrize("text", ["a -b :$PORT", "a -b :${PORT}", "a -b :${PORT:-5000}", "a -b :${PORT-5000}"])
def test_the_port_variable_becomes_the_port(text: str) -> None:
    assert uses_port_variable(text)
    assert as_command(text, 8000) == ["a", "-b", ":8000"]


@pytest.mark.parametrize("text", ["a -b :$PORTAL", "a -b :${PORT_2}", "a -b :PORT"])
def test_other_variables_stay(text: str) -> None:
    assert not uses_port_variable(text)


@pytest.mark.parametrize(
    ("text", "port"),
    [
        ("gunicorn shop.wsgi -b 0.0.0.0:8001", 8001),
        ("gunicorn shop.wsgi --bind=:8001", 8001),
        ("gunicorn shop.wsgi --bind [::]:8001", 8001),
        ("uvicorn shop.asgi:app --host 0.0.0.0 --port 8001", 8001),
        ("daphne -b 0.0.0.0 -p 8001 shop.asgi:application", 8001),
        ("python manage.py runserver 0.0.0.0:8001", 8001),
        ("python manage.py runserver 8001", 8001),
        ("uwsgi --http-socket :8001", 8001),
        ("gunicorn shop.wsgi", None),
        ("gunicorn shop.wsgi -b unix:/tmp/x.sock", None),
        ("gunicorn shop.wsgi -b 0.0.0.0:99999", None),
        ("celery -A shop worker -p 8001", None),
        ("cp -p 8001 x", None),
    ],
)
def test_the_port_that_a_server_listens_on(text: str, port: int | None) -> None:
    assert listening_port(text) == port


@pytest.mark.parametrize(
    "text",
    [
        "python manage.py runserver",
        "python manage.py runserver_plus 0.0.0.0:8000",
        "uvicorn shop.asgi:app --reload",
        "watchfiles celery.__main__.main",
        "watchmedo auto-restart -- celery -A shop worker",
        "npm run dev",
        "yarn serve",
        "vite",
        "vite --host",
        "vue-cli-service serve",
        "tail -f /dev/null",
        "sleep infinity",
    ],
)
def test_what_no_image_for_a_preview_should_run(text: str) -> None:
    assert is_for_development(text)


@pytest.mark.parametrize(
    "text",
    ["gunicorn shop.wsgi", "celery -A shop worker", "npm start", "node server.js", "python -m shop", "vite preview"],
)
def test_what_one_may_run(text: str) -> None:
    assert not is_for_development(text)


@pytest.mark.parametrize(
    ("text", "assets"),
    [("yarn build", True), ("npx tailwindcss -i x", True), ("gunicorn x", False), ("node x.js", False)],
)
def test_a_command_about_stylesheets_and_scripts(text: str, assets: bool) -> None:
    assert builds_assets(text) is assets


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("gunicorn shop.wsgi", "web"),
        ("daphne shop.asgi:application", "web"),
        ("celery -A shop worker", "worker"),
        ("celery -A shop worker -B", "worker"),
        ("celery -A shop beat", "beat"),
        ("celery -A shop flower", "flower"),
        ("python manage.py rqworker", "worker"),
        ("python manage.py qcluster", "worker"),
        ("dramatiq shop.tasks", "worker"),
        ("python manage.py migrate", "migrate"),
        ("python manage.py migrate_all", ""),
        ("./run", ""),
    ],
)
def test_what_a_command_is_for(text: str, role: str) -> None:
    assert role_of(text) == role


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("web", "web"),
        ("Django", "web"),
        ("api", "web"),
        ("celeryworker", "worker"),
        ("celery-beat", "beat"),
        ("flower", ""),
        ("import", ""),
    ],
)
def test_what_a_service_is_for_by_its_name(name: str, role: str) -> None:
    assert role_by_name(name) == role


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("web", "web"),
        ("Slow_Worker", "slow-worker"),
        ("1st", "st"),
        ("a.b", "a-b"),
        ("--", ""),
        ("é", ""),
        ("x" * 60, "x" * 40),
        ("a" * 39 + "-b", "a" * 39),
    ],
)
def test_the_name_of_a_process(text: str, name: str) -> None:
    assert process_name(text) == name
