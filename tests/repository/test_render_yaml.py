"""What becomes of Render's blueprints."""

from __future__ import annotations

from textwrap import dedent, indent
from typing import TYPE_CHECKING

import pytest

from previewctl.repository.render_yaml import read_render_yaml
from tests.repository.trees import dropped, mapped, tree, values

if TYPE_CHECKING:
    from pathlib import Path

    from previewctl.repository.reading import Reading, Value


def read(root: Path, text: str, path: str = "render.yaml") -> Reading:
    return read_render_yaml(tree(root, {path: text}), path)


def service(root: Path, keys: str, *more: str) -> Reading:
    """A web service with these keys, and `more` services."""
    items = [f"{{type: web, name: shop, runtime: python, {keys}}}", *more]
    return read(root, "services:\n" + "".join(f"  - {item}\n" for item in items))


def variable(root: Path, keys: str) -> Reading:
    """A variable `A` of a web service that stands beside a database, a cache and another service."""
    text = f"""\
    databases: [{{name: main, postgresMajorVersion: "16"}}]
    services:
      - {{type: web, name: shop, runtime: python, startCommand: run, envVars: [{{key: A, {keys}}}]}}
      - {{type: keyvalue, name: cache}}
      - {{type: web, name: geo, runtime: python, rootDir: geo}}
    """
    return read(root, text)


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (
            "startCommand: gunicorn shop.wsgi",
            {"processes.web.command": ["gunicorn", "shop.wsgi"], "processes.web.port": 8000},
        ),
        (
            "startCommand: 'gunicorn shop.wsgi -b :$PORT'",
            {"processes.web.command": ["gunicorn", "shop.wsgi", "-b", ":8000"], "processes.web.port": 8000},
        ),
        ("dockerCommand: /serve", {"processes.web.command": ["/serve"], "processes.web.port": 8000}),
        ("plan: free", {"processes.web": {}, "processes.web.port": 8000}),
        ("startCommand: python manage.py runserver", {"processes.web": {}, "processes.web.port": 8000}),
        (
            "startCommand: python manage.py migrate && gunicorn shop.wsgi",
            {
                "migrations.command": ["python", "manage.py", "migrate"],
                "processes.web.command": ["gunicorn", "shop.wsgi"],
                "processes.web.port": 8000,
            },
        ),
    ],
)
def test_a_web_service_is_the_process_web(tmp_path: Path, keys: str, expected: dict[str, Value]) -> None:
    assert values(service(tmp_path, keys)) == expected


@pytest.mark.parametrize(
    ("keys", "path", "expected"),
    [
        ("healthCheckPath: /healthz", "processes.web.health", "/healthz"),
        ("numInstances: 3", "processes.web.replicas", 3),
        ("numInstances: 1", "processes.web.replicas", None),
        ("preDeployCommand: python manage.py migrate", "migrations.command", ["python", "manage.py", "migrate"]),
        ("preDeployCommand: ./prepare", "hooks.release", ["./prepare"]),
        ("initialDeployHook: ./seed", "hooks.postdeploy", ["./seed"]),
        ("image: {url: 'r.io/acme/shop:1'}", "image", "r.io/acme/shop"),
        ("image: {url: 'shop:1'}", "image", None),
        ("disk: {name: media, mountPath: /srv/media, sizeGB: 5}", "volumes.media.path", "/srv/media"),
        ("disk: {name: media, mountPath: /srv/media, sizeGB: 5}", "volumes.media.size", "5Gi"),
        ("disk: {name: media, mountPath: /srv/media}", "volumes.media.processes", ["web"]),
        ("disk: {name: media, mountPath: relative}", "volumes.media.path", None),
    ],
)
def test_a_key_of_a_service(tmp_path: Path, keys: str, path: str, expected: Value | None) -> None:
    assert values(service(tmp_path, f"startCommand: run, {keys}")).get(path) == expected


