"""What becomes of Score's workloads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from previewctl.repository.score import read_score
from tests.repository.trees import dropped, mapped, tree, values

if TYPE_CHECKING:
    from pathlib import Path

    from previewctl.repository.reading import Reading, Value

RESOURCES = """\
resources:
  db: {type: postgres}
  cache: {type: redis}
  docs: {type: mongodb}
  dns: {type: dns}
  route: {type: route}
  files: {type: volume}
  other: {type: service}
  bucket: {type: s3}
"""


def read(root: Path, text: str) -> Reading:
    return read_score(tree(root, {"score.yaml": text}), "score.yaml")


def container(root: Path, keys: str) -> Reading:
    """One container beside resources of each type."""
    return read(
        root, f"metadata: {{name: shop, annotations: {{team: a}}}}\ncontainers: {{main: {{{keys}}}}}\n{RESOURCES}"
    )


def own(reading: Reading) -> dict[str, Value]:
    """What the container adds to the resources."""
    return {
        key: value
        for key, value in values(reading).items()
        if not key.startswith("databases.") and key != "processes.web"
    }


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("image: 'r.io/acme/shop:1'", {"image": "r.io/acme/shop"}),
        ("image: shop", {}),
        ("image: .", {}),
        ("command: [/serve]", {"processes.web.command": ["/serve"]}),
        ("command: [/serve], args: [--all]", {"processes.web.command": ["/serve", "--all"]}),
        ("args: [--all]", {}),
        ("command: [run, --token, x1y2z3]", {}),
        ("readinessProbe: {httpGet: {path: /ready, port: 80}}", {"processes.web.health": "/ready"}),
        ("readinessProbe: {exec: {command: [a]}}", {}),
        ("livenessProbe: {httpGet: {path: /live}}", {}),
        ("resources: {requests: {cpu: 250m}}", {"resources.web.cpu": "250m"}),
        ("resources: {limits: {memory: 512Mi}}", {"resources.web.memory": "512Mi"}),
        ("resources: {requests: {memory: 256Mi}, limits: {memory: 512Mi}}", {"resources.web.memory": "512Mi"}),
        ("resources: {limits: {cpu: 1}}", {}),
        ("resources: {requests: {memory: lots}}", {}),
        (
            "volumes: {/srv/files: {source: '${resources.files}'}}",
            {"volumes.files.path": "/srv/files", "volumes.files.processes": ["web"]},
        ),
        (
            "volumes: [{source: '${resources.files}', target: /srv/files}]",
            {"volumes.files.path": "/srv/files", "volumes.files.processes": ["web"]},
        ),
        ("volumes: {/srv/files: {source: other}}", {}),
        ("volumes: {relative: {source: '${resources.files}'}}", {}),
        ("files: {/etc/x: {content: y}}", {}),
    ],
)
def test_a_key_of_the_container(tmp_path: Path, keys: str, expected: dict[str, Value]) -> None:
    assert own(container(tmp_path, keys)) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("eu", {"env.A": "eu"}),
        ("1", {"env.A": "1"}),
        ("${metadata.name}", {"env.A": "shop"}),
        ("${metadata.annotations.team}", {"env.A": "a"}),
        ("${resources.db.host}", {"env.A": "${databases.postgres.host}"}),
        ("${resources.db.port}", {"env.A": "${databases.postgres.port}"}),
        ("${resources.db.name}", {"env.A": "${databases.postgres.name}"}),
        ("${resources.db.username}", {"env.A": "${databases.postgres.user}"}),
        ("${resources.db.password}", {}),
        ("${resources.cache.host}", {"env.A": "${databases.redis.host}"}),
        ("${resources.cache.username}", {}),
        ("${resources.dns.host}", {"env.A": "${endpoint.host}"}),
        ("https://${resources.dns.host}", {"env.A": "${endpoint.url}"}),
        ("https://${resources.dns.host}/x", {"env.A": "${endpoint.url}/x"}),
        ("${resources.bucket.name}", {}),
        ("${resources.nowhere.host}", {}),
        ("${resources.other.host}", {}),
        ("${resources.db.host} and ${resources.cache.host}", {}),
    ],
)
def test_a_variable(tmp_path: Path, value: str, expected: dict[str, Value]) -> None:
    assert own(container(tmp_path, f"variables: {{A: '{value}'}}")) == expected


@pytest.mark.parametrize(
    ("value", "engine"),
    [
        (
            "postgres://${resources.db.username}:${resources.db.password}@${resources.db.host}/${resources.db.name}",
            "postgres",
        ),
        ("redis://${resources.cache.host}:${resources.cache.port}", "redis"),
        ("${resources.docs.connection_string}", "mongodb"),
        ("postgres://u:p@h/x", "postgres"),
    ],
)
def test_a_url_of_a_database_is_the_databases_variable(tmp_path: Path, value: str, engine: str) -> None:
    assert values(container(tmp_path, f"variables: {{A: '{value}'}}"))[f"databases.{engine}.env"] == ["A"]


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (
            "${resources.db.password}",
            "previewctl makes the password, and gives it in the URL of `databases.postgres.env` alone",
        ),
        ("${resources.cache.username}", "the redis of a preview has no such thing"),
        ("${resources.bucket.name}", "a preview has no `s3`"),
        ("${resources.nowhere.host}", "the file does not say what it refers to"),
        ("${resources.other.host}", "name the other service in `dependencies`"),
        ("${resources.db.host}-${resources.cache.host}", "it is put together from several resources"),
    ],
)
def test_a_variable_without_a_place_is_dropped(tmp_path: Path, value: str, reason: str) -> None:
    assert dropped(container(tmp_path, f"variables: {{A: '{value}'}}"))["containers.main.variables.A"] == reason


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("postgres", {"databases.postgres": {}}),
        ("postgresql", {"databases.postgres": {}}),
        ("postgres-instance", {"databases.postgres": {}}),
        ("redis", {"databases.redis": {}}),
        ("mongodb", {"databases.mongodb": {}}),
        ("dns", {}),
        ("s3", {}),
        ("amqp", {}),
    ],
)
def test_a_resource_is_a_database_by_its_type(tmp_path: Path, kind: str, expected: dict[str, Value]) -> None:
    assert values(read(tmp_path, f"resources: {{x: {{type: {kind}}}}}")) == expected


def test_a_version_among_the_parameters_is_the_databases(tmp_path: Path) -> None:
    found = read(tmp_path, "resources: {x: {type: postgres, params: {version: 16, size: 1}}}")
    assert values(found)["databases.postgres.version"] == "16"
    assert dropped(found) == {"resources.x.params.size": "previewctl sets it up in its own way"}


@pytest.mark.parametrize(
    ("ports", "port"),
    [
        ("{www: {port: 80, targetPort: 8080}}", 8080),
        ("{www: {port: 8080}}", 8080),
        ("{a: {port: 1000}, b: {port: 2000}}", 1000),
        ("{www: {port: 0}}", None),
        ("{www: {port: 65536}}", None),
        ("{www: {port: x}}", None),
        ("{www: 80}", None),
    ],
)
def test_the_port_is_the_first_one_that_the_container_listens_on(tmp_path: Path, ports: str, port: int | None) -> None:
    assert values(read(tmp_path, f"service: {{ports: {ports}}}")).get("processes.web.port") == port


def test_a_second_container_is_dropped_key_by_key(tmp_path: Path) -> None:
    found = read(tmp_path, "containers: {a: {image: 'r.io/a/b:1'}, b: {image: x, args: [y]}}")
    reason = "a process is one container: a second one is a process of its own"
    assert dropped(found) == {"containers.b.image": reason, "containers.b.args": reason}


def test_every_key_at_the_top_is_mapped_or_dropped(tmp_path: Path) -> None:
    text = "apiVersion: score.dev/v1b1\nmetadata: {name: x}\ncontainers: {a: {command: [run]}}\nextensions: {}\nx: 1\n"
    found = read(tmp_path, text)
    assert mapped(found) == {"containers.a.command": "processes.web.command"}
    assert set(dropped(found)) == {"apiVersion", "metadata", "extensions", "x"}


@pytest.mark.parametrize(
    "text",
    [
        "containers: []",
        "containers: {a: 1}",
        "service: x",
        "service: {ports: []}",
        "resources: []",
        "resources: {a: 1}",
    ],
)
def test_parts_of_another_form_are_dropped(tmp_path: Path, text: str) -> None:
    found = read(tmp_path, text)
    assert values(found) == {}
    assert dropped(found)


@pytest.mark.parametrize("text", ["a: [", "- a", ""])
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, text: str) -> None:
    (note,) = read(tmp_path, text).notes
    assert note.startswith("`score.yaml` was left out: it ")
