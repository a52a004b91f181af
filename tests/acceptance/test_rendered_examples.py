"""What Argo CD applies for each example: the objects that the real Kustomize builds, held against the specification."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.acceptance import previews
from tests.acceptance.previews import (
    COMPONENT,
    NUMBER,
    SERVICES,
    SHA,
    STAMP,
    Built,
    Tree,
    containers,
    label,
    pod,
    role,
    wave,
)
from tests.acceptance.variants import VARIANTS
from tests.realparts import argocd

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.acceptance.conftest import Variants
    from tests.realparts.programs import Object

pytestmark = pytest.mark.acceptance

BACKENDS = ("billing-api", "orders-api")
TEAMS = {"billing-api": "payments", "orders-api": "payments", "shop-web": "storefront"}
VARIED = {
    "least",
    "everything",
    "checked-migrations",
    "ephemeral-on-spot",
    "ephemeral-mongodb-with-migrations",
    "fixed-password-and-seed",
    "alb",
    "ingress",
    "vue",
    "many-replicas",
    "several-migrations",
    "seed-for-all",
    "shared-volume-on-one-node",
    "shared-volume-of-a-shared-class",
    "spot-required",
    "no-endpoint",
    "gateway-with-platform-authentication",
}
"""The variants that the general rules are held against, beside the examples."""


@pytest.fixture(scope="session", params=[*SERVICES, *sorted(VARIED)])
def built(request: pytest.FixtureRequest) -> Built:
    """An example's objects, or a variant's."""
    name: str = request.param
    if name in SERVICES:
        examples: dict[str, Built] = request.getfixturevalue("examples")
        return examples[name]
    variant: Variants = request.getfixturevalue("variant")
    return variant(name)


@pytest.fixture(scope="session")
def orders(examples: dict[str, Built]) -> Built:
    """The example with everything."""
    return examples["orders-api"]


@pytest.fixture(scope="session")
def web(examples: dict[str, Built]) -> Built:
    """The frontend."""
    return examples["shop-web"]


def namespace(built: Built) -> Object:
    """The preview's Namespace."""
    (found,) = built.of("Namespace")
    return found


# --- names and labels


@pytest.mark.parametrize("service", SERVICES)
def test_the_namespace_is_named_by_the_service_and_the_number(examples: dict[str, Built], service: str) -> None:
    assert namespace(examples[service])["metadata"]["name"] == f"pv-{service}-{NUMBER}"


def test_every_other_object_stands_in_that_namespace(built: Built) -> None:
    name = namespace(built)["metadata"]["name"]
    others = [item for item in built.objects if item["kind"] != "Namespace"]
    assert {item["metadata"].get("namespace") for item in others} == {name}


def test_the_namespace_enforces_the_restricted_standard(built: Built) -> None:
    labels = namespace(built)["metadata"]["labels"]
    assert {key: value for key, value in labels.items() if key.startswith("pod-security.")} == {
        "pod-security.kubernetes.io/enforce": "restricted",
        "pod-security.kubernetes.io/enforce-version": "latest",
        "pod-security.kubernetes.io/audit": "restricted",
        "pod-security.kubernetes.io/warn": "restricted",
    }


def test_a_gateway_can_select_the_namespace_by_the_platform_s_label(orders: Built) -> None:
    assert namespace(orders)["metadata"]["labels"]["gateway-access"] == "previews"


@pytest.mark.parametrize("service", SERVICES)
def test_every_object_and_every_pod_carries_the_common_labels(examples: dict[str, Built], service: str) -> None:
    common = {
        "app.kubernetes.io/name": service,
        "app.kubernetes.io/instance": f"pv-{service}-{NUMBER}",
        "app.kubernetes.io/part-of": service,
        "app.kubernetes.io/managed-by": "previewctl",
        "previewctl.dev/service": service,
        "previewctl.dev/pull-request": str(NUMBER),
        "previewctl.dev/team": TEAMS[service],
    }
    built = examples[service]
    templates = [item["spec"]["template"] for item in built.workloads()]
    for item in [*built.objects, *templates]:
        assert common.items() <= item["metadata"]["labels"].items(), item


def test_every_workload_and_its_pods_carry_component_and_role(built: Built) -> None:
    for item in built.workloads():
        own, of_pods = item["metadata"]["labels"], item["spec"]["template"]["metadata"]["labels"]
        assert own[COMPONENT] == of_pods[COMPONENT] == item["metadata"]["name"]
        assert own["previewctl.dev/role"] == of_pods["previewctl.dev/role"]
        assert role(item) in {"process", "service", "database", "hook"}


def selectors(built: Built) -> Iterator[Object]:
    """Every selector of pods."""
    for item in built.of("Deployment"):
        yield item["spec"]["selector"]["matchLabels"]
    for item in built.of("Service"):
        yield item["spec"]["selector"]
    for item in built.of("NetworkPolicy"):
        yield item["spec"]["podSelector"].get("matchLabels", {})


def test_a_selector_names_the_component_and_nothing_that_varies(built: Built) -> None:
    assert {key for selector in selectors(built) for key in selector} <= {COMPONENT}


def test_every_selector_finds_pods_of_one_workload(built: Built) -> None:
    components = [item["metadata"]["name"] for item in built.workloads()]
    assert len(set(components)) == len(components)
    assert {selector[COMPONENT] for selector in selectors(built) if selector} <= set(components)


