"""A cluster with everything that previews need, as objects: to be applied to a real API server, or asked in memory."""

from __future__ import annotations

import copy
from functools import cache
from typing import TYPE_CHECKING, Any

from previewctl.integrations.cluster_objects import Answer, Texts
from previewctl.scaffold.platform_files import loaded
from tests.platform.repository import files
from tests.realparts import programs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from previewctl.spec.platform import PlatformSpec
    from tests.realparts.programs import Object

IMAGE = "quay.io/argoproj/argocd:v3.6.1"
PLURALS = {
    "ValidatingAdmissionPolicy": "validatingadmissionpolicies",
    "Gateway": "gateways",
    "Ingress": "ingresses",
    "IngressClass": "ingressclasses",
    "EC2NodeClass": "ec2nodeclasses",
}


def platform(services: int = 0) -> PlatformSpec:
    """The platform that `platform init` writes, with so many services more."""
    more = "".join(f"  s{number}: {{}}\n" for number in range(services))
    return loaded(files()["platform.yaml"] + more.encode()).spec


def from_files(*names: str) -> list[Object]:
    return [item for name in names for item in programs.read_yaml(files()[name].decode())]


def workload(kind: str, name: str, namespace: str, arguments: Sequence[str] = (), image: str = IMAGE) -> Object:
    labels = {"app": name}
    container = {"name": name, "image": image, "args": list(arguments)}
    template = {"metadata": {"labels": labels}, "spec": {"containers": [container]}}
    spec: dict[str, Any] = {"selector": {"matchLabels": labels}, "template": template}
    if kind == "StatefulSet":
        spec["serviceName"] = name
    return {"apiVersion": "apps/v1", "kind": kind, "metadata": {"name": name, "namespace": namespace}, "spec": spec}


def secret(name: str, *keys: str, labels: dict[str, str] | None = None, **values: str) -> Object:
    data = {**dict.fromkeys(keys, "a-value-that-nobody-may-print"), **values}
    metadata = {"name": name, "namespace": "argocd", "labels": labels or {}}
    return {"apiVersion": "v1", "kind": "Secret", "metadata": metadata, "stringData": data}


def service(name: str, port: int) -> Object:
    spec = {"ports": [{"name": "webhook", "port": port}], "selector": {"app": name}}
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name, "namespace": "argocd"}, "spec": spec}


def ingress(*services: str) -> Object:
    paths = [
        {"path": f"/{name}", "pathType": "Prefix", "backend": {"service": {"name": name, "port": {"number": 80}}}}
        for name in services
    ]
    spec = {"rules": [{"host": "argocd.acme.dev", "http": {"paths": paths}}]}
    metadata = {"name": "webhooks", "namespace": "argocd"}
    return {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": metadata, "spec": spec}


def node(name: str, labels: dict[str, str], taint: str = "") -> Object:
    spec = {"taints": [{"key": taint, "effect": "NoSchedule"}]} if taint else {}
    return {"apiVersion": "v1", "kind": "Node", "metadata": {"name": name, "labels": labels}, "spec": spec}


def pod(name: str) -> Object:
    metadata = {"name": name, "namespace": "kube-system", "labels": {"k8s-app": "kube-dns"}}
    spec = {"containers": [{"name": "coredns", "image": "coredns"}]}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec}


def condition(kind: str) -> dict[str, Any]:
    return {
        "conditions": [
            {
                "type": kind,
                "status": "True",
                "reason": "Ready",
                "message": "",
                "lastTransitionTime": "2026-11-27T12:00:00Z",
            }
        ]
    }


