"""What is made of names has limits of its own, beyond those that the names' shapes keep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import NAME_TOO_LONG
from previewctl.plan.databases import ENGINES, seed_image, seed_of
from previewctl.plan.names import MAXIMUM_HOST, names_of
from previewctl.rules.context import Finding, RuleContext, rule
from previewctl.spec.targets import MAXIMUM_PULL_REQUEST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.rules.context import KeyPath

MAXIMUM_IMAGE = 255
"""Registry and repository of an image; longer ones are `InvalidImageName` to a kubelet.

https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests
"""
MAXIMUM_ALB_HOST = 128
"""The host in a rule of an Application Load Balancer.

https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html#host-conditions
"""


@rule(NAME_TOO_LONG)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a name that leaves no room for what is made of it.

    Why:
        Most of what previewctl makes of a name fits in any case. Two things do not: an image has at most 255 characters with its
        registry, or no node pulls it; and a rule of an AWS load balancer compares a host of at most 128, or the controller cannot
        create it. Both would fail in the cluster alone.

    Bad:
        # platform.yaml
        domain: previews-of-every-service-of-every-team.of-the-whole-company.and-of-all-its-subsidiaries.acme-previews.dev
        endpoint: {kind: alb, sourceRanges: [10.20.0.0/16]}

    Good:
        # platform.yaml
        domain: preview.acme-previews.dev
        endpoint: {kind: alb, sourceRanges: [10.20.0.0/16]}

    Fix:
        Shorten what the message names: the image's name, the registry of the seeds, or the platform's `domain`.
    """
    yield from _host(context)
    for path, image in _images(context):
        length = len(_name(image))
        if length > MAXIMUM_IMAGE:
            message = f"the image's name has {length} characters, and {MAXIMUM_IMAGE} is the most"
            yield Finding(path, message, "move it to a repository with a shorter name")
    yield from _seeds(context)


def _host(context: RuleContext) -> Iterator[Finding]:
    platform = context.platform
    length = len(names_of(context.spec.service, MAXIMUM_PULL_REQUEST, platform.domain).host)
    if platform.endpoint.kind == "alb" and MAXIMUM_ALB_HOST < length <= MAXIMUM_HOST:
        message = f"the preview's host would have {length} characters, and an ALB's rules allow {MAXIMUM_ALB_HOST}"
        yield Finding(("service",), message, "shorten the platform's `domain`", forbids=("domain",))


def _images(context: RuleContext) -> Iterator[tuple[KeyPath, str]]:
    """The images that are written with their tags; the length of `image` is bounded by its shape."""
    for name, service in context.spec.services.items():
        yield ("services", name, "image"), service.image
    for index, migration in enumerate(context.spec.migrations):
        if migration.image:
            yield ("migrations", index, "image"), migration.image


def _seeds(context: RuleContext) -> Iterator[Finding]:
    seed = seed_of(context.spec, context.facts)
    used = [engine.name for engine in ENGINES if getattr(context.spec.databases, engine.name)]
    if seed and (engines := [name for name in used if name in seed.engines]):
        length = max(len(_name(seed_image(context.platform, seed, name))) for name in engines)
        if length > MAXIMUM_IMAGE:
            message = f"the name of the seed's image has {length} characters, and {MAXIMUM_IMAGE} is the most"
            remedy = "shorten the platform's `seeds.registry`"
            yield Finding(("seed", "dataset"), message, remedy, forbids=("seeds", "registry"))


def _name(image: str) -> str:
    """An image without its tag and digest."""
    directory, slash, last = image.partition("@")[0].rpartition("/")
    return directory + slash + last.partition(":")[0]
