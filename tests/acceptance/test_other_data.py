"""Other data, as Argo CD sees it: a new claim beside the old one, an app that restarts on it, and a sync that fails visibly.

What Argo CD makes of it follows from the objects: it applies the trees' difference wave by wave, waits for each wave's
health, fails when a hook does, and prunes last (`PruneLast=true`, tests/acceptance/test_argocd.py).
"""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest
import yaml

from tests.acceptance import previews
from tests.acceptance.previews import PLATFORM, PREVIEW, SEEDS, STAMP, Built, label, merged, pod, role, wave
from tests.realparts import kustomize

if TYPE_CHECKING:
    from pathlib import Path

    from tests.realparts.programs import Object

pytestmark = pytest.mark.acceptance

DATABASES = 'databases: {{postgres: {{version: "{version}", storage: {size}}}, redis: {{version: "7.4"}}}}'
SEEDED = "seed: {dataset: orders, version: 2026.11.1}\nmigrations: {command: [migrate], check: [check]}"


class Preview:
    """One preview that is rendered again and again into one directory."""

    def __init__(self, directory: Path) -> None:
        self.service, self.out = directory / "service", directory / "out"
        shutil.copytree(SEEDS, self.service / "seed-data")
        self._unlock()

    def _unlock(self) -> None:
        """The seed of the example is for PostgreSQL 17: here it says nothing of versions."""
        for path in self.service.rglob("seed.lock"):
            lock = yaml.safe_load(path.read_text(encoding="utf-8"))
            lock["engines"] = {engine: {} for engine in lock["engines"]}
            path.write_text(yaml.safe_dump(lock), encoding="utf-8")

    def other_seed(self) -> None:
        """In another directory, for a run reads each lock once."""
        self.service = self.service.rename(self.service.with_name("other-service"))
        for path in self.service.rglob("seed.lock"):
            lock = yaml.safe_load(path.read_text(encoding="utf-8"))
            path.write_text(yaml.safe_dump({**lock, "contentHash": "c0ffee" + "0" * 58}), encoding="utf-8")

    def build(self, version: str = "17", size: str = "2Gi") -> Built:
        text = merged(PREVIEW, f"{DATABASES.format(version=version, size=size)}\n{SEEDED}")
        previews.write_inputs(self.service, text, PLATFORM)
        return self._built(previews.render(self.service, out=self.out))

    def reset(self) -> Built:
        code, said = previews.run(
            "reset", str(self.service), "--pr", str(previews.NUMBER), "--out", str(self.out), "--color", "never"
        )
        assert code == 0, said
        return self._built(previews.Tree(self.out))

    def _built(self, tree: previews.Tree) -> Built:
        record = json.loads((tree.unit("shop") / "preview.json").read_text(encoding="utf-8"))["preview"]
        return Built(kustomize.build(tree.unit("shop") / record["tree"]))


@pytest.fixture
def preview(tmp_path: Path) -> Preview:
    """A preview with PostgreSQL and Redis, a seed and a migration."""
    return Preview(tmp_path)


def claims(built: Built, engine: str) -> list[str]:
    names = [item["metadata"]["name"] for item in built.of("PersistentVolumeClaim")]
    return [name for name in names if name.startswith(f"{engine}-")]


def stamp(built: Built) -> str:
    (found,) = {
        item["spec"]["template"]["metadata"]["annotations"][STAMP]
        for item in built.of("Deployment")
        if role(item) == "process"
    }
    return str(found)


def mounted(item: Object) -> list[str]:
    volumes = pod(item).get("volumes", ())
    return [each["persistentVolumeClaim"]["claimName"] for each in volumes if "persistentVolumeClaim" in each]


def changed(preview: Preview, what: str) -> Built:
    if what == "seed":
        preview.other_seed()
        return preview.build()
    if what == "epoch":
        return preview.reset()
    return preview.build(version="16") if what == "major version" else preview.build(size="1Gi")


@pytest.mark.parametrize("what", ["seed", "major version", "size", "epoch"])
def test_other_data_is_one_new_claim_that_the_server_mounts_and_the_app_restarts_on(
    preview: Preview, what: str
) -> None:
    before, after = preview.build(), changed(preview, what)
    (old,), (new,) = claims(before, "postgres"), claims(after, "postgres")
    assert old != new
    assert mounted(after["Deployment/postgres"]) == [new]
    assert wave(after[f"PersistentVolumeClaim/{new}"]) == wave(after["Deployment/postgres"])
    assert stamp(before) != stamp(after)


@pytest.mark.parametrize(("what", "kept"), [("seed", False), ("major version", True), ("size", True), ("epoch", False)])
def test_the_other_database_s_data_is_replaced_only_where_it_is_other_data_too(
    preview: Preview, what: str, kept: bool
) -> None:
    before, after = preview.build(), changed(preview, what)
    assert (claims(before, "redis") == claims(after, "redis")) is kept


def test_the_same_data_keeps_its_claim_and_its_stamp(preview: Preview) -> None:
    before = preview.build()
    after = preview.build(version="17.2")
    assert claims(before, "postgres") == claims(after, "postgres")
    assert before["Job/migrate"] == after["Job/migrate"]


@pytest.mark.parametrize("what", ["seed", "major version", "size", "epoch"])
def test_a_re_seed_whose_migrations_fail_is_never_shown_as_synced(preview: Preview, what: str) -> None:
    """The only objects that show the new data to Argo CD beside the database stand behind the hooks: those in the last wave.

    While a hook fails they are not applied, so they differ from Git: OutOfSync.
    """
    before, after = preview.build(), changed(preview, what)
    differing = {label(item): item for item in after.objects if item not in before.objects}
    behind = [name for name, item in differing.items() if wave(item) > wave(after["Job/migrate"])]
    assert behind == ["Deployment/web"]
    for name in ("Job/seed-postgres", "Job/migrate"):
        hook = after[name]
        assert hook["metadata"]["annotations"]["argocd.argoproj.io/hook"] == "Sync"
        assert wave(after["Deployment/postgres"]) < wave(hook) < wave(after["Deployment/web"])
