"""DNS names end at 253 characters, with the largest pull request's number in mind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import HOST_TOO_LONG
from previewctl.plan.names import MAXIMUM_HOST, names_of
from previewctl.rules.context import Finding, RuleContext, rule
from previewctl.spec.targets import MAXIMUM_PULL_REQUEST

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(HOST_TOO_LONG)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a service whose hosts would not fit."""
    host = names_of(context.spec.service, MAXIMUM_PULL_REQUEST, context.platform.domain).host
    if len(host) > MAXIMUM_HOST:
        message = f"the preview's host would have {len(host)} characters, and DNS allows {MAXIMUM_HOST}"
        yield Finding(("service",), message, "shorten the platform's `domain`", forbids=("domain",))