# --- images and leftovers


def test_an_app_s_image_is_tagged_with_the_full_sha(built: Built) -> None:
    images = {
        each["image"] for item in built.workloads() if role(item) == "process" for each in pod(item)["containers"]
    }
    assert images
    assert all(re.fullmatch(rf"[a-z0-9./-]+:{SHA}", image) for image in images)


def test_every_image_has_a_tag_that_does_not_move(built: Built) -> None:
    for item in built.workloads():
        for each in containers(item):
            name, _, tag = each["image"].rpartition(":")
            assert name, each["image"]
            assert tag not in {"", "latest"}


def test_no_placeholder_image_is_left(built: Built) -> None:
    assert not [
        each["image"] for item in built.workloads() for each in containers(item) if "previewctl.dev" in each["image"]
    ]


def test_no_placeholder_of_a_template_or_a_base_is_left(built: Built) -> None:
    resolvers = "${NGINX_LOCAL_RESOLVERS}"  # nginx' own entrypoint fills it in
    left = [
        text
        for text in previews.texts(built.objects)
        if re.search(r"preview\.invalid|\$\{|<%|%>|\{\{|\}\}", text.replace(resolvers, ""))
    ]
    assert left == []


# --- waves


WAVES = {
    "Namespace": -50,
    "ResourceQuota": -40,
    "LimitRange": -40,
    "SleepInfo": -40,
    "NetworkPolicy": -40,
    "ServiceAccount": -40,
    "Password": -35,
    "ExternalSecret": -30,
    "ConfigMap": -30,
    "HTTPRoute": 0,
    "Ingress": 0,
}
"""The design's table, of the kinds that stand in one wave."""


def expected_wave(item: Object) -> int:
    """The design's table."""
    kind, component = item["kind"], item["metadata"]["labels"].get(COMPONENT, "")
    if kind == "Job":
        return {"migrate": -5, "release": -4, "postdeploy": -3}.get(component, -10)
    if kind in {"Deployment", "Service", "PersistentVolumeClaim"}:
        return -20 if component in {"postgres", "redis", "mongodb", "mailpit"} else 0
    return WAVES[kind]


def test_every_object_stands_in_the_wave_of_its_kind(built: Built) -> None:
    assert {label(item): wave(item) for item in built.objects} == {
        label(item): expected_wave(item) for item in built.objects
    }


def test_the_seed_jobs_are_named_by_their_databases(orders: Built) -> None:
    assert {label(item) for item in orders.of("Job") if wave(item) == -10} == {
        f"Job/seed-{name}" for name in ("postgres", "redis", "mongodb")
    }


# --- hooks


def test_every_job_is_a_sync_hook_that_replaces_its_predecessor(built: Built) -> None:
    for item in built.of("Job"):
        annotations = item["metadata"]["annotations"]
        assert annotations["argocd.argoproj.io/hook"] == "Sync"
        assert annotations["argocd.argoproj.io/hook-delete-policy"] == "BeforeHookCreation"


def test_nothing_but_jobs_is_a_hook(built: Built) -> None:
    hooks = {item["kind"] for item in built.objects if "argocd.argoproj.io/hook" in item["metadata"]["annotations"]}
    assert hooks <= {"Job"}


def test_every_job_ends(built: Built) -> None:
    for item in built.of("Job"):
        assert 0 <= item["spec"]["backoffLimit"] <= 6
        assert 0 < item["spec"]["activeDeadlineSeconds"] <= 3600
        assert pod(item)["restartPolicy"] == "Never"


def test_an_eviction_is_no_failure_of_a_job(built: Built) -> None:
    for item in built.of("Job"):
        rules = item["spec"]["podFailurePolicy"]["rules"]
        assert {"action": "Ignore", "onPodConditions": [{"type": "DisruptionTarget", "status": "True"}]} in rules


def test_no_job_removes_itself(built: Built) -> None:
    assert not [label(item) for item in built.of("Job") if "ttlSecondsAfterFinished" in item["spec"]]


def test_every_name_is_fixed(built: Built) -> None:
    assert not [item for item in built.objects if "generateName" in item["metadata"]]


def test_there_is_no_stateful_set(built: Built) -> None:
    assert {item["kind"] for item in built.workloads()} <= {"Deployment", "Job"}


def test_every_deployment_turns_degraded_in_time(built: Built) -> None:
    jobs = sum(item["spec"]["activeDeadlineSeconds"] for item in built.of("Job"))
    for item in built.of("Deployment"):
        prepares = any("restartPolicy" in each for each in pod(item).get("initContainers", ()))
        assert 0 < item["spec"]["progressDeadlineSeconds"] <= (300 + jobs if prepares else 300)


# --- pods


def test_every_container_meets_the_restricted_standard(built: Built) -> None:
    for item in built.workloads():
        for each in containers(item):
            context = {**pod(item)["securityContext"], **each["securityContext"]}
            assert context["runAsNonRoot"] is True
            assert context["allowPrivilegeEscalation"] is False
            assert context["capabilities"] == {"drop": ["ALL"]}
            assert context["seccompProfile"] == {"type": "RuntimeDefault"}
            assert context["runAsUser"] > 0


