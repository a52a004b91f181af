"""What becomes of the services of compose files."""

from __future__ import annotations

from textwrap import dedent, indent
from typing import TYPE_CHECKING

import pytest

from previewctl.repository.compose import read_compose
from tests.repository.trees import checks, dropped, mapped, tree, values

if TYPE_CHECKING:
    from pathlib import Path

    from previewctl.repository.reading import Reading, Value


def read(root: Path, text: str) -> Reading:
    return read_compose(tree(root, {"compose.yaml": text}), ["compose.yaml"])


def services(root: Path, text: str, *, volumes: str = "{}") -> Reading:
    return read(root, f"services:\n{indent(dedent(text).strip(), '  ')}\nvolumes: {volumes}\n")


def web(root: Path, keys: str) -> Reading:
    """A service `web` that is built here, beside a database."""
    return services(root, f"web: {{build: ., {keys}}}\ndb: {{image: 'postgres:16'}}")


# Which services are what


@pytest.mark.parametrize(
    ("service", "process"),
    [
        ("web: {build: .}", "web"),
        ("django: {build: .}", "web"),
        ("site: {build: ., command: gunicorn shop.wsgi}", "web"),
        ("worker: {build: ., command: celery -A shop worker}", "worker"),
        ("celery: {build: ., command: celery -A shop worker}", "worker"),
        ("clock: {build: ., command: celery -A shop beat}", "beat"),
        ("Import_Job: {build: ., command: run}", "import-job"),
        ("x: {build: ., ports: ['8000:80']}", "web"),
        ("x: {build: {context: .}}", "x"),
    ],
)
def test_what_is_built_here_is_a_process(tmp_path: Path, service: str, process: str) -> None:
    assert f"processes.{process}" in values(services(tmp_path, service))


def test_what_runs_the_image_that_is_built_here_is_a_process_too(tmp_path: Path) -> None:
    found = services(tmp_path, "web: {build: ., image: 'r.io/shop:1'}\nx: {image: 'r.io/shop:2', command: run}")
    assert values(found)["processes.x.command"] == ["run"]


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ("postgres:16.4-alpine", {"databases.postgres.version": "16"}),
        ("postgis/postgis:16-3.4", {"databases.postgres.version": "16"}),
        ("pgvector/pgvector:pg17", {"databases.postgres.version": "17"}),
        ("timescale/timescaledb:2.17.0-pg16", {"databases.postgres.version": "16"}),
        ("postgres", {"databases.postgres": {}}),
        ("postgres:latest", {"databases.postgres": {}}),
        ("postgres:${PG:-15}", {"databases.postgres.version": "15"}),
        ("postgres:${PG}", {"databases.postgres": {}}),
        ("redis:7", {"databases.redis.version": "7"}),
        ("redis:7.4.1-alpine", {"databases.redis.version": "7.4"}),
        ("valkey/valkey:8", {"databases.redis.version": "8"}),
        ("mongo:8.0.4", {"databases.mongodb.version": "8.0"}),
        ("docker.io/library/postgres:17", {"databases.postgres.version": "17"}),
    ],
)
def test_an_image_of_a_database_is_that_database(tmp_path: Path, image: str, expected: dict[str, Value]) -> None:
    assert values(services(tmp_path, f"db: {{image: '{image}'}}")) == expected


def test_an_image_that_brings_more_than_the_previews_own_is_to_check(tmp_path: Path) -> None:
    found = services(tmp_path, "db: {image: 'postgis/postgis:16-3.4'}")
    assert "may bring what the preview's own postgres lacks" in checks(found)["databases.postgres.version"]


def test_the_second_database_of_a_kind_is_the_first(tmp_path: Path) -> None:
    found = services(tmp_path, "db: {image: 'postgres:16'}\nother: {image: 'postgres:15'}")
    assert values(found) == {"databases.postgres.version": "16"}
    assert found.notes == ("a preview has one PostgreSQL: `other` and `db` of the compose file are both it",)


def test_a_database_that_is_built_here_is_the_database(tmp_path: Path) -> None:
    found = services(tmp_path, "web: {build: .}\npostgres: {build: ./docker/postgres}")
    assert values(found)["databases.postgres"] == {}


