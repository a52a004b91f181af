"""Builds every base with the real Kustomize, alone and under an overlay, and asserts on the objects that come out."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.realparts import kubeconform, kustomize

if TYPE_CHECKING:
    from collections.abc import Iterator

Object = dict[str, Any]

BASES = Path(__file__).parents[2] / "kustomize-bases"
DIRECTORIES = sorted(str(found.parent.relative_to(BASES)) for found in BASES.rglob("kustomization.yaml"))
DATABASES = ["postgres", "redis", "mongodb"]
SPOT_LABELS = ("karpenter.sh/capacity-type", "eks.amazonaws.com/capacityType")
WAVE = "argocd.argoproj.io/sync-wave"
TOLERATION = {"key": "previewctl.dev/spot", "operator": "Exists", "effect": "NoSchedule"}
POD_AFFINITY = {
    "requiredDuringSchedulingIgnoredDuringExecution": [
        {"labelSelector": {"matchLabels": {"previewctl.dev/volume": "media"}}, "topologyKey": "kubernetes.io/hostname"}
    ]
}
RESTRICTED = {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}, "runAsNonRoot": True}
LEFT_ALONE = {name for name in DIRECTORIES if name.startswith("databases/") and "-" in name}
"""What fails without something to patch, on purpose."""


# --- the rendered half of a preview, as small as it can be


def container(name: str, image: str) -> Object:
    return {
        "name": name,
        "image": image,
        "env": [{"name": "LOG_LEVEL", "value": "debug"}],
        "securityContext": dict(RESTRICTED),
        "resources": {"requests": {"cpu": "100m", "memory": "256Mi"}, "limits": {"memory": "256Mi"}},
    }


def workload(kind: str, name: str, role: str, main: str = "app", **labels: str) -> Object:
    own = {"app.kubernetes.io/component": name, "previewctl.dev/role": role} | {
        f"previewctl.dev/{key}": value for key, value in labels.items()
    }
    is_job = kind == "Job"
    pod: Object = {"securityContext": {"runAsUser": 1000}, "containers": [container(main, f"{main}-image")]}
    spec: Object = {"template": {"metadata": {"labels": own}, "spec": pod}}
    if is_job:
        pod["restartPolicy"] = "Never"
    else:
        spec["selector"] = {"matchLabels": {"app.kubernetes.io/component": name}}
    annotations = {WAVE: "-5", "argocd.argoproj.io/hook": "Sync"} if is_job else {WAVE: "0"}
    return {
        "apiVersion": "batch/v1" if is_job else "apps/v1",
        "kind": kind,
        "metadata": {"name": name, "labels": own, "annotations": annotations},
        "spec": spec,
    }


def web() -> Object:
    """A process whose volume binds it to a node."""
    item = workload("Deployment", "web", "process", port="http", image="app")
    item["spec"]["template"]["spec"]["affinity"] = {"podAffinity": POD_AFFINITY}
    return item


def secrets() -> Iterator[Object]:
    for sort in ("generated", "remote"):
        yield {
            "apiVersion": "external-secrets.io/v1",
            "kind": "ExternalSecret",
            "metadata": {"name": sort, "labels": {"previewctl.dev/secret": sort}},
            "spec": {"target": {"name": f"secret-{sort}"}},
        }
    yield {
        "apiVersion": "generators.external-secrets.io/v1alpha1",
        "kind": "Password",
        "metadata": {"name": "session", "labels": {"previewctl.dev/secret": "generator"}},
        "spec": {"length": 64, "allowRepeat": False, "noUpper": False},
    }


def rendered() -> list[Object]:
    return [
        web(),
        workload("Deployment", "worker", "process", port="none", image="app"),
        workload("Deployment", "mailpit", "service", main="mailpit"),
        workload("Job", "migrate", "hook", image="app"),
        workload("Job", "seed-postgres", "hook", main="extensions", image="database"),
        *secrets(),
    ]


class Overlay:
    """A preview's directory beside a copy of the bases, as they stand in the GitOps repository."""

    def __init__(self, directory: Path) -> None:
        shutil.copytree(BASES, directory / "_bases" / "0123456789ab")
        self._directory = directory / "orders-api" / "pr-42"

    def build(self, *components: str, databases: list[str] | None = None, patches: list[Object] | None = None) -> Built:
        bases = "../../_bases/0123456789ab"
        self._directory.mkdir(parents=True, exist_ok=True)
        (self._directory / "rendered.yaml").write_text(yaml.safe_dump_all(rendered()), encoding="utf-8")
        kustomization = {
            "namespace": "pv-orders-api-42",
            "labels": [{"pairs": {"previewctl.dev/pull-request": "42"}, "includeTemplates": True}],
            "resources": ["rendered.yaml", *(f"{bases}/databases/{name}" for name in databases or [])],
            "components": [f"{bases}/{name}" for name in components],
            "images": [
                {"name": "previewctl.dev/postgres", "newName": "mirror.example/postgres", "newTag": "17.6-bookworm"},
                {
                    "name": "previewctl.dev/postgres-seed",
                    "newName": "mirror.example/orders/postgres",
                    "newTag": "2026.11.1-0123456789ab",
                },
            ],
            "patches": patches or [],
        }
        (self._directory / "kustomization.yaml").write_text(yaml.safe_dump(kustomization), encoding="utf-8")
        return Built(kustomize.build(self._directory))


