"""What a real API server says of the sample, and of things that are wrong with it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.realparts import sample

if TYPE_CHECKING:
    from tests.realparts.apiserver import ApiServer
    from tests.realparts.programs import Object

pytestmark = pytest.mark.xdist_group("apiserver")


def _pod(item: Object) -> Any:
    return item["spec"]["template"]["spec"]


def test_the_sample_has_no_problems(api_server: ApiServer) -> None:
    assert api_server.dry_run(sample.built(), sample.NAMESPACE) == []


def test_only_the_namespace_is_there_afterwards(api_server: ApiServer) -> None:
    api_server.dry_run(sample.built(), sample.NAMESPACE)
    namespace = api_server.client.request("GET", f"/api/v1/namespaces/{sample.NAMESPACE}")
    assert namespace.body["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"
    services = api_server.client.request("GET", f"/api/v1/namespaces/{sample.NAMESPACE}/services")
    assert services.body["items"] == []


@pytest.mark.parametrize(("kind", "name"), [("Deployment", "worker"), ("Job", "migrate")])
def test_a_violation_of_pod_security_is_a_problem(api_server: ApiServer, kind: str, name: str) -> None:
    objects = sample.built()
    del _pod(sample.find(objects, kind, name))["containers"][0]["securityContext"]
    (problem,) = api_server.dry_run(objects, sample.NAMESPACE)
    assert problem.startswith(f"{kind}/{sample.NAMESPACE}/{name}: warning: would violate PodSecurity")
    assert "allowPrivilegeEscalation" in problem


def test_the_namespace_s_labels_are_those_of_the_last_run(api_server: ApiServer) -> None:
    objects = sample.built()
    del sample.find(objects, "Namespace", sample.NAMESPACE)["metadata"]["labels"]
    del _pod(sample.find(objects, "Deployment", "worker"))["containers"][0]["securityContext"]
    assert api_server.dry_run(objects, sample.NAMESPACE) == []
    sample.find(objects, "Namespace", sample.NAMESPACE)["metadata"]["labels"] = {
        "pod-security.kubernetes.io/enforce": "restricted"
    }
    assert len(api_server.dry_run(objects, sample.NAMESPACE)) == 1


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("replica", 1, 'unknown field "spec.replica"'),
        ("replicas", -1, "must be greater than or equal to 0"),
        ("selector", {"matchLabels": {"a": "b"}}, "`selector` does not match template `labels`"),
    ],
)
def test_what_the_server_refuses_is_a_problem(api_server: ApiServer, field: str, value: object, problem: str) -> None:
    deployment = sample.find(sample.built(), "Deployment", "worker")
    deployment["spec"][field] = value
    (line,) = api_server.dry_run([deployment], sample.NAMESPACE)
    assert line.startswith(f"Deployment/{sample.NAMESPACE}/worker: ")
    assert problem in line


def test_an_environment_variable_that_hides_another_is_a_problem(api_server: ApiServer) -> None:
    deployment = sample.find(sample.built(), "Deployment", "worker")
    _pod(deployment)["containers"][0]["env"] = [{"name": "A", "value": "1"}, {"name": "A", "value": "2"}]
    (line,) = api_server.dry_run([deployment], sample.NAMESPACE)
    assert "hides previous definition" in line


def test_an_object_that_stands_twice_is_a_problem(api_server: ApiServer) -> None:
    service = sample.find(sample.built(), "Service", "redis")
    assert api_server.dry_run([service, service], sample.NAMESPACE) == [
        f"v1 Service/{sample.NAMESPACE}/redis: stands 2 times"
    ]


def test_custom_resources_are_taken_and_checked(api_server: ApiServer) -> None:
    assert api_server.dry_run(sample.CUSTOM, "custom") == []
    password = {**sample.CUSTOM[1], "spec": {**sample.CUSTOM[1]["spec"], "length": "long"}}
    (line,) = api_server.dry_run([password], "custom")
    assert "spec.length" in line


def test_the_control_directory_is_taken(api_server: ApiServer) -> None:
    assert api_server.dry_run(sample.control(), "argocd") == []


def test_a_kind_that_nobody_defined_is_a_problem(api_server: ApiServer) -> None:
    item = {"apiVersion": "example.com/v1", "kind": "Surprise", "metadata": {"name": "x"}}
    assert api_server.dry_run([item], "custom") == ["Surprise/x: the server knows no Surprise in example.com/v1"]


def test_an_object_in_a_namespace_that_is_not_there_is_a_problem(api_server: ApiServer) -> None:
    item = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "x", "namespace": "absent"}}
    assert api_server.dry_run([item]) == ['ConfigMap/absent/x: namespaces "absent" not found']


def test_what_is_applied_stays_and_can_be_tried_again(api_server: ApiServer) -> None:
    namespace = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "kept"}}
    item = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "x"}, "data": {"a": "1"}}
    assert api_server.apply([namespace, item], "kept") == []
    assert api_server.dry_run([{**item, "data": {"a": "2"}}], "kept") == []
    assert api_server.client.request("GET", "/api/v1/namespaces/kept/configmaps/x").body["data"] == {"a": "1"}


def test_kubectl_works_with_the_kubeconfig(api_server: ApiServer) -> None:
    kubectl = Path(sys.executable).with_name("kubectl")
    command = [str(kubectl), f"--kubeconfig={api_server.kubeconfig}", "get", "--raw=/readyz"]
    assert subprocess.run(command, check=True, capture_output=True, text=True, timeout=30).stdout == "ok"
