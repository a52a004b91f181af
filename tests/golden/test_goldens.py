"""The rendered example shop, file by file: every change of the output is a change that a reviewer reads.

After a wanted change: `python -m pytest --update-goldens tests/golden`, and read the diff.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from previewctl import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).parents[2]
SHOP = ROOT / "examples" / "shop"
GOLDEN = Path(__file__).with_name("shop")
SHA = "0123456789abcdef0123456789abcdef01234567"
OPTIONS = ("--pr", "42", "--branch", "feature/totals", "--sha", SHA)


def render(
    out: Path, *, sources: str | Path = SHOP, cwd: Path = ROOT, variables: Mapping[str, str] | None = None
) -> Path:
    """`previewctl render` of the shop, in a process of its own."""
    command = [sys.executable, "-m", "previewctl", "render", str(sources), *OPTIONS, "--out", str(out), "--quiet"]
    subprocess.run(
        command, check=True, cwd=cwd, env={**os.environ, "PYTHONPATH": str(ROOT), **(variables or {})}, timeout=60
    )
    return out


def contents(directory: Path) -> dict[str, bytes]:
    """All files below a directory by their paths."""
    files = (path for path in directory.rglob("*") if path.is_file())
    return {path.relative_to(directory).as_posix(): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tree as it is rendered now."""
    return render(tmp_path_factory.mktemp("golden") / "out")


def comparable(directory: Path) -> dict[str, str]:
    """The tree without the bases, and with words in place of what a comment in a base or a release would change."""
    (bases,) = (path.name for path in (directory / "previews" / "_bases").iterdir())
    found = {}
    for path, content in contents(directory).items():
        if not path.startswith("previews/_bases/"):
            words = {bases: "BASES", **_tree_of(directory, path)}
            found[_replaced(path, words)] = _without_digests(path, _replaced(content.decode(), words))
    return found


def _tree_of(directory: Path, path: str) -> dict[str, str]:
    parts = path.split("/")
    if parts[0] != "previews":
        return {}
    record = json.loads((directory.joinpath(*parts[:3]) / "preview.json").read_text(encoding="utf-8"))
    return {record["preview"]["tree"]: "TREE"}


def _replaced(text: str, words: Mapping[str, str]) -> str:
    for old, new in words.items():
        text = text.replace(old, new)
    return text


def _without_digests(path: str, text: str) -> str:
    if not path.endswith("/preview.json"):
        return text
    text = re.sub(r'"overlay": "[0-9a-f]{40}"', '"overlay": "GIT"', text)
    return re.sub(r'"[0-9a-f]{64}"', '"SHA256"', text).replace(
        f'"previewctl": "{__version__}"', '"previewctl": "VERSION"'
    )


def golden() -> dict[str, str]:
    """The tree as it was reviewed."""
    return {path: content.decode() for path, content in contents(GOLDEN).items()}


def differences(expected: Mapping[str, str], found: Mapping[str, str]) -> Iterator[str]:
    """What a reviewer would read."""
    for path in sorted({*expected, *found}):
        old, new = expected.get(path, "").splitlines(), found.get(path, "").splitlines()
        yield from difflib.unified_diff(old, new, f"golden/{path}", f"rendered/{path}", lineterm="", n=1)
        if expected.get(path) != found.get(path) and old == new:
            yield f"{path}: another end of the file, or missing on one side"


def write(files: Mapping[str, str]) -> None:
    """Replaces the golden files."""
    shutil.rmtree(GOLDEN, ignore_errors=True)
    for path, text in files.items():
        target = GOLDEN / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="")


def test_the_shop_renders_as_reviewed(rendered: Path, update_goldens: bool) -> None:
    found = comparable(rendered)
    if update_goldens:
        write(found)
    changed = list(differences(golden(), found))
    assert not changed, "run `python -m pytest --update-goldens tests/golden`:\n" + "\n".join(changed)


def test_the_record_holds_the_digest_of_every_file_beside_it(rendered: Path) -> None:
    records = sorted(rendered.glob("previews/*/pr-42/preview.json"))
    assert len(records) == 3
    for record in records:
        files = json.loads(record.read_bytes())["preview"]["files"]
        beside = {path: content for path, content in contents(record.parent).items() if path != "preview.json"}
        assert files == {path: hashlib.sha256(content).hexdigest() for path, content in beside.items()}


def test_a_second_run_writes_nothing(rendered: Path) -> None:
    before = {path: (rendered / path).stat().st_mtime_ns for path in contents(rendered)}
    render(rendered)
    assert {path: (rendered / path).stat().st_mtime_ns for path in contents(rendered)} == before


@pytest.mark.parametrize(
    "variables",
    [
        {"PYTHONHASHSEED": "0"},
        {"PYTHONHASHSEED": "4242"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"},
        {"TZ": "Pacific/Kiritimati"},
        {"COLUMNS": "20", "NO_COLOR": "1"},
        {"USER": "somebody", "HOME": "/nonexistent", "HOSTNAME": "elsewhere"},
    ],
    ids=lambda variables: " ".join(f"{name}={value}" for name, value in variables.items()),
)
def test_the_same_bytes_under(rendered: Path, tmp_path: Path, variables: dict[str, str]) -> None:
    assert contents(render(tmp_path / "out", variables=variables)) == contents(rendered)


def test_the_same_bytes_from_another_working_directory(rendered: Path, tmp_path: Path) -> None:
    relative = os.path.relpath(SHOP, tmp_path)
    assert contents(render(tmp_path / "out", sources=relative, cwd=tmp_path)) == contents(rendered)


def test_the_same_bytes_from_a_copy_of_the_sources_elsewhere(rendered: Path, tmp_path: Path) -> None:
    copied = shutil.copytree(
        SHOP, tmp_path / "a b" / "examples" / "shop", ignore=shutil.ignore_patterns("node_modules")
    )
    shutil.copytree(ROOT / "seed-data", tmp_path / "a b" / "seed-data")
    assert contents(render(tmp_path / "out", sources=copied)) == contents(rendered)


def test_the_same_bytes_whatever_stood_there_before(rendered: Path, tmp_path: Path) -> None:
    out = render(tmp_path / "out")
    for path in out.glob("previews/[a-z]*/pr-42/*/kustomization.yaml"):
        path.write_text("other", encoding="utf-8")
    shutil.rmtree(out / "argocd")
    assert contents(render(out)) == contents(rendered)