@pytest.mark.parametrize(
    ("other", "process"),
    [
        ("{type: worker, name: jobs, runtime: python, startCommand: celery -A shop worker}", "worker"),
        ("{type: worker, name: jobs, runtime: python, startCommand: run}", "worker"),
        ("{type: worker, name: clock, runtime: python, startCommand: celery -A shop beat}", "beat"),
        ("{type: web, name: admin, runtime: python, startCommand: gunicorn admin.wsgi}", "admin"),
        ("{type: pserv, name: rpc, runtime: python, startCommand: serve}", "rpc"),
    ],
)
def test_another_service_of_the_same_directory_is_another_process(tmp_path: Path, other: str, process: str) -> None:
    assert f"processes.{process}.command" in values(service(tmp_path, "startCommand: gunicorn shop.wsgi", other))


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        ("{type: cron, name: x, schedule: '* * * * *'}", "a preview has no cron jobs"),
        (
            "{type: web, name: x, runtime: static}",
            "it is a static site, so a service of its own: `previewctl init` in its directory",
        ),
        (
            "{type: web, name: x, rootDir: geo}",
            "it stands in `geo`, so it is a service of its own: `previewctl init geo`",
        ),
        ("{type: future, name: x}", "a preview has nothing like `future`"),
        ("{type: pserv, name: x, dockerContext: ./x}", "it is built from `x`, so it is another image"),
    ],
)
def test_what_is_another_service_is_dropped_key_by_key(tmp_path: Path, other: str, reason: str) -> None:
    found = dropped(service(tmp_path, "startCommand: run", other))
    assert {found[key] for key in found if key.startswith("services.x.")} == {reason}


def test_a_blueprint_below_the_top_speaks_of_its_own_directory(tmp_path: Path) -> None:
    text = "services:\n  - {type: web, name: shop, runtime: python, rootDir: ., startCommand: run}\n"
    assert "processes.web.command" in values(read(tmp_path, text, "deploy/render.yaml"))


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ("{type: redis, name: cache}", {"databases.redis": {}}),
        ("{type: keyvalue, name: cache}", {"databases.redis": {}}),
        ("{type: pserv, name: pg, image: {url: 'postgres:16'}}", {"databases.postgres": {}}),
        (
            "{type: pserv, name: search, image: {url: 'opensearchproject/opensearch:2.19.1'}}",
            {"services.search.image": "opensearchproject/opensearch:2.19.1", "services.search.port": 9200},
        ),
        ("{type: pserv, name: x, image: {url: 'acme/x:1'}}", {}),
        ("{type: pserv, name: x, image: {url: '!'}}", {}),
    ],
)
def test_a_private_service_of_somebody_elses_image(tmp_path: Path, other: str, expected: dict[str, Value]) -> None:
    assert values(read(tmp_path, f"services:\n  - {other}\n")) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("databases: [{name: main, postgresMajorVersion: '16'}]", {"databases.postgres.version": "16"}),
        ("databases: [{name: main, postgresMajorVersion: 16}]", {"databases.postgres.version": "16"}),
        ("databases: [{name: main}]", {"databases.postgres": {}}),
    ],
)
def test_a_database_is_postgres(tmp_path: Path, text: str, expected: dict[str, Value]) -> None:
    assert values(read(tmp_path, text)) == expected


def test_several_databases_are_one(tmp_path: Path) -> None:
    found = read(tmp_path, "databases: [{name: a}, {name: b}]")
    assert "a preview has one PostgreSQL: all databases of the blueprint are it" in found.notes


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("value: b", {"env.A": "b"}),
        ("value: b, previewValue: c", {"env.A": "c"}),
        ("generateValue: true", {"env.A": {"generate": "secret"}}),
        ("sync: false", {"env.A": {"secret": ""}}),
        ("fromDatabase: {name: main, property: connectionString}", {"databases.postgres.env": ["A"]}),
        ("fromDatabase: {name: main, property: host}", {"env.A": "${databases.postgres.host}"}),
        ("fromDatabase: {name: main, property: database}", {"env.A": "${databases.postgres.name}"}),
        ("fromDatabase: {name: main, property: password}", {"databases.postgres.env": []}),
        ("fromDatabase: {name: other, property: host}", {}),
        ("fromService: {name: cache, type: keyvalue, property: connectionString}", {"databases.redis.env": ["A"]}),
        ("fromService: {name: cache, type: keyvalue, property: port}", {"env.A": "${databases.redis.port}"}),
        ("fromService: {name: geo, type: web, property: host}", {}),
        ("fromService: {name: shop, type: web, envVarKey: A}", {}),
    ],
)
def test_a_variable_in_each_of_its_forms(tmp_path: Path, keys: str, expected: dict[str, Value]) -> None:
    found = values(variable(tmp_path, keys))
    own = {
        "databases.postgres",
        "databases.postgres.version",
        "databases.redis",
        "processes.web.command",
        "processes.web.port",
    }
    assert {key: value for key, value in found.items() if key not in own} == expected


