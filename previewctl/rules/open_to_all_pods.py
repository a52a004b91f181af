"""A load balancer that is not named cannot be told from any pod."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import OPEN_TO_ALL_PODS
from previewctl.rules.context import Finding, platform_rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.spec.platform import PlatformSpec


@platform_rule(OPEN_TO_ALL_PODS)
def check(platform: PlatformSpec) -> Iterator[Finding]:
    """Reports a load balancer without source ranges, for which every pod of the cluster may call previews.

    Why:
        A load balancer outside of the cluster has no pods that a network policy could name. Without its address ranges the policy
        has to let everybody in, so any pod of the cluster can call any preview past the load balancer and its sign-in.

    Bad:
        # platform.yaml
        endpoint: {kind: alb}

    Good:
        # platform.yaml
        endpoint: {kind: alb, sourceRanges: [10.20.0.0/16]}

    Fix:
        List the subnets of the load balancer in `endpoint.sourceRanges`, or the namespace of the Ingress controller's pods in
        `endpoint.sourceNamespaces`.
    """
    endpoint = platform.endpoint
    if endpoint.kind != "gateway" and not endpoint.source_ranges and not endpoint.source_namespaces:
        message = f"`{endpoint.kind}` without `sourceRanges` or `sourceNamespaces`: every pod of the cluster may call previews"
        yield Finding(("endpoint",), message, "add the load balancer's subnets", on_key=True)
