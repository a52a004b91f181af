"""The evaluator of NetworkPolicies that other tests rest on, held against the cases of Kubernetes' own documentation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.acceptance.network import Cluster, Outside, Pod, selects

if TYPE_CHECKING:
    from tests.realparts.programs import Object

NAMESPACES = {"a": {"team": "x"}, "b": {"team": "y"}}
WEB, DATABASE, STRANGER = (
    Pod("a", "web", {"app": "web"}),
    Pod("a", "db", {"app": "db"}),
    Pod("b", "job", {"app": "job"}),
)


def policy(spec: dict[str, Any], namespace: str = "a") -> Object:
    return {"metadata": {"name": "p", "namespace": namespace}, "spec": {"podSelector": {}, **spec}}


def cluster(*policies: Object) -> Cluster:
    return Cluster(NAMESPACES, policies)


def test_without_a_policy_everything_is_admitted() -> None:
    assert cluster().admits(STRANGER, DATABASE, 5432)


def test_a_policy_that_selects_a_pod_denies_what_it_does_not_name() -> None:
    denying = cluster(policy({"policyTypes": ["Ingress"]}))
    assert not denying.admits(STRANGER, WEB, 80)
    assert denying.admits(WEB, STRANGER, 80)


def test_policies_add_up() -> None:
    one = policy({"policyTypes": ["Ingress"]})
    other = policy({"ingress": [{"from": [{"namespaceSelector": {"matchLabels": {"team": "y"}}}]}]})
    assert cluster(one, other).admits(STRANGER, WEB, 80)


def test_both_ends_have_to_agree() -> None:
    into = policy({"ingress": [{}]})
    out_of = policy({"policyTypes": ["Egress"]}, "b")
    assert not cluster(into, out_of).admits(STRANGER, WEB, 80)


def test_a_pod_selector_alone_means_pods_of_the_policy_s_namespace() -> None:
    rule = {"ingress": [{"from": [{"podSelector": {"matchLabels": {"app": "job"}}}]}]}
    assert not cluster(policy(rule)).admits(STRANGER, WEB, 80)
    assert cluster(policy(rule)).admits(Pod("a", "job", {"app": "job"}), WEB, 80)


def test_two_selectors_in_one_peer_have_to_hold_both_and_in_two_peers_either() -> None:
    namespace: dict[str, Any] = {"namespaceSelector": {}}
    pod = {"podSelector": {"matchLabels": {"app": "web"}}}
    assert not cluster(policy({"ingress": [{"from": [{**namespace, **pod}]}]})).admits(STRANGER, WEB, 80)
    assert cluster(policy({"ingress": [{"from": [namespace, pod]}]})).admits(STRANGER, WEB, 80)


@pytest.mark.parametrize(("address", "admitted"), [("10.0.0.1", True), ("10.9.0.1", False), ("11.0.0.1", False)])
def test_a_block_without_its_exceptions(address: str, admitted: bool) -> None:
    rule = {"egress": [{"to": [{"ipBlock": {"cidr": "10.0.0.0/8", "except": ["10.9.0.0/16"]}}]}]}
    assert cluster(policy({**rule, "policyTypes": ["Egress"]})).admits(WEB, Outside(address), 443) is admitted


@pytest.mark.parametrize(
    ("port", "asked", "protocol", "admitted"),
    [
        ({"port": 80}, 80, "TCP", True),
        ({"port": 80}, 81, "TCP", False),
        ({"port": 80, "protocol": "UDP"}, 80, "TCP", False),
        ({"port": 80, "endPort": 90}, 85, "TCP", True),
        ({"protocol": "TCP"}, 5, "TCP", True),
    ],
)
def test_ports(port: dict[str, Any], asked: int, protocol: str, admitted: bool) -> None:
    assert cluster(policy({"ingress": [{"ports": [port]}]})).admits(STRANGER, WEB, asked, protocol) is admitted


@pytest.mark.parametrize(
    ("operator", "values", "labels", "taken"),
    [
        ("In", ["x"], {"k": "x"}, True),
        ("In", ["x"], {}, False),
        ("NotIn", ["x"], {}, True),
        ("Exists", [], {"k": "y"}, True),
        ("DoesNotExist", [], {"k": "y"}, False),
    ],
)
def test_expressions(operator: str, values: list[str], labels: dict[str, str], taken: bool) -> None:
    assert selects({"matchExpressions": [{"key": "k", "operator": operator, "values": values}]}, labels) is taken
