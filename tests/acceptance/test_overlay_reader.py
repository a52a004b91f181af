"""verify's own reader of overlays against the real Kustomize: the same objects, and the same findings."""

from __future__ import annotations

import json
import re
import shutil
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from previewctl.source.foreign import ForeignProblem
from previewctl.verify.building import from_kustomize, read_here
from previewctl.verify.kustomize.building import build
from previewctl.verify.verification import verify
from tests.acceptance import previews
from tests.acceptance.previews import SERVICES, Tree, label
from tests.acceptance.variants import VARIANTS
from tests.realparts import kustomize, programs
from tests.verify.mutations import MUTATIONS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

pytestmark = pytest.mark.acceptance

HASH = re.compile(r"(?<=[a-z])-[bcdfghkmt2456789]{10}$")
"""What Kustomize puts behind the names of generated objects, and previewctl's reader does not."""

ORDERS = """
kind: Kustomization
resources: [objects.yaml]
commonAnnotations: {who: me}
labels: [{pairs: {a: b}, includeSelectors: true}]
replicas: [{name: web, count: 3}]
secretGenerator: [{name: keys, literals: [a=b], options: {disableNameSuffixHash: true}}]
patches:
- patch: |-
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec:
      template:
        spec:
          containers: [{name: late, image: "late:1"}, {name: app, command: null, env: [{name: B, value: "2"}, {name: A, $patch: delete}]}]
          volumes: [{$patch: replace}, {name: only, emptyDir: {}}]
- target: {kind: Deployment, labelSelector: "tier notin (back,side),tier"}
  patch: |-
    - {op: test, path: /spec/template/spec/containers/0/name, value: late}
    - {op: move, from: /spec/template/spec/containers/0, path: /spec/template/spec/containers/-}
    - {op: copy, from: /spec/template/spec/containers/0/image, path: /spec/template/spec/containers/1/image}
    - {op: replace, path: /metadata/annotations, value: {"a/b": c}}
    - {op: add, path: /metadata/annotations/d~1e, value: f}
    - {op: remove, path: /spec/paused}
- target: {kind: Gone}
  patch: '[{"op": "remove", "path": "/anything"}]'
"""
OBJECTS = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {tier: front}}
spec:
  paused: true
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: app, image: "app:1", command: [x], env: [{name: A, value: "1"}]}, {name: side, image: "side:1"}]
      volumes: [{name: old, emptyDir: {}}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: back, labels: {tier: back}}
spec:
  selector: {matchLabels: {app: back}}
  template: {metadata: {labels: {app: back}}, spec: {containers: [{name: app, image: "app:1"}]}}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
"""


def plain(value: Any) -> Any:
    """A value without the hashes behind generated names."""
    if isinstance(value, str):
        return HASH.sub("", value)
    if isinstance(value, list):
        return [plain(item) for item in value]
    return {key: plain(item) for key, item in value.items()} if isinstance(value, dict) else value


def compared(objects: Iterable[Any]) -> dict[str, str]:
    """Each object as text, by its label. What a generated Secret holds is nothing that verify reads."""
    shown = [
        {key: value for key, value in item.items() if item["kind"] != "Secret" or key not in ("data", "type")}
        for item in objects
    ]
    return {label(item): json.dumps(item, sort_keys=True, indent=1) for item in map(plain, shown)}


def assert_alike(overlay: Path) -> None:
    """Both readers make the same objects of an overlay."""
    own = compared([item.node.data for item in build(str(overlay))])
    assert own == compared(kustomize.build(overlay))


@pytest.mark.parametrize("service", SERVICES)
def test_an_example_is_read_as_kustomize_builds_it(service: str, shop: Tree) -> None:
    assert_alike(shop.overlay(service))


@pytest.mark.parametrize("name", VARIANTS)
def test_a_variant_is_read_as_kustomize_builds_it(name: str, tmp_path: Path) -> None:
    assert_alike(previews.render_text(tmp_path, *VARIANTS[name].texts()).overlay("shop"))


def test_other_patches_and_generators_are_read_as_kustomize_builds_them(tmp_path: Path) -> None:
    (tmp_path / "kustomization.yaml").write_text(ORDERS, encoding="utf-8")
    (tmp_path / "objects.yaml").write_text(OBJECTS, encoding="utf-8")
    assert_alike(tmp_path)


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_broken_tree_has_the_same_findings_in_the_same_places_either_way(
    name: str, shop: Tree, tmp_path: Path
) -> None:
    shutil.copytree(shop.directory, tmp_path / "out")
    overlay = MUTATIONS[name].edit.apply(Tree(tmp_path / "out"))
    read = read_here(str(overlay))
    built = from_kustomize(kustomize.build_text(overlay), read)
    assert not isinstance(built, ForeignProblem)
    own, real = (
        {
            (HASH.sub("", item.item.label), item.code, item.item.path, item.item.line)
            for item in verify(objects).findings
        }
        for objects in (read.objects, built)
    )
    assert own == real


def test_what_verify_reads_is_what_a_yaml_reader_reads(shop: Tree) -> None:
    text = kustomize.build_text(shop.overlay("orders-api"))
    built = from_kustomize(text, read_here(str(shop.overlay("orders-api"))))
    assert not isinstance(built, ForeignProblem)
    assert [item.node.data for item in built] == list(yaml.load_all(text, programs.LOADER))
