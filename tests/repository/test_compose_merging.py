"""Several compose files become one as Compose merges them, and what is merged keeps the file that it is from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from previewctl.repository.compose_files import (
    interpolated,
    parts_of,
    read_project,
    volume_source,
    volume_target,
)
from previewctl.source.foreign import read_foreign_yaml
from tests.repository.trees import tree

if TYPE_CHECKING:
    from pathlib import Path

    from previewctl.repository.compose_files import ComposeProject
    from previewctl.source.foreign import ForeignNode, PlainData


def merged(root: Path, *texts: str, **more: str) -> ComposeProject:
    """The files a.yml, b.yml, … as one; `more` are others beside them."""
    names = [f"{letter}.yml" for letter, _ in zip("abcd", texts, strict=False)]
    others = {f"{name}.yml": text for name, text in more.items()}
    return read_project(tree(root, {**dict(zip(names, texts, strict=True)), **others}), names)


def service(project: ComposeProject, name: str = "web") -> dict[str, PlainData]:
    return {key: located.node.data for key, located in project.services[name].keys.items()}


def node(text: str) -> ForeignNode:
    found = read_foreign_yaml(text)
    assert isinstance(found, list)
    first: ForeignNode = found[0]
    return first


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("{image: a}", "{image: b}", {"image": "b"}),
        ("{image: a}", "{command: b}", {"image": "a", "command": "b"}),
        ("{command: [a]}", "{command: [b]}", {"command": ["b"]}),
        ("{ports: ['1:1']}", "{ports: ['2:2']}", {"ports": ["1:1", "2:2"]}),
        ("{environment: {A: 1, B: 1}}", "{environment: {B: 2}}", {"environment": {"A": 1, "B": 2}}),
        ("{environment: [A=1, B=1]}", "{environment: {B: 2}}", {"environment": {"A": 1, "B": 2}}),
        ("{environment: {A: 1}}", "{environment: [A=2, C]}", {"environment": {"A": 2, "C": None}}),
        ("{depends_on: [a]}", "{depends_on: {b: {}}}", {"depends_on": {"a": None, "b": {}}}),
        ("{deploy: {replicas: 2, x: 1}}", "{deploy: {replicas: 3}}", {"deploy": {"replicas": 3, "x": 1}}),
        ("{env_file: a}", "{env_file: b}", {"env_file": ["a", "b"]}),
        ("{volumes: ['a:/a', 'b:/b']}", "{volumes: ['c:/a']}", {"volumes": ["b:/b", "c:/a"]}),
        ("{volumes: ['a:/a']}", "{volumes: [{source: c, target: /a}]}", {"volumes": [{"source": "c", "target": "/a"}]}),
        ("{image: a, ports: ['1']}", "{ports: !reset null}", {"image": "a"}),
        ("{image: a, ports: ['1']}", "{ports: !reset []}", {"image": "a"}),
        ("{ports: ['1']}", "{ports: !override ['2']}", {"ports": ["2"]}),
        ("{environment: {A: 1, B: 1}}", "{environment: {A: !reset null}}", {"environment": {"B": 1}}),
        ("{environment: {A: 1}}", "{environment: !override {B: 2}}", {"environment": {"B": 2}}),
        ("{command: a}", "{command: [b]}", {"command": ["b"]}),
    ],
)
def test_a_later_file_changes_an_earlier_one(
    tmp_path: Path, first: str, second: str, expected: dict[str, PlainData]
) -> None:
    project = merged(tmp_path, f"services: {{web: {first}}}\n", f"services: {{web: {second}}}\n")
    assert service(project) == expected


def test_each_part_of_what_was_merged_keeps_its_file(tmp_path: Path) -> None:
    project = merged(
        tmp_path,
        "services: {web: {image: a, environment: {A: 1, B: 1}, ports: ['1'], volumes: ['a:/a', 'b:/b']}}\n",
        "services: {web: {environment: {B: 2, C: 2}, ports: ['2'], volumes: ['c:/a']}}\n",
        "services: {web: {environment: {C: 3}}}\n",
    )
    web = project.services["web"]
    assert web.path("image") == "a.yml"
    assert [web.path("environment", name) for name in "ABC"] == ["a.yml", "b.yml", "c.yml"]
    assert [web.path("ports", index) for index in (0, 1)] == ["a.yml", "b.yml"]
    assert [web.path("volumes", index) for index in (0, 1)] == ["a.yml", "b.yml"]
    assert str(web.place) == "a.yml:1"


def test_a_service_of_a_later_file_is_one_more(tmp_path: Path) -> None:
    project = merged(tmp_path, "services: {a: {image: a}}\n", "services: {b: {image: b}}\n")
    assert list(project.services) == ["a", "b"]


def test_a_service_can_be_reset(tmp_path: Path) -> None:
    project = merged(tmp_path, "services: {a: {image: a}, b: {image: b}}\n", "services: {a: !reset null}\n")
    assert list(project.services) == ["b"]


def test_an_anchor_counts_where_it_is_used(tmp_path: Path) -> None:
    text = """\
    x-app: &app {image: a, environment: &env {A: 1}}
    services:
      web: {<<: *app, command: run}
      worker: {<<: *app, environment: {<<: *env, B: 2}}
    """
    project = merged(tmp_path, text)
    assert service(project) == {"command": "run", "image": "a", "environment": {"A": 1}}
    assert service(project, "worker")["environment"] == {"A": 1, "B": 2}
    assert list(project.others) == ["x-app"]


def test_extends_takes_over_what_a_service_does_not_say(tmp_path: Path) -> None:
    text = "services: {base: {image: a, ports: ['1'], environment: {A: 1}}, web: {extends: base, ports: ['2'], environment: {B: 2}}}\n"
    found = service(merged(tmp_path, text))
    found.pop("extends")
    assert found == {"image": "a", "ports": ["1", "2"], "environment": {"A": 1, "B": 2}}


def test_extends_reaches_into_another_file(tmp_path: Path) -> None:
    project = merged(
        tmp_path,
        "services: {web: {extends: {file: base.yml, service: app}}}\n",
        base="services: {app: {image: a, extends: below}, below: {command: run}}\n",
    )
    assert project.notes == ()
    web = project.services["web"]
    assert (web.node("image").text, web.path("image")) == ("a", "base.yml")
    assert web.node("command").text == "run"


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("services: {web: {extends: none}}\n", "`services.web` of `a.yml` extends `none`, which cannot be found"),
        ("services: {web: {extends: web}}\n", "`services.web` of `a.yml` extends `web`, which cannot be found"),
        ("services: {web: {extends: b}, b: {extends: web}}\n", "which cannot be found"),
        ("services: {web: {extends: {file: ../out.yml, service: x}}}\n", "`../out.yml` was left out"),
        ("services: {web: {extends: {file: /etc/passwd, service: x}}}\n", "`/etc/passwd` was left out"),
        ("services: {web: {extends: {file: nowhere.yml, service: x}}}\n", "`nowhere.yml` was left out"),
        ("- a\n", "`a.yml` was left out: it holds no mapping"),
        ("a: [\n", "`a.yml` was left out: it is not valid YAML"),
        ("a: 1\na: 2\n", "`a.yml:2` has `a` twice in one mapping: the last one counts"),
        ("a: 1\n---\nb: 1\n", "`a.yml` holds 2 documents: the first one was read"),
    ],
)
def test_what_cannot_be_followed_is_told(tmp_path: Path, text: str, note: str) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "out.yml").write_text("services: {x: {image: theirs}}\n")
    project = merged(tmp_path / "inner", text)
    assert any(note in words for words in project.notes), project.notes


def test_a_file_that_cannot_be_read_takes_no_other_along(tmp_path: Path) -> None:
    project = merged(tmp_path, "a: [", "services: {web: {image: a}}\n")
    assert list(project.services) == ["web"]


def test_the_first_version_of_the_format_had_services_at_the_top(tmp_path: Path) -> None:
    assert list(merged(tmp_path, "web: {build: .}\ndb: {image: postgres}\n").services) == ["web", "db"]


def test_a_mapping_that_is_no_compose_file_has_no_services(tmp_path: Path) -> None:
    project = merged(tmp_path, "web: {build: .}\nlist: [1]\n")
    assert (project.services, list(project.others)) == ({}, ["web", "list"])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a", "a"),
        ("${A:-b}", "b"),
        ("${A-b}", "b"),
        ("${A:-}", ""),
        ("x${A:-b}y${C:-d}", "xbyd"),
        ("$$A", "$A"),
        ("$$", "$"),
        ("$A", None),
        ("${A}", None),
        ("${A:?needed}", None),
        ("${A:+b}", None),
        ("${A:-${B}}", None),
        ("100%", "100%"),
    ],
)
def test_defaults_of_variables_stand_for_them(text: str, value: str | None) -> None:
    assert interpolated(text) == value


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a", ["a"]),
        ("8000:80", ["8000", "80"]),
        ("${PORT:-8000}:80", ["${PORT:-8000}", "80"]),
        ("127.0.0.1:8000:80/tcp", ["127.0.0.1", "8000", "80/tcp"]),
        ("", []),
        (":", []),
    ],
)
def test_the_colons_of_a_variable_divide_nothing(text: str, parts: list[str]) -> None:
    assert parts_of(text) == parts


@pytest.mark.parametrize(
    ("text", "source", "target"),
    [
        ("data:/data", "data", "/data"),
        ("data:/data:ro", "data", "/data"),
        ("./x:/x", "./x", "/x"),
        ("/data", "", "/data"),
        ("{type: volume, source: data, target: /data}", "data", "/data"),
        ("{type: tmpfs, target: /x}", "", "/x"),
        ("{}", "", ""),
        ("''", "", ""),
    ],
)
def test_a_mount_in_each_of_its_forms(text: str, source: str, target: str) -> None:
    assert (volume_source(node(text)), volume_target(node(text))) == (source, target)
