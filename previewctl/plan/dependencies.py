"""Decides where each dependency points: staging, unless an override says otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from previewctl.diagnostics.excerpt import quoted
from previewctl.plan.model import DependencyPlan, Notice
from previewctl.plan.names import names_of
from previewctl.plan.origins import Origin, computed, from_platform, from_preview
from previewctl.spec.platform import CatalogueEntry, PlatformSpec
from previewctl.spec.targets import Target, TargetKind

if TYPE_CHECKING:
    from previewctl.plan.facts import Facts
    from previewctl.spec.preview import Dependency, Override, PreviewSpec

DEFAULT_PORT = 8000
STAGING = "staging"


class _Address(NamedTuple):
    target: str
    internal: str
    public: str
    reason: str
    origin: Origin
    preview: int | None = None
    namespace: str | None = None
    port: int | None = None
    ranges: tuple[str, ...] = ()


def plan_dependencies(
    spec: PreviewSpec, platform: PlatformSpec, facts: Facts
) -> tuple[tuple[DependencyPlan, ...], tuple[Notice, ...]]:
    """Every dependency with its URLs and the reason, and what a person should know about them."""
    plans, notices = [], []
    for name in sorted(spec.dependencies):
        plan, noticed = _resolve(name, spec, platform, facts)
        plans.append(plan)
        notices.extend(noticed)
    return tuple(plans), tuple(notices)


def _resolve(name: str, spec: PreviewSpec, platform: PlatformSpec, facts: Facts) -> tuple[DependencyPlan, list[Notice]]:
    entry = platform.services.get(name, CatalogueEntry())
    address, notices = _address(name, entry, spec.overrides.get(name), platform, facts)
    return _plan(name, spec.dependencies[name], address), notices


def _address(
    name: str, entry: CatalogueEntry, override: Override | None, platform: PlatformSpec, facts: Facts
) -> tuple[_Address, list[Notice]]:
    path = ("overrides", name, "target")
    if override is None:
        return _staging(name, entry, "no override"), []
    if override.until and facts.today and facts.today > override.until:
        reason = f"the override to `{override.target.text}` ended on {override.until}"
        return _staging(name, entry, reason), [Notice(path=path, message=reason, help="remove the override")]
    target = override.target
    if target.kind is TargetKind.PULL_REQUEST:
        return _preview(name, entry, target, platform), []
    if target.kind is TargetKind.URL:
        return _Address(target.text, target.value, target.value, "the override's URL", from_preview(*path)), []
    if target.kind is TargetKind.STAGING:
        return _staging(name, entry, "the override says staging"), []
    reason = f"{quoted(target.text)} cannot be looked up without an index of previews, so it stays at staging"
    return _staging(name, entry, reason), [Notice(path=path, message=reason, help="name the preview as `pr-<number>`")]


def _staging(name: str, entry: CatalogueEntry, reason: str) -> _Address:
    staging = entry.staging
    public = staging.public or staging.internal or f"https://{name}.staging.invalid"
    known = staging.public or staging.internal
    origin = from_platform("services", name, "staging") if known else computed("not in the catalogue")
    return _Address(
        STAGING,
        staging.internal or public,
        public,
        reason,
        origin,
        namespace=staging.namespace,
        port=staging.port,
        ranges=staging.ranges,
    )


def _preview(name: str, entry: CatalogueEntry, target: Target, platform: PlatformSpec) -> _Address:
    names = names_of(name, target.pull_request, platform.domain)
    port = entry.port or entry.staging.port or DEFAULT_PORT
    return _Address(
        target.text,
        f"http://{entry.process}.{names.namespace}.svc.cluster.local:{port}",
        names.url,
        f"the override names pull request {target.pull_request}",
        from_preview("overrides", name),
        preview=target.pull_request,
        namespace=names.namespace,
        port=port,
    )


def _plan(name: str, dependency: Dependency, address: _Address) -> DependencyPlan:
    return DependencyPlan(
        name=name,
        target=address.target,
        internal_url=address.internal.rstrip("/"),
        public_url=address.public.rstrip("/"),
        reason=address.reason,
        origin=address.origin,
        preview=address.preview,
        namespace=address.namespace,
        port=address.port,
        ranges=address.ranges,
        path=dependency.path,
        config=dependency.config,
        optional=dependency.optional,
    )
