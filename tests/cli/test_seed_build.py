"""`previewctl seed build`: what it writes, prints and refuses."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from previewctl.integrations import registry
from tests.cli.running import PLATFORM, ROOT, inside, run

if TYPE_CHECKING:
    from pathlib import Path

TAG = "2026.11.1-f0ac52141ddb"
PLACE = "registry.example.com/seeds"


@pytest.fixture
def service(tmp_path: Path) -> Path:
    """A service with the example's dataset, and a platform that names a registry."""
    shutil.copytree(ROOT / "seed-data", tmp_path / "seed-data")
    (tmp_path / "platform.yaml").write_text(f"{PLATFORM}seeds: {{registry: {PLACE}}}\n")
    return tmp_path


def references(place: str) -> list[str]:
    return [f"{place}orders/{engine}:{TAG}" for engine in ("postgres", "redis", "mongodb")]


def test_it_writes_a_build_context_for_each_image(service: Path) -> None:
    done = run(service, "seed", "build", "orders")
    contexts = [f"seed-images/orders/{TAG}/{engine}" for engine in ("postgres", "redis", "mongodb")]

    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert [tuple(line.split()) for line in lines[:3]] == [
        (reference, "in", context) for reference, context in zip(references(f"{PLACE}/"), contexts, strict=True)
    ]
    assert lines[3] == "build each with `docker buildx build --push --tag REFERENCE DIRECTORY`"
    assert all((service / context / "Dockerfile").is_file() for context in contexts)
    copied = service / contexts[0] / "data/03_customers_customer.csv"
    assert copied.read_bytes() == (service / "seed-data/orders/postgres/03_customers_customer.csv").read_bytes()


def test_a_second_run_writes_the_same_bytes(service: Path) -> None:
    def build() -> dict[str, bytes]:
        assert inside(service, "seed", "build").code == 0
        found = service / "seed-images"
        return {str(path.relative_to(found)): path.read_bytes() for path in found.rglob("*") if path.is_file()}

    first = build()
    assert build() == first
    shutil.rmtree(service / "seed-images")
    assert build() == first


def test_json_says_what_to_build(service: Path) -> None:
    done = inside(service, "seed", "build", "--format", "json", "--dry-run", "--registry", "localhost:5000/a/")
    images = json.loads(done.out)["images"]

    assert done.code == 0
    assert [image["reference"] for image in images] == references("localhost:5000/a/")
    assert images[0] == {
        "dataset": "orders",
        "version": "2026.11.1",
        "contentHash": "f0ac52141ddb989fd81d89959a573b482a61af2841ae010dbd50cfa6fd2ec08a",
        "engine": "postgres",
        "base": "postgres:17.7-bookworm",
        "reference": f"localhost:5000/a/orders/postgres:{TAG}",
        "context": f"seed-images/orders/{TAG}/postgres",
        "exists": None,
        "build": True,
    }
    assert not (service / "seed-images").exists()


def test_images_that_the_registry_has_are_left_out(service: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def has_image(reference: str) -> bool:
        asked.append(reference)
        return "redis" in reference

    monkeypatch.setattr(registry, "has_image", has_image)
    done = inside(service, "seed", "build", "--skip-existing")

    assert done.code == 0
    assert asked == references(f"{PLACE}/")
    assert "is in the registry" in done.out.splitlines()[1]
    assert sorted(path.name for path in (service / f"seed-images/orders/{TAG}").iterdir()) == ["mongodb", "postgres"]


def test_when_the_registry_has_all_there_is_nothing_to_build(service: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "has_image", lambda reference: True)
    done = inside(service, "seed", "build", "--skip-existing")

    assert done.out.splitlines()[-1] == "the registry has all of them: there is nothing to build"
    assert not (service / "seed-images").exists()


def test_a_registry_that_cannot_be_reached_ends_it_with_4(service: Path) -> None:
    done = run(service, "seed", "build", "--skip-existing", "--registry", "127.0.0.1:1/seeds")

    assert done.code == 4
    assert done.err.startswith("error: 127.0.0.1:1 cannot be reached: ")
    assert not (service / "seed-images").exists()


def test_without_a_registry_there_is_nobody_to_ask(service: Path) -> None:
    (service / "platform.yaml").unlink()
    done = run(service, "seed", "build", "--skip-existing")

    assert done.code == 2
    assert done.err == (
        f"error: `orders/postgres:{TAG}` names no registry\n"
        "hint: pass `--registry HOST/PATH`, or set `seeds.registry` in platform.yaml\n"
    )


def test_data_that_has_left_its_lock_is_not_built(service: Path) -> None:
    with (service / "seed-data/orders/redis/01_flags.redis").open("a") as file:
        file.write("SET flag:new on\n")
    done = run(service, "seed", "build")

    assert done.code == 1
    assert "error[PV321]" in done.err
    assert "previewctl seed lock orders" in done.err
    assert done.out == ""
    assert not (service / "seed-images").exists()


def test_a_statement_that_has_no_place_in_a_seed_is_not_built(service: Path) -> None:
    (service / "seed-data/orders/postgres/07_escape.sql").write_text("\\! touch /tmp/escaped\n")
    assert inside(service, "seed", "lock").code == 1
    done = run(service, "seed", "build")

    assert done.code == 1
    assert "error[PV326]" in done.err
    assert not (service / "seed-images").exists()


def test_a_link_in_a_dataset_is_not_followed(service: Path) -> None:
    (service / "seed-data/orders/postgres/07_link.sql").symlink_to("/etc/passwd")
    done = run(service, "seed", "build")

    assert done.code == 1
    assert "symbolic link" in done.err
    assert not (service / "seed-images").exists()


def test_a_dataset_that_is_not_there_ends_it_with_2(service: Path) -> None:
    done = run(service, "seed", "build", "ordres")

    assert (done.code, done.out) == (2, "")
    assert done.err == "error: there is no dataset `ordres`\nhint: did you mean `orders`?\n"


def test_the_workflow_logs_in_where_the_platform_keeps_its_seeds(service: Path) -> None:
    done = run(service, "seed", "build", "--workflow")

    assert (done.code, done.err) == (0, "")
    assert "REGISTRY: registry.example.com/seeds\n" in done.out
    assert "secrets.SEED_REGISTRY_PASSWORD" in done.out
    assert not (service / "seed-images").exists()


def test_quiet_prints_nothing(service: Path) -> None:
    done = run(service, "seed", "build", "-q")

    assert (done.code, done.out, done.err) == (0, "", "")