@pytest.mark.parametrize(
    ("service", "expected"),
    [
        ("mail: {image: 'axllent/mailpit:v1.27'}", {"image": "axllent/mailpit:v1.27", "port": 1025}),
        (
            "mail: {image: 'axllent/mailpit:v1.27', ports: ['8025:8025']}",
            {"image": "axllent/mailpit:v1.27", "port": 1025},
        ),
        ("x: {image: 'acme/x:1.2', ports: ['9000:80']}", {"image": "acme/x:1.2", "port": 80}),
        ("x: {image: 'acme/x:1.2', expose: [81]}", {"image": "acme/x:1.2", "port": 81}),
        ("x: {image: 'acme/x:1.2'}", {"image": "acme/x:1.2"}),
        (
            "x: {image: 'acme/x:1.2', command: serve --all, user: '1001'}",
            {"image": "acme/x:1.2", "command": ["serve", "--all"], "user": 1001},
        ),
    ],
)
def test_another_image_is_a_plain_container(tmp_path: Path, service: str, expected: dict[str, Value]) -> None:
    name = service.partition(":")[0]
    assert values(services(tmp_path, service)) == {f"services.{name}.{key}": value for key, value in expected.items()}


@pytest.mark.parametrize("image", ["acme/x", "acme/x:${TAG}"])
def test_a_plain_container_without_a_version_is_to_check(tmp_path: Path, image: str) -> None:
    found = services(tmp_path, f"x: {{image: '{image}', ports: ['80']}}")
    assert "version" in checks(found)["services.x.image"]


@pytest.mark.parametrize(
    ("service", "reason"),
    [
        ("x: {image: 'nginx:1.27'}", "the platform routes to the preview"),
        ("x: {image: 'dpage/pgadmin4'}", "it is a tool for people, not a part of the service"),
        ("x: {image: 'mysql:8'}", "previews run PostgreSQL, Redis and MongoDB"),
        ("x: {image: 'acme/init:1', restart: 'no'}", "it does not stay up"),
        ("x: {image: '${IMAGE}'}", "the name of its image is not known before Compose runs"),
        ("x: {command: run}", "it has no image, and builds none"),
        ("web: {build: ., profiles: [debug]}", "Compose starts it only for the profile `debug`"),
        ("assets: {build: ., command: yarn build}", "it builds assets, which the image has"),
        (
            "x: {build: ./reports}",
            "it is built from `reports`, so it is a service of its own: `previewctl init reports`",
        ),
        ("x: {build: 'https://github.com/acme/x.git'}", "it is built from another repository"),
    ],
)
def test_what_has_no_place_in_a_preview_is_dropped_key_by_key(tmp_path: Path, service: str, reason: str) -> None:
    found = services(tmp_path, service)
    assert values(found) == {}
    assert set(dropped(found).values()) - {"it names no volume"} == {reason}


def test_a_service_that_says_nothing_is_told(tmp_path: Path) -> None:
    assert dropped(services(tmp_path, "web: {}"))["services.web"] == "it says nothing"


def test_a_service_that_migrates_is_the_migrations(tmp_path: Path) -> None:
    found = services(tmp_path, "web: {build: .}\nmigrate: {build: ., command: python manage.py migrate}")
    assert values(found)["migrations.command"] == ["python", "manage.py", "migrate"]


# The keys of a process


@pytest.mark.parametrize(
    ("keys", "command"),
    [
        ("command: gunicorn shop.wsgi", ["gunicorn", "shop.wsgi"]),
        ("command: [gunicorn, shop.wsgi]", ["gunicorn", "shop.wsgi"]),
        ("command: 'a && b'", ["sh", "-c", "a && b"]),
        ("entrypoint: /run, command: [serve]", ["/run", "serve"]),
        ("command: 'serve ${MODE:-fast}'", ["serve", "fast"]),
        ("command: 'serve $$HOME'", ["serve", "$HOME"]),
        ("command: 'serve $MODE'", None),
        ("command: python manage.py runserver 0.0.0.0:8000", None),
        ("command: gunicorn shop.wsgi --reload", None),
        ("command: ''", None),
        ("command: run --password=x1y2z3", None),
    ],
)
def test_what_compose_starts_is_the_command(tmp_path: Path, keys: str, command: list[str] | None) -> None:
    assert values(web(tmp_path, keys)).get("processes.web.command") == command


