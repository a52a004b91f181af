"""A patch has something to change: Kustomize says nothing where it has not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import PATCH_WITHOUT_TARGET
from previewctl.rules.context import Finding, Needs, RuleContext, rule
from previewctl.rules.invalid_patch import part_of
from previewctl.rules.suggestions import replaced_value
from previewctl.source.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.plan.model import Environment
    from previewctl.plan.objects import PlannedObject
    from previewctl.rules.patch_shapes import Shape
    from previewctl.source.document import Data
    from previewctl.spec.preview import PatchTarget

_OTHER_KINDS = frozenset({
    "CronJob", "DaemonSet", "StatefulSet", "ReplicaSet", "Pod", "Secret", "SecretStore", "Role", "RoleBinding", "Gateway", "GRPCRoute",
    "TCPRoute", "TLSRoute", "PersistentVolume", "HorizontalPodAutoscaler", "PodDisruptionBudget", "EndpointSlice", "Endpoints",
    "ClusterRole", "ClusterRoleBinding", "Application", "ServiceMonitor", "PodMonitor", "VirtualService", "IngressClass",
})  # fmt: skip
"""Kinds that exist and that no preview has: none of them is a slip of another."""


@rule(PATCH_WITHOUT_TARGET, needs=Needs.PLAN)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a patch that matches nothing: no object, no container, or no place in them.

    Why:
        Kustomize leaves out a patch whose target fits no object, and does not mention it. The preview then runs without what the
        patch was written for. A container of another name it adds, and at a path that leads nowhere it fails.

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
        Name an object that the preview has: `previewctl render` shows them. A process is a Deployment of its own name, and its
        container is called `app`.
    """
    if context.environment is None or not context.spec.patches:
        return
    from previewctl.plan.objects import planned_objects
    from previewctl.rules.patch_shapes import shape_of
    from previewctl.rules.patch_targets import targets

    objects = planned_objects(context.environment)
    shapes = {item: shape_of(context.environment, item) for item in objects}
    for index, patch in enumerate(context.spec.patches):
        chosen = targets(context.environment, patch.target)
        if not chosen:
            yield _finding(index, patch.target, objects)
        elif finding := _inside(context.environment, index, patch.patch, {item: shapes[item] for item in chosen}):
            yield finding


def _inside(environment: Environment, index: int, text: str, chosen: dict[PlannedObject, Shape]) -> Finding | None:
    """A container or a path that a chosen object does not have."""
    from previewctl.rules.patch_shapes import applied, containers_of, merged
    from previewctl.rules.patch_texts import PatchProblem, read, touches

    data, found = read(text), touches(text)
    if isinstance(data, PatchProblem) or isinstance(found, PatchProblem):
        return None
    for item, shape in chosen.items():
        if isinstance(data, dict):
            if other := _other_container(data, containers_of(environment, item), item):
                return _in_patch(index, text, other)
            for touch in found:
                merged(touch, shape)
            continue
        for operation in data:
            assert isinstance(operation, dict)
            if miss := applied(operation, shape):
                written = str(operation["path"])
                message = f"`{miss.path}` of the {item.kind} `{item.names[0]}` {miss.why}"
                return _in_patch(index, text, (message, miss.help, written))
    return None


def _in_patch(index: int, text: str, found: tuple[str, str, str]) -> Finding:
    message, remedy, written = found
    return Finding(("patches", index, "patch"), message, remedy, placeholder=part_of(text, written))


def _other_container(data: dict[str, Data], known: tuple[str, ...], item: PlannedObject) -> tuple[str, str, str] | None:
    """A name in `containers` that no container has: the patch would add one, which has no image then."""
    containers: Data | None = data
    for key in ("spec", "template", "spec", "containers"):
        containers = containers.get(key) if isinstance(containers, dict) else None
    for container in containers if isinstance(containers, list) and known else ():
        name = container.get("name") if isinstance(container, dict) else None
        if isinstance(container, dict) and "image" not in container and name not in known:
            called = f"called `{name}`" if isinstance(name, str) else "without a name"
            message = f"the {item.kind} `{item.names[0]}` has no container {called}"
            there = ", ".join(f"`{one}`" for one in known)
            return message, f"write `name: {known[0]}`" if len(known) == 1 else f"there are: {there}", str(name)
    return None


def _finding(index: int, target: PatchTarget, objects: tuple[PlannedObject, ...]) -> Finding:
    from previewctl.rules.patch_owned import GUARD_RAILS
    from previewctl.rules.patch_selectors import fits

    path = ("patches", index, "target")
    of_kind = [item for item in objects if fits(target.kind, item.kind)]
    if not of_kind:
        kinds = sorted({item.kind for item in objects} - GUARD_RAILS)
        guess = None if target.kind in _OTHER_KINDS else nearest(target.kind, kinds)
        remedy = f"did you mean `{guess}`?" if guess else "there are: " + ", ".join(f"`{kind}`" for kind in kinds)
        message = f"the preview has no `{target.kind}` to patch"
        return Finding((*path, "kind"), message, remedy, remedy=replaced_value((*path, "kind"), guess))
    names = sorted({item.names[0] for item in of_kind})
    named = [item for item in of_kind if any(fits(target.name, name) for name in item.names)]
    if not named:
        guess = nearest(target.name or "", names)
        remedy = f"did you mean `{guess}`?" if guess else "there are: " + ", ".join(f"`{name}`" for name in names)
        message = f"the preview has no `{target.kind}` called `{target.name}`"
        return Finding((*path, "name"), message, remedy, remedy=replaced_value((*path, "name"), guess))
    if target.label_selector:
        message = f"no `{target.kind}` of the preview has labels that fit `{target.label_selector}`"
        seen = sorted({f"`{key}`" for item in named for key, _ in item.labels})
        remedy = "patches come before the labels that every object gets; there are: " + ", ".join(seen)
        return Finding((*path, "labelSelector"), message, remedy)
    message = f"no `{target.kind}` of the preview fits this target, so the patch would change nothing"
    return Finding(path, message, "name an object by `kind` and `name`", on_key=True)
