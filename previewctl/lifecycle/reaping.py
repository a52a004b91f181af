"""Does what a sweep has decided: warns, and removes. What fails for one preview leaves the others to be done."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from previewctl.errors import RemoteError
from previewctl.lifecycle.verdict import Guard, State

if TYPE_CHECKING:
    from collections.abc import Callable

    from previewctl.lifecycle.sweep import Sweep
    from previewctl.lifecycle.verdict import Subject, Verdict


class Hands(Protocol):
    """What is done on GitHub and Jira. Each may be repeated; RemoteError where it fails."""

    def note(self, verdict: Verdict, service: str) -> None:
        """Writes the warnings that stand into the comment about a service's preview, or takes them out."""
        ...

    def unlabel(self, subject: Subject) -> None:
        """Takes the label off: Argo CD drops the Application, and its namespace with it."""
        ...

    def retire(self, verdict: Verdict, service: str) -> None:
        """Retires the deployment, resolves the Jira link, and says in the comment why, and how it comes back."""
        ...


class Applied(NamedTuple):
    """How many were removed, warned and taken the warning from; and what failed, in words."""

    removed: int
    warned: int
    withdrawn: int
    failures: tuple[str, ...]


def apply(sweep: Sweep, hands: Hands, say: Callable[[str], None]) -> Applied:
    """Removals first, the label before all else: whatever fails after it is found again as an orphan."""
    removed = warned = withdrawn = 0
    failures: list[str] = []
    if sweep.aborted:
        return Applied(0, 0, 0, ())
    for verdict in sorted(sweep.verdicts, key=lambda item: item.state is not State.REMOVE):
        subject = verdict.subject
        name = f"{subject.repository}#{subject.number}"
        try:
            if verdict.state is State.REMOVE:
                _remove(verdict, hands)
                say(f"{name}: removed")
                removed += 1
            elif verdict.warnings != subject.warnings and verdict.guard is not Guard.ABORTED:
                for service in subject.services:
                    hands.note(verdict, service)
                is_warned = bool(verdict.warnings)
                say(f"{name}: {'warned' if is_warned else 'the warning is withdrawn'}")
                warned, withdrawn = warned + is_warned, withdrawn + (not is_warned)
        except RemoteError as error:
            failures.append(f"{name}: {error}")
    return Applied(removed, warned, withdrawn, tuple(failures))


def _remove(verdict: Verdict, hands: Hands) -> None:
    hands.unlabel(verdict.subject)
    for service in verdict.subject.services:
        hands.retire(verdict, service)