def test_every_container_requests_cpu_and_memory_and_is_limited_in_memory(built: Built) -> None:
    for item in built.workloads():
        for each in containers(item):
            assert {"cpu", "memory"} <= each["resources"]["requests"].keys(), (label(item), each["name"])
            assert "memory" in each["resources"]["limits"]


def test_no_pod_holds_a_token_of_the_cluster(built: Built) -> None:
    (account,) = built.of("ServiceAccount")
    assert account["automountServiceAccountToken"] is False
    for item in built.workloads():
        assert pod(item)["automountServiceAccountToken"] is False
        assert pod(item)["serviceAccountName"] == account["metadata"]["name"]


def test_no_pod_gets_variables_of_services_that_it_did_not_ask_for(built: Built) -> None:
    assert all(pod(item)["enableServiceLinks"] is False for item in built.workloads())


def test_every_pod_tolerates_the_spot_nodes(built: Built) -> None:
    for item in built.workloads():
        assert pod(item)["tolerations"] == [
            {"key": "previewctl.dev/spot", "operator": "Exists", "effect": "NoSchedule"}
        ]


def test_every_pod_tolerates_the_platform_s_own_taint(variant: Variants) -> None:
    for item in variant("spot-with-another-taint").workloads():
        assert {"key": "example.com/spot", "operator": "Exists", "effect": "NoSchedule"} in pod(item)["tolerations"]


def test_a_pod_tolerates_no_spot_node_when_there_shall_be_none(variant: Variants) -> None:
    assert not [label(item) for item in variant("spot-never").workloads() if "tolerations" in pod(item)]


def test_what_a_container_mounts_is_a_volume_of_its_pod_once(built: Built) -> None:
    for item in built.workloads():
        volumes = [volume["name"] for volume in pod(item).get("volumes", ())]
        assert len(set(volumes)) == len(volumes)
        for each in containers(item):
            mounts = each.get("volumeMounts", ())
            assert {mount["name"] for mount in mounts} <= set(volumes)
            assert len({mount["mountPath"] for mount in mounts}) == len(mounts)


def test_a_container_with_a_read_only_root_can_write_to_tmp(built: Built) -> None:
    for item in built.workloads():
        for each in containers(item):
            if each["securityContext"].get("readOnlyRootFilesystem"):
                assert "/tmp" in {mount["mountPath"] for mount in each["volumeMounts"]}, (label(item), each["name"])


# --- the stamp


def test_the_stamp_stands_on_the_pods_of_the_last_wave_and_nowhere_else(built: Built) -> None:
    stamped = {
        label(item)
        for item in built.workloads()
        if STAMP in item["spec"]["template"]["metadata"].get("annotations", {})
    }
    assert stamped == {label(item) for item in built.of("Deployment") if wave(item) == 0}
    assert not [label(item) for item in built.objects if STAMP in item["metadata"]["annotations"]]


def test_all_processes_carry_the_same_stamp(built: Built) -> None:
    assert len(stamps(built)) == 1


def stamps(built: Built) -> set[str]:
    """The stamps of the last wave."""
    templates = [item["spec"]["template"]["metadata"] for item in built.of("Deployment") if role(item) == "process"]
    return {template["annotations"][STAMP] for template in templates}


def changed(changes: str = "{}", **facts: Any) -> Mapping[str, str]:
    """The overlay of a preview with everything, with some keys or facts changed."""
    preview, platform = VARIANTS["everything"].texts()
    return previews.overlay_of(previews.merged(preview, changes), platform, **facts)


def stamp_of(overlay: Mapping[str, str]) -> str:
    """The stamp in a rendered overlay."""
    (stamp,) = set(re.findall(rf"{STAMP}: \"?([0-9a-f]{{12}})", overlay["deployments.yaml"]))
    return str(stamp)


@pytest.mark.parametrize(
    ("what", "changes"),
    [
        ("release hook", "hooks: {release: [warm, other], postdeploy: {command: [create, users], timeout: 2m}}"),
        ("postdeploy hook", "hooks: {release: [warm, caches], postdeploy: [create, others]}"),
        ("timeout of a hook", "hooks: {release: [warm, caches], postdeploy: {command: [create, users], timeout: 3m}}"),
        ("migration", "migrations: {command: [python, manage.py, migrate, --plan]}"),
        (
            "extension",
            'databases: {postgres: {version: "17", extensions: [pg_trgm]}, redis: {version: "7.4"}, mongodb: {version: "8.0"}}',
        ),
        ("missing seed", "seed: null"),
        (
            "major version of a database",
            'databases: {postgres: {version: "17", extensions: [pg_trgm, unaccent]}, redis: {version: "8.0"}, mongodb: {version: "8.0"}}',
        ),
    ],
)
def test_the_stamp_changes_with(what: str, changes: str) -> None:
    assert stamp_of(changed(changes)) != stamp_of(changed()), what


@pytest.mark.parametrize(
    "facts", [{"epoch": 1}, {"attempt": 1}, {"content": "b" * 64}], ids=["epoch", "attempt", "content of the seed"]
)
def test_the_stamp_changes_with_another(facts: dict[str, Any]) -> None:
    assert stamp_of(changed(**facts)) != stamp_of(changed())


