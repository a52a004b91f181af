"""Every tool, in the order in which `python -m tests.tools` builds them: the quick ones first."""

from __future__ import annotations

import platform
import sys
from pathlib import Path

from tests.tools import chromium, crds, golang, sarif, schemas
from tests.tools.tool import Tool

TESTS = Path(__file__).resolve().parents[1]
GO_PINS = (f"go {golang.VERSION}", golang.LINKER_FLAGS, *(f"{key}={value}" for key, value in golang.SETTINGS.items()))


def _program(name: str, version: str, package: str) -> Tool:
    def build(directory: Path) -> None:
        golang.install_program(package, version, directory)

    return Tool(name=name, version=version, build=build, pins=(*GO_PINS, package))


def _own_program(name: str, version: str, module: str) -> Tool:
    def build(directory: Path) -> None:
        golang.build_module(TESTS / module, directory / name)

    return Tool(name=name, version=version, build=build, pins=GO_PINS, sources=(TESTS / module,))


def _schemas() -> Tool:
    sources = (Path(schemas.__file__), Path(crds.__file__))
    return Tool(
        name="kubernetes-schemas", version=schemas.KUBERNETES, build=schemas.build, pins=schemas.PINS, sources=sources
    )


def _sarif_schema() -> Tool:
    sources = (Path(sarif.__file__),)
    return Tool(name="sarif-schema", version=sarif.VERSION, build=sarif.build, pins=sarif.PINS, sources=sources)


def _browser() -> Tool:
    sources = (Path(chromium.__file__),)
    return Tool(name="chromium", version=chromium.VERSION, build=chromium.build, pins=chromium.PINS, sources=sources)


TOOLS: dict[str, Tool] = {
    entry.name: entry
    for entry in (
        _program("kustomize", "v5.8.2", "sigs.k8s.io/kustomize/kustomize/v5"),
        _program("kubeconform", "v0.8.0", "github.com/yannh/kubeconform/cmd/kubeconform"),
        _schemas(),
        _sarif_schema(),
        *([_browser()] if (sys.platform, platform.machine()) == ("linux", "x86_64") else []),
        _program("kube-score", "v1.20.0", "github.com/zegl/kube-score/cmd/kube-score"),
        _program("actionlint", "v1.7.12", "github.com/rhysd/actionlint/cmd/actionlint"),
        _own_program("notifications", "v0.5.1", "notifications"),
        _own_program("argocd-oracle", "v3.6.1", "argocd"),
        _own_program("control-plane", "v1.37.2", "controlplane"),
    )
}
