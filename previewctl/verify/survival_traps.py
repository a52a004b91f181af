"""What an event takes for good: volumes that two pods want, servers that write nothing down, hooks that an eviction ends."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import (
    EVICTION_FAILS_HOOK,
    GRACE_BEYOND_NOTICE,
    UNSAFE_DATABASE,
    VOLUME_OF_TWO_PODS,
)
from previewctl.verify.finding import Finding
from previewctl.verify.pods import containers, keeps_data
from previewctl.verify.scenarios import Scenario

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from previewctl.verify.objects import KubeObject
    from previewctl.verify.roles import Cast
    from previewctl.verify.tasks import Task

NOTICE = 120
"""Seconds between the notice and the end of a spot node: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html."""
_UNSAFE = re.compile(r"(?:^|\s|-c\s*)(fsync|full_page_writes)\s*=\s*(?:off|0|false|no)\b")
_GRACE = re.compile(r"[0-9]{1,9}")


def survival_traps(tasks: Sequence[Task], cast: Cast) -> Iterator[Finding]:
    """What does not survive a reclaimed node or the next sync, though it is meant to."""
    for task in tasks:
        if task.item.kind == "Deployment":
            yield from _two_pods(task.item)
        if containers(task.item):
            yield from _grace(task.item)
    for database in cast.databases:
        yield from _unsafe(database.item)
    for job in (*cast.seeds, *cast.migrations, *cast.later):
        yield from _eviction(job.item)


def _two_pods(item: KubeObject) -> Iterator[Finding]:
    """A rollout starts the new pod first, and the volume is still at the old one: neither gets on.

    https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes
    """
    if keeps_data(item) and item.spec.get("strategy", "type").text != "Recreate":
        yield Finding(
            VOLUME_OF_TWO_PODS,
            item,
            f"`{item.label}` starts its next pod while the one before still has the volume",
            "set `strategy: {type: Recreate}`",
            scenarios=(Scenario.COMMIT,),
        )


def _grace(item: KubeObject) -> Iterator[Finding]:
    text = item.template.get("spec", "terminationGracePeriodSeconds").text or ""
    if _GRACE.fullmatch(text) and int(text) > NOTICE and _tolerates_spot(item):
        yield Finding(
            GRACE_BEYOND_NOTICE,
            item,
            f"`{item.label}` takes up to {text} seconds to end, and a spot node goes away after {NOTICE}",
            f"set `terminationGracePeriodSeconds` to {NOTICE} or less, or keep it off spot nodes",
            scenarios=(Scenario.RESTART,),
        )


def _tolerates_spot(item: KubeObject) -> bool:
    return any(
        "spot" in (each.get("key").text or "").lower() for each in item.template.get("spec", "tolerations").items
    )


def _unsafe(item: KubeObject) -> Iterator[Finding]:
    """What is fast because it does not wait for the disk is broken by the crash of a node, and then the volume keeps that."""
    if not keeps_data(item):
        return
    for container in containers(item):
        words = " ".join(container.words)
        found = _UNSAFE.search(words)
        setting = found[1] if found else _redis_without_file(container.words)
        if setting:
            yield Finding(
                UNSAFE_DATABASE,
                item,
                f"`{item.label}` has a volume and does not write safely to it: `{setting}` is off",
                f"take `{setting}` out of the arguments of `{container.name}`, or give it no claim",
                scenarios=(Scenario.RESTART,),
            )
            return


def _redis_without_file(words: tuple[str, ...]) -> str:
    """Redis keeps nothing where it neither appends nor saves: https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/."""
    options = dict(pairwise(words))
    return "appendonly" if options.get("--appendonly") == "no" and options.get("--save") == "" else ""


def _eviction(item: KubeObject) -> Iterator[Finding]:
    """Without a rule for disruptions, an evicted pod counts against `backoffLimit` like a failed migration.

    https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-failure-policy
    """
    if item.kind != "Job" or not _tolerates_spot(item):
        return
    rules = item.spec.get("podFailurePolicy", "rules").items
    ignored = any(
        rule.get("action").text == "Ignore"
        and any(each.get("type").text == "DisruptionTarget" for each in rule.get("onPodConditions").items)
        for rule in rules
    )
    if not ignored:
        yield Finding(
            EVICTION_FAILS_HOOK,
            item,
            f"`{item.label}` may run on a spot node, and counts a reclaimed pod as a failed one",
            "add a `podFailurePolicy` whose rule ignores the pod condition `DisruptionTarget`",
            scenarios=(Scenario.FIRST, Scenario.COMMIT),
        )
