"""`auth: platform` is a promise that the platform has to keep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import NO_AUTH_ON_PLATFORM
from previewctl.rules.context import Finding, RuleContext, rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(NO_AUTH_ON_PLATFORM)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a preview that counts on a guard that the platform does not have.

    Why:
        `auth: platform` asks for what platform.yaml attaches to such routes, for example a sign-in. Where it attaches nothing the
        preview would be open, and its author would believe otherwise.

    Bad:
        endpoint: {auth: platform}

    Good:
        endpoint: {auth: platform}
        # platform.yaml
        endpoint: {gateway: {name: previews, namespace: gateway-system}, authLabels: {auth: oidc}}

    Fix:
        Add `authLabels` or `authAnnotations` to `endpoint` in platform.yaml, or write `auth: none` and know that the preview is open.
    """
    endpoint = context.platform.endpoint
    guarded = endpoint.auth_annotations or endpoint.auth_labels
    if context.spec.endpoint.auth == "platform" and not guarded:
        message = "the platform attaches nothing for `auth: platform`, so the preview would be open"
        remedy = "add `authAnnotations` or `authLabels` to `endpoint` in platform.yaml"
        yield Finding(("endpoint", "auth"), message, remedy, forbids=("endpoint",))
