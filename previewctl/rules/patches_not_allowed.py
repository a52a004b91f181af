"""Patches can undo every guard, so the platform has to allow them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import PATCHES_NOT_ALLOWED
from previewctl.rules.context import Finding, RuleContext, rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(PATCHES_NOT_ALLOWED)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports patches where the platform forbids them.

    Why:
        A Kustomize patch can change every field of every object, so also those that keep previews apart. A platform says yes
        to that, or the rest of preview.yaml has to do.

    Bad:
        patches:
          - target: {kind: Deployment, name: web}
            patch: "- {op: add, path: /spec/minReadySeconds, value: 5}"

    Good:
        patches:
          - target: {kind: Deployment, name: web}
            patch: "- {op: add, path: /spec/minReadySeconds, value: 5}"
        # platform.yaml
        patches: true

    Fix:
        Remove the patches, or ask for `patches: true` in platform.yaml.
    """
    if context.spec.patches and not context.platform.patches:
        message = "the platform does not allow patches"
        yield Finding(
            ("patches",),
            message,
            "remove them, or ask for `patches: true` in platform.yaml",
            on_key=True,
            forbids=("patches",),
        )
