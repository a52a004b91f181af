"""Patches change what a platform leaves to its services, not what keeps previews apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import PATCH_OF_OWNED_FIELD
from previewctl.rules.context import Finding, Needs, RuleContext, rule
from previewctl.rules.invalid_patch import part_of

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(PATCH_OF_OWNED_FIELD, needs=Needs.PLAN)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a patch of what previewctl decides.

    Why:
        Names, labels, sync waves, images, the user of a pod, network policies and quotas are what keeps previews apart and lets
        them go with their pull requests. A patch of one of them would reach another team, or leave something behind for ever.

    Bad:
        patches:
          - target: {kind: Deployment, name: web}
            patch: "- {op: add, path: /spec/template/spec/hostNetwork, value: true}"
        # platform.yaml
        patches: true

    Good:
        patches:
          - target: {kind: Deployment, name: web}
            patch: "- {op: add, path: /spec/template/spec/priorityClassName, value: previews}"
        # platform.yaml
        patches: true

    Fix:
        Use the field of preview.yaml or platform.yaml that is meant for it, or leave it out. In a list of operations `add` replaces
        a mapping that exists: name the key inside of it.
    """
    if context.environment is None or not context.spec.patches:
        return
    from previewctl.rules.patch_owned import GUARD_RAILS, owned_by
    from previewctl.rules.patch_targets import targets
    from previewctl.rules.patch_texts import PatchProblem, touches

    for index, patch in enumerate(context.spec.patches):
        kinds = sorted({item.kind for item in targets(context.environment, patch.target)})
        if guarded := [kind for kind in kinds if kind in GUARD_RAILS]:
            message = f"the {guarded[0]} of a preview is not for patches: it keeps previews apart"
            yield Finding(("patches", index, "target", "kind"), message, "name another kind")
            continue
        found = touches(patch.patch)
        reasons: set[str] = set()
        for touch in () if isinstance(found, PatchProblem) else found:
            owned = next((item for kind in kinds if (item := owned_by(kind, touch))), None)
            if owned and owned.why not in reasons:
                reasons.add(owned.why)
                field = f"`{'.'.join(touch.path)}`" if touch.path else "the object as a whole"
                yield Finding(
                    ("patches", index, "patch"),
                    f"{field} is not for patches: {owned.why}",
                    owned.instead,
                    placeholder=part_of(patch.patch, touch.written),
                )
