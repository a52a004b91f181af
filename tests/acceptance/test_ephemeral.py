"""Databases without a volume, and passwords that are no secret, as Argo CD applies them: what the real Kustomize builds."""

from __future__ import annotations

import re
import subprocess
import time
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.acceptance import previews
from tests.acceptance.previews import Built, containers, label, pod, role, wave
from tests.acceptance.variants import VARIANTS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.acceptance.conftest import Variants
    from tests.realparts.programs import Object

pytestmark = pytest.mark.acceptance

PREPARED: dict[str, dict[str, list[str]]] = {
    "ephemeral-for-all": {
        "postgres": ["fresh", "seed", "postgres", "extensions", "migrate-postgres", "migrate-search", "migrate-late"],
        "redis": ["redis", "load"],
    },
    "ephemeral-mongodb-with-migrations": {"mongodb": ["mongodb", "load", "migrate"]},
    "ephemeral-with-a-fixed-password": {"postgres": ["fresh", "seed", "postgres", "extensions"]},
    "ephemeral-postgres": {"postgres": ["fresh"]},
    "ephemeral-redis": {"redis": []},
    "ephemeral-mongodb": {"mongodb": []},
}
"""By variant: the init containers of each ephemeral database's pod, in their order."""
CASES = [(variant, engine) for variant, engines in PREPARED.items() for engine in engines]
SIDECARS = [(variant, engine) for variant, engine in CASES if engine in PREPARED[variant][engine]]
UNSAFE = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")


def database(built: Built, engine: str) -> Object:
    spec: Object = pod(built[f"Deployment/{engine}"])
    return spec


def named(spec: Object, name: str) -> Object:
    found: Object
    (found,) = (each for each in [*spec.get("initContainers", ()), *spec["containers"]] if each["name"] == name)
    return found


@pytest.mark.parametrize(("name", "engine"), CASES)
def test_its_pod_does_everything_in_order_before_it_is_ready(variant: Variants, name: str, engine: str) -> None:
    spec = database(variant(name), engine)
    starting = [each["name"] for each in spec.get("initContainers", ())]
    assert starting == PREPARED[name][engine]
    assert [each["name"] for each in spec["containers"]] == (["ready"] if engine in starting else [engine])


@pytest.mark.parametrize(("name", "engine"), SIDECARS)
def test_the_server_is_the_only_sidecar_and_is_asked_whether_it_answers(
    variant: Variants, name: str, engine: str
) -> None:
    """The next container starts once the startup probe has passed, and the pod is ready while the other one passes."""
    spec = database(variant(name), engine)
    assert [each["name"] for each in spec["initContainers"] if each.get("restartPolicy") == "Always"] == [engine]
    assert {"startupProbe", "readinessProbe"} <= named(spec, engine).keys()


@pytest.mark.parametrize(("name", "engine"), CASES)
def test_its_data_is_on_the_node_and_no_claim_is_left(variant: Variants, name: str, engine: str) -> None:
    built = variant(name)
    (data,) = (volume for volume in database(built, engine)["volumes"] if volume["name"] == "data")
    assert data.keys() == {"name", "emptyDir"}
    claims = [item["metadata"]["name"] for item in built.of("PersistentVolumeClaim")]
    assert not [name for name in claims if name.startswith(engine)]
    resources = named(database(built, engine), engine)["resources"]
    assert resources["requests"]["ephemeral-storage"] == data["emptyDir"]["sizeLimit"]


@pytest.mark.parametrize(("name", "engine"), SIDECARS)
def test_nobody_finds_it_before_and_its_own_containers_always_do(variant: Variants, name: str, engine: str) -> None:
    built = variant(name)
    assert not built[f"Service/{engine}"]["spec"].get("publishNotReadyAddresses")
    spec = database(built, engine)
    aliases = [host for entry in spec.get("hostAliases", ()) for host in entry["hostnames"]]
    assert engine in (*aliases, spec.get("hostname"))


@pytest.mark.parametrize("name", sorted(VARIANTS))
def test_what_gives_up_safety_for_speed_never_runs_on_a_claim(variant: Variants, name: str) -> None:
    for item in variant(name).of("Deployment"):
        durable = any("persistentVolumeClaim" in volume for volume in pod(item).get("volumes", ()))
        words = {word for each in containers(item) for word in each.get("args", ())}
        unsafe = label(item) == "Deployment/postgres" and not durable
        assert words & set(UNSAFE) == (set(UNSAFE) if unsafe else set()), label(item)


@pytest.mark.parametrize("name", [name for name in PREPARED if "postgres" in PREPARED[name]])
def test_a_pod_that_comes_up_again_on_its_node_starts_over(variant: Variants, name: str) -> None:
    first = database(variant(name), "postgres")["initContainers"][0]
    assert first["command"][-1].split()[:2] == ["rm", "-rf"]
    assert any(word == "/data/pgdata" for word in first["command"][-1].split())
    assert {mount["mountPath"] for mount in first["volumeMounts"]} >= {"/data"}