@pytest.mark.parametrize(
    "changes",
    [
        "env: {LOG_LEVEL: info, SESSION_KEY: {generate: secret, length: 64}, STRIPE: {secret: 'preview/shop/stripe#key'}}",
        "processes: {web: {command: [gunicorn, other], port: 8000, health: /healthz, replicas: 2}, worker: {command: [celery, worker]}}",
        "endpoint: {robots: index}",
    ],
    ids=["the value of a variable", "the command of a process", "the endpoint"],
)
def test_the_stamp_does_not_change_with(changes: str) -> None:
    assert stamp_of(changed(changes)) == stamp_of(changed())


# --- data


def test_a_database_s_claim_is_named_by_the_identity_of_its_data(built: Built) -> None:
    for item in built.of("PersistentVolumeClaim"):
        component = item["metadata"]["labels"][COMPONENT]
        if component in {"postgres", "redis", "mongodb"}:
            assert re.fullmatch(rf"{component}-[0-9a-f]{{12}}-0", item["metadata"]["name"])


def test_every_claim_is_mounted_and_every_mounted_claim_exists(built: Built) -> None:
    volumes = [volume for item in built.workloads() for volume in pod(item).get("volumes", ())]
    mounted = {volume["persistentVolumeClaim"]["claimName"] for volume in volumes if "persistentVolumeClaim" in volume}
    assert mounted == {item["metadata"]["name"] for item in built.of("PersistentVolumeClaim")}


def test_no_hook_mounts_a_claim(built: Built) -> None:
    volumes = [volume for item in built.of("Job") for volume in pod(item).get("volumes", ())]
    assert not [volume for volume in volumes if "persistentVolumeClaim" in volume]


def claims(overlay: Mapping[str, str]) -> set[str]:
    """The names that an overlay gives to the claims of databases."""
    return set(re.findall(r"\"?((?:postgres|redis|mongodb)-[0-9a-f]{12}-[0-9]+)", overlay["kustomization.yaml"]))


def test_another_epoch_is_another_volume_of_each_database() -> None:
    assert {name[:-2] for name in claims(changed(epoch=1))} == {name[:-2] for name in claims(changed())}
    assert all(name.endswith("-1") for name in claims(changed(epoch=1)))


def test_another_content_of_the_seed_is_another_volume() -> None:
    assert not claims(changed(content="b" * 64)) & claims(changed())


def test_another_major_version_is_another_volume_and_another_minor_is_not() -> None:
    def of(version: str) -> set[str]:
        return claims(changed(f'databases: {{redis: {{version: "{version}"}}}}\nhooks: {{}}'))

    assert of("7.2") == of("7.4")
    assert of("8.0") != of("7.4")


def test_two_pods_never_share_a_data_directory(built: Built) -> None:
    for item in built.of("Deployment"):
        if role(item) == "database":
            assert item["spec"]["strategy"] == {"type": "Recreate"}
            assert item["spec"]["replicas"] == 1


