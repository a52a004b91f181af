"""Plans lines of a preview.yaml under lines of a platform.yaml."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from previewctl.plan.build import build_environment
from previewctl.plan.facts import Facts, PullRequest, SeedData
from previewctl.source.document import SourceDocument, parse
from previewctl.source.read import SourceText
from previewctl.spec.load import load_spec
from previewctl.spec.platform import PlatformSpec
from previewctl.spec.preview import PreviewSpec

if TYPE_CHECKING:
    from datetime import date

    from previewctl.plan.model import Environment

SHA = "0123456789abcdef0123456789abcdef01234567"
SEED = SeedData(dataset="orders", version="2026.11.1", content_hash="ab" * 32, engines=("mongodb", "postgres", "redis"))

PREVIEW = {
    "apiVersion": "previewctl.dev/v1",
    "kind": "Preview",
    "service": "orders-api",
    "runtime": "container",
    "image": "registry.example.com/orders-api",
    "processes": "{web: {port: 8000}}",
}
PLATFORM = {
    "apiVersion": "previewctl.dev/v1",
    "kind": "Platform",
    "github": "{organization: acme}",
    "gitops": "{url: https://github.com/acme/gitops.git}",
    "domain": "preview.example.com",
    "endpoint": "{gateway: {name: previews, namespace: gateway-system}}",
}


def _document(keys: dict[str, str]) -> SourceDocument:
    document = parse(SourceText("file.yaml", "".join(f"{key}: {value}\n" for key, value in keys.items())))
    assert isinstance(document, SourceDocument), document
    return document


def preview(**keys: str) -> PreviewSpec:
    """A preview.yaml with these keys, each in YAML."""
    spec = load_spec(_document(PREVIEW | keys), "preview")
    assert isinstance(spec, PreviewSpec), spec
    return spec


def platform(**keys: str) -> PlatformSpec:
    """A platform.yaml with these keys, each in YAML."""
    name: Literal["platform"] = "platform"
    spec = load_spec(_document(PLATFORM | keys), name)
    assert isinstance(spec, PlatformSpec), spec
    return spec


def facts(
    number: int = 42,
    branch: str = "new-prices",
    today: date | None = None,
    seed: SeedData | None = None,
    epoch: int = 0,
    attempt: int = 0,
) -> Facts:
    """What is known of the world."""
    return Facts(
        pull_request=PullRequest(number=number, branch=branch, head_sha=SHA),
        seeds={(seed.dataset, seed.version): seed} if seed else {},
        today=today,
        epoch=epoch,
        attempt=attempt,
    )


def plan(*given: Facts | PlatformSpec | None, **keys: str) -> Environment:
    """The plan of a preview.yaml with these keys, under the facts and the platform that are given."""
    known = next((item for item in given if isinstance(item, Facts)), facts())
    under = next((item for item in given if isinstance(item, PlatformSpec)), platform())
    return build_environment(preview(**keys), under, known)


def variables(environment: Environment) -> dict[str, str]:
    """The values of the variables, by name."""
    return {variable.name: variable.value for variable in environment.variables}
