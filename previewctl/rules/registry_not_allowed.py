"""Images come from the registries that the platform lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import REGISTRY_NOT_ALLOWED
from previewctl.plan.databases import seed_image, seed_of
from previewctl.rules.context import Finding, KeyPath, RuleContext, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.spec.preview import PreviewSpec


_DOCKER_HUB = "docker.io"
_NAMES_OF_DOCKER_HUB = frozenset({"docker.io", "index.docker.io", "registry-1.docker.io", "registry.hub.docker.com"})


def _images(spec: PreviewSpec, named: str | None) -> Iterator[tuple[KeyPath, str]]:
    """The images that are run; `named` is what a publication takes in the place of the app's."""
    yield ("image",), spec.image
    if named is not None:
        yield ("image",), named
    for name, service in spec.services.items():
        yield ("services", name, "image"), service.image
    for index, migration in enumerate(spec.migrations):
        if migration.image:
            yield ("migrations", index, "image"), migration.image


def _seed_image(context: RuleContext) -> str | None:
    """An image of the dataset that the preview would take: they all stand below the platform's one registry of seeds."""
    seed = seed_of(context.spec, context.facts)
    used = [engine for engine in seed.engines if getattr(context.spec.databases, engine, None)] if seed else []
    return seed_image(context.platform, seed, used[0]) if seed and used else None


def allowed(image: str, registries: tuple[str, ...]) -> bool:
    """Whether an image is below one of the registries; any is, where none is listed."""
    name = in_full(image)
    return not registries or any(name.startswith(f"{_registry(registry)}/") for registry in registries)


def in_full(image: str) -> str:
    """An image's name with its registry: without one it is Docker Hub's, and its organisation `library` is left out there."""
    host, slash, rest = image.partition("/")
    if not slash or not _is_host(host):
        host, rest = _DOCKER_HUB, image
    if host in _NAMES_OF_DOCKER_HUB:
        return f"{_DOCKER_HUB}/{rest if '/' in rest else f'library/{rest}'}"
    return f"{host}/{rest}"


def _registry(registry: str) -> str:
    host, slash, rest = registry.partition("/")
    if not _is_host(host):
        return f"{_DOCKER_HUB}/{registry}"
    return f"{_DOCKER_HUB if host in _NAMES_OF_DOCKER_HUB else host}{slash}{rest}"


def _is_host(text: str) -> bool:
    """How Docker tells a registry from an organisation (https://pkg.go.dev/github.com/distribution/reference)."""
    return "." in text or ":" in text or text == "localhost"


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
    for path, image in _images(context.spec, context.facts.image):
        if image.startswith("previewctl"):
            yield Finding(path, f"`{image}` is a name that previewctl uses itself", "choose another image")
    remedy = "allowed: " + ", ".join(f"`{registry}`" for registry in registries)
    for path, image in _images(context.spec, context.facts.image):
        if not allowed(image, registries):
            yield Finding(path, f"`{image}` is from a registry that is not allowed", remedy, forbids=("registries",))
    seed = _seed_image(context)
    if seed and not allowed(seed, registries):
        message = f"the seed's image `{seed}` is from a registry that is not allowed"
        remedy = "ask for its registry among the `registries` of platform.yaml, or for another `seeds.registry` there"
        yield Finding(("seed",), message, remedy, on_key=True, forbids=("seeds", "registry"))
