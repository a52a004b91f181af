"""A patch has something to change: Kustomize says nothing where it has not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import PATCH_WITHOUT_TARGET
from previewctl.rules.context import Finding, Needs, RuleContext, rule
from previewctl.rules.suggestions import replaced_value
from previewctl.source.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.plan.objects import PlannedObject
    from previewctl.spec.preview import PatchTarget


@rule(PATCH_WITHOUT_TARGET, needs=Needs.PLAN)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a patch that matches nothing.

    Why:
        Kustomize leaves out a patch whose target fits no object, and does not mention it. The preview then runs without what the
        patch was written for.

    Bad:
        patches:
          - target: {kind: Deployment, name: wbe}
            patch: "- {op: add, path: /spec/minReadySeconds, value: 5}"
        # platform.yaml
        patches: true

    Good:
        patches:
          - target: {kind: Deployment, name: web}
            patch: "- {op: add, path: /spec/minReadySeconds, value: 5}"
        # platform.yaml
        patches: true

    Fix:
        Name an object that the preview has: `previewctl render` shows them. A process is a Deployment of its own name.
    """
    if context.environment is None or not context.spec.patches:
        return
    from previewctl.plan.objects import planned_objects
    from previewctl.rules.patch_targets import targets

    objects = planned_objects(context.environment)
    for index, patch in enumerate(context.spec.patches):
        if not targets(context.environment, patch.target):
            yield _finding(index, patch.target, objects)


def _finding(index: int, target: PatchTarget, objects: tuple[PlannedObject, ...]) -> Finding:
    from previewctl.rules.patch_owned import GUARD_RAILS
    from previewctl.rules.patch_targets import fits

    path = ("patches", index, "target")
    of_kind = [item for item in objects if fits(target.kind, item.kind)]
    if not of_kind:
        kinds = sorted({item.kind for item in objects} - GUARD_RAILS)
        guess = nearest(target.kind, kinds)
        remedy = f"did you mean `{guess}`?" if guess else "there are: " + ", ".join(f"`{kind}`" for kind in kinds)
        message = f"the preview has no `{target.kind}` to patch"
        return Finding((*path, "kind"), message, remedy, remedy=replaced_value((*path, "kind"), guess))
    names = sorted({item.names[0] for item in of_kind})
    if target.name and not any(fits(target.name, name) for item in of_kind for name in item.names):
        guess = nearest(target.name, names)
        remedy = f"did you mean `{guess}`?" if guess else "there are: " + ", ".join(f"`{name}`" for name in names)
        message = f"the preview has no `{target.kind}` called `{target.name}`"
        return Finding((*path, "name"), message, remedy, remedy=replaced_value((*path, "name"), guess))
    message = f"no `{target.kind}` of the preview fits this target, so the patch would change nothing"
    return Finding(path, message, "name an object by `kind` and `name`", on_key=True)
