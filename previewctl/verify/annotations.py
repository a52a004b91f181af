"""What Argo CD reads from an object's annotations: its hook, its wave, and when a hook is deleted.

https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/, and in argoproj/argo-cd (3.5.1):
gitops-engine/pkg/sync/hook/hook.go, hook/delete_policy.go, syncwaves/waves.go and sync_phase.go.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from previewctl.verify.objects import KubeObject

HOOK = "argocd.argoproj.io/hook"
DELETE_POLICY = "argocd.argoproj.io/hook-delete-policy"
WAVE = "argocd.argoproj.io/sync-wave"
OPTIONS = "argocd.argoproj.io/sync-options"

PHASES = ("PreSync", "Sync", "PostSync")
"""The phases of a sync that goes well, in their order; `SyncFail` runs only in one that fails."""
DELETE_HOOKS = ("PreDelete", "PostDelete")
KNOWN_HOOKS = frozenset({*PHASES, *DELETE_HOOKS, "SyncFail", "Skip"})
KNOWN_POLICIES = frozenset({"HookSucceeded", "HookFailed", "BeforeHookCreation"})
_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")


def hook_types(item: KubeObject) -> tuple[str, ...]:
    """The values of the hook annotation, known or not."""
    return _values(item.annotation(HOOK))


def is_hook(item: KubeObject) -> bool:
    """Whether it is applied as a hook: any value does that, and an unknown one makes a hook that never runs."""
    return item.annotation(HOOK) is not None and not is_skipped(item)


def is_skipped(item: KubeObject) -> bool:
    """Whether Argo CD leaves it alone."""
    return tuple(value for value in hook_types(item) if value in KNOWN_HOOKS) == ("Skip",)


def phases(item: KubeObject) -> tuple[str, ...]:
    """The phases in which a sync applies it."""
    if is_skipped(item):
        return ()
    return tuple(phase for phase in PHASES if phase in hook_types(item)) if is_hook(item) else ("Sync",)


def wave(item: KubeObject) -> int:
    """Its wave; 0 where there is none, or none that is an integer (`strconv.Atoi`)."""
    text = item.annotation(WAVE)
    return int(text) if text is not None and _INTEGER.fullmatch(text) else 0


def has_readable_wave(item: KubeObject) -> bool:
    """Whether its wave is an integer, or absent."""
    text = item.annotation(WAVE)
    return text is None or _INTEGER.fullmatch(text) is not None


def delete_policies(item: KubeObject) -> frozenset[str]:
    """When the hook's object is deleted; without a known policy before it is made again."""
    return frozenset(_values(item.annotation(DELETE_POLICY))) & KNOWN_POLICIES or frozenset({"BeforeHookCreation"})


def sync_options(item: KubeObject) -> frozenset[str]:
    """Options such as `Replace=true`."""
    return frozenset(_values(item.annotation(OPTIONS)))


def _values(text: str | None) -> tuple[str, ...]:
    return tuple(value.strip() for value in (text or "").split(",") if value.strip())
