"""What becomes of Heroku's app.json."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from previewctl.repository.app_json import read_app_json
from tests.repository.trees import dropped, mapped, tree, values

if TYPE_CHECKING:
    from pathlib import Path

    from previewctl.repository.reading import Reading, Value


def read(root: Path, data: Any) -> Reading:
    return read_app_json(tree(root, {"app.json": json.dumps(data)}), "app.json")


@pytest.mark.parametrize(
    ("addon", "expected"),
    [
        ("heroku-postgresql", {"databases.postgres.env": ["DATABASE_URL"]}),
        ("heroku-postgresql:essential-0", {"databases.postgres.env": ["DATABASE_URL"]}),
        ({"plan": "heroku-postgresql"}, {"databases.postgres.env": ["DATABASE_URL"]}),
        ({"plan": "heroku-postgresql", "as": "MAIN"}, {"databases.postgres.env": ["MAIN_URL"]}),
        (
            {"plan": "heroku-postgresql", "options": {"version": "16"}},
            {"databases.postgres.env": ["DATABASE_URL"], "databases.postgres.version": "16"},
        ),
        ("heroku-redis:mini", {"databases.redis.env": ["REDIS_URL"]}),
        ("rediscloud:30", {"databases.redis.env": ["REDISCLOUD_URL"]}),
        ("ormongo:2-mmap", {"databases.mongodb.env": ["ORMONGO_URL"]}),
        ({"plan": "heroku-postgresql", "as": "two words"}, {}),
        ("papertrail", {}),
        (5, {}),
        (None, {}),
    ],
)
def test_an_addon_that_is_a_database_sets_the_variable_that_heroku_sets(
    tmp_path: Path, addon: Any, expected: dict[str, Value]
) -> None:
    assert values(read(tmp_path, {"addons": [addon]})) == expected


def test_an_addon_that_is_none_is_dropped_by_its_name(tmp_path: Path) -> None:
    assert dropped(read(tmp_path, {"addons": ["papertrail:choklad"]})) == {
        "addons[0]": "`papertrail` is a service of Heroku's, and no database that previews have"
    }


@pytest.mark.parametrize(
    ("variable", "expected"),
    [
        ("eu", "eu"),
        ({"value": "eu"}, "eu"),
        ({"value": "eu", "required": False}, "eu"),
        ({"generator": "secret"}, {"generate": "secret"}),
        ({"required": False}, None),
        ({"description": "where"}, {"secret": ""}),
        ("", ""),
    ],
)
def test_a_variable_in_each_of_its_forms(tmp_path: Path, variable: Any, expected: Value | None) -> None:
    assert values(read(tmp_path, {"env": {"REGION": variable}})).get("env.REGION") == expected


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("PORT", "previewctl sets it"),
        ("VITE_API_URL", "it is built into a frontend"),
        ("PYTHON_VERSION", "it belongs to the image"),
        ("DISABLE_COLLECTSTATIC", "it belongs to the image"),
        ("not-a-name", "it is no name of a variable"),
    ],
)
def test_a_variable_that_has_no_place_in_env_is_dropped(tmp_path: Path, name: str, reason: str) -> None:
    found = read(tmp_path, {"env": {name: "1"}})
    assert (values(found), dropped(found)) == ({}, {f"env.{name}": reason})


@pytest.mark.parametrize(
    ("quantity", "expected"),
    [
        (2, {"processes.worker.replicas": 2}),
        (10, {"processes.worker.replicas": 10}),
        (1, {}),
        (0, {}),
        (11, {}),
        ("x", {}),
    ],
)
def test_the_number_of_a_process_counts_where_it_is_more_than_one(
    tmp_path: Path, quantity: Any, expected: dict[str, Value]
) -> None:
    found = read(tmp_path, {"formation": {"worker": {"quantity": quantity}}})
    assert values(found) == expected
    assert bool(dropped(found)) == (not expected)


def test_the_size_of_a_process_is_dropped(tmp_path: Path) -> None:
    assert dropped(read(tmp_path, {"formation": {"web": {"size": "standard-1x"}}})) == {
        "formation.web.size": "`resources` has size classes"
    }


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("python manage.py seed", {"hooks.postdeploy": ["python", "manage.py", "seed"]}),
        ("a && b", {"hooks.postdeploy": ["sh", "-c", "a && b"]}),
        ("python manage.py migrate", {"migrations.command": ["python", "manage.py", "migrate"]}),
        (
            "python manage.py migrate && python manage.py seed",
            {
                "migrations.command": ["python", "manage.py", "migrate"],
                "hooks.release": ["python", "manage.py", "seed"],
            },
        ),
    ],
)
def test_postdeploy_runs_once_unless_it_migrates(tmp_path: Path, command: str, expected: dict[str, Value]) -> None:
    assert values(read(tmp_path, {"scripts": {"postdeploy": command}})) == expected


def test_other_scripts_are_dropped(tmp_path: Path) -> None:
    found = read(tmp_path, {"scripts": {"test": "pytest", "pr-predestroy": "bye", "postdeploy": ""}})
    assert dropped(found) == {
        "scripts.test": "CI runs tests, not the preview",
        "scripts.pr-predestroy": "nothing runs when a preview ends: what it made goes with its namespace",
        "scripts.postdeploy": "it is empty",
    }


def test_a_review_app_counts_more_than_what_holds_for_all(tmp_path: Path) -> None:
    found = read(tmp_path, {"env": {"A": "all"}, "environments": {"review": {"env": {"A": "review"}}}})
    assert [(item.path, item.value) for item in found.conclusions] == [(("env", "A"), "review"), (("env", "A"), "all")]
    assert list(mapped(found)) == ["environments.review.env.A", "env.A"]


def test_other_environments_are_dropped_key_by_key(tmp_path: Path) -> None:
    found = read(tmp_path, {"environments": {"test": {"env": {"A": "1"}, "scripts": {}}, "x": 1}})
    assert dropped(found) == dict.fromkeys(
        ("environments.test.env", "environments.test.scripts", "environments.x"), "a preview is a review app"
    )


@pytest.mark.parametrize("key", ["name", "description", "buildpacks", "logo", "stack", "website", "success_url"])
def test_what_is_about_heroku_is_dropped_with_its_own_reason(tmp_path: Path, key: str) -> None:
    (reason,) = dropped(read(tmp_path, {key: "x", "env": {"A": "1"}})).values()
    assert reason != "app.json has no such key"


def test_every_key_is_mapped_or_dropped_with_its_line(tmp_path: Path) -> None:
    text = '{\n "name": "x",\n "env": {\n  "A": "1"\n },\n "unknown": 1\n}\n'
    found = read_app_json(tree(tmp_path, {"app.json": text}), "app.json")
    assert [(item.key, str(item.evidence)) for item in found.mapped] == [("env.A", "app.json:4")]
    assert [(item.key, str(item.evidence)) for item in found.dropped] == [
        ("name", "app.json:2"),
        ("unknown", "app.json:6"),
    ]


@pytest.mark.parametrize("data", [{"expo": {}}, {"displayName": "App", "name": "app"}])
def test_the_app_json_of_a_mobile_app_is_another_file(tmp_path: Path, data: Any) -> None:
    found = read(tmp_path, data)
    assert found.conclusions == ()
    assert found.notes == ("`app.json` was left out: it is the configuration of a mobile app, not Heroku's app.json",)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "it is not valid JSON"),
        ("[]", "it holds no mapping"),
        ("1", "it holds no mapping"),
        ("", "it is not valid JSON"),
        ("[" * 100_000, "it is nested too deeply"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, text: str, reason: str) -> None:
    (note,) = read_app_json(tree(tmp_path, {"app.json": text}), "app.json").notes
    assert note.startswith(f"`app.json` was left out: {reason}")


@pytest.mark.parametrize(
    "data",
    [
        {"env": []},
        {"env": {"A": []}},
        {"addons": {}},
        {"addons": "x"},
        {"formation": [{"process": "web", "quantity": 2}]},
        {"formation": {"web": 2}},
        {"scripts": []},
        {"scripts": {"postdeploy": []}},
        {"environments": []},
        {"environments": {"review": []}},
    ],
)
def test_parts_of_another_form_are_no_reason_to_stop(tmp_path: Path, data: Any) -> None:
    found = read(tmp_path, {**data, "name": "x"})
    assert "name" in dropped(found)
