"""The build contexts of images, read by hadolint and ShellCheck; and the workflow that builds them."""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from previewctl.render.seed_image import build_context
from previewctl.render.seed_workflow import seed_workflow
from previewctl.seeds.content import RECIPE
from previewctl.seeds.dataset import Dataset
from previewctl.seeds.declaration import SeedEngineSpec
from previewctl.seeds.files import DatasetFile
from previewctl.seeds.image import Identity, seed_images
from tests.realparts.programs import missing, run

pytestmark = pytest.mark.acceptance

TEMPLATES = Path(__file__).parents[2] / "templates"
ENGINES = {
    "postgres": ("17", "postgres:17.7-bookworm"),
    "redis": ("7.4", "redis:7.4.7-bookworm"),
    "mongodb": ("8.0", "mongo:8.0.16-noble@sha256:" + "a" * 64),
}
SCRIPTS = sorted(path for path in TEMPLATES.glob("seed/*/*") if path.name in {"build", "restore", "load"})
REGISTRIES = ("", "123456789012.dkr.ecr.eu-west-1.amazonaws.com/seeds", "ghcr.io/acme", "registry.example.com:5000/a/b")


def program(name: str) -> str:
    """A program of this environment."""
    found = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    if found is None:
        missing(f"{name} is not installed")
    return found


def contexts(postgres: str = "17") -> dict[str, dict[str, bytes]]:
    """By engine the files of a build context."""
    names = {"postgres": "postgres/01_schema.sql", "redis": "redis/1_a.redis", "mongodb": "mongodb/events.ndjson"}
    files = tuple(DatasetFile(path, engine, 3) for engine, path in names.items())
    images = {**ENGINES, "postgres": (postgres, f"postgres:{postgres}.1-bookworm")}
    engines = tuple(SeedEngineSpec(name, *spec) for name, spec in images.items())
    migrations = {"orders": ("0002_b",), "auth": ("0001_a", "0001_b")}
    dataset = Dataset(Path("orders"), "orders", "2026.1", engines, migrations, files)
    identity = Identity("orders", "2026.1", "0123456789abcdef" * 4)
    return {
        image.engine: dict(build_context(image, identity, migrations, {names[image.engine]: b"abc"}))
        for image in seed_images(dataset, identity)
    }


def dockerfile(engine: str, postgres: str = "17") -> str:
    return contexts(postgres)[engine]["Dockerfile"].decode()


@pytest.mark.parametrize("engine", ENGINES)
def test_hadolint_has_nothing_to_say(engine: str, tmp_path: Path) -> None:
    path = tmp_path / "Dockerfile"
    path.write_text(dockerfile(engine))

    assert json.loads(run([program("hadolint"), "--format", "json", path])) == []


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_shellcheck_has_nothing_to_say(script: Path) -> None:
    assert script.read_text().startswith("#!/bin/sh\n")
    assert json.loads(run([program("shellcheck"), "--shell=sh", "--format=json", script])) == []


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_dash_reads_the_scripts(script: Path) -> None:
    assert run([shutil.which("dash") or "sh", "-n", script]) == ""


def test_node_reads_the_steps_of_mongodb() -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("NOT TESTED: there is no node to read load.js")
    assert run([node, "--check", TEMPLATES / "seed/mongodb/load.js"]) == ""


@pytest.mark.parametrize("postgres", ["14", "15", "16", "17", "18"])
def test_the_data_is_baked_by_the_image_that_serves_it_outside_of_its_volume(postgres: str) -> None:
    text = dockerfile("postgres", postgres)
    volume = "/var/lib/postgresql" if int(postgres) >= 18 else "/var/lib/postgresql/data"

    assert re.findall(r"^FROM (\S+)", text, re.MULTILINE) == [f"postgres:{postgres}.1-bookworm"] * 2
    paths = re.findall(r"PGDATA=(\S+)", text)
    assert paths == ["/seed/pgdata"] * 2
    assert not any(path.startswith(f"{volume}/") for path in paths)
    assert text.rstrip().endswith("USER 999:999")
    assert "--chown=999:999 /seed /seed" in text


