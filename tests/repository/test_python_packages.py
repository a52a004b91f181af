"""The Python packages that a repository asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from previewctl.repository.python_packages import read_packages
from tests.repository.trees import tree

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("name", "text", "evidence"),
    [
        ("requirements.txt", "# deps\nShop_Kit[x]==1.0 ; python_version > '3'\n", "requirements.txt:2"),
        ("requirements-live.txt", "shop.kit>=1\n", "requirements-live.txt:1"),
        ("requirements/base.txt", "shop-kit\n", "requirements/base.txt:1"),
        ("requirements.in", "shop-kit @ https://example.com/x.whl\n", "requirements.in:1"),
        ("requirements.txt", "git+https://example.com/x.git#egg=shop-kit\n", "requirements.txt:1"),
        ("pyproject.toml", '[project]\ndependencies = ["shop-kit>=1"]\n', "pyproject.toml:2"),
        ("pyproject.toml", '[project.optional-dependencies]\nlive = ["shop-kit"]\n', "pyproject.toml:2"),
        ("pyproject.toml", '[dependency-groups]\ndev = ["shop-kit", {include-group = "x"}]\n', "pyproject.toml:2"),
        ("pyproject.toml", '[tool.poetry.dependencies]\npython = "^3"\nshop-kit = "*"\n', "pyproject.toml:3"),
        ("pyproject.toml", '[tool.poetry.group.dev.dependencies]\nshop-kit = {version = "1"}\n', "pyproject.toml:2"),
        ("pyproject.toml", '[tool.uv]\ndev-dependencies = ["shop-kit"]\n', "pyproject.toml:2"),
        ("pyproject.toml", '[tool.pdm.dev-dependencies]\nx = ["shop-kit"]\n', "pyproject.toml:2"),
        ("Pipfile", '[packages]\nshop-kit = "*"\n', "Pipfile:2"),
        ("setup.cfg", "[options]\ninstall_requires =\n    shop-kit>=1\n", "setup.cfg:3"),
    ],
)
def test_a_package_has_the_place_that_asks_for_it(tmp_path: Path, name: str, text: str, evidence: str) -> None:
    packages = read_packages(tree(tmp_path, {name: text}))
    assert {name: str(place) for name, place in packages.items() if name != "python"} == {"shop-kit": evidence}


def test_included_files_are_read(tmp_path: Path) -> None:
    files = {"requirements.txt": "-r deps/base.txt\n", "deps/base.txt": "-r ../requirements.txt\nshop-kit\n"}
    assert {name: str(place) for name, place in read_packages(tree(tmp_path, files)).items()} == {
        "shop-kit": "deps/base.txt:2"
    }


def test_includes_do_not_leave_the_repository(tmp_path: Path) -> None:
    (tmp_path / "outside.txt").write_text("shop-kit\n")
    assert read_packages(tree(tmp_path / "inside", {"requirements.txt": "-r ../outside.txt\n"})) == {}


def test_extras_bring_their_packages(tmp_path: Path) -> None:
    assert set(read_packages(tree(tmp_path, {"requirements.txt": "celery[redis,gevent]\n"}))) == {"celery", "redis"}


def test_options_and_comments_are_no_packages(tmp_path: Path) -> None:
    text = "--index-url https://example.com\n-e .\n# shop-kit\n\nhttps://example.com/x.whl\n"
    assert read_packages(tree(tmp_path, {"requirements.txt": text})) == {}


@pytest.mark.parametrize("name", ["pyproject.toml", "Pipfile", "setup.cfg"])
def test_a_broken_file_asks_for_nothing(tmp_path: Path, name: str) -> None:
    assert read_packages(tree(tmp_path, {name: "[[[ = =\n"})) == {}


def test_the_files_of_the_projects_directory_count_too(tmp_path: Path) -> None:
    assert set(read_packages(tree(tmp_path, {"src/requirements.txt": "shop-kit\n"}), "src")) == {"shop-kit"}
