"""`previewctl doctor cluster` with the real kubectl against a real API server."""

from __future__ import annotations

import json
import os
import socket
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from previewctl.doctor.cluster import cluster_checks
from tests.cli.running import Run, run
from tests.doctor.recorded import Recorded, definitions, good, platform, plural
from tests.platform.repository import files
from tests.realparts import programs
from tests.realparts.apiserver import ApiServer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.realparts.programs import Object

pytestmark = [pytest.mark.acceptance, pytest.mark.slow, pytest.mark.xdist_group("doctor")]
BIN = Path(sys.executable).parent


@pytest.fixture(scope="module")
def cluster() -> Iterator[ApiServer]:
    """A cluster with everything that previews need."""
    if not (BIN / "kubectl").exists():
        programs.missing(f"there is no kubectl beside {sys.executable}")
    with ApiServer() as server:
        server.install_crds()
        for item in good():
            status = item.pop("status", None)
            assert server.apply([item], "default") == [], item["kind"]
            if status is not None:
                set_status(server, item, status)
        yield server


def set_status(server: ApiServer, item: Object, status: Any) -> None:
    """What a controller would do."""
    group, _, version = item["apiVersion"].rpartition("/")
    base = f"/apis/{group}/{version}" if group else f"/api/{version}"
    namespace = item["metadata"].get("namespace")
    place = f"/namespaces/{namespace}" if namespace else ""
    path = f"{base}{place}/{plural(item).partition('.')[0]}/{item['metadata']['name']}/status"
    body = {"apiVersion": item["apiVersion"], "kind": item["kind"], "status": status}
    answer = server.client.request("PATCH", path, None, body, "application/merge-patch+json")
    assert answer.status == 200, answer.message


@pytest.fixture
def gitops(tmp_path: Path) -> Path:
    """A directory with the platform.yaml."""
    (tmp_path / "platform.yaml").write_bytes(files()["platform.yaml"])
    return tmp_path


def doctor(directory: Path, kubeconfig: Path, *arguments: str) -> Run:
    path = f"{BIN}:{os.environ['PATH']}"
    return run(directory, "doctor", "cluster", *arguments, KUBECONFIG=str(kubeconfig), PATH=path, HOME=str(directory))


def changed_kubeconfig(server: ApiServer, target: Path, **changes: dict[str, Any]) -> Path:
    config = yaml.safe_load(server.kubeconfig.read_text(encoding="utf-8"))
    config["users"][0]["user"] |= changes.get("user", {})
    config["clusters"][0]["cluster"] |= changes.get("cluster", {})
    target.write_text(yaml.safe_dump(config), encoding="utf-8")
    return target


def test_the_real_cluster_gets_the_verdicts_of_the_recorded_one(cluster: ApiServer, gitops: Path) -> None:
    found = doctor(gitops, cluster.kubeconfig, "--format", "json")
    assert found.code == 0, found.out + found.err
    verdicts = {check["name"]: check["verdict"] for check in json.loads(found.out)["checks"]}
    memory = Recorded(good(), definitions())
    memory.version = cluster.client.request("GET", "/version").body["gitVersion"]
    recorded = cluster_checks(memory, platform()).checks
    assert verdicts == {check.name: check.verdict.value for check in recorded}


def test_no_value_of_a_secret_reaches_the_output(cluster: ApiServer, gitops: Path) -> None:
    for arguments in ((), ("--format", "json")):
        found = doctor(gitops, cluster.kubeconfig, *arguments)
        assert "a-value-that-nobody-may-print" not in found.out + found.err
        assert "YS12YWx1ZS10aGF0" not in found.out + found.err, "nor as base64"


def test_it_changes_nothing(cluster: ApiServer, gitops: Path) -> None:
    """The version of the list is that of the last write to any object of the kind."""

    def versions() -> list[str]:
        paths = ("/api/v1/secrets", "/api/v1/configmaps", "/apis/apps/v1/deployments", "/api/v1/namespaces")
        items = [item for path in paths for item in cluster.client.request("GET", path).body["items"]]
        return sorted(f"{item['metadata']['uid']} {item['metadata']['resourceVersion']}" for item in items)

    before = versions()
    doctor(gitops, cluster.kubeconfig)
    assert versions() == before


def test_who_may_read_nothing_learns_that_nothing_is_known(cluster: ApiServer, gitops: Path) -> None:
    nobody = changed_kubeconfig(cluster, gitops / "nobody.yaml", user={"as": "nobody"})
    found = doctor(gitops, nobody, "--format", "json")
    checks = json.loads(found.out)["checks"]
    assert {check["name"] for check in checks if check["verdict"] == "ok"} == {"GitHub requests of polling"}
    assert any("forbidden" in check["found"].lower() for check in checks)


def test_an_empty_cluster_fails(gitops: Path) -> None:
    with ApiServer() as empty:
        found = doctor(gitops, empty.kubeconfig)
    assert found.code == 1
    assert "fail     externalsecrets.external-secrets.io: there is no such kind" in found.out
    assert "→ install External Secrets" in found.out
    assert "fail     Argo CD: there is no argocd-applicationset-controller in argocd" in found.out


def test_a_server_that_takes_connections_and_never_answers_is_given_up(cluster: ApiServer, gitops: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"https://127.0.0.1:{silent.getsockname()[1]}"
        config = changed_kubeconfig(cluster, gitops / "silent.yaml", cluster={"server": address})
        start = time.monotonic()
        found = doctor(gitops, config)
    assert found.code == 1
    assert "it does not answer" in found.out
    assert time.monotonic() - start < 45


def test_a_context_that_does_not_exist_is_said(cluster: ApiServer, gitops: Path) -> None:
    found = doctor(gitops, cluster.kubeconfig, "--context", "production")
    assert found.code == 1
    assert "production" in found.out
