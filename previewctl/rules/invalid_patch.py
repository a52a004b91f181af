"""A patch is one that Kustomize can read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import INVALID_PATCH
from previewctl.rules.context import Finding, RuleContext, rule
from previewctl.spec.placeholders import Placeholder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.spec.preview import PatchTarget


@rule(INVALID_PATCH)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a patch, or a target of one, that Kustomize cannot read.

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
        yield from _of_target(index, patch.target)
        found = touches(patch.patch)
        if isinstance(found, PatchProblem):
            yield Finding(
                ("patches", index, "patch"), found.message, found.help, placeholder=part_of(patch.patch, found.part)
            )


def _of_target(index: int, target: PatchTarget) -> Iterator[Finding]:
    from previewctl.rules.patch_selectors import is_pattern, requirements

    path = ("patches", index, "target")
    patterns = {"group": target.group, "version": target.version, "kind": target.kind, "name": target.name}
    for key, pattern in patterns.items():
        if pattern and not is_pattern(pattern):
            message = f"Kustomize takes `{key}` for a regular expression, and `{pattern}` is none"
            yield Finding(
                (*path, key), message, "write `.*` for any text, and `\\` before a sign that stands for itself"
            )
    if target.label_selector and requirements(target.label_selector) is None:
        message = f"`{target.label_selector}` is no label selector"
        yield Finding((*path, "labelSelector"), message, "write one such as `app.kubernetes.io/component=web`")


def part_of(text: str, part: str) -> Placeholder | None:
    """Where a part of a patch stands, if it stands there once."""
    if not part or text.count(part) != 1:
        return None
    start = text.index(part)
    return Placeholder((), start, start + len(part))
