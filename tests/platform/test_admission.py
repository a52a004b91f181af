"""The admission policy, evaluated by a real API server: what a preview's namespace may ask External Secrets for."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from previewctl.render.derived import derived_files
from previewctl.scaffold.platform_files import loaded
from tests.cli.running import inside
from tests.platform.repository import files
from tests.realparts import kustomize, programs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.realparts.apiserver import ApiServer
    from tests.realparts.programs import Object

pytestmark = [pytest.mark.acceptance, pytest.mark.xdist_group("apiserver")]
NAMESPACE = "pv-orders-api-42"
ROOT = Path(__file__).parents[2]
STORE = {"kind": "ClusterSecretStore", "name": "aws-secrets-manager"}


def external(name: str = "app", **spec: Any) -> Object:
    return {
        "apiVersion": "external-secrets.io/v1",
        "kind": "ExternalSecret",
        "metadata": {"name": name},
        "spec": {"secretStoreRef": STORE, "target": {"name": name}, **spec},
    }


def key(remote: str) -> dict[str, Any]:
    return {"data": [{"secretKey": "KEY", "remoteRef": {"key": remote, "property": "KEY"}}]}


def extract(remote: str) -> dict[str, Any]:
    return {"dataFrom": [{"extract": {"key": remote}}]}


def password(kind: str = "Password", **more: Any) -> dict[str, Any]:
    reference = {"apiVersion": "generators.external-secrets.io/v1alpha1", "kind": kind, "name": "postgres"}
    return {"dataFrom": [{"sourceRef": {"generatorRef": reference, **more}}]}


ALLOWED: dict[str, dict[str, Any]] = {
    "its own secret": key("preview/orders-api"),
    "one below": key("preview/orders-api/stripe"),
    "all keys of its own": extract("preview/orders-api"),
    "a shared one": key("preview/shared"),
    "one below a shared one": extract("preview/shared/sentry"),
    "one that its entry grants": key("preview/stripe"),
    "a generated password": password(),
    "several": {**key("preview/orders-api/a"), **extract("preview/shared")},
}
REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "another service's": (key("preview/billing-api"), "orders-api may read secrets below preview/orders-api"),
    "a service whose name begins alike": (key("preview/orders-api-internal"), "and not preview/orders-api-internal"),
    "a service whose name this one begins with": (key("preview/orders"), "and not preview/orders"),
    "production's": (extract("production/orders-api"), "and not production/orders-api"),
    "everything": (key("preview"), "and not preview"),
    "an ARN": (
        key("arn:aws:secretsmanager:eu-west-1:123456789012:secret:production/db-AbCdEf"),
        "and not arn:aws:secretsmanager",
    ),
    "a path that leaves": (key("preview/orders-api/../billing-api"), "may read secrets below"),
    "one among good ones": ({**key("preview/orders-api"), **extract("preview/billing-api")}, "not preview/billing-api"),
    "a search": ({"dataFrom": [{"find": {"name": {"regexp": ".*"}}}]}, "find would search"),
    "another store": (
        {**key("preview/orders-api"), "secretStoreRef": {"kind": "ClusterSecretStore", "name": "production"}},
        "the store of platform.yaml alone",
    ),
    "a store of the namespace": (
        {**key("preview/orders-api"), "secretStoreRef": {"kind": "SecretStore", "name": "aws-secrets-manager"}},
        "the store of platform.yaml alone",
    ),
    "a store without its kind": (
        {**key("preview/orders-api"), "secretStoreRef": {"name": "aws-secrets-manager"}},
        "the store of platform.yaml alone",
    ),
    "another store for one key": (
        {
            "data": [
                {
                    "secretKey": "KEY",
                    "remoteRef": {"key": "preview/orders-api"},
                    "sourceRef": {"storeRef": {"kind": "ClusterSecretStore", "name": "production"}},
                }
            ]
        },
        "no other store",
    ),
    "another generator": (password("ECRAuthorizationToken"), "no generators but those of passwords"),
    "a generator of the cluster": (password("ClusterGenerator"), "no generators but those of passwords"),
    "another object than a Secret": (
        {**key("preview/orders-api"), "target": {"manifest": {"apiVersion": "v1", "kind": "ConfigMap"}}},
        "make Secrets, and no other objects",
    ),
}


@pytest.fixture(scope="module")
def server(api_server: ApiServer) -> Iterator[ApiServer]:
    """The server with the policy in force, and some namespaces."""
    text = files()["platform.yaml"].decode().replace("  shared: []", "  shared: [preview/shared]")
    granted = text.replace("repository: acme/orders-api", "repository: acme/orders-api\n    secrets: [preview/stripe]")
    policy = programs.read_yaml(derived_files(loaded(granted.encode()).spec)["cluster/admission.yaml"].decode())
    assert api_server.apply(policy) == []
    for name in (NAMESPACE, "pv-orders-7", "pv-orders-api", "pv-orders", "team-a"):
        api_server.apply([{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}])
    deadline = time.monotonic() + 60
    while not api_server.dry_run([external(**key("production/x"))], NAMESPACE):
        assert time.monotonic() < deadline, "the policy does not come into force"
        time.sleep(0.2)
    yield api_server
    for item in policy:
        kind = (
            "validatingadmissionpolicybindings" if item["kind"].endswith("Binding") else "validatingadmissionpolicies"
        )
        path = f"/apis/admissionregistration.k8s.io/v1/{kind}/{item['metadata']['name']}"
        api_server.client.request("DELETE", path)


@pytest.mark.parametrize("case", ALLOWED)
def test_a_preview_may_ask_for(case: str, server: ApiServer) -> None:
    assert server.dry_run([external(**ALLOWED[case])], NAMESPACE) == []


@pytest.mark.parametrize("case", REFUSED)
def test_a_preview_is_refused(case: str, server: ApiServer) -> None:
    spec, reason = REFUSED[case]
    (line,) = server.dry_run([external(**spec)], NAMESPACE)
    assert reason in line
    assert "previewctl-external-secrets" in line


def test_what_was_allowed_is_not_changed_into_something_else(server: ApiServer) -> None:
    assert server.apply([external("later", **key("preview/orders-api"))], NAMESPACE) == []
    (line,) = server.dry_run([external("later", **key("preview/billing-api"))], NAMESPACE)
    assert "and not preview/billing-api" in line


@pytest.mark.parametrize(("namespace", "own"), [("pv-orders-7", "preview/orders"), (NAMESPACE, "preview/orders-api")])
def test_the_service_is_what_the_namespace_says(namespace: str, own: str, server: ApiServer) -> None:
    assert server.dry_run([external(**key(f"{own}/x"))], namespace) == []
    other = {"preview/orders", "preview/orders-api"} - {own}
    assert len(server.dry_run([external(**key(f"{other.pop()}/x"))], namespace)) == 1


def test_what_one_service_is_granted_no_other_gets(server: ApiServer) -> None:
    assert len(server.dry_run([external(**key("preview/stripe"))], "pv-orders-7")) == 1


def test_a_namespace_without_a_number_is_nobodys_preview(server: ApiServer) -> None:
    (line,) = server.dry_run([external(**key("preview/orders"))], "pv-orders-api")
    assert "a preview's namespace is pv-<service>-<number>" in line


def test_a_name_that_cannot_be_read_is_refused_and_not_let_through(server: ApiServer) -> None:
    assert len(server.dry_run([external(**key("preview/orders"))], "pv-orders")) == 1


def test_what_previewctl_renders_for_the_example_is_let_through(server: ApiServer, tmp_path: Path) -> None:
    arguments = ["--pr", "42", "--branch", "main", "--sha", "0" * 40, "--out", str(tmp_path)]
    assert inside(ROOT, "render", "examples/shop/orders-api", *arguments).code == 0
    (overlay,) = [path.parent for path in tmp_path.glob("previews/orders-api/pr-42/*/kustomization.yaml")]
    items = [item for item in kustomize.build(overlay) if "external-secrets.io" in item["apiVersion"]]
    assert {item["kind"] for item in items} == {"ExternalSecret", "Password"}
    assert server.dry_run(items, NAMESPACE) == []


def test_other_namespaces_are_left_alone(server: ApiServer) -> None:
    assert server.dry_run([external(**key("production/x"))], "team-a") == []


PASSWORD = {
    "apiVersion": "generators.external-secrets.io/v1alpha1",
    "kind": "Password",
    "metadata": {"name": "postgres"},
    "spec": {"length": 32, "digits": 8, "symbols": 0, "noUpper": False, "allowRepeat": True},
}
FAKE = {
    "apiVersion": "generators.external-secrets.io/v1alpha1",
    "kind": "Fake",
    "metadata": {"name": "fake"},
    "spec": {"data": {"a": "b"}},
}
PUSH = {
    "apiVersion": "external-secrets.io/v1alpha1",
    "kind": "PushSecret",
    "metadata": {"name": "push"},
    "spec": {
        "secretStoreRefs": [STORE],
        "selector": {"secret": {"name": "app"}},
        "data": [{"match": {"secretKey": "a", "remoteRef": {"remoteKey": "preview/billing-api"}}}],
    },
}


def test_a_preview_has_generators_of_passwords(server: ApiServer) -> None:
    assert server.dry_run([PASSWORD], NAMESPACE) == []


@pytest.mark.parametrize("item", [FAKE, PUSH], ids=["another generator", "a push into the store"])
def test_a_preview_has_nothing_else_of_external_secrets(item: Object, server: ApiServer) -> None:
    (line,) = server.dry_run([item], NAMESPACE)
    assert "no stores, pushes or other generators" in line
