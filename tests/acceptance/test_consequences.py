"""What `diff` and `impact` say will restart is what Kustomize's own output changes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from previewctl.cli.revisions import Revision, request_of, side
from previewctl.compilation import LoadedPlatform, load_platform
from previewctl.graph.changes.building import Workbench
from previewctl.graph.changes.change import Side, change_of
from previewctl.render.bases import bases_digest, bases_tree
from previewctl.render.preview import BASES
from previewctl.source.read import SourceText
from tests.realparts import programs

if TYPE_CHECKING:
    from previewctl.render.tree import FileTree

SHOP = Path(__file__).parents[2] / "examples" / "shop"
EDITS = {
    "a variable": ("orders-api", "LOG_LEVEL: debug", "LOG_LEVEL: info"),
    "a variable more": ("orders-api", "  LOG_LEVEL: debug", "  LOG_LEVEL: debug\n  OTHER: x"),
    "a command": ("orders-api", "celery, -A, shop, worker", "celery, -A, shop, worker, -c, '2'"),
    "a process less": ("orders-api", "  beat:   {command: [celery, -A, shop, beat]}\n", ""),
    "replicas": ("orders-api", "port: 8000, health", "port: 8000, replicas: 2, health"),
    "a service's port": ("orders-api", "port: 1025", "port: 1026"),
    "a smaller volume": ("orders-api", "storage: 2Gi", "storage: 1Gi"),
    "a larger volume": ("orders-api", "storage: 2Gi", "storage: 3Gi"),
    "no seed": ("orders-api", "seed: {dataset: orders, version: 2026.11.1}\n", ""),
    "a hook": ("orders-api", "warm_caches", "warm_other_caches"),
    "resources": ("orders-api", "cpu: 250m", "cpu: 300m"),
    "a secret more": ("orders-api", "  LOG_LEVEL: debug", "  LOG_LEVEL: debug\n  TOKEN: {generate: secret}"),
    "an override": ("orders-api", "env:\n  LOG", "overrides: {billing-api: pr-7}\nenv:\n  LOG"),
    "lifetime": ("orders-api", "idle: 3d", "idle: 2d"),
    "spot": ("orders-api", "spot: preferred", "spot: never"),
    "a proxy": ("shop-web", "path: /api", "path: /backend"),
    "a config key": ("shop-web", "catalogUrl", "catalogueUrl"),
}


def planned(service: str, text: str) -> Side:
    platform = load_platform(str(SHOP / "platform.yaml"))
    assert isinstance(platform, LoadedPlatform)
    directory = SHOP / service
    found = side(
        Revision("x", directory, SourceText(str(directory / "preview.yaml"), text, text.encode())),
        platform,
        request_of(1),
        None,
    )
    assert isinstance(found, Side), found
    return found


def deployments(tree: FileTree, root: Path) -> dict[str, Any]:
    """The Deployments as Kustomize builds them, with the hashes in the names of ConfigMaps."""
    for path, content in {**bases_tree().under(f"{BASES}/{bases_digest()}"), **tree}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)
    overlay = next(root.glob("previews/*/pr-1/*/kustomization.yaml")).parent
    program = programs.directory("kustomize") / "kustomize"
    objects = programs.read_yaml(programs.run([program, "build", overlay]))
    return {item["metadata"]["name"]: item["spec"]["template"] for item in objects if item["kind"] == "Deployment"}


@pytest.mark.acceptance
@pytest.mark.parametrize("edit", EDITS)
def test_what_restarts_is_what_kustomize_changes(edit: str, tmp_path: Path) -> None:
    service, old, new = EDITS[edit]
    text = (SHOP / service / "preview.yaml").read_text(encoding="utf-8")
    assert old in text
    before, after = planned(service, text), planned(service, text.replace(old, new))
    platform = load_platform(str(SHOP / "platform.yaml"))
    assert isinstance(platform, LoadedPlatform)
    with Workbench() as workbench:
        found = change_of(before, after, platform.spec, workbench)
    real = deployments(before.tree, tmp_path / "before"), deployments(after.tree, tmp_path / "after")
    both = real[0].keys() & real[1].keys()
    assert set(found.consequences.restarted) == {name for name in both if real[0][name] != real[1][name]}
    assert set(found.consequences.started) == real[1].keys() - real[0].keys()
    assert set(found.consequences.stopped) == real[0].keys() - real[1].keys()
    assert found.unbuilt == ""
