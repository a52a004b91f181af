"""The parts of a platform.yaml fit together: what one names, another has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import INCOMPLETE_PLATFORM
from previewctl.rules.context import Finding, KeyPath, platform_rule
from previewctl.rules.suggestions import replaced_value
from previewctl.source.suggest import nearest
from previewctl.spec.platform import Defaults

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.spec.platform import PlatformSpec

LONGEST_LABEL = 63


@platform_rule(INCOMPLETE_PLATFORM)
def check(platform: PlatformSpec) -> Iterator[Finding]:
    """Reports what an endpoint lacks, an unknown default size, a label that DNS refuses, and two credentials for GitHub.

    Why:
        Each part has its form, and still they do not work together: an endpoint without its Gateway has nothing to attach
        routes to, and a size that does not exist cannot be given to a process. Every preview would fail for it.

    Bad:
        # platform.yaml
        defaults: {size: smal}

    Good:
        # platform.yaml
        defaults: {size: small}

    Fix:
        Add the part that the message names to platform.yaml, or take the other one out.
    """
    endpoint = platform.endpoint
    needed = {"gateway": endpoint.gateway, "ingress": endpoint.ingress, "alb": endpoint.alb}[endpoint.kind]
    if needed is None and endpoint.kind == "gateway" and endpoint.ingress is not None:
        message = "`endpoint.ingress` is not used, for the endpoint's kind is `gateway`"
        yield _finding(("endpoint", "ingress"), message, "add `kind: ingress` to `endpoint`")
    elif needed is None:
        example = {"gateway": "{name: previews, namespace: gateway-system}", "ingress": "{className: traefik}"}
        message = f"`endpoint.{endpoint.kind}` is missing, and the endpoint's kind needs it"
        yield _finding(("endpoint",), message, f"add `{endpoint.kind}: {example[endpoint.kind]}`")
    if any(len(label) > LONGEST_LABEL for label in platform.domain.split(".")):
        yield _finding(("domain",), "a part of `domain` is longer than 63 characters", "shorten it")
    if platform.defaults.size not in platform.sizes:
        yield _unknown_size(platform)
    if platform.github.token_secret and platform.github.app_secret:
        yield _finding(
            ("github",), "`tokenSecret` and `appSecret` are two credentials for one API", "remove one of them"
        )


def _unknown_size(platform: PlatformSpec) -> Finding:
    size = platform.defaults.size
    message = f"there is no size `{size}`"
    if size == Defaults().size:  # it need not be written anywhere, but `sizes` is: only own sizes lack this one
        return _finding(
            ("sizes",), f"{message}, which processes get by default", f"add `{size}`, or set `defaults.size`"
        )
    guess = nearest(size, platform.sizes)
    path = ("defaults", "size")
    remedy = f"did you mean `{guess}`?" if guess else "add it to `sizes`"
    return Finding(path, message, remedy, remedy=replaced_value(path, guess))


def _finding(path: KeyPath, message: str, remedy: str) -> Finding:
    return Finding(path, message, remedy, on_key=True)
