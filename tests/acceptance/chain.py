"""shop-web → orders-api → billing-api, each a pull request of one feature, with every target that an override can have."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import yaml

from previewctl.compilation import LoadedPlatform, load_platform
from previewctl.plan.facts import SeedData
from previewctl.render.bases import bases_digest, bases_tree
from tests.acceptance.previews import SHOP
from tests.property.branch_in_memory import Branch, platform_of

if TYPE_CHECKING:
    from pathlib import Path

    from previewctl.render.tree import FileTree

WEB, ORDERS, BILLING = ("shop-web", 15), ("orders-api", 12), ("billing-api", 9)
FEATURE = "new-prices"
TARGETS = {
    "staging": "staging",
    "number": "pr-{number}",
    "branch": f"branch:{FEATURE}",
    "same-branch": "same-branch",
    "url": "https://mock.example.com",
    "stub": "stub",
    "gone": "pr-99",
}
"""By name: the override, with the number of the preview that there is."""
FOUND = {"number", "branch", "same-branch"}
"""Those that lead to the preview."""
COMBINATIONS = [(first, second) for first in TARGETS for second in TARGETS]
_SEED = SeedData("orders", "2026.11.1", "ab" * 32, ("mongodb", "postgres", "redis"))


class Chain(NamedTuple):
    """The files of the three previews, settled, and what shop-web and orders-api were pointed at."""

    first: str
    second: str
    branch: Branch

    def files(self, service: str) -> FileTree:
        """The directory of a service's preview."""
        (key,) = (key for key in self.branch.files if key[0] == service)
        return self.branch.files[key]


@cache
def _platform() -> LoadedPlatform:
    text = (SHOP / "platform.yaml").read_text(encoding="utf-8")
    return platform_of(text + "urls: true\n")


@cache
def chain(first: str, second: str) -> Chain:
    """shop-web with one target for orders-api, and that one with another for billing-api; published from the far end on."""
    assert isinstance(load_platform(str(SHOP / "platform.yaml")), LoadedPlatform)
    branch = Branch(_platform(), date(2026, 11, 27))
    assert branch.publish(_source("billing-api"), BILLING[1], FEATURE)
    assert branch.publish(
        _source("orders-api", {"billing-api": _target(second, BILLING)}), ORDERS[1], FEATURE, seed=_SEED
    )
    assert branch.publish(_source("shop-web", {"orders-api": _target(first, ORDERS)}), WEB[1], FEATURE)
    branch.settle()
    return Chain(first, second, branch)


def _target(name: str, key: tuple[str, int]) -> str:
    return TARGETS[name].format(number=key[1])


def _source(service: str, overrides: dict[str, str] | None = None) -> str:
    """The example's preview.yaml with an override; what is overridden is optional, so that a stub may stand in for it."""
    keys = yaml.safe_load((SHOP / service / "preview.yaml").read_text(encoding="utf-8"))
    for name, target in (overrides or {}).items():
        if target != "staging":
            keys["overrides"] = {name: target}
        keys["dependencies"][name]["optional"] = True
    return yaml.safe_dump(keys, sort_keys=False)


def written(files: FileTree, root: Path) -> Path:
    """Writes a preview beside the bases; gives the overlay's directory."""
    bases = root / "previews" / "_bases" / bases_digest()
    if not bases.exists():
        _write(bases_tree(), bases)
    _write(files, root)
    (overlay,) = {(root / path).parent for path in files if path.endswith("/kustomization.yaml")}
    return overlay


def _write(files: FileTree, root: Path) -> None:
    for path, content in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)
