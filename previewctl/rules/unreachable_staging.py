"""Network policies let a preview out to what the catalogue names, and to public HTTPS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import NOT_FOR_BROWSERS, UNREACHABLE_STAGING
from previewctl.plan.dependencies import STAGING
from previewctl.plan.values import url_parts
from previewctl.rules.context import Finding, RuleContext

if TYPE_CHECKING:
    from collections.abc import Iterator


def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a staging that no policy lets a preview reach, and one that a browser is sent to without a public URL."""
    for dependency in context.environment.dependencies if context.environment else ():
        if dependency.target != STAGING or context.embedded:
            continue
        path, forbids = ("dependencies", dependency.name), ("services", dependency.name, "staging")
        named = dependency.port and (dependency.namespace or dependency.ranges)
        if not named and url_parts(dependency.internal_url)["port"] != "443":
            message = f"no network policy lets the preview reach {dependency.internal_url}"
            remedy = "add `namespace` and `port`, or `ranges` and `port`, to its `staging` in platform.yaml"
            yield Finding(UNREACHABLE_STAGING, path, message, remedy, on_key=True, forbids=forbids)
        if dependency.config and not dependency.public_url.startswith("https://"):
            message = f"browsers cannot use {dependency.public_url}"
            remedy = "add `public` to its `staging` in platform.yaml"
            yield Finding(NOT_FOR_BROWSERS, (*path, "config"), message, remedy, forbids=forbids)
