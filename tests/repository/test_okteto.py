"""What becomes of Okteto's manifests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from previewctl.repository.okteto import read_okteto
from tests.repository.trees import checks, dropped, mapped, tree, values

if TYPE_CHECKING:
    from pathlib import Path

    from previewctl.repository.reading import Reading

COMPOSE = "services: {web: {build: ., ports: ['8000:80']}}\n"


def read(root: Path, text: str, path: str = "okteto.yml", **more: str) -> Reading:
    others = {f"{name.replace('__', '/')}.yml": other for name, other in more.items()}
    return read_okteto(tree(root, {path: text, **others}), path)


@pytest.mark.parametrize(
    ("text", "image"),
    [
        ("build: {app: {image: 'r.io/acme/shop:dev'}}", "r.io/acme/shop"),
        ("build: {app: {image: 'okteto.dev/shop:dev'}}", None),
        ("build: {app: {image: shop}}", None),
        ("build: {app: {image: '${IMAGE}'}}", None),
        ("build: {app: {image: 'r.io/a/b'}, other: {image: 'r.io/a/c'}}", None),
        ("build: {app: {context: .}}", None),
    ],
)
def test_the_image_is_that_of_the_only_build(tmp_path: Path, text: str, image: str | None) -> None:
    assert values(read(tmp_path, text)).get("image") == image


@pytest.mark.parametrize(
    ("text", "service"),
    [
        ("dependencies: {a: {repository: 'https://github.com/acme/billing-api'}}", "billing-api"),
        ("dependencies: {a: {repository: 'git@github.com:acme/Billing_API.git', wait: true}}", "billing-api"),
        ("dependencies: [https://github.com/acme/billing-api.git]", "billing-api"),
        ("dependencies: {billing: {}}", "billing"),
    ],
)
def test_a_dependency_is_named_by_its_repository(tmp_path: Path, text: str, service: str) -> None:
    found = read(tmp_path, text)
    assert values(found) == {f"dependencies.{service}": {}}
    assert "name the variable" in checks(found)[f"dependencies.{service}"]


def test_a_dependency_without_a_letter_is_dropped(tmp_path: Path) -> None:
    assert (
        dropped(read(tmp_path, "dependencies: {'1': {}}"))["dependencies.1"] == "its name cannot be that of a service"
    )


@pytest.mark.parametrize(
    "compose",
    [
        "stack.yml",
        "[stack.yml]",
        "{file: stack.yml}",
        "{file: [stack.yml]}",
        "[{file: stack.yml}]",
        "{manifest: stack.yml}",
    ],
)
def test_the_compose_file_that_it_deploys_is_read(tmp_path: Path, compose: str) -> None:
    found = read(tmp_path, f"deploy: {{compose: {compose}}}", stack=COMPOSE)
    assert values(found)["processes.web.port"] == 80
    assert mapped(found)["deploy.compose"] == "what `stack.yml` says"


def test_that_file_is_found_beside_the_manifest(tmp_path: Path) -> None:
    stack = COMPOSE.replace("build: .", "build: ..")
    found = read(tmp_path, "deploy: {compose: stack.yml}", "deploy/okteto.yml", deploy__stack=stack)
    assert values(found)["processes.web.port"] == 80


@pytest.mark.parametrize("name", ["nowhere.yml", "../stack.yml", "/etc/passwd"])
def test_a_compose_file_that_is_not_here_is_dropped(tmp_path: Path, name: str) -> None:
    found = read(tmp_path, f"deploy: {{compose: {name}}}")
    assert dropped(found)["deploy.compose"] == "the compose file that it names is not here"


def test_what_is_for_development_is_dropped_key_by_key(tmp_path: Path) -> None:
    found = read(tmp_path, "dev: {web: {command: bash, sync: ['.:/src']}}\ntest: {unit: {commands: [make]}}\nname: x\n")
    assert dropped(found) == {
        "dev.web.command": "it is for development",
        "dev.web.sync": "it is for development",
        "test.unit.commands": "CI runs tests, not the preview",
        "name": "the repository names the service",
    }


def test_commands_of_deploy_are_dropped(tmp_path: Path) -> None:
    found = dropped(read(tmp_path, "deploy: {commands: [helm], image: x}"))
    assert set(found) == {"deploy.commands", "deploy.image"}
    assert set(dropped(read(tmp_path, "deploy: [helm upgrade]"))) == {"deploy[0]"}


@pytest.mark.parametrize(
    "text",
    [
        "build: x",
        "build: [a]",
        "dependencies: x",
        "deploy: x",
        "dev: x",
        "dev: {web: 1}",
        "test: [1]",
        "deploy: {compose: {}}",
    ],
)
def test_parts_of_another_form_are_dropped(tmp_path: Path, text: str) -> None:
    found = read(tmp_path, text)
    assert values(found) == {}
    assert dropped(found)


@pytest.mark.parametrize("text", ["a: [", "- a", ""])
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, text: str) -> None:
    (note,) = read(tmp_path, text).notes
    assert note.startswith("`okteto.yml` was left out: it ")