def test_a_volume_of_several_pods_keeps_them_on_one_node(variant: Variants) -> None:
    built = variant("shared-volume-on-one-node")
    (claim,) = built.of("PersistentVolumeClaim")
    assert claim["spec"]["accessModes"] == ["ReadWriteOnce"]
    for item in built.of("Deployment"):
        (term,) = pod(item)["affinity"]["podAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]
        labels = item["spec"]["template"]["metadata"]["labels"]
        assert term["topologyKey"] == "kubernetes.io/hostname"
        assert term["labelSelector"]["matchLabels"].items() <= labels.items()
        assert item["spec"]["strategy"] == {"type": "Recreate"}


def test_a_volume_of_a_shared_class_leaves_pods_where_they_like(variant: Variants) -> None:
    built = variant("shared-volume-of-a-shared-class")
    (claim,) = built.of("PersistentVolumeClaim")
    assert (claim["spec"]["accessModes"], claim["spec"]["storageClassName"]) == (["ReadWriteMany"], "efs")
    assert not [label(item) for item in built.of("Deployment") if "podAffinity" in pod(item).get("affinity", {})]


# --- the environment


def config_maps_used(built: Built) -> Iterator[str]:
    """Every ConfigMap that a pod names."""
    for item in built.workloads():
        for each in containers(item):
            yield from (
                source["configMapRef"]["name"] for source in each.get("envFrom", ()) if "configMapRef" in source
            )
            references = (variable.get("valueFrom", {}).get("configMapKeyRef") for variable in each.get("env", ()))
            yield from (reference["name"] for reference in references if reference)
        yield from (volume["configMap"]["name"] for volume in pod(item).get("volumes", ()) if "configMap" in volume)


def test_a_config_map_s_hash_is_followed_into_every_pod_that_names_it(built: Built) -> None:
    names = {item["metadata"]["name"] for item in built.of("ConfigMap")}
    assert all(re.fullmatch(r"(env|config|nginx)-[a-z0-9]{10}", name) for name in names - {"postgres-password"})
    assert set(config_maps_used(built)) == names


def test_every_process_and_hook_of_the_app_has_the_same_environment(orders: Built) -> None:
    def comparable(container: Object) -> tuple[Any, Any]:
        own = [each for each in container.get("env", ()) if each["name"] != "PORT"]
        return own, container["envFrom"]

    found = {f"{owner} {each['name']}": comparable(each) for owner, each in previews.app_containers(orders)}
    assert found.keys() == {
        *(f"Deployment/{name} {each}" for name in ("web", "worker", "beat") for each in ("app", "wait-migrate")),
        "Job/migrate migrate",
        "Job/release release",
        "Job/postdeploy postdeploy",
    }
    assert all(environment == found["Deployment/web app"] for environment in found.values())


def test_a_migration_in_an_image_of_its_own_has_the_app_s_environment(variant: Variants) -> None:
    built = variant("several-migrations")
    assert [each["name"] for owner, each in previews.app_containers(built) if owner == "Job/migrate"] == [
        "flyway",
        "indexes",
        "documents",
    ]


def test_a_connection_url_stands_after_the_password_that_it_names(built: Built) -> None:
    for owner, each in previews.app_containers(built):
        seen: set[str] = set()
        for variable in each.get("env", ()):
            assert set(re.findall(r"\$\(([A-Za-z_][A-Za-z0-9_]*)\)", variable.get("value", ""))) <= seen, owner
            seen.add(variable["name"])


def test_a_password_is_only_ever_a_reference(built: Built) -> None:
    source = "configMapKeyRef" if "ConfigMap/postgres-password" in built.labels else "secretKeyRef"
    for item in built.workloads():
        for each in containers(item):
            for variable in each.get("env", ()):
                if "PASSWORD" in variable["name"]:
                    assert list(variable["valueFrom"]) == [source], (label(item), variable)


def test_a_variable_is_set_once_in_a_container(built: Built) -> None:
    for item in built.workloads():
        for each in containers(item):
            names = [variable["name"] for variable in each.get("env", ())]
            assert len(set(names)) == len(names)


def secrets_made(built: Built) -> dict[str, set[str] | None]:
    """The Secrets that will be there, with their keys; None where these are not known."""
    made: dict[str, set[str] | None] = {}
    for item in built.of("ExternalSecret"):
        keys: set[str] | None = {entry["secretKey"] for entry in item["spec"].get("data", ())}
        for source in item["spec"].get("dataFrom", ()):
            if "extract" in source:
                keys = None
            elif keys is not None:
                keys |= {rule["regexp"]["target"] for rule in source.get("rewrite", ())} or {"password"}
        made[item["spec"]["target"]["name"]] = keys
    return made


def secrets_used(built: Built) -> Iterator[tuple[str, str | None]]:
    """Every Secret that a container names, and the key."""
    for item in built.workloads():
        for each in containers(item):
            yield from (
                (source["secretRef"]["name"], None) for source in each.get("envFrom", ()) if "secretRef" in source
            )
            references = (variable.get("valueFrom", {}).get("secretKeyRef") for variable in each.get("env", ()))
            yield from ((reference["name"], reference["key"]) for reference in references if reference)


def test_every_secret_and_key_that_a_container_names_is_made_by_an_external_secret(built: Built) -> None:
    made = secrets_made(built)
    for name, key in secrets_used(built):
        assert name in made
        keys = made[name]
        assert key is None or keys is None or key in keys, (name, key)


def test_every_secret_that_is_made_is_used(built: Built) -> None:
    assert set(secrets_made(built)) == {name for name, _ in secrets_used(built)}


def test_every_generator_that_is_named_exists(built: Built) -> None:
    sources = [source for item in built.of("ExternalSecret") for source in item["spec"].get("dataFrom", ())]
    named = {source["sourceRef"]["generatorRef"]["name"] for source in sources if "sourceRef" in source}
    assert named == {item["metadata"]["name"] for item in built.of("Password")}


def test_a_generated_value_never_changes_and_a_remote_one_is_followed(orders: Built) -> None:
    policies = {item["metadata"]["name"]: item["spec"]["refreshPolicy"] for item in orders.of("ExternalSecret")}
    assert policies == {
        "postgres": "CreatedOnce",
        "env-secret-key": "CreatedOnce",
        "env-demo-password": "CreatedOnce",
        "env-stripe-key": "Periodic",
        "secrets-0": "Periodic",
    }


def test_there_is_no_secret_with_a_value_in_git(built: Built) -> None:
    assert built.of("Secret") == []


# --- the quota

_UNITS: dict[str, int | Decimal] = {
    "": 1,
    "m": Decimal("0.001"),
    "k": 1000,
    "M": 1000**2,
    "G": 1000**3,
    "Ki": 1024,
    "Mi": 1024**2,
    "Gi": 1024**3,
    "Ti": 1024**4,
}


def amount(text: str) -> Decimal:
    """A Kubernetes quantity."""
    found = re.fullmatch(r"([0-9.]+)([A-Za-z]*)", str(text))
    assert found, text
    return Decimal(found[1]) * _UNITS[found[2]]


def pod_amounts(item: Object) -> dict[str, Decimal]:
    """What the scheduler counts for one pod: its containers together, or the hungriest of its start."""

    counted = (("requests", "cpu"), ("requests", "memory"), ("limits", "memory"))
    return {f"{part}.{name}": _most_at_once(item, part, name) for part, name in counted} | {"pods": Decimal(1)}


def _most_at_once(item: Object, part: str, name: str) -> Decimal:
    """Init containers run one by one; a sidecar goes on beside all that start after it."""
    beside = most = Decimal(0)
    for each in pod(item).get("initContainers", ()):
        own = amount(each["resources"][part].get(name, "0"))
        most = max(most, beside + own)
        beside += own if each.get("restartPolicy") == "Always" else 0
    mains = sum((amount(each["resources"][part].get(name, "0")) for each in pod(item)["containers"]), beside)
    return max(most, mains)


def most_pods(item: Object) -> int:
    """How many pods of a Deployment a rollout may have at once."""
    replicas, strategy = item["spec"].get("replicas", 1), item["spec"]["strategy"]
    if strategy["type"] == "Recreate" or not replicas:
        return int(replicas)
    surge = strategy.get("rollingUpdate", {}).get("maxSurge", "25%")
    extra = surge if isinstance(surge, int) else -(-replicas * int(surge.rstrip("%")) // 100)
    return int(replicas + extra)


def needed(built: Built) -> dict[str, Decimal]:
    """The most that may run at once: all Deployments in the middle of a rollout, and the costliest wave of hooks."""
    total: dict[str, Decimal] = defaultdict(Decimal)
    for item in built.of("Deployment"):
        for name, value in pod_amounts(item).items():
            total[name] += value * most_pods(item)
    jobs = sorted(built.of("Job"), key=wave)
    waves: list[dict[str, Decimal]] = []
    for _, group in groupby(jobs, wave):
        together: dict[str, Decimal] = defaultdict(Decimal)
        for item in group:
            for name, value in pod_amounts(item).items():
                together[name] += value
        waves.append(together)
    for name in list(total):
        total[name] += max((together[name] for together in waves), default=Decimal(0))
    for item in built.of("PersistentVolumeClaim"):
        times = 2 if re.fullmatch(r"(postgres|redis|mongodb)-.*", item["metadata"]["name"]) else 1
        total["requests.storage"] += amount(item["spec"]["resources"]["requests"]["storage"]) * times
        total["persistentvolumeclaims"] += times
    return total


def test_the_quota_holds_all_pods_with_a_rollout_and_hooks_and_a_second_volume_of_each_database(built: Built) -> None:
    (quota,) = built.of("ResourceQuota")
    hard = {name: amount(value) for name, value in quota["spec"]["hard"].items()}
    short = {name: (hard[name], value) for name, value in needed(built).items() if hard[name] < value}
    assert short == {}


def test_the_quota_is_the_platforms_and_not_the_plans(orders: Built, web: Built) -> None:
    """So that the hooks of a smaller plan start while the pods of the larger one before it still run."""
    hard = [item["ResourceQuota/preview"]["spec"]["hard"] for item in (orders, web)]
    assert hard[0]["requests.storage"] == hard[1]["requests.storage"] == "60Gi"
    assert amount(hard[1]["requests.memory"]) >= amount("16Gi")
    assert amount(hard[1]["requests.cpu"]) >= amount("8")


def test_the_quota_admits_no_load_balancer_and_no_node_port(built: Built) -> None:
    hard = built["ResourceQuota/preview"]["spec"]["hard"]
    assert (hard["services.loadbalancers"], hard["services.nodeports"]) == ("0", "0")


def test_a_service_is_reached_inside_the_cluster_alone(built: Built) -> None:
    assert {item["spec"].get("type", "ClusterIP") for item in built.of("Service")} <= {"ClusterIP"}


# --- the network


def policies(built: Built) -> dict[str, Object]:
    """The NetworkPolicies' specifications by name."""
    return {item["metadata"]["name"]: item["spec"] for item in built.of("NetworkPolicy")}


def test_pods_reach_each_other_and_nothing_else_unless_a_policy_says_so(built: Built) -> None:
    deny = policies(built)["default-deny"]
    assert deny["podSelector"] == {}
    assert deny["policyTypes"] == ["Ingress", "Egress"]
    assert deny["ingress"] == [{"from": [{"podSelector": {}}]}]
    assert deny["egress"] == [{"to": [{"podSelector": {}}]}]


def test_public_https_excludes_private_addresses_and_the_platform_s_own(orders: Built) -> None:
    (rule,) = policies(orders)["https"]["egress"]
    assert rule["ports"] == [{"protocol": "TCP", "port": 443}]
    blocks = {peer["ipBlock"]["cidr"]: set(peer["ipBlock"]["except"]) for peer in rule["to"]}
    assert blocks["0.0.0.0/0"] == {
        "169.254.0.0/16",
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "100.64.0.0/10",
        "203.0.113.0/24",
    }
    assert blocks["::/0"] == {"fc00::/7", "fe80::/10"}


def test_an_excluded_range_of_version_6_is_excluded_too(variant: Variants) -> None:
    (rule,) = policies(variant("excluded-ranges"))["https"]["egress"]
    excluded = {item for peer in rule["to"] for item in peer["ipBlock"]["except"]}
    assert {"203.0.113.0/24", "2001:db8::/32"} <= excluded


def test_every_policy_names_peers_and_ports_but_the_one_for_the_namespace_itself(built: Built) -> None:
    for name, spec in policies(built).items():
        for rule in [*spec.get("ingress", ()), *spec.get("egress", ())]:
            assert rule.get("from") or rule.get("to"), name
            assert name == "default-deny" or rule.get("ports"), name


def test_the_gateway_reaches_the_public_process_on_its_port(orders: Built) -> None:
    assert policies(orders)["endpoint"] == {
        "podSelector": {"matchLabels": {COMPONENT: "web"}},
        "policyTypes": ["Ingress"],
        "ingress": [
            {
                "from": [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "gateway-system"}}}],
                "ports": [{"protocol": "TCP", "port": 8000}],
            }
        ],
    }