@pytest.mark.parametrize(
    ("keys", "port"),
    [
        ("ports: ['8000:80']", 80),
        ("ports: ['80']", 80),
        ("ports: [80]", 80),
        ("ports: ['127.0.0.1:8000:80/tcp']", 80),
        ("ports: ['${PORT:-8000}:${INNER:-80}']", 80),
        ("ports: ['8000:${INNER}']", None),
        ("ports: [{target: 80, published: 8000}]", 80),
        ("ports: ['8000-8010:80-90']", 80),
        ("expose: ['80']", 80),
        ("ports: ['8000:70'], command: gunicorn shop.wsgi -b :80", 80),
        ("command: gunicorn shop.wsgi -b 0.0.0.0:80", 80),
        ("ports: ['0']", None),
        ("ports: ['65536']", None),
        ("ports: 80", None),
    ],
)
def test_the_port_is_the_one_inside_of_the_container(tmp_path: Path, keys: str, port: int | None) -> None:
    assert values(web(tmp_path, keys)).get("processes.web.port") == port


@pytest.mark.parametrize(
    ("test", "path"),
    [
        ("[CMD, curl, -f, 'http://localhost:8000/healthz']", "/healthz"),
        ("curl -f http://127.0.0.1/up || exit 1", "/up"),
        ("[CMD, curl, 'http://localhost:${PORT:-80}/up']", "/up"),
        ("[CMD, curl, 'http://web/up']", None),
        ("[CMD, true]", None),
        ("[NONE]", None),
    ],
)
def test_the_path_of_a_healthcheck_is_that_of_the_probe(tmp_path: Path, test: str, path: str | None) -> None:
    assert values(web(tmp_path, f"healthcheck: {{test: {test}}}")).get("processes.web.health") == path


@pytest.mark.parametrize("keys", ["deploy: {replicas: 3}", "scale: 3"])
def test_replicas_in_both_places(tmp_path: Path, keys: str) -> None:
    assert values(web(tmp_path, keys))["processes.web.replicas"] == 3


@pytest.mark.parametrize(
    ("user", "expected"),
    [("'1001'", 1001), ("'1001:1001'", 1001), ("root", None), ("'0'", None), ("'${UID:-1000}'", None)],
)
def test_the_user_is_a_number_above_0(tmp_path: Path, user: str, expected: int | None) -> None:
    assert values(web(tmp_path, f"user: {user}")).get("user") == expected


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ("r.io/acme/shop:1.0", "r.io/acme/shop"),
        ("r.io/acme/shop:${TAG}", "r.io/acme/shop"),
        ("${REGISTRY:-r.io}/shop", "r.io/shop"),
        ("${REGISTRY}/shop", None),
        ("shop", None),
    ],
)
def test_the_image_is_the_services_where_it_names_a_registry(tmp_path: Path, image: str, expected: str | None) -> None:
    assert values(web(tmp_path, f"image: '{image}'")).get("image") == expected


def test_a_named_volume_of_the_app_survives(tmp_path: Path) -> None:
    found = services(tmp_path, "web: {build: ., volumes: ['uploads:/srv/uploads']}", volumes="{uploads: {}}")
    assert values(found)["volumes.uploads.path"] == "/srv/uploads"
    assert values(found)["volumes.uploads.processes"] == ["web"]
    assert mapped(found)["volumes.uploads"] == "volumes.uploads"


@pytest.mark.parametrize(
    ("mount", "reason"),
    [
        ("./conf:/conf", "a preview runs what is in the image, and mounts nothing of the machine"),
        ("/data", "a preview runs what is in the image, and mounts nothing of the machine"),
        ("data:/app", "what is in it comes with the image"),
        ("data:/x/node_modules", "what is in it comes with the image"),
        ("data:/srv/static", "what is in it comes with the image"),
        ("data:${WHERE}", "the path is not known before Compose runs"),
    ],
)
def test_other_mounts_are_dropped(tmp_path: Path, mount: str, reason: str) -> None:
    found = services(tmp_path, f"web: {{build: ., volumes: ['{mount}']}}", volumes="{data: {}}")
    assert dropped(found)["services.web.volumes[0]"] == reason


def test_the_volume_of_a_database_is_dropped(tmp_path: Path) -> None:
    found = services(
        tmp_path, "db: {image: 'postgres:16', volumes: ['data:/var/lib/postgresql/data']}", volumes="{data: {}}"
    )
    assert dropped(found)["volumes.data"] == "previewctl gives databases a volume of their own"


@pytest.mark.parametrize(
    "key",
    ["depends_on: [db]", "restart: always", "env_file: .env", "networks: [a]", "cap_add: [ALL]", "tty: true", "x-a: 1"],
)
def test_every_other_key_is_dropped_with_its_own_reason(tmp_path: Path, key: str) -> None:
    found = dropped(web(tmp_path, key))
    name = key.partition(":")[0]
    assert found[f"services.web.{name}"] != "a preview has nothing like it"