@pytest.mark.parametrize("engine", ENGINES)
def test_an_image_says_what_it_is(engine: str) -> None:
    labels = dict(re.findall(r'^LABEL (\S+?)="(.*)"$', dockerfile(engine), re.MULTILINE))

    assert labels.pop("dev.previewctl.seed.migrations").replace('\\"', '"') == (
        '{"auth":["0001_a","0001_b"],"orders":["0002_b"]}'
    )
    assert labels == {
        "dev.previewctl.seed.dataset": "orders",
        "dev.previewctl.seed.engine": engine,
        "dev.previewctl.seed.hash": "0123456789abcdef" * 4,
        "dev.previewctl.seed.version": "2026.1",
        "org.opencontainers.image.base.name": ENGINES[engine][1].replace(":17.7", ":17.1"),
        "org.opencontainers.image.title": f"orders/{engine}",
        "org.opencontainers.image.version": "2026.1-0123456789ab",
    }


@pytest.mark.parametrize("engine", ENGINES)
def test_a_build_context_has_all_that_its_dockerfile_takes(engine: str) -> None:
    files = contexts()[engine]
    taken = set(re.findall(r"/build/([\w.]+)", files["Dockerfile"].decode())) - {"data"}

    assert taken <= set(files)
    assert files["identity"] == b"orders 2026.1 " + b"0123456789abcdef" * 4 + b"\n"
    kind, name, file = files["order"].decode().rstrip("\n").split("\t")
    assert files[f"data/{file}"] == b"abc"
    assert (kind, name) in {("sql", "schema"), ("redis", "a"), ("ndjson", "events")}
    assert contexts()[engine] == files, "the same inputs give the same bytes"


def test_the_recipe_counts_what_images_are_made_by() -> None:
    """Whoever changes what an image would hold raises `RECIPE`, so that every dataset gets a new tag."""
    import hashlib

    total = hashlib.sha256()
    for path in sorted(TEMPLATES.glob("seed/*/*")):
        total.update(path.read_bytes())

    assert (RECIPE, total.hexdigest()[:16]) == (1, "a12b682c699880bd"), (
        "the recipe has changed: raise RECIPE in previewctl/seeds/content.py, lock the datasets anew, and note both here"
    )


@pytest.mark.parametrize("registry", REGISTRIES)
def test_the_workflow_is_one_that_github_takes(registry: str, tmp_path: Path) -> None:
    path = tmp_path / "seed-images.yaml"
    path.write_bytes(seed_workflow(registry))
    run([program("check-jsonschema"), "--builtin-schema", "vendor.github-workflows", path])
    run([program("yamllint"), "--strict", path])


@pytest.mark.parametrize("registry", REGISTRIES)
def test_zizmor_finds_nothing_in_the_workflow(registry: str, tmp_path: Path) -> None:
    path = tmp_path / "seed-images.yaml"
    path.write_bytes(seed_workflow(registry))
    found = run([program("zizmor"), "--offline", "--persona=pedantic", "--format=json", "--no-progress", path])

    assert json.loads(found) == []


def workflow(registry: str) -> dict[str, Any]:
    found = yaml.safe_load(seed_workflow(registry))
    assert isinstance(found, dict)
    return found


def test_every_action_is_pinned_by_its_commit() -> None:
    used = [
        step["uses"]
        for registry in REGISTRIES
        for step in workflow(registry)["jobs"]["images"]["steps"]
        if "uses" in step
    ]

    assert {action.partition("@")[0] for action in used} == {
        "actions/checkout",
        "aws-actions/configure-aws-credentials",
    }
    assert all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", action) for action in used)


def test_amazons_registry_is_reached_without_a_stored_key() -> None:
    job = workflow(REGISTRIES[1])["jobs"]["images"]
    steps = {step.get("uses", "").partition("@")[0]: step.get("with") for step in job["steps"]}

    assert job["permissions"] == {"contents": "read", "id-token": "write"}
    assert steps["aws-actions/configure-aws-credentials"] == {
        "role-to-assume": "${{ vars.SEED_IMAGES_ROLE }}",
        "aws-region": "eu-west-1",
    }
    assert "secrets." not in seed_workflow(REGISTRIES[1]).decode()


@pytest.mark.parametrize("registry", REGISTRIES)
def test_no_expression_stands_inside_a_script(registry: str) -> None:
    scripts = [step["run"] for step in workflow(registry)["jobs"]["images"]["steps"] if "run" in step]

    assert len(scripts) == 4
    assert not [script for script in scripts if "${{" in script]


def test_every_script_of_an_image_is_looked_at() -> None:
    assert {path.relative_to(TEMPLATES / "seed").as_posix() for path in SCRIPTS} == {
        "mongodb/load",
        "postgres/build",
        "postgres/restore",
        "redis/load",
    }
