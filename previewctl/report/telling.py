"""Brings GitHub to what a report says: reads, decides, does, and looks again where something may have happened twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from previewctl.integrations.github.failures import GitHubError
from previewctl.integrations.github.reporting import Place, Seen, Writer, read
from previewctl.report import steps as step
from previewctl.report.comment import is_about
from previewctl.report.preview import PreviewReport, State

if TYPE_CHECKING:
    from previewctl.integrations.github.transport import Transport
    from previewctl.report.steps import Render, Step

_ROUNDS = 5


class Told(NamedTuple):
    """What came of a report. `skipped` says why nothing was written; `seen` is what GitHub had; `notes` are for the user.

    `issues` are those of Jira that were asked to link to the preview.
    """

    report: PreviewReport
    seen: Seen
    done: tuple[Step, ...]
    skipped: str = ""
    notes: tuple[str, ...] = ()
    issues: tuple[str, ...] = ()


def tell(transport: Transport, report: PreviewReport, render: Render) -> Told:
    """Makes GitHub say what the report says, exactly once, and says what was done. RemoteError where GitHub fails.

    A report about a commit that is no longer the head is dropped; one about a pull request that is closed becomes
    `inactive`, for a sync may end after the pull request did.
    """
    place = Place(report.repository, report.pull_request, report.task, report.context)
    seen = read(transport, place)
    report = report if report.sha else report._replace(sha=seen.head_sha)
    if not seen.open and report.state is not State.INACTIVE:
        report = report._replace(state=State.INACTIVE, reasons=())
    elif seen.head_sha != report.sha and report.state is not State.INACTIVE:
        reason = f"{report.sha[:12]} is no longer the head of the pull request, {seen.head_sha[:12]} is"
        return Told(report, seen, (), reason)
    writer = Writer(transport, place, report.sha)
    done: list[Step] = []
    for last in (False,) * _ROUNDS + (True,):
        again = _do(writer, report, step.steps(report, seen, render), done, last=last)
        if not again or transport.dry_run:
            break
        seen = read(transport, place)
    return Told(report, seen, tuple(done), notes=_notes(report, seen))


def _do(writer: Writer, report: PreviewReport, todo: list[Step], done: list[Step], *, last: bool) -> bool:
    """Does the steps; `last`: one of which nobody knows whether it was done is an error now.

    True where GitHub has to be looked at again: because of such a one, or because somebody may have done the same at once.
    """
    again = False
    for item in todo:
        try:
            again = _one(writer, report, item) or again
        except GitHubError as error:
            if error.applied is not None or last:
                raise
            return True
        done.append(item)
    return again


def _one(writer: Writer, report: PreviewReport, item: Step) -> bool:
    match item:
        case step.CreateDeployment(status):
            number = writer.create_deployment(f"Preview of {report.service}", {"pullRequest": report.pull_request})
            writer.deployment_status(number, status)
            return report.state.final
        case step.SetDeployment(number, status):
            writer.deployment_status(number, status)
        case step.Retire(number):
            writer.deployment_status(number, step.INACTIVE)
        case step.CreateComment(body):
            writer.create_comment(body)
            return True
        case step.EditComment(number, body):
            return not _edited(writer, number, body)
        case step.DeleteComment(number):
            writer.delete_comment(number)
        case step.SetCommit(status):
            writer.commit_status(status)
    return False


def _edited(writer: Writer, number: int, body: str) -> bool:
    """False where somebody has deleted the comment meanwhile."""
    try:
        writer.edit_comment(number, body)
    except GitHubError as error:
        if error.status != 404:
            raise
        return False
    return True


def _notes(report: PreviewReport, seen: Seen) -> tuple[str, ...]:
    others = {item.author for item in seen.comments if not item.ours and is_about(item.body, report.service)}
    return tuple(
        f"a comment by {author} looks like that of this preview: let all reports run with one identity"
        for author in sorted(others)
    )
