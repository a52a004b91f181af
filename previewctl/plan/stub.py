"""Stand-ins for optional dependencies: one small web server in the namespace, with a Service for each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.plan.model import Amounts, StubPlan
from previewctl.spec.platform import CatalogueEntry
from previewctl.spec.quantities import parse_quantity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from previewctl.plan.model import DependencyPlan
    from previewctl.spec.platform import PlatformSpec

STUBS = "stubs"
"""The Deployment's name."""
STUB_PORT = 8080
STUB_RESOURCES = Amounts(cpu=parse_quantity("10m"), memory=parse_quantity("32Mi"))
"""As the base has them (a test compares)."""


def stub_name(dependency: str) -> str:
    """The Service that stands in for a dependency."""
    return f"stub-{dependency}"


def stub_url(dependency: str, namespace: str) -> str:
    """Where it answers, to that namespace alone. The whole name: a frontend's nginx looks names up as they stand."""
    return f"http://{stub_name(dependency)}.{namespace}.svc.cluster.local:{STUB_PORT}"


def plan_stubs(dependencies: Iterable[DependencyPlan], platform: PlatformSpec) -> tuple[StubPlan, ...]:
    """The stand-ins, sorted by name, each with the health path that the catalogue says."""
    return tuple(
        StubPlan(
            dependency=item.name,
            name=stub_name(item.name),
            health=(platform.services.get(item.name) or CatalogueEntry()).health,
        )
        for item in dependencies
        if item.target == "stub"
    )