def test_other_previews_reach_it_when_their_namespace_says_that_they_use_this_one(orders: Built) -> None:
    (rule,) = policies(orders)["callers"]["ingress"]
    assert rule == {
        "from": [{"namespaceSelector": {"matchLabels": {"uses.previewctl.dev/orders-api": str(NUMBER)}}}],
        "ports": [{"protocol": "TCP", "port": 8000}],
    }


def test_a_dependency_in_staging_is_reached_in_its_namespace_on_its_port(orders: Built) -> None:
    (rule,) = policies(orders)["to-billing-api"]["egress"]
    assert rule == {
        "to": [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "staging"}}}],
        "ports": [{"protocol": "TCP", "port": 8000}],
    }


def test_a_dependency_outside_the_cluster_is_reached_by_its_addresses(variant: Variants) -> None:
    (rule,) = policies(variant("staging-by-address-range"))["to-ledger"]["egress"]
    assert rule == {"to": [{"ipBlock": {"cidr": "10.9.0.0/16"}}], "ports": [{"protocol": "TCP", "port": 8443}]}


def test_a_preview_that_another_one_uses_is_named_on_the_caller_and_let_out_to(variant: Variants) -> None:
    built = variant("override-to-a-preview")
    assert namespace(built)["metadata"]["labels"]["uses.previewctl.dev/billing"] == "7"
    (rule,) = policies(built)["to-billing"]["egress"]
    assert rule["to"] == [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "pv-billing-7"}}}]
    assert built.environment()["BILLING_URL"] == "http://web.pv-billing-7.svc.cluster.local:8000"