# Variables, which know the services beside them


@pytest.mark.parametrize(
    ("variable", "expected"),
    [
        ("A: b", {"env.A": "b"}),
        ("A: 1", {"env.A": "1"}),
        ("A: ${A:-b}", {"env.A": "b"}),
        ("DATABASE_URL: 'postgres://u:p@db/x'", {"databases.postgres.env": ["DATABASE_URL"]}),
        ("DATABASE_URL: 'postgres://u:${PASSWORD:-p}@db/x'", {"databases.postgres.env": ["DATABASE_URL"]}),
        ("DB_HOST: db", {"env.DB_HOST": "${databases.postgres.host}"}),
        ("DB_PORT: 5432", {"env.DB_PORT": "${databases.postgres.port}"}),
        ("POSTGRES_USER: x", {"env.POSTGRES_USER": "${databases.postgres.user}"}),
        ("POSTGRES_PASSWORD: x", {"databases.postgres.env": []}),
        ("SECRET_KEY: abc", {"env.SECRET_KEY": {"generate": "secret"}}),
        ("A_TOKEN: abc", {"env.A_TOKEN": {"secret": ""}}),
        ("A: ${A}", {"env.A": {"secret": ""}}),
        ("A:", {"env.A": {"secret": ""}}),
        ("API: 'http://localhost:9000'", {}),
        ("DEBUG: 'True'", {}),
        ("DEBUG: 'False'", {"env.DEBUG": "False"}),
    ],
)
def test_a_variable(tmp_path: Path, variable: str, expected: dict[str, Value]) -> None:
    found = values(services(tmp_path, f"web:\n  build: .\n  environment:\n    {variable}\ndb: {{image: 'postgres'}}"))
    del found["processes.web"], found["databases.postgres"]
    assert found == expected


@pytest.mark.parametrize(
    ("variable", "expected"),
    [
        ("A: 'http://search:9200/x'", "http://${services.search.host}:${services.search.port}/x"),
        ("A: 'search:9200'", "${services.search.host}:${services.search.port}"),
        ("A: 'http://search/x'", "http://${services.search.host}/x"),
        ("A: research", "research"),
    ],
)
def test_an_address_of_a_plain_container_follows_it(tmp_path: Path, variable: str, expected: str) -> None:
    text = f"web:\n  build: .\n  environment:\n    {variable}\nsearch: {{image: 'opensearchproject/opensearch:2.19.1'}}"
    assert values(services(tmp_path, text))["env.A"] == expected


def test_the_host_of_a_plain_container_is_named_by_it(tmp_path: Path) -> None:
    found = services(
        tmp_path, "web: {build: ., environment: {EMAIL_HOST: mail}}\nmail: {image: 'axllent/mailpit:v1.27'}"
    )
    assert values(found)["services.mail.env.host"] == "EMAIL_HOST"


def test_an_address_of_a_container_that_will_not_be_there_is_dropped(tmp_path: Path) -> None:
    found = services(tmp_path, "web: {build: ., environment: {A: 'http://proxy:80'}}\nproxy: {image: nginx}")
    assert dropped(found)["services.web.environment.A"] == "it points at a container that is not part of the preview"


# The report


def test_every_key_is_reported_once(tmp_path: Path) -> None:
    text = """\
    name: shop
    services:
      web: {build: ., ports: ['80'], environment: {A: 1}, restart: always, deploy: {replicas: 2, resources: {}}}
      db: {image: 'postgres:16', environment: {POSTGRES_PASSWORD: x}}
    volumes: {data: {}}
    networks: {a: {}}
    """
    found = read(tmp_path, text)
    assert list(mapped(found)) == [
        "services.web.ports",
        "services.web.deploy.replicas",
        "services.web.environment.A",
        "services.db.image",
    ]
    assert set(dropped(found)) == {
        "name",
        "networks",
        "services.web.build",
        "services.web.restart",
        "services.web.deploy.resources",
        "services.db.environment",
        "volumes.data",
    }


def test_an_included_file_is_to_be_imported_too(tmp_path: Path) -> None:
    assert read(tmp_path, "include: [other.yaml]\nservices: {}\n").notes == (
        "`compose.yaml:1` includes other files: import them with --from too",
    )


def test_no_files_are_no_reading(tmp_path: Path) -> None:
    assert read_compose(tree(tmp_path, {}), []).conclusions == ()
