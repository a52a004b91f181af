"""Previews as a publication writes them, made from the texts of their files."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from previewctl.compilation import LoadedPlatform, LoadedPreview, compile_preview, load_preview, read_platform
from previewctl.plan.catalogue import repository_of
from previewctl.plan.facts import Facts, PullRequest, SeedData
from previewctl.render.preview import render_preview
from previewctl.render.record import Sources
from previewctl.source.read import SourceText

if TYPE_CHECKING:
    from previewctl.render.tree import FileTree

TODAY = date(2026, 11, 27)
PLATFORM = """\
apiVersion: previewctl.dev/v1
kind: Platform
domain: acme-previews.dev
endpoint: {gateway: {name: previews, namespace: gateway-system}}
github: {organization: acme}
gitops: {url: https://github.com/acme/gitops.git}
seeds: {registry: registry.example.com/seeds}
registries: [registry.example.com]
services:
  orders: {staging: {public: "https://orders.staging.example.com"}}
  billing: {staging: {public: "https://billing.staging.example.com"}}
  shop: {repository: acme/shop-web}
  tool: {}
"""
BACKEND = """\
apiVersion: previewctl.dev/v1
kind: Preview
service: orders
team: payments
runtime: django
image: registry.example.com/orders
processes:
  web: {command: [gunicorn, shop.wsgi], port: 8000, health: /healthz}
databases:
  postgres: {version: "17", env: DATABASE_URL}
seed: {dataset: orders, version: 2026.11.1}
dependencies:
  billing: {env: BILLING_URL}
migrations: {command: [python, manage.py, migrate]}
env: {PUBLIC_URL: "${endpoint.url}", BRANCH: "${pullRequest.branch}"}
"""
FRONTEND = """\
apiVersion: previewctl.dev/v1
kind: Preview
service: shop
runtime: vue
image: registry.example.com/shop
dependencies:
  orders: {path: /api}
"""
CONTAINER = """\
apiVersion: previewctl.dev/v1
kind: Preview
service: tool
runtime: container
image: registry.example.com/tool
user: 1000
processes:
  web: {command: [serve], port: 9000}
"""
SEED = SeedData("orders", "2026.11.1", "ab" * 32, ("postgres",), (), {"shop": ("0001_initial",)})


def platform(text: str = PLATFORM) -> LoadedPlatform:
    """A platform that has to be right."""
    found = read_platform(SourceText("platform.yaml", text, text.encode()))
    assert isinstance(found, LoadedPlatform), found
    return found


def facts_of(preview: LoadedPreview, under: LoadedPlatform, number: int) -> Facts:
    """The facts of a pull request's first publication."""
    repository = repository_of(preview.spec.service, under.spec)
    request = PullRequest(number, f"feature/{number}", f"{number:040x}", repository)
    return Facts(request, today=TODAY, seeds={(SEED.dataset, SEED.version): SEED} if preview.spec.seed else {})


def published(text: str, number: int = 7, under: LoadedPlatform | None = None, **facts: object) -> FileTree:
    """The directory that a publication writes for a preview.yaml."""
    under = under or platform()
    preview = load_preview(SourceText("preview.yaml", text, text.encode()))
    assert isinstance(preview, LoadedPreview), preview
    known = facts_of(preview, under, number)._replace(**facts)  # type: ignore[arg-type]
    compiled = compile_preview(preview, under, known)
    assert compiled.environment is not None, compiled.diagnostics
    seed = SEED if preview.spec.seed else None
    sources = Sources(text.encode(), under.digest, seed, len(compiled.diagnostics))
    return render_preview(compiled.environment, under.spec, sources)
