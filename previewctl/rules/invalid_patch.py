"""A patch is one that Kustomize can read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import INVALID_PATCH
from previewctl.rules.context import Finding, RuleContext, rule
from previewctl.spec.placeholders import Placeholder

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(INVALID_PATCH)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a patch that Kustomize cannot read.

    Why:
        A patch is YAML inside of YAML: a mapping with the fields to set, or a list of operations. One that Kustomize cannot read
        makes the whole preview fail in Argo CD, and a path without its first `/` writes somewhere else without a word.

    Bad:
        patches:
          - target: {kind: Deployment, name: web}
            patch: "- {op: set, path: /spec/minReadySeconds, value: 5}"
        # platform.yaml
        patches: true

    Good:
        patches:
          - target: {kind: Deployment, name: web}
            patch: "- {op: add, path: /spec/minReadySeconds, value: 5}"
        # platform.yaml
        patches: true

    Fix:
        Write a list of operations with `op`, `path` and `value`, or a mapping with `kind: any` and `metadata: {name: any}`.
    """
    if not context.spec.patches:
        return
    from previewctl.rules.patch_texts import PatchProblem, touches

    for index, patch in enumerate(context.spec.patches):
        found = touches(patch.patch)
        if isinstance(found, PatchProblem):
            yield Finding(
                ("patches", index, "patch"), found.message, found.help, placeholder=part_of(patch.patch, found.part)
            )


def part_of(text: str, part: str) -> Placeholder | None:
    """Where a part of a patch stands, if it stands there once."""
    if not part or text.count(part) != 1:
        return None
    start = text.index(part)
    return Placeholder((), start, start + len(part))