def good() -> list[Object]:
    """The objects, namespaces first, with what controllers would have written into `status`."""
    namespaces = [
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}
        for name in ("argocd", "gateway-system", "kube-system")
    ]
    notifications = workload("Deployment", "argocd-notifications-controller", "argocd")
    notifications["status"] = condition("Available")
    objects = [
        *namespaces,
        *from_files("cluster/argocd-parameters.yaml", "cluster/argocd-notifications.yaml", "cluster/admission.yaml"),
        *from_files("cluster/external-secrets.yaml", "cluster/gateway.yaml"),
        *from_files(
            "argocd/appproject.yaml", "argocd/applicationsets/orders-api.yaml", "argocd/applicationsets/orders.yaml"
        ),
        workload("Deployment", "argocd-applicationset-controller", "argocd"),
        workload("StatefulSet", "argocd-application-controller", "argocd"),
        notifications,
        service("argocd-applicationset-controller", 7000),
        service("argocd-server", 443),
        ingress("argocd-applicationset-controller", "argocd-server"),
        secret("argocd-secret", "webhook.github.secret"),
        secret("argocd-notifications-secret", "previewctl-github-token"),
        secret("github-app", "githubAppID", "githubAppInstallationID", "githubAppPrivateKey"),
        secret(
            "gitops-repository",
            "password",
            labels={"argocd.argoproj.io/secret-type": "repository"},
            url=platform().gitops.url,
        ),
        workload("DaemonSet", "aws-node", "kube-system", ["--enable-network-policy=true"], "aws-node"),
        pod("coredns-1"),
        node(
            "spot-1", {"karpenter.sh/capacity-type": "spot", "karpenter.sh/nodepool": "previews"}, "previewctl.dev/spot"
        ),
        node("on-demand-1", {"eks.amazonaws.com/capacityType": "ON_DEMAND"}),
    ]
    for item in objects:
        if item["kind"] == "ClusterSecretStore":
            item["status"] = condition("Ready")
        if item["kind"] == "Gateway":
            item["status"] = condition("Programmed")
    return copy.deepcopy(objects)


def plural(item: Object) -> str:
    """The resource as kubectl takes it: `deployments.apps`."""
    name = PLURALS.get(item["kind"], f"{item['kind'].lower()}s")
    group = item["apiVersion"].rpartition("/")[0]
    return f"{name}.{group}" if group else name


class Recorded:
    """Answers from objects. `refuses` are resources that it says nothing about."""

    version = "v1.37.2"

    def __init__(
        self, objects: Sequence[Object], definitions: Sequence[Object], *, refuses: Sequence[str] = ()
    ) -> None:
        self.objects = [*objects, *definitions]
        self.refuses = refuses

    def server_version(self) -> Texts:
        return Texts((self.version,))

    def get(self, resource: str, name: str = "", *, namespace: str = "", selector: str = "") -> Answer:
        if resource in self.refuses:
            return Answer(problem="forbidden")
        wanted = dict(part.split("=") for part in selector.split(",")) if selector else {}
        return Answer(
            tuple(
                item
                for item in self.objects
                if plural(item) == resource
                and name in {"", item["metadata"]["name"]}
                and namespace in {"", item["metadata"].get("namespace", "")}
                and wanted.items() <= item["metadata"].get("labels", {}).items()
            )
        )

    def secret_keys(self, name: str, namespace: str) -> Texts | None:
        found = self.get("secrets", name, namespace=namespace)
        if found.problem:
            return Texts(problem=found.problem)
        return Texts(tuple(found.first["stringData"])) if found.first else None

    def repository_urls(self, namespace: str, kind: str) -> Texts:
        found = self.get("secrets", namespace=namespace, selector=f"argocd.argoproj.io/secret-type={kind}")
        urls = (item["stringData"].get("url") for item in found.objects)
        return Texts(tuple(url for url in urls if url), found.problem)


def definitions() -> list[Object]:
    """The custom resources that the real API server of the tests has too: what counts of them."""
    return copy.deepcopy(_definitions())


@cache
def _definitions() -> list[Object]:
    directory = programs.directory("kubernetes-schemas") / "crds"
    found = [
        item for path in sorted(directory.iterdir()) for item in programs.read_yaml(path.read_text(encoding="utf-8"))
    ]
    for item in found:
        for version in item["spec"]["versions"]:
            version.pop("schema", None)
    return found
