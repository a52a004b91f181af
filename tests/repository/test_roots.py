"""Where the services of a repository stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.repository.roots import service_roots
from tests.repository.trees import MANAGE, tree

if TYPE_CHECKING:
    from pathlib import Path

VUE = '{"dependencies": {"vue": "^3.5"}}'


def found(root: Path, *paths: str) -> list[tuple[str, str]]:
    texts = {"manage.py": MANAGE, "package.json": VUE}
    repository = tree(root, {path: texts.get(path.rpartition("/")[2], "") for path in paths})
    return [(item.directory, item.runtime) for item in service_roots(repository)]


def test_manage_py_in_the_root_is_a_django_project(tmp_path: Path) -> None:
    assert found(tmp_path, "manage.py", "shop/settings.py") == [("", "django")]


def test_wsgi_without_manage_py_is_one_too(tmp_path: Path) -> None:
    repository = tree(tmp_path, {"shop/wsgi.py": MANAGE, "shop/settings.py": ""})
    assert [(item.directory, item.runtime, item.path) for item in service_roots(repository)] == [
        ("", "django", "shop/wsgi.py")
    ]


def test_backend_and_frontend_of_a_monorepo(tmp_path: Path) -> None:
    assert found(tmp_path, "backend/manage.py", "frontend/package.json", "frontend/index.html") == [
        ("backend", "django"),
        ("frontend", "vue"),
    ]


def test_a_project_begins_where_its_requirements_stand(tmp_path: Path) -> None:
    assert found(tmp_path, "backend/pyproject.toml", "backend/src/shop/manage.py") == [("backend", "django")]


def test_a_package_json_for_assets_is_no_frontend(tmp_path: Path) -> None:
    assert found(tmp_path, "manage.py", "package.json") == [("", "django")]


def test_a_package_without_vue_is_no_frontend(tmp_path: Path) -> None:
    repository = tree(tmp_path, {"package.json": '{"dependencies": {"react": "19"}}', "index.html": ""})
    assert service_roots(repository) == ()


def test_examples_and_tests_are_no_services(tmp_path: Path) -> None:
    assert found(tmp_path, "example/manage.py", "tests/package.json", "tests/index.html") == []


def test_deep_projects_are_not_looked_for(tmp_path: Path) -> None:
    assert found(tmp_path, "a/b/c/d/manage.py") == []