@pytest.mark.parametrize(
    ("keys", "reason"),
    [
        ("fromDatabase: {name: main, property: password}", "previewctl makes the password, and gives it in the URL of"),
        ("fromDatabase: {name: other, property: host}", "the database that it refers to is not in this file"),
        (
            "fromService: {name: geo, type: web, property: host}",
            "`geo` is a service of its own: name it in `dependencies`",
        ),
        ("fromService: {name: shop, type: web, property: host}", "`shop` is a process of this service"),
    ],
)
def test_a_variable_that_refers_to_nothing_of_a_preview_is_dropped(tmp_path: Path, keys: str, reason: str) -> None:
    assert dropped(variable(tmp_path, keys))["services.shop.envVars.A"].startswith(reason)


def test_a_group_counts_where_a_process_has_it(tmp_path: Path) -> None:
    text = """\
    envVarGroups:
      - {name: used, envVars: [{key: A, value: b}]}
      - {name: unused, envVars: [{key: C, value: d}]}
    services: [{type: web, name: shop, runtime: python, startCommand: run, envVars: [{fromGroup: used}, {fromGroup: none}]}]
    """
    found = read(tmp_path, text)
    assert values(found)["env.A"] == "b"
    assert "env.C" not in values(found)
    assert dropped(found)["envVarGroups.unused.envVars.C"] == "no process of this service has that group"
    assert dropped(found)["services.shop.envVars[1].fromGroup"] == "that group is not in this file"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("previews: {expireAfterDays: 3}", "3d"),
        ("previewsExpireAfterDays: 7", "7d"),
        ("previews: {expireAfterDays: 0}", None),
        ("previews: {expireAfterDays: soon}", None),
    ],
)
def test_days_are_the_longest_life(tmp_path: Path, text: str, expected: str | None) -> None:
    assert values(read(tmp_path, text)).get("lifetime.max") == expected


def test_environments_of_projects_are_read_too(tmp_path: Path) -> None:
    inner = dedent("""\
    services: [{type: web, name: shop, runtime: python, startCommand: run}]
    databases: [{name: main}]
    """)
    text = f"projects:\n  - name: p\n    environments:\n      - name: e\n{indent(inner, ' ' * 8)}"
    found = read(tmp_path, text)
    assert values(found)["processes.web.command"] == ["run"]
    assert mapped(found)["projects.p.environments.e.databases.main.name"] == "databases.postgres"


def test_every_key_is_mapped_or_dropped(tmp_path: Path) -> None:
    found = service(tmp_path, "startCommand: run, plan: free, region: oregon, branch: main, domains: [a], unknown: 1")
    assert set(mapped(found)) | set(dropped(found)) == {
        f"services.shop.{key}"
        for key in ("type", "name", "runtime", "startCommand", "plan", "region", "branch", "domains", "unknown")
    }


@pytest.mark.parametrize(
    "text",
    [
        "services: {}",
        "services: [1, []]",
        "services: [{}]",
        "databases: x",
        "databases: [[]]",
        "projects: [1]",
        "previews: 1",
    ],
)
def test_parts_of_another_form_are_no_reason_to_stop(tmp_path: Path, text: str) -> None:
    assert not values(read(tmp_path, text)) or "databases" in text


@pytest.mark.parametrize(
    ("text", "reason"), [("a: [", "it is not valid YAML"), ("- a", "it holds no mapping"), ("", "it holds no mapping")]
)
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, text: str, reason: str) -> None:
    (note,) = read(tmp_path, text).notes
    assert note.startswith(f"`render.yaml` was left out: {reason}")