# --- the endpoint


@pytest.mark.parametrize("service", SERVICES)
def test_the_route_attaches_its_host_to_the_shared_gateway(examples: dict[str, Built], service: str) -> None:
    route = examples[service]["HTTPRoute/endpoint"]["spec"]
    assert route["hostnames"] == [f"{service}-pr-{NUMBER}.preview.acme-previews.dev"]
    assert route["parentRefs"] == [
        {
            "group": "gateway.networking.k8s.io",
            "kind": "Gateway",
            "name": "previews",
            "namespace": "gateway-system",
            "sectionName": "https",
        }
    ]


def backends(built: Built) -> Iterator[tuple[str, int]]:
    """Every Service and port behind the public address."""
    for item in built.of("HTTPRoute"):
        for rule in item["spec"]["rules"]:
            yield from ((backend["name"], backend["port"]) for backend in rule["backendRefs"])
    for item in built.of("Ingress"):
        for rule in item["spec"]["rules"]:
            for path in rule["http"]["paths"]:
                yield path["backend"]["service"]["name"], path["backend"]["service"]["port"]["number"]


def test_what_stands_behind_the_public_address_is_a_service_of_that_port_and_pods_that_listen(built: Built) -> None:
    for name, port in backends(built):
        service = built[f"Service/{name}"]["spec"]
        assert [(each["port"], each.get("targetPort", each["port"])) for each in service["ports"]] == [(port, port)]
        (main,) = pod(built[f"Deployment/{service['selector'][COMPONENT]}"])["containers"]
        assert port in {each["containerPort"] for each in main["ports"]}


def test_there_is_one_public_address_unless_nothing_listens(built: Built) -> None:
    listens = any(
        role(item) == "process" and "ports" in each for item in built.of("Deployment") for each in containers(item)
    )
    assert len(list(backends(built))) == int(listens)


def test_search_engines_are_kept_out(orders: Built) -> None:
    (rule,) = orders["HTTPRoute/endpoint"]["spec"]["rules"]
    (header,) = rule["filters"][0]["responseHeaderModifier"]["set"]
    assert header == {"name": "X-Robots-Tag", "value": "noindex, nofollow"}


def test_search_engines_are_let_in_where_the_preview_says_so(variant: Variants) -> None:
    (rule,) = variant("gateway-listed-by-search-engines")["HTTPRoute/endpoint"]["spec"]["rules"]
    assert not rule.get("filters")


def test_a_guarded_route_carries_the_platform_s_labels_and_annotations(variant: Variants) -> None:
    metadata = variant("gateway-with-platform-authentication")["HTTPRoute/endpoint"]["metadata"]
    assert metadata["labels"]["auth"] == "oidc"
    assert metadata["annotations"]["example.com/auth"] == "oidc"
    assert metadata["annotations"]["external-dns.alpha.kubernetes.io/exclude"] == "true"


def test_an_alb_s_preview_joins_the_shard_of_its_number(variant: Variants) -> None:
    item = variant("alb")["Ingress/endpoint"]
    annotations = item["metadata"]["annotations"]
    assert annotations["alb.ingress.kubernetes.io/group.name"] == f"previews-{NUMBER % 4}"
    assert annotations["alb.ingress.kubernetes.io/healthcheck-path"] == "/healthz"
    assert annotations["alb.ingress.kubernetes.io/certificate-arn"] == "arn:aws:acm:eu-west-1:1:certificate/0a"
    assert annotations["alb.ingress.kubernetes.io/scheme"] == "internet-facing"
    assert item["spec"]["ingressClassName"] == "previews"
    assert [rule["host"] for rule in item["spec"]["rules"]] == ["shop-pr-42.previews.example.com"]


