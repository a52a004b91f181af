"""The platform that stands in where there is no platform.yaml: enough to render on a laptop, never to publish."""

from __future__ import annotations

from previewctl.spec.platform import (
    CatalogueEntry,
    Gateway,
    GitHub,
    GitOps,
    PlatformEndpoint,
    PlatformSpec,
)
from previewctl.spec.preview import API_VERSION


def embedded_platform(services: dict[str, str | None]) -> PlatformSpec:
    """A platform of previewctl's defaults; `services` gives the repository of each service, where git knows one."""
    repositories = {service: repository for service, repository in services.items() if repository}
    owner = min(repositories.values(), default="unknown/").partition("/")[0]
    return PlatformSpec(
        api_version=API_VERSION,
        kind="Platform",
        github=GitHub(organization=owner),
        gitops=GitOps(url=f"https://github.com/{owner}/gitops.git"),
        domain="preview.invalid",
        endpoint=PlatformEndpoint(gateway=Gateway(name="previews", namespace="gateway-system")),
        services={
            service: CatalogueEntry(repository=repository, previews=repository is not None)
            for service, repository in services.items()
        },
    )
