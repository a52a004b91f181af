"""Whether a change of nothing but hooks, or of the data, reaches the cluster."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import UNSTAMPED_HOOKS
from previewctl.verify.annotations import is_hook
from previewctl.verify.claims import prepared
from previewctl.verify.counterexample import counterexample
from previewctl.verify.events import Event, Moment
from previewctl.verify.finding import Finding
from previewctl.verify.relation import relation_of
from previewctl.verify.scenarios import Scenario, before

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from previewctl.verify.relation import Relation
    from previewctl.verify.roles import Cast
    from previewctl.verify.tasks import Task, Wave

_STAMP = re.compile(r"stamp|checksum|digest|hash", re.IGNORECASE)
_SHOWN_IN = (Scenario.COMMIT, Scenario.SEED)
_HELP = (
    "put a digest of the hooks and of the data's identity into an annotation, such as `previewctl.dev/stamp`, of the pod "
    "templates of the last wave"
)


def unstamped(waves: Sequence[Wave], cast: Cast) -> Iterator[Finding]:
    """Hooks whose change alone is never synced, and apps that another seed does not restart.

    Argo CD compares everything but hooks (`resState.Hook` in controller/state.go, argoproj/argo-cd 3.5.1), and syncs by
    itself only what differs: https://argo-cd.readthedocs.io/en/stable/user-guide/auto_sync/.
    """
    hooks = [task for task in (*cast.seeds, *cast.migrations, *cast.later) if is_hook(task.item)]
    if not hooks:
        return
    relation = relation_of(waves, before(Scenario.FIRST, cast))
    stamped = [task for task in relation.tasks if not is_hook(task.item) and _is_stamped(task)]
    bare = [task for task in cast.apps if not _is_stamped(task)]
    yield from (_without(task, hooks, alone=not stamped) for task in bare)
    if not stamped and not bare:
        yield _without(hooks[-1], hooks, alone=True)
    late = [hook for hook in hooks if not any(_comes_first(relation, hook, task) for task in stamped)]
    if stamped and late:
        yield _too_early(relation, late, stamped[-1])


def _is_stamped(task: Task) -> bool:
    return any(_STAMP.search(name) for name in task.item.template.get("metadata", "annotations").mapping)


def _comes_first(relation: Relation, hook: Task, stamped: Task) -> bool:
    return relation.order.holds(prepared(relation, hook), _applied(relation, stamped))


def _applied(relation: Relation, task: Task) -> Event:
    return Event(relation.numbers[task], Moment.APPLIED)


def _without(task: Task, hooks: Sequence[Task], *, alone: bool) -> Finding:
    hook = hooks[-1]
    message = (
        f"a change of {hook.quoted} alone is never synced: Argo CD does not compare hooks, and {task.quoted} has no stamp"
        if alone
        else f"{task.quoted} keeps running when {hook.quoted} or the seed changes: its pod template has no stamp"
    )
    related = tuple((each.item, "a change of this alone is not seen") for each in hooks if each != task)
    return Finding(UNSTAMPED_HOOKS, task.item, message, _HELP, related, (task.text, hook.text), scenarios=_SHOWN_IN)


def _too_early(relation: Relation, late: Sequence[Task], stamped: Task) -> Finding:
    hook = late[-1]
    shown = counterexample(relation, prepared(relation, hook), _applied(relation, stamped))
    return Finding(
        UNSTAMPED_HOOKS,
        stamped.item,
        f"when {hook.quoted} fails, the Application looks synced and nothing tries again: the stamp is applied before "
        "it has completed",
        _HELP,
        tuple((each.item, "this has not completed by then") for each in late),
        tuple(task.text for task in shown.path),
        shown.text(hook),
        _SHOWN_IN,
    )