@pytest.mark.parametrize(
    ("name", "tls"),
    [
        ("ingress", {"hosts": ["shop-pr-42.previews.example.com"], "secretName": "wildcard"}),
        ("ingress-with-the-controller-s-certificate", {"hosts": ["shop-pr-42.previews.example.com"]}),
    ],
)
def test_an_ingress_names_its_class_its_host_and_its_certificate(variant: Variants, name: str, tls: Object) -> None:
    spec = variant(name)["Ingress/endpoint"]["spec"]
    assert spec["ingressClassName"] == "traefik"
    assert [rule["host"] for rule in spec["rules"]] == ["shop-pr-42.previews.example.com"]
    assert spec["tls"] == [tls]


def test_a_public_pod_is_probed_with_the_host_that_it_serves(orders: Built) -> None:
    (main,) = pod(orders["Deployment/web"])["containers"]
    for name in ("startupProbe", "readinessProbe"):
        assert main[name]["httpGet"] == {
            "path": "/healthz",
            "port": 8000,
            "httpHeaders": [{"name": "Host", "value": "orders-api-pr-42.preview.acme-previews.dev"}],
        }


# --- the frontend


def test_a_frontend_s_web_server_and_its_runtime_configuration_are_mounted(web: Built) -> None:
    (main,) = pod(web["Deployment/web"])["containers"]
    mounts = {mount["mountPath"]: (mount["name"], mount.get("subPath")) for mount in main["volumeMounts"]}
    assert mounts["/etc/nginx/templates"] == ("nginx", None)
    assert mounts["/usr/share/nginx/html/config.js"] == ("config", "config.js")
    volumes = {volume["name"]: volume for volume in pod(web["Deployment/web"])["volumes"]}
    for name, key in (("nginx", "default.conf.template"), ("config", "config.js")):
        config_map = web.config_map(name)
        assert volumes[name]["configMap"]["name"] == config_map["metadata"]["name"]
        assert list(config_map["data"]) == [key]


def test_a_frontend_reads_its_dependency_s_public_url_from_config_js(web: Built) -> None:
    text = web.config_map("config")["data"]["config.js"]
    found = re.fullmatch(r"window\.__CONFIG__ = (\{.*\});\n", text, re.DOTALL)
    assert found
    assert json.loads(found[1]) == {"catalogUrl": "https://catalog.staging.acme.dev"}


def test_a_frontend_passes_its_proxied_path_on(web: Built) -> None:
    text = web.config_map("nginx")["data"]["default.conf.template"]
    assert "location ~ ^/api(/|$) {" in text
    assert "set $upstream http://orders-api.staging.svc.cluster.local:8000;" in text


def test_a_frontend_listens_where_its_service_points(web: Built) -> None:
    text = web.config_map("nginx")["data"]["default.conf.template"]
    ((_, port),) = list(backends(web))
    assert f"listen {port};" in text


# --- the project


def test_the_project_permits_every_object(shop: Tree, built: Built) -> None:
    verdicts = argocd.permitted(shop.control / "appproject.yaml", built.objects)
    assert [name for name, permitted in verdicts.items() if not permitted] == []


def test_the_project_lists_no_kind_that_nothing_emits(shop: Tree, variant: Variants) -> None:
    (project,) = argocd.decode(shop.control / "appproject.yaml")[0].documents
    listed = {(entry["group"], entry["kind"]) for entry in project["spec"]["namespaceResourceWhitelist"]}
    objects = [item for name in ("everything", "alb", "ingress", "vue", "kube-green") for item in variant(name).objects]
    emitted = {(item["apiVersion"].rpartition("/")[0], item["kind"]) for item in objects if item["kind"] != "Namespace"}
    assert listed == emitted


def test_the_project_permits_nothing_outside_the_previews_namespaces(shop: Tree, orders: Built) -> None:
    foreign = [
        {**item, "metadata": {**item["metadata"], "namespace": "argocd"}}
        for item in orders.of("Deployment", "ConfigMap")
    ]
    assert not any(argocd.permitted(shop.control / "appproject.yaml", foreign).values())


@pytest.mark.parametrize(
    ("api", "kind"),
    [
        ("rbac.authorization.k8s.io/v1", "RoleBinding"),
        ("rbac.authorization.k8s.io/v1", "ClusterRoleBinding"),
        ("v1", "Secret"),
        ("argoproj.io/v1alpha1", "Application"),
        ("external-secrets.io/v1", "ClusterExternalSecret"),
    ],
)
def test_the_project_does_not_permit(shop: Tree, api: str, kind: str) -> None:
    item = {"apiVersion": api, "kind": kind, "metadata": {"name": "x", "namespace": "pv-orders-api-42"}}
    assert list(argocd.permitted(shop.control / "appproject.yaml", [item]).values()) == [False]


def test_a_namespace_of_another_name_is_not_permitted(shop: Tree) -> None:
    item = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "kube-system"}}
    assert list(argocd.permitted(shop.control / "appproject.yaml", [item]).values()) == [False]


def test_every_overlay_reads_nothing_but_itself_and_the_bases(shop: Tree) -> None:
    for service in SERVICES:
        overlay = shop.overlay(service)
        text = (overlay / "kustomization.yaml").read_text(encoding="utf-8")
        for found in re.findall(r"\.\./[^\"\s]*", text):
            reached = Path(overlay, found).resolve()
            assert (shop.directory / "previews" / "_bases").resolve() in reached.parents
