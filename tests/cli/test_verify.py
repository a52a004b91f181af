"""`previewctl verify`: what it prints, how it ends, and what it can be pointed at."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.cli.running import Run, inside, run

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

Snapshot = Callable[[str, Run], None]

DATABASE = """\
kind: Deployment
apiVersion: apps/v1
metadata:
  name: postgres
  annotations: {argocd.argoproj.io/sync-wave: "-20"}
spec:
  strategy: {type: Recreate}
  selector: {matchLabels: {app: postgres}}
  template:
    metadata: {labels: {app: postgres}}
    spec:
      containers:
        - name: postgres
          image: postgres:17
          readinessProbe: {exec: {command: [pg_isready]}}
          volumeMounts: [{name: data, mountPath: /data}]
      volumes: [{name: data, persistentVolumeClaim: {claimName: postgres}}]
---
kind: PersistentVolumeClaim
apiVersion: v1
metadata:
  name: postgres
  annotations: {argocd.argoproj.io/sync-wave: "-20"}
---
kind: Service
apiVersion: v1
metadata:
  name: db
  annotations: {argocd.argoproj.io/sync-wave: "-20"}
spec: {selector: {app: postgres}, ports: [{port: 5432}]}
"""
APP = """\
kind: Deployment
apiVersion: apps/v1
metadata:
  name: web
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}, annotations: {example.com/checksum: 5d41402abc4b}}
    spec:
      containers:
        - name: app
          image: shop
          env: [{name: DATABASE_URL, value: "postgres://app@db/app"}]
---
kind: Job
apiVersion: batch/v1
metadata:
  name: migrate
  annotations:
    argocd.argoproj.io/hook: Sync
    argocd.argoproj.io/sync-wave: "-5"
spec:
  activeDeadlineSeconds: 600
  template:
    spec:
      containers:
        - name: migrate
          image: shop
          command: [python, manage.py, migrate]
          env: [{name: DATABASE_URL, value: "postgres://app@db/app"}]
"""
KUSTOMIZATION = "kind: Kustomization\nnamespace: shop\nresources: [namespace.yaml, ../database, app.yaml]\n"
NAMESPACE = (
    'kind: Namespace\napiVersion: v1\nmetadata: {name: shop, annotations: {argocd.argoproj.io/sync-wave: "-50"}}\n'
)
BASE = "kind: Kustomization\nresources: [database.yaml]\n"
LATE = APP.replace("hook: Sync", "hook: PostSync")


def write(directory: Path, files: Mapping[str, str]) -> None:
    """Files by their paths."""
    for name, text in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A hand-written overlay on a base beside it, in good order."""
    write(
        tmp_path,
        {
            "shop/database/kustomization.yaml": BASE,
            "shop/database/database.yaml": DATABASE,
            "shop/overlay/kustomization.yaml": KUSTOMIZATION,
            "shop/overlay/namespace.yaml": NAMESPACE,
            "shop/overlay/app.yaml": APP,
        },
    )
    return tmp_path


def verify(directory: Path, *arguments: str, stdin: str | bytes = "") -> Run:
    """A run that finds no Kustomize."""
    return run(directory, "verify", *arguments, stdin=stdin, PATH=os.devnull)


def test_an_overlay_in_good_order(tree: Path, snapshot: Snapshot) -> None:
    snapshot("verify/good", verify(tree, "shop"))


def test_an_overlay_in_bad_order(tree: Path, snapshot: Snapshot) -> None:
    write(tree, {"shop/overlay/app.yaml": LATE})
    snapshot("verify/bad", verify(tree, "shop/overlay"))


def test_the_same_concisely(tree: Path, snapshot: Snapshot) -> None:
    write(tree, {"shop/overlay/app.yaml": LATE})
    snapshot("verify/bad_concise", verify(tree, "shop", "--format", "concise", "-q"))


def test_the_same_as_json_and_as_sarif(tree: Path) -> None:
    write(tree, {"shop/overlay/app.yaml": LATE})
    found = verify(tree, "shop", "--format", "json")
    assert found.code == 1
    report = json.loads(found.out)
    assert [item["code"] for item in report["diagnostics"]] == ["PV512", "PV515"]
    assert report["diagnostics"][0]["path"] == "shop/overlay/app.yaml"
    assert report["files"] == ["shop/overlay"]
    (sarif,) = json.loads(verify(tree, "shop", "--format", "sarif").out)["runs"]
    assert [result["ruleId"] for result in sarif["results"]] == ["PV512", "PV515"]


def test_help(tree: Path, snapshot: Snapshot) -> None:
    snapshot("verify/help", verify(tree, "--help"))


