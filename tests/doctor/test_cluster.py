"""Each check of a cluster: fine with everything in place, and the right verdict when one thing is not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from previewctl.doctor.cluster import cluster_checks
from previewctl.doctor.model import Check, Verdict, failed
from tests.doctor.recorded import Recorded, definitions, good, node, platform, secret, workload

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.realparts.programs import Object

pytestmark = pytest.mark.acceptance
NAMES = {
    "argocd": "Argo CD's version",
    "receiver": "webhook of pull requests and pushes, to the ApplicationSet controller",
    "metadata": "instance metadata (IMDSv2, hop limit 1)",
    "store": "ClusterSecretStore aws-secrets-manager",
}


def checks(
    objects: list[Object], *, refuses: tuple[str, ...] = (), crds: list[Object] | None = None
) -> dict[str, Check]:
    cluster = Recorded(objects, definitions() if crds is None else crds, refuses=refuses)
    return {check.name: check for check in cluster_checks(cluster, platform()).checks}


def one(objects: list[Object], kind: str, name: str) -> Object:
    (found,) = [item for item in objects if item["kind"] == kind and item["metadata"]["name"] == name]
    return found


def test_with_everything_in_place_nothing_fails() -> None:
    area = cluster_checks(Recorded(good(), definitions()), platform())
    assert [check for check in area.checks if check.verdict in {Verdict.FAIL, Verdict.WARNING}] == []
    assert not failed([area])


@pytest.mark.parametrize(
    ("version", "verdict"), [("v1.29.14-eks-1", Verdict.FAIL), ("v1.30.0", Verdict.OK), ("main", Verdict.UNKNOWN)]
)
def test_the_api_server_knows_admission_policies(version: str, verdict: Verdict) -> None:
    cluster = Recorded(good(), definitions())
    cluster.version = version
    assert cluster_checks(cluster, platform()).checks[0].verdict is verdict


def test_what_the_cluster_cannot_say_is_unknown_and_not_fine() -> None:
    found = checks(good())
    assert {name for name, check in found.items() if check.verdict is Verdict.UNKNOWN} == {
        NAMES["receiver"],
        "webhook of pushes, to the API server",
        "role of aws-secrets-manager",
        NAMES["metadata"],
    }
    assert "aws ec2 describe-instances" in found[NAMES["metadata"]].fix


def test_an_empty_cluster_fails_with_a_remedy_for_each_line() -> None:
    found = checks([], crds=[])
    failing = [check for check in found.values() if check.verdict is Verdict.FAIL]
    assert len(failing) > 10
    assert all(check.fix for check in found.values() if check.verdict is not Verdict.OK)


@pytest.mark.parametrize("refused", ["configmaps", "secrets", "customresourcedefinitions.apiextensions.k8s.io"])
def test_what_may_not_be_read_is_unknown_and_never_fine(refused: str) -> None:
    before, after = checks(good()), checks(good(), refuses=(refused,))
    changed = {name for name, check in after.items() if check.verdict != before.get(name, check).verdict}
    assert changed
    assert {after[name].verdict for name in changed} == {Verdict.UNKNOWN}


def test_nothing_of_a_cluster_that_may_not_be_read_is_fine() -> None:
    resources = {
        "deployments.apps", "statefulsets.apps", "daemonsets.apps", "configmaps", "secrets", "services", "nodes", "pods",
        "customresourcedefinitions.apiextensions.k8s.io", "appprojects.argoproj.io", "applicationsets.argoproj.io",
        "clustersecretstores.external-secrets.io", "gateways.gateway.networking.k8s.io",
        "validatingadmissionpolicies.admissionregistration.k8s.io",
        "validatingadmissionpolicybindings.admissionregistration.k8s.io", "ec2nodeclasses.karpenter.k8s.aws",
    }  # fmt: skip
    found = checks(good(), refuses=tuple(resources))
    fine = {name for name, check in found.items() if check.verdict is Verdict.OK}
    assert fine == {"API server", "GitHub requests of polling"}


def test_a_cluster_that_does_not_answer_is_one_failure() -> None:
    from previewctl.integrations.cluster_objects import Texts

    class Silent(Recorded):
        def server_version(self) -> Texts:
            return Texts(problem="connection refused")

    area = cluster_checks(Silent([], []), platform())
    assert [check.verdict for check in area.checks] == [Verdict.FAIL, Verdict.UNKNOWN]


def setting(key: str, value: str | None) -> Callable[[list[Object]], None]:
    def change(objects: list[Object]) -> None:
        data = one(objects, "ConfigMap", "argocd-cmd-params-cm")["data"]
        data.pop(key, None)
        if value is not None:
            data[key] = value

    return change


def without(kind: str, name: str) -> Callable[[list[Object]], None]:
    def change(objects: list[Object]) -> None:
        objects.remove(one(objects, kind, name))

    return change


def changed(kind: str, name: str, *path: str, to: Any) -> Callable[[list[Object]], None]:
    def change(objects: list[Object]) -> None:
        at: Any = one(objects, kind, name)
        for key in path[:-1]:
            at = at[key]
        if to is None:
            del at[path[-1]]
        else:
            at[path[-1]] = to

    return change


def image(tag: str) -> Callable[[list[Object]], None]:
    def change(objects: list[Object]) -> None:
        deployment = one(objects, "Deployment", "argocd-applicationset-controller")
        deployment["spec"]["template"]["spec"]["containers"][0]["image"] = tag

    return change


def argument(kind: str, name: str, *words: str) -> Callable[[list[Object]], None]:
    def change(objects: list[Object]) -> None:
        one(objects, kind, name)["spec"]["template"]["spec"]["containers"][0]["args"] = list(words)

    return change


def replaced(kind: str, name: str, *items: Object) -> Callable[[list[Object]], None]:
    def change(objects: list[Object]) -> None:
        objects.remove(one(objects, kind, name))
        objects.extend(items)

    return change


def added(*items: Object) -> Callable[[list[Object]], None]:
    return lambda objects: objects.extend(items)


def both(*changes: Callable[[list[Object]], None]) -> Callable[[list[Object]], None]:
    def change(objects: list[Object]) -> None:
        for each in changes:
            each(objects)

    return change


FAIL, WARNING, UNKNOWN, OK = Verdict.FAIL, Verdict.WARNING, Verdict.UNKNOWN, Verdict.OK
SETS, STORE, POLICY = "argocd-applicationset-controller", "aws-secrets-manager", "previewctl-external-secrets"
TIMEOUT, ALLOWED = "controller.sync.timeout.seconds", "applicationsetcontroller.allowed.scm.providers"
GATEWAY = ("Gateway", "previews", "spec", "listeners")
LISTENER: dict[str, Any] = {
    "name": "https",
    "protocol": "HTTPS",
    "port": 443,
    "hostname": "*.acme-previews.dev",
    "allowedRoutes": {"namespaces": {"from": "Selector", "selector": {"matchLabels": {"gateway-access": "previews"}}}},
}
NODE_CLASS: dict[str, Any] = {
    "apiVersion": "karpenter.k8s.aws/v1",
    "kind": "EC2NodeClass",
    "metadata": {"name": "previews"},
}
CASES: dict[str, tuple[Callable[[list[Object]], None], str, Verdict]] = {
    "no Argo CD": (without("Deployment", SETS), "Argo CD", FAIL),
    "an old Argo CD": (image("quay.io/argoproj/argocd:v3.5.7"), NAMES["argocd"], FAIL),
    "a newer Argo CD": (image("registry:5000/argocd:v4.0.0@sha256:00"), NAMES["argocd"], OK),
    "an Argo CD by its digest": (image("quay.io/argoproj/argocd@sha256:00"), NAMES["argocd"], UNKNOWN),
    "no timeout": (setting(TIMEOUT, None), "operation timeout", FAIL),
    "a timeout of nothing": (setting(TIMEOUT, "0"), "operation timeout", FAIL),
    "a timeout of a day": (setting(TIMEOUT, "86400"), "operation timeout", WARNING),
    "a timeout that is no number": (setting(TIMEOUT, "soon"), "operation timeout", UNKNOWN),
    "a timeout by a flag": (
        both(setting(TIMEOUT, None), argument("StatefulSet", "argocd-application-controller", "--sync-timeout", "1800")),
        "operation timeout",
        OK,
    ),
    "no allow-list": (setting(ALLOWED, None), "SCM allow-list", FAIL),
    "an allow-list by a flag": (
        both(setting(ALLOWED, None), argument("Deployment", SETS, "--allowed-scm-providers=https://api.github.com/")),
        "SCM allow-list",
        OK,
    ),
    "any Secret as a token": (
        setting("applicationsetcontroller.enable.tokenref.strict.mode", "false"), "token strict mode", WARNING,
    ),
    "a policy that deletes nothing": (setting("applicationsetcontroller.policy", "create-update"), "ApplicationSet policy", FAIL),
    "no credential": (without("Secret", "github-app"), "credential for pull requests", FAIL),
    "half a credential": (
        replaced("Secret", "github-app", secret("github-app", "githubAppID")), "credential for pull requests", FAIL,
    ),
    "no access to the repository": (without("Secret", "gitops-repository"), "access to the GitOps repository", UNKNOWN),
    "no project": (without("AppProject", "previews"), "AppProject", FAIL),
    "a project that admits any repository": (
        changed("AppProject", "previews", "spec", "sourceRepos", to=["*"]), "AppProject", FAIL,
    ),
    "a project that admits any namespace": (
        changed("AppProject", "previews", "spec", "destinations", to=[{"namespace": "*"}]), "AppProject", FAIL,
    ),
    "a project that admits any kind": (
        changed("AppProject", "previews", "spec", "namespaceResourceWhitelist", to=None), "AppProject", FAIL,
    ),
    "no ApplicationSet": (without("ApplicationSet", "preview-orders"), "ApplicationSet of orders", FAIL),
    "an ApplicationSet with an error": (
        changed(
            "ApplicationSet", "preview-orders", "status",
            to={"conditions": [{"type": "ErrorOccurred", "status": "True", "message": "401 Bad credentials"}]},
        ),
        "ApplicationSet of orders",
        FAIL,
    ),
    "no secret of webhooks": (
        replaced("Secret", "argocd-secret", secret("argocd-secret", "server.secretkey")), "webhook secret", FAIL,
    ),
    "no port for webhooks": (
        changed("Service", SETS, "spec", "ports", to=[{"name": "metrics", "port": 8080}]), NAMES["receiver"], FAIL,
    ),
    "nothing that leads to the webhooks": (without("Ingress", "webhooks"), NAMES["receiver"], UNKNOWN),
    "no notifications": (without("Deployment", "argocd-notifications-controller"), "notifications", FAIL),
    "other notifications": (
        changed("ConfigMap", "argocd-notifications-cm", "data", "trigger.on-preview-ready", to="- when: 'true'"),
        "notifications' settings",
        FAIL,
    ),
    "no token for notifications": (without("Secret", "argocd-notifications-secret"), "notifications' token", FAIL),
    "no store": (without("ClusterSecretStore", STORE), NAMES["store"], FAIL),
    "a store that is not ready": (
        changed(
            "ClusterSecretStore", STORE, "status",
            to={"conditions": [{"type": "Ready", "status": "False", "message": "AccessDenied"}]},
        ),
        NAMES["store"],
        FAIL,
    ),
    "a store that nobody has looked at": (changed("ClusterSecretStore", STORE, "status", to=None), NAMES["store"], UNKNOWN),
    "a store for everybody": (
        changed("ClusterSecretStore", STORE, "spec", "conditions", to=None), f"namespaces of {STORE}", WARNING,
    ),
    "no admission policy": (without("ValidatingAdmissionPolicy", POLICY), "admission policy of ExternalSecrets", FAIL),
    "a policy of an older catalogue": (
        changed("ValidatingAdmissionPolicy", POLICY, "spec", "variables", to=[]), "admission policy of ExternalSecrets", FAIL,
    ),
    "a policy that lets through what it cannot judge": (
        changed("ValidatingAdmissionPolicy", POLICY, "spec", "failurePolicy", to="Ignore"),
        "admission policy of ExternalSecrets",
        FAIL,
    ),
    "no binding": (without("ValidatingAdmissionPolicyBinding", POLICY), "binding of the admission policy", FAIL),
    "a binding that only warns": (
        changed("ValidatingAdmissionPolicyBinding", POLICY, "spec", "validationActions", to=["Warn"]),
        "binding of the admission policy",
        FAIL,
    ),
    "no Gateway": (without("Gateway", "previews"), "Gateway previews", FAIL),
    "a Gateway that is not programmed": (changed("Gateway", "previews", "status", to={}), "Gateway previews", FAIL),
    "another listener": (changed(*GATEWAY, to=[{**LISTENER, "name": "web"}]), "listener https", FAIL),
    "another host": (changed(*GATEWAY, to=[{**LISTENER, "hostname": "*.acme.dev"}]), "listener https", FAIL),
    "a listener for a wider host": (changed(*GATEWAY, to=[{**LISTENER, "hostname": ""}]), "listener https", OK),
    "no TLS": (changed(*GATEWAY, to=[{**LISTENER, "protocol": "HTTP"}]), "listener https", FAIL),
    "a label that previews do not carry": (
        changed(
            *GATEWAY,
            to=[{**LISTENER, "allowedRoutes": {"namespaces": {"from": "Selector", "selector": {"matchLabels": {"a": "b"}}}}}],
        ),
        "namespaces of the listener",
        FAIL,
    ),
    "the Gateway's own namespace alone": (
        changed(*GATEWAY, to=[{key: value for key, value in LISTENER.items() if key != "allowedRoutes"}]),
        "namespaces of the listener",
        FAIL,
    ),
    "policies that nobody enforces": (argument("DaemonSet", "aws-node"), "network policies are enforced", FAIL),
    "policies that Cilium enforces": (
        replaced("DaemonSet", "aws-node", workload("DaemonSet", "cilium", "kube-system")), "network policies are enforced", OK,
    ),
    "a CNI that nobody knows": (without("DaemonSet", "aws-node"), "network policies are enforced", UNKNOWN),
    "Auto Mode without enforcement": (
        replaced(
            "DaemonSet", "aws-node",
            {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "amazon-vpc-cni", "namespace": "kube-system"}, "data": {}},
        ),
        "network policies are enforced",
        FAIL,
    ),
    "no DNS with the label": (without("Pod", "coredns-1"), "DNS that previews may ask", FAIL),
    "a node class with two hops": (
        added({**NODE_CLASS, "spec": {"metadataOptions": {"httpTokens": "required", "httpPutResponseHopLimit": 2}}}),
        "instance metadata of EC2NodeClass previews",
        FAIL,
    ),
    "a node class without tokens": (
        added({**NODE_CLASS, "spec": {"metadataOptions": {"httpTokens": "optional"}}}),
        "instance metadata of EC2NodeClass previews",
        FAIL,
    ),
    "a node class of one hop": (
        added({**NODE_CLASS, "spec": {"metadataOptions": {"httpTokens": "required", "httpPutResponseHopLimit": 1}}}),
        "instance metadata of EC2NodeClass previews",
        OK,
    ),
    "no spot nodes": (without("Node", "spot-1"), "spot nodes", WARNING),
    "a spot node without the taint": (
        added(node("spot-2", {"eks.amazonaws.com/capacityType": "SPOT"})), "spot nodes", WARNING,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_the_verdict_with(case: str) -> None:
    change, name, verdict = CASES[case]
    objects = good()
    change(objects)
    found = checks(objects)[name]
    assert (found.verdict, bool(found.fix)) == (verdict, verdict is not OK), found


@pytest.mark.parametrize("kind", ["externalsecrets.external-secrets.io", "httproutes.gateway.networking.k8s.io"])
def test_a_kind_that_is_missing_or_too_old_fails(kind: str) -> None:
    crds = definitions()
    (definition,) = [item for item in crds if item["metadata"]["name"] == kind]
    for version in definition["spec"]["versions"]:
        if version["name"] == "v1":
            version["served"] = False
    assert checks(good(), crds=crds)[kind].verdict is FAIL
    crds.remove(definition)
    assert checks(good(), crds=crds)[kind].found == "there is no such kind"


@pytest.mark.parametrize(("services", "verdict"), [(0, OK), (800, WARNING), (2000, FAIL)])
def test_what_polling_takes_of_githubs_limit(services: int, verdict: Verdict) -> None:
    found = {each.name: each for each in cluster_checks(Recorded(good(), definitions()), platform(services)).checks}
    assert found["GitHub requests of polling"].verdict is verdict
