"""What a target changes in a rendered tree: for each the difference from staging, as a reviewer reads it.

After a wanted change: `python -m pytest --update-goldens tests/golden`, and read the diff.
"""

from __future__ import annotations

import difflib
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.chain import TARGETS, chain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from previewctl.render.tree import FileTree

GOLDEN = Path(__file__).with_name("targets")
CASES = {
    **{f"shop-web_{name}": ("shop-web", name, "staging") for name in TARGETS if name != "staging"},
    **{f"orders-api_{name}": ("orders-api", "staging", name) for name in TARGETS if name != "staging"},
    "orders-api_called": ("orders-api", "same-branch", "staging"),
}


def texts(files: FileTree) -> dict[str, str]:
    """The files of an overlay by their paths in it, and its record without digests."""
    found = {}
    for path, content in files.items():
        name = re.sub(r"^previews/[^/]+/[^/]+/(?:[0-9a-f]{12}/)?", "", path)
        if name != "preview.yaml":
            found[name] = re.sub(r'"[0-9a-f]{12,64}"', '"…"', content.decode())
    return {name: re.sub(r"\b[0-9a-f]{12}/", "…/", text) for name, text in found.items()}


def difference(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
    for name in sorted({*before, *after}):
        old, new = before.get(name, "").splitlines(), after.get(name, "").splitlines()
        if name == "preview.json":
            old, new = ([line for line in lines if '"facts"' in line or '"consumers"' in line] for lines in (old, new))
        yield from difflib.unified_diff(old, new, f"staging/{name}", f"rendered/{name}", lineterm="", n=0)


@pytest.mark.parametrize("case", CASES)
def test_a_target_changes_exactly_this(case: str, update_goldens: bool) -> None:
    service, first, second = CASES[case]
    found = "\n".join(
        difference(texts(chain("staging", "staging").files(service)), texts(chain(first, second).files(service)))
    )
    path = GOLDEN / f"{case}.diff"
    if update_goldens:
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"{found}\n", encoding="utf-8")
    assert f"{found}\n" == path.read_text(encoding="utf-8")


def test_every_golden_belongs_to_a_case() -> None:
    assert {path.stem for path in GOLDEN.iterdir()} == set(CASES)