def test_a_stream_of_built_objects(tree: Path, snapshot: Snapshot) -> None:
    snapshot("verify/stream", verify(tree, "-", stdin=f"{DATABASE}---\n{LATE}"))
    write(tree, {"built.yaml": f"{DATABASE}---\n{APP}"})
    assert verify(tree, "built.yaml").code == 0


def test_what_was_rendered_is_found_where_render_writes(work: Path) -> None:
    assert run(work, "render", "--pr", "7", "--branch", "b", "--sha", "0" * 40).code == 0
    found = verify(work)
    assert (found.code, found.out.splitlines()[-1]) == (0, "no problems found")
    assert "order:  postgres ready < migrate < web, worker serving" in found.out
    assert verify(work, "preview-out", "-q").out == ""


def test_only_the_tree_that_the_record_names_is_verified(work: Path) -> None:
    assert run(work, "render", "--pr", "7", "--branch", "b", "--sha", "0" * 40).code == 0
    (unit,) = work.glob("preview-out/previews/*/pr-7")
    write(unit, {"0123456789ab/kustomization.yaml": "kind: Kustomization\nresources: [gone.yaml]\n"})
    assert verify(work).code == 0
    (unit / "preview.json").write_text("[" * 5_000, encoding="utf-8")
    assert verify(work).code == 2


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("nothing_rendered", ()),
        ("no_file", ("gone.yaml",)),
        ("empty_directory", ("empty",)),
        ("no_program", ("shop", "--kustomize", "kustomise")),
    ],
)
def test_what_cannot_be_verified(tree: Path, snapshot: Snapshot, name: str, arguments: tuple[str, ...]) -> None:
    (tree / "empty").mkdir()
    snapshot(f"verify/{name}", verify(tree, *arguments))


@pytest.mark.parametrize(
    ("kustomization", "reason"),
    [
        ("helmCharts: [{name: postgresql}]", "`helmCharts` is not among what can be read here"),
        ("resources: [https://github.com/acme/bases]", "is not a relative path"),
        ("resources: [gone.yaml]", "`gone.yaml` does not exist"),
        ("resources: [link.yaml]", "leads through a symbolic link"),
        ("resources: [.]", "it is built on itself"),
        ("resources: [app.yaml]\npatches: [{path: ../other.yaml}]", "is not in the directory of this kustomization"),
        ("resources: [app.yaml]\npatches: [{patch: '- {op: remove, path: /spec/gone}', target: {name: web}}]", "meets nothing"),
        ("resources: [app.yaml]\npatches: [{patch: '{kind: Job, metadata: {name: no}}'}]", "`Job/no` meets nothing"),
        ("resources: [app.yaml]\npatches: [{patch: '{spec: {}}', target: {name: '(a+)+'}}]", "is a regular expression"),
        ("resources: [app.yaml]\nnamespace: [", "it is not valid YAML"),
    ],
)  # fmt: skip
def test_an_overlay_that_cannot_be_read_is_no_crash(tree: Path, kustomization: str, reason: str) -> None:
    write(tree, {"shop/overlay/kustomization.yaml": kustomization})
    (tree / "shop/overlay/link.yaml").symlink_to("app.yaml")
    found = verify(tree, "shop/overlay")
    assert found.code == 2
    assert reason in found.out
    assert "shop/overlay/kustomization.yaml" in found.out


@pytest.mark.parametrize("text", [b"", b"{", b"- a\n- b\n", b"&a [*a]\n", b"---\n" * 200 + b"a: 1", b"kind: [1]"])
def test_a_stream_that_holds_no_objects_is_said_to_hold_none(tree: Path, text: bytes) -> None:
    found = verify(tree, "-", stdin=text)
    assert (found.code, found.err) == (2, "")
    assert "no objects can be read from this" in found.out


def test_losses_say_what_each_pod_holds_and_what_brings_it_back(tmp_path: Path) -> None:
    (tmp_path / "built.yaml").write_text(f"{DATABASE}---\n{APP}", encoding="utf-8")

    found = inside(tmp_path, "verify", "--losses", "built.yaml")

    assert found.code == 0, found.err
    assert found.out == (
        "built.yaml\n"
        "  Deployment/postgres\n"
        "    volume `data`: kept by PersistentVolumeClaim/postgres, whatever happens\n"
        "  Job/migrate\n"
        "    its work: runs again when its pod ends before it is done\n"
    )


def test_teardown_names_what_takes_back_every_effect(tmp_path: Path) -> None:
    found = inside(tmp_path, "verify", "--teardown")

    assert found.code == 0
    assert "GitHub deployment (made by report)\n" in found.out
    assert "  pull request closed or merged: `previewctl remove`, then `previewctl sync`\n" in found.out