def test_the_steps_of_the_pod_are_those_of_the_jobs(variant: Variants) -> None:
    """So that the Jobs, which run in every sync, find everything done."""
    built = variant("ephemeral-for-all")
    spec = database(built, "postgres")
    for job, prefix in (("seed-postgres", ""), ("migrate", "migrate-")):
        for each in containers(built[f"Job/{job}"]):
            beside = named(spec, f"{prefix}{each['name']}")
            assert {**beside, "name": each["name"]} == each
    assert wave(built["Deployment/postgres"]) < wave(built["Job/seed-postgres"]) < wave(built["Job/migrate"])


def test_it_prefers_the_nodes_that_stay_as_every_database_does(variant: Variants) -> None:
    built = variant("ephemeral-on-spot")
    for engine in ("postgres", "redis"):
        affinity = database(built, engine)["affinity"]["nodeAffinity"]
        assert "requiredDuringSchedulingIgnoredDuringExecution" not in affinity
        assert affinity["preferredDuringSchedulingIgnoredDuringExecution"]
    assert {role(built[f"Deployment/{engine}"]) for engine in ("postgres", "redis")} == {"database"}


@pytest.mark.parametrize(
    "name", sorted({*PREPARED, "ephemeral-on-spot", "checked-migrations", "fixed-password-and-seed"})
)
def test_database_seed_migrations_and_app_are_proven_to_start_in_order(name: str, tmp_path: Path) -> None:
    tree = previews.render_text(tmp_path, *VARIANTS[name].texts())
    code, said = previews.run("verify", str(tree.directory), "--color", "never")
    assert code == 0, said
    assert "proven: first sync, new commit, other seed, wake from sleep, pod restart" in said


def overlay(changes: str = "{}", **facts: Any) -> Mapping[str, str]:
    preview, platform = VARIANTS["ephemeral-for-all"].texts()
    return previews.overlay_of(previews.merged(preview, changes), platform, **facts)


def data_of(files: Mapping[str, str], engine: str) -> str:
    spec = yaml.safe_load(files[f"ephemeral-{engine}.yaml"])["spec"]
    return str(spec["template"]["metadata"]["annotations"]["previewctl.dev/data"])


@pytest.mark.parametrize("facts", [{"epoch": 1}, {"content": "b" * 64}], ids=["epoch", "content of the seed"])
def test_other_data_is_another_pod_and_the_app_restarts_on_it(facts: dict[str, Any]) -> None:
    before, after = overlay(), overlay(**facts)
    for engine in ("postgres", "redis"):
        assert data_of(before, engine) != data_of(after, engine)
    stamps = [re.findall(r"previewctl.dev/stamp: (\S+)", files["deployments.yaml"]) for files in (before, after)]
    assert stamps[0] != stamps[1]


def test_the_container_that_stays_ends_as_soon_as_it_is_told_to(variant: Variants) -> None:
    """Kubernetes stops sidecars only after it: one that does not end would leave the server no time to shut down."""
    ready = named(database(variant("ephemeral-for-all"), "postgres"), "ready")
    with subprocess.Popen(
        ready["command"], stdout=subprocess.PIPE, encoding="utf-8", start_new_session=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "the data is in place\n"
        time.sleep(0.2)
        began = time.monotonic()
        process.terminate()
        assert process.wait(timeout=10) == 0
        assert time.monotonic() - began < 2


# --- passwords


@pytest.mark.parametrize("name", sorted(VARIANTS))
def test_a_url_takes_its_password_from_a_reference_and_never_has_one(variant: Variants, name: str) -> None:
    built = variant(name)
    fixed = "ConfigMap/postgres-password" in built.labels
    for owner, each in previews.app_containers(built):
        variables = {variable["name"]: variable for variable in each.get("env", ())}
        if "Deployment/postgres" in built.labels:
            assert variables["DATABASE_URL"]["value"] == "postgres://app:$(PREVIEW_POSTGRES_PASSWORD)@postgres:5432/app"
            source = "configMapKeyRef" if fixed else "secretKeyRef"
            assert list(variables["PREVIEW_POSTGRES_PASSWORD"]["valueFrom"]) == [source], owner
    found = [text for text in previews.texts(built.objects) if re.search(r"://[^/\s$]*:[^/\s$]+@", text)]
    assert found == []


@pytest.mark.parametrize("name", ["fixed-password", "fixed-password-and-seed", "ephemeral-with-a-fixed-password"])
def test_a_password_that_is_no_secret_needs_no_external_secrets(variant: Variants, name: str) -> None:
    built = variant(name)
    assert built.of("ExternalSecret", "Password", "Secret") == []
    password = built["ConfigMap/postgres-password"]
    assert password["data"] == {"password": "preview"}
    assert wave(password) < wave(built["Deployment/postgres"])
    assert list(previews.texts(built.objects)).count("preview") == 1 + names_of_isolation(built)


def names_of_isolation(built: Built) -> int:
    """How often the guard rails' objects are called `preview`, or named by pods."""
    own = len([item for item in built.objects if item["metadata"]["name"] == "preview"])
    return own + len([item for item in built.workloads() if pod(item)["serviceAccountName"] == "preview"])


def test_another_password_is_another_volume(variant: Variants) -> None:
    """A data directory keeps the password that it was made with."""
    claims = {
        variant(name).of("PersistentVolumeClaim")[0]["metadata"]["name"] for name in ("postgres", "fixed-password")
    }
    assert len(claims) == 2
