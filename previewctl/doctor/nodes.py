"""What nodes and the network keep previews from, as far as the Kubernetes API shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from previewctl.doctor.model import Check, fail, ok, unknown, warning
from previewctl.doctor.objects import arguments, at, items_at, name_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.doctor.objects import Cluster
    from previewctl.spec.platform import PlatformSpec

_ENFORCING = {"cilium": "Cilium", "calico-node": "Calico", "antrea-agent": "Antrea", "kube-router": "kube-router"}
_SPOT = {"karpenter.sh/capacity-type": "spot", "eks.amazonaws.com/capacityType": "SPOT"}
_ASK_AWS = (
    "`aws ec2 describe-instances --query 'Reservations[].Instances[].[InstanceId,MetadataOptions.HttpTokens,"
    "MetadataOptions.HttpPutResponseHopLimit]'` has to say `required` and 1"
)


def nodes(cluster: Cluster, platform: PlatformSpec) -> Iterator[Check]:
    """Network policies, DNS, the nodes' metadata service and spot nodes."""
    yield _enforcement(cluster)
    yield _dns(cluster)
    yield from _metadata(cluster)
    yield _spot(cluster, platform)


def _enforcement(cluster: Cluster) -> Check:  # noqa: PLR0911 - one for each way
    """A NetworkPolicy that nobody enforces is accepted all the same."""
    name = "network policies are enforced"
    answer = cluster.get("daemonsets.apps")
    if answer.problem:
        return unknown(name, answer.problem, "see which CNI runs, and whether it enforces NetworkPolicy")
    by_name = {name_of(item): item for item in answer.objects}
    for daemon, called in _ENFORCING.items():
        if daemon in by_name:
            return ok(name, f"by {called}")
    fix = "set `enableNetworkPolicy` in the VPC CNI's add-on configuration; previews reach everything until then"
    if "aws-node" in by_name:
        words = arguments(by_name["aws-node"])
        if "--enable-network-policy=true" in words:
            return ok(name, "by the VPC CNI's node agent")
        return fail(name, "the VPC CNI runs without its policy agent", fix)
    settings = cluster.get("configmaps", "amazon-vpc-cni", namespace="kube-system")
    if settings.first is not None:
        if at(settings.first, "data", "enable-network-policy-controller") == "true":
            return ok(name, "by EKS Auto Mode")
        return fail(name, "EKS Auto Mode does not, until it is told to", 'set enable-network-policy-controller: "true"')
    return unknown(name, "no CNI is known here", "see whether yours enforces NetworkPolicy; previews rest on it")


def _dns(cluster: Cluster) -> Check:
    name = "DNS that previews may ask"
    answer = cluster.get("pods", namespace="kube-system", selector="k8s-app=kube-dns")
    if answer.problem:
        return unknown(name, answer.problem, "look at `kubectl get pods -n kube-system -l k8s-app=kube-dns`")
    if answer.objects:
        return ok(name, f"{len(answer.objects)} pods with k8s-app: kube-dns")
    return fail(
        name, "no pod in kube-system has the label k8s-app: kube-dns", "give CoreDNS that label: policies name it"
    )


def _metadata(cluster: Cluster) -> Iterator[Check]:
    """Node classes of Karpenter say it; nodes themselves do not, so AWS has to be asked about the others."""
    name = "instance metadata (IMDSv2, hop limit 1)"
    classes = cluster.get("ec2nodeclasses.karpenter.k8s.aws")
    if classes.problem:
        yield unknown(name, classes.problem, _ASK_AWS)
        return
    for item in classes.objects:
        yield _node_class(item)
    answer = cluster.get("nodes")
    if answer.problem:
        yield unknown(name, answer.problem, _ASK_AWS)
        return
    others = [item for item in answer.objects if "karpenter.sh/nodepool" not in (at(item, "metadata", "labels") or {})]
    if others:
        yield unknown(name, f"{len(others)} nodes were not made by Karpenter, and do not say", _ASK_AWS)
    elif not answer.objects and not classes.objects:
        yield unknown(name, "there are no nodes now", _ASK_AWS)


def _node_class(item: Any) -> Check:
    """Karpenter's own default is a hop limit of 1, with tokens required (from its API v1 on)."""
    name = f"instance metadata of EC2NodeClass {name_of(item)}"
    tokens = at(item, "spec", "metadataOptions", "httpTokens") or "required"
    hops = at(item, "spec", "metadataOptions", "httpPutResponseHopLimit") or 1
    if tokens == "required" and hops == 1:
        return ok(name, "tokens are required, one hop")
    fix = "set metadataOptions: {httpTokens: required, httpPutResponseHopLimit: 1}: else any pod gets the node's role"
    return fail(name, f"httpTokens {tokens}, hop limit {hops}", fix)


def _spot(cluster: Cluster, platform: PlatformSpec) -> Check:
    name, taint = "spot nodes", platform.spot.taint
    if platform.spot.policy == "never":
        return ok(name, "previews do not use them")
    answer = cluster.get("nodes")
    if answer.problem:
        return unknown(name, answer.problem, "look at `kubectl get nodes --show-labels`")
    spot = [item for item in answer.objects if _is_spot(item)]
    if not spot:
        fix = "add a spot node group or NodePool; Karpenter makes nodes when pods ask, so none now may be fine"
        found = "there are none now"
        return unknown(name, found, fix) if platform.spot.policy == "required" else warning(name, found, fix)
    bare = [
        name_of(item) for item in spot if taint not in {each.get("key") for each in items_at(item, "spec", "taints")}
    ]
    if bare:
        fix = f"taint them with {taint}, or other workloads take their room"
        return warning(name, f"{len(bare)} of {len(spot)} have no taint {taint}: {', '.join(bare[:3])}", fix)
    return ok(name, f"{len(spot)}, with the taint {taint}")


def _is_spot(node: Any) -> bool:
    labels = at(node, "metadata", "labels") or {}
    return any(labels.get(key) == value for key, value in _SPOT.items())
