"""The wheel carries everything: installed elsewhere it renders the same bytes as the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHA = "a" * 40
RENDER = ("render", str(ROOT / "examples/shop"), "--pr", "42", "--branch", "feature/x", "--sha", SHA, "-q", "--out")


def files(directory: Path) -> dict[str, bytes]:
    return {str(path.relative_to(directory)): path.read_bytes() for path in directory.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built by way of the source distribution, as a release is."""
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    return next(out.glob("*.whl"))


@pytest.mark.slow
def test_an_installed_wheel_renders_the_examples_like_the_checkout(wheel: Path, tmp_path: Path) -> None:
    environment = tmp_path / "environment"
    venv.create(environment, with_pip=False)
    python = environment / "bin/python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--require-hashes", "-r", str(ROOT / "requirements/runtime.txt")], check=True)
    subprocess.run([*pip, "--no-deps", str(wheel)], check=True)
    away = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "VIRTUAL_ENV"))}
    installed, checkout = tmp_path / "installed", tmp_path / "checkout"
    subprocess.run([environment / "bin/previewctl", *RENDER, installed], cwd=tmp_path, env=away, check=True)
    subprocess.run([sys.executable, "-m", "previewctl", *RENDER, checkout], cwd=tmp_path, check=True)
    assert files(installed) == files(checkout)


@pytest.mark.slow
def test_the_wheel_has_the_assets_and_nothing_of_the_tests(wheel: Path) -> None:
    import zipfile

    names = zipfile.ZipFile(wheel).namelist()
    assert "previewctl/_assets/templates/overlay/kustomization.yaml" in names
    assert "previewctl/_assets/kustomize-bases/databases/postgres/postgres.yaml" in names
    assert "previewctl/spec/compiled/preview.json" in names
    assert not [name for name in names if name.startswith(("tests/", "examples/", "scripts/"))]
