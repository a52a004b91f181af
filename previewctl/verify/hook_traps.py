"""Hooks that work once, or that keep a preview for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import (
    DELETE_HOOK,
    HOOK_NOT_RECREATED,
    HOOK_WITHOUT_DEADLINE,
    IGNORED_ANNOTATION,
    JOB_IS_NO_HOOK,
    JOB_WITH_TTL,
)
from previewctl.diagnostics.model import Severity
from previewctl.verify.annotations import (
    DELETE_HOOKS,
    DELETE_POLICY,
    HOOK,
    KNOWN_HOOKS,
    KNOWN_POLICIES,
    WAVE,
    delete_policies,
    has_readable_wave,
    hook_types,
    is_hook,
    sync_options,
)
from previewctl.verify.finding import Finding
from previewctl.verify.scenarios import Scenario

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from previewctl.verify.objects import KubeObject
    from previewctl.verify.roles import Cast

_REPEATED = (Scenario.COMMIT, Scenario.SEED, Scenario.WAKE)


def hook_traps(objects: Sequence[KubeObject], cast: Cast) -> Iterator[Finding]:
    """What is wrong with hooks and Jobs one by one."""
    for item in objects:
        yield from _ignored(item)
        if is_hook(item):
            yield from _of_deletion(item, objects)
        if item.kind == "Job":
            yield from _job(item)
    for task in (*cast.seeds, *cast.migrations, *cast.later):
        if not is_hook(task.item) and not {"Force=true", "Replace=true"} <= sync_options(task.item):
            yield Finding(
                JOB_IS_NO_HOOK,
                task.item,
                f"{task.quoted} is no hook: a Job's pods cannot be changed, so the sync of the next image fails",
                "make it a hook: `argocd.argoproj.io/hook: Sync` and `hook-delete-policy: BeforeHookCreation`",
                scenarios=_REPEATED,
            )


def _job(item: KubeObject) -> Iterator[Finding]:
    """Job hooks need an end, another Job each time, and to stay until the sync has seen them.

    Argo CD does not delete an Application while its operation runs (`processAppOperationQueueItem` serves the operation
    before the deletion, controller/appcontroller.go); a hook that is gone while its wave is waited for fails the sync
    (`is missing, it might have been deleted`, gitops-engine/pkg/sync/sync_context.go), and a plain Job is made again.
    """
    if item.spec.get("ttlSecondsAfterFinished").text is not None:
        yield Finding(
            JOB_WITH_TTL,
            item,
            f"`{item.label}` deletes itself: Argo CD finds it missing in the sync that waits for it, or makes it again",
            "remove `ttlSecondsAfterFinished`; `hook-delete-policy: BeforeHookCreation` clears it away",
            scenarios=(Scenario.FIRST, *_REPEATED),
        )
    if not is_hook(item):
        return
    if item.spec.get("activeDeadlineSeconds").text is None:
        yield Finding(
            HOOK_WITHOUT_DEADLINE,
            item,
            f"`{item.label}` may wait for ever: while it does, neither the next commit nor the end of the pull request counts",
            "set `activeDeadlineSeconds`, such as 600",
            scenarios=(Scenario.FIRST, *_REPEATED),
        )
    if "BeforeHookCreation" not in delete_policies(item) and item.node.get("metadata", "name").text:
        yield Finding(
            HOOK_NOT_RECREATED,
            item,
            f"`{item.label}` may still be there at the next sync, and a Job cannot run again: {_kept(item)}",
            "add `BeforeHookCreation` to `argocd.argoproj.io/hook-delete-policy`",
            scenarios=_REPEATED,
        )


def _kept(item: KubeObject) -> str:
    kept = [
        word
        for word, policy in (("failed", "HookFailed"), ("succeeded", "HookSucceeded"))
        if policy not in delete_policies(item)
    ]
    return f"one that has {kept[0]} is kept" if kept else "one that was stopped is kept"


def _of_deletion(item: KubeObject, objects: Sequence[KubeObject]) -> Iterator[Finding]:
    """Its namespace is gone when a PostDelete hook is to run, and a PreDelete hook that fails keeps the namespace.

    https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/#predelete-and-postdelete-hooks
    """
    namespace = next((each for each in objects if _holds(each, item)), None)
    found = [name for name in DELETE_HOOKS if name in hook_types(item)]
    if namespace is None or not found:
        return
    after = "PostDelete" in found
    reason = (
        "it runs when its namespace is gone" if after else "one that fails keeps everything that it should clear away"
    )
    yield Finding(
        DELETE_HOOK,
        item,
        f"`{item.label}` ({', '.join(found)}) {'never runs' if after else 'can keep the preview for ever'}: {reason}",
        f"do without it: deleting `{namespace.label}` frees all that is in it",
        ((namespace, "this is deleted with the Application"),),
        severity=Severity.ERROR if after else Severity.WARNING,
    )


def _holds(namespace: KubeObject, item: KubeObject) -> bool:
    return namespace.kind == "Namespace" and item.namespace in ("", namespace.name)


def _ignored(item: KubeObject) -> Iterator[Finding]:
    """Values that Argo CD passes over without a word (hook.go, delete_policy.go, waves.go in gitops-engine/pkg/sync)."""
    for name in hook_types(item):
        if name not in KNOWN_HOOKS:
            consequence = "it is never applied" if not set(hook_types(item)) & KNOWN_HOOKS else "that part is left out"
            yield _passed_over(
                item, f"`{HOOK}: {name}` is no hook that Argo CD knows: {consequence}", sorted(KNOWN_HOOKS)
            )
    for name in (item.annotation(DELETE_POLICY) or "").split(","):
        if name.strip() and name.strip() not in KNOWN_POLICIES:
            yield _passed_over(
                item, f"`{DELETE_POLICY}: {name.strip()}` is no policy that Argo CD knows", sorted(KNOWN_POLICIES)
            )
    if not has_readable_wave(item):
        yield _passed_over(
            item, f"`{WAVE}: {item.annotation(WAVE)}` is no integer: it counts as wave 0", ('"-5"', '"0"')
        )


def _passed_over(item: KubeObject, text: str, known: Sequence[str]) -> Finding:
    return Finding(IGNORED_ANNOTATION, item, f"`{item.label}`: {text}", f"write one of {', '.join(known)}")