class Built:
    """What a build printed, by kind and name."""

    def __init__(self, objects: list[Object]) -> None:
        self.objects = objects

    def __getitem__(self, label: str) -> Object:
        kind, name = label.split("/")
        return next(item for item in self.objects if item["kind"] == kind and item["metadata"]["name"] == name)

    def pod(self, label: str) -> Object:
        pod: Object = self[label]["spec"]["template"]["spec"]
        return pod

    def main(self, label: str) -> Object:
        main: Object = self.pod(label)["containers"][0]
        return main

    def workloads(self) -> list[Object]:
        return [item for item in self.objects if item["kind"] in ("Deployment", "Job")]


@pytest.fixture
def overlay(tmp_path: Path) -> Overlay:
    return Overlay(tmp_path)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A preview with everything: all databases, a seed, all concerns of a usual platform, Django."""
    return Overlay(tmp_path_factory.mktemp("whole")).build(
        "databases/postgres-seed",
        "concerns/isolation",
        "concerns/spot/preferred",
        "concerns/endpoint-gateway",
        "concerns/external-secrets",
        "runtimes/django",
        databases=DATABASES,
    )


def containers(item: Object) -> Iterator[Object]:
    pod = item["spec"]["template"]["spec"]
    yield from pod.get("initContainers", ())
    yield from pod["containers"]


def wave(item: Object) -> str:
    return str(item["metadata"]["annotations"][WAVE])


def preferences(pod: Object) -> list[Object]:
    """The preferred terms as label: values."""
    terms = pod["affinity"]["nodeAffinity"]["preferredDuringSchedulingIgnoredDuringExecution"]
    return [{rule["key"]: rule["values"] for rule in term["preference"]["matchExpressions"]} for term in terms]


def requirements(pod: Object) -> list[list[tuple[str, str, list[str]]]]:
    """The required terms, alternatives of each other."""
    required = pod["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]
    return [
        [(rule["key"], rule["operator"], rule["values"]) for rule in term["matchExpressions"]]
        for term in required["nodeSelectorTerms"]
    ]


# --- each directory alone


@pytest.mark.parametrize("directory", sorted(set(DIRECTORIES) - LEFT_ALONE))
def test_builds_alone_and_satisfies_the_schemas(directory: str) -> None:
    objects = kustomize.build(BASES / directory)
    assert not objects or kubeconform.problems(objects) == []


@pytest.mark.parametrize("directory", DIRECTORIES)
def test_a_concern_is_a_component_and_a_database_a_base(directory: str) -> None:
    kind = yaml.safe_load((BASES / directory / "kustomization.yaml").read_text(encoding="utf-8"))["kind"]
    is_base = directory in {f"databases/{name}" for name in DATABASES}
    assert kind == ("Kustomization" if is_base else "Component")


def test_a_seed_without_postgres_fails_the_build(overlay: Overlay) -> None:
    with pytest.raises(AssertionError, match=r"Deployment\.v1\.apps/postgres"):
        overlay.build("databases/postgres-seed", databases=["redis"])


@pytest.mark.parametrize("name", DATABASES)
def test_a_database_meets_the_restricted_standard_by_itself(name: str) -> None:
    built = Built(kustomize.build(BASES / "databases" / name))
    pod = built.pod(f"Deployment/{name}")
    assert pod["securityContext"] == {
        "runAsNonRoot": True,
        "runAsUser": 999,
        "runAsGroup": 999,
        "fsGroup": 999,
        "fsGroupChangePolicy": "OnRootMismatch",
        "seccompProfile": {"type": "RuntimeDefault"},
    }
    assert built.main(f"Deployment/{name}")["securityContext"] == RESTRICTED | {"readOnlyRootFilesystem": True}
    assert (pod["automountServiceAccountToken"], pod["enableServiceLinks"]) == (False, False)


# --- the whole preview


def test_the_whole_preview_satisfies_the_schemas(whole: Built) -> None:
    assert kubeconform.problems(whole.objects) == []


def test_no_stateful_set_and_no_service_that_opens_the_cluster(whole: Built) -> None:
    assert "StatefulSet" not in {item["kind"] for item in whole.objects}
    services = [item["spec"] for item in whole.objects if item["kind"] == "Service"]
    assert [spec.get("type", "ClusterIP") for spec in services] == ["ClusterIP"] * len(DATABASES)


def test_every_container_has_an_image_and_meets_the_restricted_standard(whole: Built) -> None:
    for item in whole.workloads():
        for each in containers(item):
            assert each.get("image"), f"{item['metadata']['name']}: a patch added the container {each['name']}"
            assert RESTRICTED.items() <= each["securityContext"].items()
        pod = item["spec"]["template"]["spec"]["securityContext"]
        assert (pod["runAsNonRoot"], pod["seccompProfile"]) == (True, {"type": "RuntimeDefault"})
        assert pod["runAsUser"] in (999, 1000), "the rendered user survives"


def test_every_container_has_requests_and_a_memory_limit_but_no_cpu_limit(whole: Built) -> None:
    for item in whole.workloads():
        for each in containers(item):
            assert set(each["resources"]["requests"]) - {"ephemeral-storage"} == {"cpu", "memory"}
            assert set(each["resources"]["limits"]) - {"ephemeral-storage"} == {"memory"}


def test_every_workload_carries_its_role_and_selects_by_component_alone(whole: Built) -> None:
    for item in whole.workloads():
        labels = item["metadata"]["labels"]
        of_pods = item["spec"]["template"]["metadata"]["labels"]
        for key in ("app.kubernetes.io/component", "previewctl.dev/role"):
            assert labels[key] == of_pods[key]
        if item["kind"] == "Deployment":
            assert item["spec"]["selector"]["matchLabels"] == {"app.kubernetes.io/component": item["metadata"]["name"]}


def test_waves(whole: Built) -> None:
    found: dict[str, set[str]] = {}
    for item in whole.objects:
        found.setdefault(wave(item), set()).add(f"{item['kind']}/{item['metadata']['name']}")
    assert found == {
        "-40": {
            "ServiceAccount/preview",
            "ResourceQuota/preview",
            "LimitRange/preview",
            "NetworkPolicy/default-deny",
            "NetworkPolicy/dns",
            "NetworkPolicy/https",
        },
        "-35": {"Password/postgres", "Password/session"},
        "-30": {"ExternalSecret/postgres", "ExternalSecret/generated", "ExternalSecret/remote"},
        "-20": {f"{kind}/{name}" for kind in ("Deployment", "PersistentVolumeClaim", "Service") for name in DATABASES},
        "-5": {"Job/migrate", "Job/seed-postgres"},
        "0": {"Deployment/web", "Deployment/worker", "Deployment/mailpit", "HTTPRoute/endpoint"},
    }


def test_isolation_reaches_every_pod(whole: Built) -> None:
    for item in whole.workloads():
        pod = item["spec"]["template"]["spec"]
        assert pod["serviceAccountName"] == "preview"
        assert pod["automountServiceAccountToken"] is False
        assert pod["enableServiceLinks"] is False
    assert whole["ServiceAccount/preview"]["automountServiceAccountToken"] is False


def test_quota_and_defaults(whole: Built) -> None:
    hard = whole["ResourceQuota/preview"]["spec"]["hard"]
    assert (hard["services.loadbalancers"], hard["services.nodeports"]) == ("0", "0")
    (limits,) = whole["LimitRange/preview"]["spec"]["limits"]
    assert "cpu" not in limits["default"]
    assert set(limits["defaultRequest"]) == {"cpu", "memory"}


def test_network_policies(whole: Built) -> None:
    policies = {item["metadata"]["name"]: item["spec"] for item in whole.objects if item["kind"] == "NetworkPolicy"}
    assert all(spec["podSelector"] == {} for spec in policies.values())
    same_namespace: list[Object] = [{"podSelector": {}}]
    assert policies["default-deny"]["policyTypes"] == ["Ingress", "Egress"]
    assert policies["default-deny"]["ingress"] == [{"from": same_namespace}]
    assert policies["default-deny"]["egress"] == [{"to": same_namespace}]
    (names,) = policies["dns"]["egress"]
    assert {(port["protocol"], port["port"]) for port in names["ports"]} == {("UDP", 53), ("TCP", 53)}
    assert {"ipBlock": {"cidr": "169.254.20.10/32"}} in names["to"]
    (outside,) = policies["https"]["egress"]
    assert outside["ports"] == [{"protocol": "TCP", "port": 443}]
    assert {block["ipBlock"]["cidr"]: set(block["ipBlock"]["except"]) for block in outside["to"]} == {
        "0.0.0.0/0": {"169.254.0.0/16", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"},
        "::/0": {"fc00::/7", "fe80::/10"},
    }


# --- databases


@pytest.mark.parametrize(
    ("name", "port", "claim"), [("postgres", 5432, "2Gi"), ("redis", 6379, "1Gi"), ("mongodb", 27017, "2Gi")]
)
def test_a_database_is_a_service_a_claim_and_one_pod(whole: Built, name: str, port: int, claim: str) -> None:
    service = whole[f"Service/{name}"]["spec"]
    assert service["selector"] == {"app.kubernetes.io/component": name}
    assert [each["port"] for each in service["ports"]] == [port]
    assert [each["containerPort"] for each in whole.main(f"Deployment/{name}")["ports"]] == [port]
    volume = whole[f"PersistentVolumeClaim/{name}"]["spec"]
    assert (volume["accessModes"], volume["resources"]) == (["ReadWriteOncePod"], {"requests": {"storage": claim}})
    spec = whole[f"Deployment/{name}"]["spec"]
    assert (spec["replicas"], spec["strategy"]) == (1, {"type": "Recreate"})
    assert (spec["progressDeadlineSeconds"], spec["revisionHistoryLimit"]) == (300, 2)


@pytest.mark.parametrize("name", DATABASES)
def test_a_database_is_ready_only_when_it_answers(whole: Built, name: str) -> None:
    main = whole.main(f"Deployment/{name}")
    startup = main["startupProbe"]
    assert startup["periodSeconds"] * startup["failureThreshold"] < 300, "fails before the Deployment's own deadline"
    assert main["readinessProbe"]["exec"]["command"]
    assert "livenessProbe" not in main, "it would restart a server that is merely busy"


@pytest.mark.parametrize("name", DATABASES)
def test_what_a_database_writes_is_mounted(whole: Built, name: str) -> None:
    pod = whole.pod(f"Deployment/{name}")
    volumes = {volume["name"] for volume in pod["volumes"]}
    for each in containers(whole[f"Deployment/{name}"]):
        assert each["securityContext"]["readOnlyRootFilesystem"] is True
        assert {mount["name"] for mount in each["volumeMounts"]} <= volumes
        assert "/tmp" in {mount["mountPath"] for mount in each["volumeMounts"]}
    assert all(volume["emptyDir"].get("sizeLimit") for volume in pod["volumes"] if "emptyDir" in volume)


@pytest.mark.parametrize("name", DATABASES)
def test_another_name_of_the_claim_is_followed(overlay: Overlay, name: str) -> None:
    patch = yaml.safe_dump(
        [
            {"op": "replace", "path": "/metadata/name", "value": f"{name}-0123456789ab-0"},
            {"op": "replace", "path": "/spec/resources/requests/storage", "value": "5Gi"},
            {"op": "add", "path": "/spec/storageClassName", "value": "gp3"},
        ]
    )
    target = {"kind": "PersistentVolumeClaim", "name": name}
    built = overlay.build(
        databases=[name], patches=[{"target": target, "patch": patch, "options": {"allowNameChange": True}}]
    )
    claim = built[f"PersistentVolumeClaim/{name}-0123456789ab-0"]["spec"]
    assert (claim["resources"]["requests"]["storage"], claim["storageClassName"]) == ("5Gi", "gp3")
    (volume,) = (each for each in built.pod(f"Deployment/{name}")["volumes"] if each["name"] == "data")
    assert volume["persistentVolumeClaim"]["claimName"] == f"{name}-0123456789ab-0"
    assert built[f"Service/{name}"], "only the claim is renamed"
    assert built[f"Deployment/{name}"]


def test_postgres_keeps_its_data_outside_the_declared_volume(overlay: Overlay) -> None:
    built = overlay.build(databases=["postgres"])
    main = built.main("Deployment/postgres")
    variables = {each["name"]: each.get("value") or each["valueFrom"] for each in main["env"]}
    assert variables == {
        "POSTGRES_USER": "app",
        "POSTGRES_DB": "app",
        "POSTGRES_PASSWORD": {"secretKeyRef": {"name": "postgres", "key": "password"}},
        "PGDATA": "/data/pgdata",
    }
    mounts = {each["mountPath"] for each in main["volumeMounts"]}
    assert mounts == {"/data", "/dev/shm", "/var/run/postgresql", "/tmp"}
    assert main["image"] == "mirror.example/postgres:17.6-bookworm"
    assert "initContainers" not in built.pod("Deployment/postgres")
    for probe in ("startupProbe", "readinessProbe"):
        assert main[probe]["exec"]["command"] == ["pg_isready", "-h", "127.0.0.1", "-U", "app", "-d", "app"]


def test_the_password_of_postgres_is_made_once_and_fits_into_a_url(whole: Built) -> None:
    assert whole["Password/postgres"]["spec"] == {
        "length": 32,
        "digits": 8,
        "symbols": 0,
        "noUpper": False,
        "allowRepeat": True,
    }
    spec = whole["ExternalSecret/postgres"]["spec"]
    assert spec["refreshPolicy"] == "CreatedOnce"
    assert spec["target"] == {"name": "postgres", "creationPolicy": "Owner"}
    (source,) = spec["dataFrom"]
    assert source["sourceRef"]["generatorRef"] == {
        "apiVersion": "generators.external-secrets.io/v1alpha1",
        "kind": "Password",
        "name": "postgres",
    }


def test_the_seed_stands_on_the_volume_before_the_server_starts(whole: Built) -> None:
    (seed,) = whole.pod("Deployment/postgres")["initContainers"]
    main = whole.main("Deployment/postgres")
    assert seed["command"] == ["/seed/restore"]
    assert seed["image"] == main["image"] == "mirror.example/orders/postgres:2026.11.1-0123456789ab"
    assert {each["name"] for each in seed["env"]} == {"PGPASSWORD", "PGDATA"}
    assert seed["securityContext"] == main["securityContext"]
    assert seed["resources"] == main["resources"], "or the quota would have to count it"
    assert {"name": "data", "mountPath": "/data"} in seed["volumeMounts"]
    assert main["env"], "the patch keeps the rest of the server"


def test_redis_keeps_a_queue_and_refuses_rather_than_drops(whole: Built) -> None:
    args = whole.main("Deployment/redis")["args"]
    options = dict(zip(args[::2], args[1::2], strict=True))
    assert options == {
        "--dir": "/data",
        "--appendonly": "yes",
        "--save": "",
        "--maxmemory": "160mb",
        "--maxmemory-policy": "noeviction",
    }
    assert whole.main("Deployment/redis")["resources"]["limits"]["memory"] == "256Mi"
    assert {"name": "data", "mountPath": "/data"} in whole.main("Deployment/redis")["volumeMounts"]


def test_mongodb_is_a_replica_set_of_one(whole: Built) -> None:
    service = whole["Service/mongodb"]["spec"]
    assert (service["clusterIP"], service["publishNotReadyAddresses"]) == ("None", True)
    main = whole.main("Deployment/mongodb")
    assert main["args"][:3] == ["--replSet", "rs0", "--bind_ip_all"]
    assert whole.pod("Deployment/mongodb")["hostname"] == "mongodb", "the member's name resolves without DNS"
    initiate = main["startupProbe"]["exec"]["command"][-1]
    assert 'host: "mongodb:27017"' in initiate
    assert "NotYetInitialized" in initiate
    assert "isWritablePrimary" in main["readinessProbe"]["exec"]["command"][-1]
    assert {"name": "HOME", "value": "/tmp"} in main["env"]
    assert {mount["mountPath"] for mount in main["volumeMounts"]} == {"/data/db", "/data/configdb", "/tmp"}


# --- spot

ON_DEMAND = [{SPOT_LABELS[0]: ["on-demand", "reserved"]}, {SPOT_LABELS[1]: ["ON_DEMAND"]}]
SPOT = [{SPOT_LABELS[0]: ["spot"]}, {SPOT_LABELS[1]: ["SPOT"]}]
APPS = ["Deployment/web", "Deployment/worker", "Deployment/mailpit"]
CAREFUL = [*(f"Deployment/{name}" for name in DATABASES), "Job/migrate", "Job/seed-postgres"]


@pytest.mark.parametrize("mode", ["preferred", "required"])
def test_data_and_hooks_prefer_nodes_that_stay(overlay: Overlay, mode: str) -> None:
    built = overlay.build(f"concerns/spot/{mode}", databases=DATABASES)
    for label in CAREFUL:
        node_affinity = built.pod(label)["affinity"]["nodeAffinity"]
        assert set(node_affinity) == {"preferredDuringSchedulingIgnoredDuringExecution"}
        assert preferences(built.pod(label)) == ON_DEMAND
    assert all(built.pod(label)["tolerations"] == [TOLERATION] for label in [*APPS, *CAREFUL])


def test_preferred_apps_start_elsewhere_without_spot_capacity(overlay: Overlay) -> None:
    built = overlay.build("concerns/spot/preferred", databases=DATABASES)
    for label in APPS:
        assert set(built.pod(label)["affinity"]["nodeAffinity"]) == {"preferredDuringSchedulingIgnoredDuringExecution"}
        assert preferences(built.pod(label)) == SPOT


def test_required_apps_run_on_a_spot_node_of_either_maker(overlay: Overlay) -> None:
    built = overlay.build("concerns/spot/required", databases=DATABASES)
    for label in APPS:
        assert set(built.pod(label)["affinity"]["nodeAffinity"]) == {"requiredDuringSchedulingIgnoredDuringExecution"}
        assert requirements(built.pod(label)) == [
            [(SPOT_LABELS[0], "In", ["spot"])],
            [(SPOT_LABELS[1], "In", ["SPOT"])],
        ]


def test_never_keeps_every_pod_off_spot_nodes(overlay: Overlay) -> None:
    built = overlay.build("concerns/spot/never", databases=DATABASES)
    for label in [*APPS, *CAREFUL]:
        assert set(built.pod(label)["affinity"]["nodeAffinity"]) == {"requiredDuringSchedulingIgnoredDuringExecution"}
        assert requirements(built.pod(label)) == [
            [(SPOT_LABELS[0], "NotIn", ["spot"]), (SPOT_LABELS[1], "NotIn", ["SPOT"])]
        ]
        assert "tolerations" not in built.pod(label)


@pytest.mark.parametrize("mode", ["preferred", "required", "never"])
def test_a_rendered_pod_affinity_survives(overlay: Overlay, mode: str) -> None:
    built = overlay.build(f"concerns/spot/{mode}")
    assert built.pod("Deployment/web")["affinity"]["podAffinity"] == POD_AFFINITY


def test_another_taint_is_one_patch(overlay: Overlay) -> None:
    patch = yaml.safe_dump(
        [{"op": "replace", "path": "/spec/template/spec/tolerations/0/key", "value": "acme.example/spot"}]
    )
    built = overlay.build("concerns/spot/preferred", patches=[{"target": {"kind": "Deployment|Job"}, "patch": patch}])
    for item in built.workloads():
        assert item["spec"]["template"]["spec"]["tolerations"] == [TOLERATION | {"key": "acme.example/spot"}]


# --- endpoints


def test_a_gateway_route_spells_out_what_the_api_server_would_add(whole: Built) -> None:
    spec = whole["HTTPRoute/endpoint"]["spec"]
    assert all({"group", "kind", "name"} <= parent.keys() for parent in spec["parentRefs"])
    (rule,) = spec["rules"]
    assert rule["backendRefs"] == [{"group": "", "kind": "Service", "name": "web", "port": 8000, "weight": 1}]
    assert rule["matches"] == [{"path": {"type": "PathPrefix", "value": "/"}}]
    (filtered,) = rule["filters"]
    assert filtered["responseHeaderModifier"]["set"] == [{"name": "X-Robots-Tag", "value": "noindex, nofollow"}]


def test_a_patched_list_of_a_gateway_route_is_replaced_as_a_whole(overlay: Overlay) -> None:
    patch = yaml.safe_dump(
        {
            "apiVersion": "gateway.networking.k8s.io/v1",
            "kind": "HTTPRoute",
            "metadata": {"name": "endpoint"},
            "spec": {"hostnames": ["orders-api-pr-42.preview.example.com"]},
        }
    )
    spec = overlay.build("concerns/endpoint-gateway", patches=[{"patch": patch}])["HTTPRoute/endpoint"]["spec"]
    assert spec["hostnames"] == ["orders-api-pr-42.preview.example.com"]
    assert spec["rules"], "what is not named stays"


@pytest.mark.parametrize(("kind", "ingress_class"), [("alb", "alb"), ("ingress", "previews")])
def test_an_ingress_stands_in_the_last_wave(overlay: Overlay, kind: str, ingress_class: str) -> None:
    built = overlay.build(f"concerns/endpoint-{kind}")
    item = built["Ingress/endpoint"]
    assert wave(item) == "0"
    assert item["spec"]["ingressClassName"] == ingress_class
    (rule,) = item["spec"]["rules"]
    (path,) = rule["http"]["paths"]
    assert path["backend"] == {"service": {"name": "web", "port": {"number": 8000}}}
    assert kubeconform.problems(built.objects) == []


def test_an_alb_talks_to_pods_by_https_alone_and_lets_go_soon(overlay: Overlay) -> None:
    annotations = overlay.build("concerns/endpoint-alb")["Ingress/endpoint"]["metadata"]["annotations"]
    own = {key.rpartition("/")[2]: value for key, value in annotations.items() if key.startswith("alb.ingress.")}
    assert own["target-type"] == "ip"
    assert own["listen-ports"] == '[{"HTTPS": 443}]'
    assert own["target-group-attributes"] == "deregistration_delay.timeout_seconds=5"


# --- secrets


def test_rendered_secrets_are_completed_by_their_label(whole: Built) -> None:
    assert whole["ExternalSecret/generated"]["spec"] == {
        "refreshPolicy": "CreatedOnce",
        "target": {"name": "secret-generated", "creationPolicy": "Owner"},
    }
    assert whole["ExternalSecret/remote"]["spec"] == {
        "refreshPolicy": "Periodic",
        "refreshInterval": "1h0m0s",
        "target": {"name": "secret-remote", "creationPolicy": "Owner", "deletionPolicy": "Delete"},
    }
    assert whole["Password/session"]["spec"] == {"length": 64, "symbols": 0, "noUpper": False, "allowRepeat": True}


def test_secrets_without_the_label_are_left_alone(whole: Built) -> None:
    assert whole["Password/postgres"]["spec"]["digits"] == 8
    assert "refreshInterval" not in whole["ExternalSecret/postgres"]["spec"]


# --- runtimes

OURS = ["Deployment/web", "Deployment/worker"]
OTHERS = ["Deployment/mailpit", "Job/seed-postgres", "Job/migrate"]


@pytest.mark.parametrize(
    ("runtime", "mounts"), [("django", {"/tmp"}), ("vue", {"/tmp", "/etc/nginx/conf.d"}), ("container", {"/tmp"})]
)
def test_a_runtime_completes_the_processes_and_nothing_else(overlay: Overlay, runtime: str, mounts: set[str]) -> None:
    built = overlay.build(f"runtimes/{runtime}")
    for label in OURS:
        (app,) = built.pod(label)["containers"]
        assert (app["name"], app["image"]) == ("app", "app-image")
        assert {mount["mountPath"] for mount in app["volumeMounts"]} == mounts
        assert app["securityContext"].get("readOnlyRootFilesystem", False) is (runtime != "container")
        assert RESTRICTED.items() <= app["securityContext"].items()
        assert {"name": "LOG_LEVEL", "value": "debug"} in app["env"], "the rendered variables survive"
    for label in OTHERS:
        (other,) = built.pod(label)["containers"]
        assert "volumeMounts" not in other
        assert "volumes" not in built.pod(label)


def test_a_django_worker_gets_time_to_finish_its_tasks(overlay: Overlay) -> None:
    built = overlay.build("runtimes/django", databases=["redis"])
    assert built.pod("Deployment/web")["terminationGracePeriodSeconds"] == 30
    assert built.pod("Deployment/worker")["terminationGracePeriodSeconds"] == 60
    assert "terminationGracePeriodSeconds" not in built.pod("Deployment/mailpit")


def test_nginx_fills_in_name_servers_and_nothing_else(overlay: Overlay) -> None:
    built = overlay.build("runtimes/vue")
    variables = {each["name"]: each["value"] for each in built.main("Deployment/web")["env"]}
    assert variables == {
        "LOG_LEVEL": "debug",
        "NGINX_ENTRYPOINT_LOCAL_RESOLVERS": "1",
        "NGINX_ENVSUBST_FILTER": "^NGINX_LOCAL_RESOLVERS$",
    }
