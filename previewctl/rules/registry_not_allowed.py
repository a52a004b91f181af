"""Images come from the registries that the platform lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import REGISTRY_NOT_ALLOWED
from previewctl.plan.databases import seed_image, seed_of
from previewctl.rules.context import Finding, KeyPath, RuleContext, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.spec.preview import PreviewSpec


def _images(spec: PreviewSpec) -> Iterator[tuple[KeyPath, str]]:
    yield ("image",), spec.image
    for name, service in spec.services.items():
        yield ("services", name, "image"), service.image
    for index, migration in enumerate(spec.migrations):
        if migration.image:
            yield ("migrations", index, "image"), migration.image


def _seed_images(context: RuleContext) -> Iterator[tuple[KeyPath, str]]:
    """The pull request names the dataset, so its images have to be where the platform's images are."""
    seed = seed_of(context.spec, context.facts)
    if seed is not None:
        for engine in seed.engines:
            yield ("seed", "dataset"), seed_image(context.platform, seed, engine)


def allowed(image: str, registries: tuple[str, ...]) -> bool:
    """Whether an image is below one of the registries; any is, where none is listed."""
    return not registries or any(image.startswith(f"{registry}/") for registry in registries)


@rule(REGISTRY_NOT_ALLOWED)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports an image from elsewhere than the listed registries.

    Why:
        A preview runs whatever image its pull request names, inside the cluster. The list keeps that to images that the
        organisation builds or has looked at. The images of seed data count too, for the pull request chooses the dataset.

    Bad:
        services: {mailpit: {image: axllent/mailpit:v1.27, port: 1025}}
        # platform.yaml
        registries: [registry.example.com]

    Good:
        services: {mailpit: {image: registry.example.com/mailpit:v1.27, port: 1025}}
        # platform.yaml
        registries: [registry.example.com]

    Fix:
        Copy the image to one of the listed registries, or ask for its registry to be added to `registries` in platform.yaml.
    """
    registries = context.platform.registries
    for path, image in _images(context.spec):
        if image.startswith("previewctl"):
            yield Finding(path, f"`{image}` is a name that previewctl uses itself", "choose another image")
    for path, image in (*_images(context.spec), *_seed_images(context)):
        if not allowed(image, registries):
            remedy = "allowed: " + ", ".join(f"`{registry}`" for registry in registries)
            yield Finding(
                path,
                f"`{image}` is from a registry that is not allowed",
                remedy,
                forbids=("registries",),
            )
