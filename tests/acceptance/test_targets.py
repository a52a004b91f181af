"""Every combination of targets in a chain of three previews: what is rendered, and who may then call whom.

The policies are those that a real API server has stored; an evaluator that knows nothing of previewctl says what they admit.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.chain import BILLING, COMBINATIONS, FOUND, ORDERS, TARGETS, WEB, chain, written
from tests.acceptance.network import Cluster, End, Outside, Pod, pods_of
from tests.realparts import kustomize

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.acceptance.chain import Chain
    from tests.realparts.apiserver import ApiServer
    from tests.realparts.programs import Object

pytestmark = [pytest.mark.acceptance, pytest.mark.slow, pytest.mark.xdist_group("apiserver")]

Edge = tuple[str, str, int]
GATEWAY, STAGING, DNS, STRANGER = (
    Pod("gateway-system", "gateway", {"app": "gateway"}),
    Pod("staging", "any", {"app": "billing-api"}),
    Pod("kube-system", "dns", {"k8s-app": "kube-dns"}),
    Pod("default", "stranger", {"app": "curl"}),
)
PUBLIC, METADATA, PRIVATE, EXCLUDED = (
    Outside("198.51.100.7"),
    Outside("169.254.169.254"),
    Outside("10.20.30.40"),
    Outside("203.0.113.9"),
)
PORTS = (25, 53, 80, 443, 1025, 5432, 6379, 8000, 8080, 27017)


def namespace(key: tuple[str, int]) -> str:
    return f"pv-{key[0]}-{key[1]}"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Builds:
    """Real builds, each tree once: many combinations share one."""
    return Builds(tmp_path_factory)


class Builds:
    """What the real Kustomize makes of trees, by their content."""

    def __init__(self, directories: pytest.TempPathFactory) -> None:
        self._directories = directories
        self._known: dict[str, list[Object]] = {}

    def of(self, found: Chain, service: str) -> list[Object]:
        """The objects of one preview of a chain."""
        files = found.files(service)
        digest = files.digest()
        if digest not in self._known:
            overlay = written(files, self._directories.mktemp("chain"))
            self._known[digest] = kustomize.build(overlay)
        return self._known[digest]


@pytest.mark.parametrize(("first", "second"), COMBINATIONS)
def test_each_dependency_is_what_its_target_says(first: str, second: str) -> None:
    found = chain(first, second)
    for key, name, target in ((WEB, ORDERS, first), (ORDERS, BILLING, second)):
        (plan,) = (item for item in found.branch.plans[key].dependencies if item.name == name[0])
        wanted = {"url": "https://mock.example.com", "stub": "stub"}.get(target, "staging")
        assert plan.target == (f"pr-{name[1]}" if target in FOUND else wanted)


@pytest.mark.parametrize(("first", "second"), COMBINATIONS)
def test_orders_admits_the_origin_of_the_frontend_that_points_at_it_and_of_no_other(first: str, second: str) -> None:
    files = chain(first, second).files("orders-api")
    (content,) = (content for path, content in files.items() if path.endswith("/env/CORS_ALLOWED_ORIGINS"))
    origins = content.decode().split(",")
    own = "https://orders-api-pr-12.preview.acme-previews.dev"
    assert origins == ([own, "https://shop-web-pr-15.preview.acme-previews.dev"] if first in FOUND else [own])


def cluster(server: ApiServer, objects: list[Object]) -> Cluster:
    """The namespaces and policies as the server has stored them, its defaults included; theirs of before are gone."""
    for policy in server.client.request("GET", "/apis/networking.k8s.io/v1/networkpolicies").body["items"]:
        meta = policy["metadata"]
        path = f"/apis/networking.k8s.io/v1/namespaces/{meta['namespace']}/networkpolicies/{meta['name']}"
        assert server.client.request("DELETE", path).status == 200
    others = [
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": pod.namespace}}
        for pod in (GATEWAY, STAGING, DNS, STRANGER)
    ]
    wanted = [item for item in objects if item["kind"] in {"Namespace", "NetworkPolicy"}]
    assert server.apply(sorted([*others, *wanted], key=lambda item: item["kind"])) == []
    spaces = server.client.request("GET", "/api/v1/namespaces").body["items"]
    policies = server.client.request("GET", "/apis/networking.k8s.io/v1/networkpolicies").body["items"]
    return Cluster({item["metadata"]["name"]: item["metadata"]["labels"] for item in spaces}, tuple(policies))


def admitted(known: Cluster, pods: list[Pod]) -> set[Edge]:
    """Every connection between two ends in different namespaces, or to the outside, that the policies let through.

    Pods of one preview count together: its namespace stands for them, with the process where one is called.
    """
    ends: list[End] = [*pods, GATEWAY, STAGING, DNS, STRANGER, PUBLIC, METADATA, PRIVATE, EXCLUDED]
    found = set()
    for source in ends:
        for destination in ends:
            if isinstance(source, Outside):
                continue
            if isinstance(destination, Pod) and source.namespace == destination.namespace:
                continue
            if source in {GATEWAY, STAGING, DNS, STRANGER} and destination not in pods:
                continue  # that is not about previews
            for port in PORTS:
                if known.admits(source, destination, port):
                    found.add((_label(source), _label(destination, source=False), port))
    return found


def _label(end: End, *, source: bool = True) -> str:
    if isinstance(end, Outside):
        return end.address
    return end.namespace if source or end in {GATEWAY, STAGING, DNS, STRANGER} else f"{end.namespace}/{end.name}"


def declared(first: str, second: str) -> Iterator[Edge]:
    """What the three files say: nothing else may be admitted."""
    for key, port in ((WEB, 8080), (ORDERS, 8000), (BILLING, 8000)):
        yield "gateway-system", f"{namespace(key)}/web", port
        yield namespace(key), "kube-system", 53
        yield namespace(key), PUBLIC.address, 443
    for key, name, target in ((WEB, ORDERS, first), (ORDERS, BILLING, second)):
        if target in FOUND:
            yield namespace(key), f"{namespace(name)}/web", 8000
        elif target in {"staging", "gone"}:
            yield namespace(key), "staging", 8000
        yield namespace(key), "staging", 8000  # catalog-api, which both call there


@pytest.mark.parametrize(("first", "second"), COMBINATIONS)
def test_the_policies_on_a_real_server_admit_exactly_the_declared_edges(
    api_server: ApiServer, built: Builds, first: str, second: str
) -> None:
    found = chain(first, second)
    objects = {key: built.of(found, key[0]) for key in (WEB, ORDERS, BILLING)}
    pods = [pod for key, items in objects.items() for pod in pods_of(items, namespace(key))]
    known = cluster(api_server, [item for items in objects.values() for item in items])
    assert admitted(known, pods) == set(declared(first, second))


@pytest.mark.parametrize("second", TARGETS)
def test_the_pods_of_a_preview_reach_each_other_and_their_stub(
    api_server: ApiServer, built: Builds, second: str
) -> None:
    objects = built.of(chain("staging", second), "orders-api")
    pods = pods_of(objects, namespace(ORDERS))
    known = cluster(api_server, objects)
    assert all(known.admits(one, other, port) for one in pods for other in pods for port in PORTS)
    assert ("stubs" in {pod.name for pod in pods}) == (second == "stub")


@pytest.mark.parametrize("second", TARGETS)
def test_the_server_accepts_every_tree_without_a_warning(api_server: ApiServer, built: Builds, second: str) -> None:
    for first in ("staging", "same-branch"):
        assert api_server.dry_run(built.of(chain(first, second), "orders-api")) == []
    assert api_server.dry_run(built.of(chain(second, "staging"), "shop-web")) == []


def test_a_record_tells_the_targets() -> None:
    files = chain("same-branch", "gone").files("orders-api")
    (content,) = (content for path, content in files.items() if path.endswith("/preview.json"))
    found = json.loads(content)["preview"]["facts"]["dependencies"]["billing-api"]
    assert found["target"] == "staging"
    assert found["reason"] == "pull request 99 of `billing-api` has no preview, so it is staging"
