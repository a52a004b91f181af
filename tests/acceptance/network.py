"""What NetworkPolicies admit, worked out from the objects alone, as Kubernetes describes it.

A connection is admitted when the policies that select its source let it out and those that select its destination let it
in; where no policy of a direction selects a pod, everything is allowed in that direction. Nothing here knows previewctl.
https://kubernetes.io/docs/concepts/services-networking/network-policies/
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from tests.realparts.programs import Object

EVERYTHING = "Ingress", "Egress"


@dataclass(frozen=True)
class Pod:
    """One end of a connection inside the cluster."""

    namespace: str
    name: str
    labels: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Outside:
    """One end outside of the cluster."""

    address: str

    @property
    def name(self) -> str:
        """Its address."""
        return self.address


End = Pod | Outside


@dataclass(frozen=True)
class Cluster:
    """Namespaces by name with their labels, and the policies of all of them."""

    namespaces: Mapping[str, Mapping[str, str]]
    policies: tuple[Object, ...]

    def admits(self, source: End, destination: End, port: int, protocol: str = "TCP") -> bool:
        """Whether a packet that opens this connection arrives."""
        out = self._allowed(source, destination, port, protocol, "Egress")
        return out and self._allowed(destination, source, port, protocol, "Ingress")

    def _allowed(self, pod: End, other: End, port: int, protocol: str, direction: str) -> bool:
        if isinstance(pod, Outside):
            return True
        selecting = [policy for policy in self._policies_of(pod) if direction in _directions(policy["spec"])]
        if not selecting:
            return True
        return any(
            self._rule_admits(rule, policy, other, port, protocol, direction)
            for policy in selecting
            for rule in policy["spec"].get(direction.lower()) or ()
        )

    def _policies_of(self, pod: Pod) -> Iterator[Object]:
        for policy in self.policies:
            in_namespace = policy["metadata"]["namespace"] == pod.namespace
            if in_namespace and selects(policy["spec"].get("podSelector") or {}, pod.labels):
                yield policy

    def _rule_admits(self, rule: Object, policy: Object, other: End, port: int, protocol: str, direction: str) -> bool:
        peers = rule.get("from" if direction == "Ingress" else "to")
        ports = rule.get("ports")
        admitted = not peers or any(self._is_peer(peer, policy["metadata"]["namespace"], other) for peer in peers)
        return admitted and (not ports or any(_is_port(item, port, protocol) for item in ports))

    def _is_peer(self, peer: Object, own: str, other: End) -> bool:
        if "ipBlock" in peer:
            # A pod's address is not known beforehand, and plugins differ in whether a block means pods: it does not here.
            return isinstance(other, Outside) and _in_block(peer["ipBlock"], other.address)
        if isinstance(other, Outside):
            return False
        if "namespaceSelector" in peer:
            if not selects(peer["namespaceSelector"] or {}, self.namespaces[other.namespace]):
                return False
        elif other.namespace != own:
            return False
        return selects(peer.get("podSelector") or {}, other.labels)


def selects(selector: Mapping[str, Any], labels: Mapping[str, str]) -> bool:
    """Whether a label selector takes something with these labels; an empty one takes everything."""
    exact = all(labels.get(key) == value for key, value in (selector.get("matchLabels") or {}).items())
    return exact and all(_meets(item, labels) for item in selector.get("matchExpressions") or ())


def _meets(expression: Mapping[str, Any], labels: Mapping[str, str]) -> bool:
    key, values = expression["key"], expression.get("values") or ()
    match expression["operator"]:
        case "In":
            return key in labels and labels[key] in values
        case "NotIn":
            return labels.get(key) not in values
        case "Exists":
            return key in labels
        case "DoesNotExist":
            return key not in labels
    raise AssertionError(expression)


def _directions(spec: Mapping[str, Any]) -> tuple[str, ...]:
    """Without `policyTypes` a policy is about ingress, and about egress where it has rules for it."""
    if spec.get("policyTypes"):
        return tuple(spec["policyTypes"])
    return EVERYTHING if spec.get("egress") else ("Ingress",)


def _in_block(block: Mapping[str, Any], address: str) -> bool:
    known = ipaddress.ip_address(address)
    networks = [ipaddress.ip_network(item) for item in (block["cidr"], *(block.get("except") or ()))]
    return known in networks[0] and not any(known in item for item in networks[1:])


def _is_port(item: Mapping[str, Any], port: int, protocol: str) -> bool:
    if (item.get("protocol") or "TCP") != protocol:
        return False
    if item.get("port") is None:
        return True
    assert isinstance(item["port"], int), "a port's name means another number in each pod"
    return bool(item["port"] <= port <= item.get("endPort", item["port"]))


def pods_of(objects: Iterable[Object], namespace: str) -> list[Pod]:
    """A pod for each workload."""
    return [
        Pod(namespace, item["metadata"]["name"], item["spec"]["template"]["metadata"].get("labels") or {})
        for item in objects
        if item["kind"] in {"Deployment", "Job", "StatefulSet", "DaemonSet"}
    ]
