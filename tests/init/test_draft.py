"""Conclusions become a draft, the draft becomes a file: without a repository, from readings made by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from previewctl.compilation import LoadedPlatform, LoadedPreview, compile_preview, gather_facts, load_preview
from previewctl.plan.facts import LOCAL_SHA, PullRequest
from previewctl.repository.django import RequiredVariable
from previewctl.repository.reading import Conclusion, Evidence, Reading
from previewctl.scaffold.completion import complete, service_name
from previewctl.scaffold.draft import Draft, Leaf, drafted
from previewctl.scaffold.environment import require, settle
from previewctl.scaffold.secrets import protect
from previewctl.scaffold.sections import SCHEMA
from previewctl.scaffold.writer import flow, written
from previewctl.source.read import SourceText
from previewctl.spec.embedded import embedded_platform

if TYPE_CHECKING:
    from previewctl.repository.reading import Value


def reading(values: dict[str, Value], file: str = "Procfile", line: int = 1) -> Reading:
    """Conclusions by dotted path, all from one file."""
    evidence = Evidence(file, line)
    return Reading(tuple(Conclusion(tuple(path.split(".")), value, evidence) for path, value in values.items()))


def draft(*readings: Reading, runtime: str = "django") -> Draft:
    """A draft with what every file has."""
    given = {"service": "orders-api", "runtime": runtime, "image": "ghcr.io/acme/orders-api"}
    return drafted([reading(dict(given), "flags", 0), *readings])


def text_of(made: Draft, *required: RequiredVariable) -> str:
    """In the order in which `init` does it."""
    complete(made)
    protect(made)
    settle(made)
    require(made, required, frozenset())
    return written(made)


def codes(text: str) -> set[str]:
    """What lint says of a file, without a platform."""
    preview = load_preview(SourceText("preview.yaml", text, text.encode()))
    assert isinstance(preview, LoadedPreview), preview
    platform = LoadedPlatform(embedded_platform({preview.spec.service: "acme/orders"}), None, None)
    facts, _ = gather_facts(preview, platform, PullRequest(number=1, branch="b", head_sha=LOCAL_SHA), None)  # type: ignore[arg-type]
    return {item.code for item in compile_preview(preview, platform, facts).diagnostics}


WEB: dict[str, Value] = {"processes.web.command": ["gunicorn", "shop.wsgi"], "processes.web.port": 8000}


def test_the_first_reading_that_says_something_counts_and_the_other_is_told() -> None:
    made = draft(
        reading({"processes.web.port": 8000}, "Procfile", 1), reading({"processes.web.port": 9000}, "Dockerfile", 7)
    )
    assert made.value("processes", "web", "port") == 8000
    assert "port: 8000  # from Procfile:1; Dockerfile:7 has 9000\n" in text_of(made)


def test_every_value_names_the_file_that_it_came_from() -> None:
    text = text_of(draft(reading(WEB, "Procfile", 3)))
    assert "command: [gunicorn, shop.wsgi]  # from Procfile:3\n" in text


def test_the_file_begins_with_the_schema_for_editors() -> None:
    assert text_of(draft(reading(WEB))).startswith(f"# yaml-language-server: $schema={SCHEMA}\n")


def test_what_was_drafted_lints() -> None:
    everything = reading(
        {
            **WEB,
            "processes.worker.command": ["celery", "-A", "shop", "worker"],
            "databases.postgres.env": ["DATABASE_URL"],
            "databases.redis": {},
            "services.mailpit": {"image": "axllent/mailpit:v1.27", "port": 1025, "env": {"host": "EMAIL_HOST"}},
            "volumes.media": {"path": "/app/media", "size": "1Gi", "processes": ["web"]},
            "migrations": {"command": ["python", "manage.py", "migrate", "--noinput"]},
            "env.SECRET_KEY": {"generate": "secret"},
            "env.ANSWER": "no",
            "hooks.postdeploy": {"command": ["python", "manage.py", "seed"]},
        }
    )
    assert codes(text_of(draft(everything))) == set()


def test_a_database_without_a_version_gets_one_to_check() -> None:
    text = text_of(draft(reading({**WEB, "databases.postgres": {}})))
    assert 'version: "17"  # check: no file names the version: take the one of production\n' in text


def test_a_process_that_listens_and_is_not_called_web_is_the_endpoint() -> None:
    text = text_of(draft(reading({"processes.api.command": ["run"], "processes.api.port": 9000}), runtime="container"))
    assert "endpoint:\n  process: api" in text
    assert codes(text) == set()


def test_where_no_file_says_a_port_the_usual_one_is_to_check() -> None:
    text = text_of(draft(reading({"processes.web.command": ["run"]}), runtime="container"))
    assert "port: 8080  # check: no file says where it listens\n" in text


def test_a_variable_that_a_database_sets_is_not_set_again() -> None:
    made = draft(reading({**WEB, "databases.postgres.env": ["DATABASE_URL"], "env.DATABASE_URL": "postgres://x/y"}))
    assert "postgres://" not in text_of(made)


def test_a_variable_that_the_settings_need_is_written_empty_to_check() -> None:
    text = text_of(draft(reading(WEB)), RequiredVariable("STRIPE_KEY", "shop/settings.py", 12))
    assert (
        'STRIPE_KEY: ""  # check: the settings need it, and no file says its value (from shop/settings.py:12)\n' in text
    )


def test_a_frontend_has_no_databases_and_publishes_no_variables_of_other_tools() -> None:
    made = draft(
        reading({"databases.redis": {}, "env.TOKEN": {"generate": "secret"}, "env.TITLE": "Shop"}), runtime="vue"
    )
    text = text_of(made)
    assert "redis" not in text
    assert "TOKEN" not in text
    assert "TITLE" not in text
    assert len(made.notes) == 2
    assert any("every browser could read them" in words for words in made.notes)
    assert codes(text) == set()


@pytest.mark.parametrize(
    ("values", "note"),
    [
        ({"services.search": {"image": "search:1"}}, "no file says its port"),
        ({"services.web": {"image": "search:1", "port": 1}}, "another part of a preview has that name"),
        ({"volumes.media": {"path": "/m", "size": "1Gi", "processes": ["other"]}}, "no process of this service"),
        ({"hooks.postdeploy": {"command": ["seed"]}}, "once per database"),
        ({"processes.migrate.command": ["x"]}, "another part of a preview has that name"),
        ({"processes.1st.command": ["x"]}, "it is no name of a process"),
    ],
)
def test_what_cannot_be_previewed_is_left_out_and_told(values: dict[str, Value], note: str) -> None:
    made = draft(reading({**WEB, **values}))
    text = text_of(made)
    assert any(note in words for words in made.notes), made.notes
    assert codes(text) == set()


def test_a_comment_cannot_break_out_of_its_line() -> None:
    evidence = Evidence("a\nprocesses: {}\n.yml", 1)
    made = draft(Reading((Conclusion(("env", "A"), "x\ny", evidence, "why\nnot"),)), reading(WEB))
    text = text_of(made)
    assert 'A: "x\\x0ay"' in text
    assert "\nprocesses: {}\n" not in text
    assert codes(text) == set()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("debug", "debug"),
        ("no", '"no"'),
        ("17", '"17"'),
        ("--noinput", "--noinput"),
        ("-A", "-A"),
        ("- x", '"- x"'),
        ("${endpoint.url}", '"${endpoint.url}"'),
        (True, "true"),
        (8000, "8000"),
        (["a", "b c"], '[a, "b c"]'),
        ({"generate": "secret"}, "{generate: secret}"),
    ],
)
def test_values_are_quoted_where_they_have_to_be(value: Value, text: str) -> None:
    assert flow(value) == text


@pytest.mark.parametrize(
    ("name", "service"),
    [
        ("Orders_API", "orders-api"),
        ("123-shop.web", "shop-web"),
        ("---", "app"),
        ("x" * 80, "x" * 40),
        ("été", "t"),
    ],
)
def test_the_name_of_a_service_follows_from_its_directory(name: str, service: str) -> None:
    assert service_name(name) == service


def test_removing_the_last_of_a_mapping_removes_the_mapping() -> None:
    made = Draft({"databases": {"redis": {"version": Leaf("7.4", "")}}})
    made.remove(("databases", "redis", "version"))
    assert made.tree == {}
