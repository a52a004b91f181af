"""What is still to be done on GitHub, decided from what it has and what a report says. Pure: the same inputs, the same steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from previewctl.integrations.github.reporting import Deployment, Seen, Status
from previewctl.report.comment import hidden_state, is_about
from previewctl.report.preview import PreviewReport, State

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from previewctl.integrations.github.reporting import Comment

    Render = Callable[[PreviewReport, Mapping[str, str]], str]


class CreateDeployment(NamedTuple):
    """A deployment of the head, with its first status."""

    status: Status


class SetDeployment(NamedTuple):
    """Another status of the head's deployment."""

    deployment: int
    status: Status


class Retire(NamedTuple):
    """A deployment that is no longer what runs."""

    deployment: int


class CreateComment(NamedTuple):
    """The comment, for the first time."""

    body: str


class EditComment(NamedTuple):
    """The comment says something else now."""

    comment: int
    body: str


class DeleteComment(NamedTuple):
    """A second comment, which two runs at once have made."""

    comment: int


class SetCommit(NamedTuple):
    """Another status of the commit."""

    status: Status


Step = CreateDeployment | SetDeployment | Retire | CreateComment | EditComment | DeleteComment | SetCommit

_DEPLOYMENT = {
    State.QUEUED: ("queued", "Waiting for a runner"),
    State.BUILDING: ("in_progress", "Building the image"),
    State.DEPLOYING: ("in_progress", "Argo CD is starting it"),
    State.READY: ("success", "Ready"),
    State.FAILED: ("failure", "Failed"),
}
_COMMIT = {State.READY: "success", State.FAILED: "failure"}
INACTIVE = Status("inactive", description="The preview has gone")


def steps(report: PreviewReport, seen: Seen, render: Render) -> list[Step]:
    """The steps in their order: the deployment first, older ones are retired only after it is ready, the comment then.

    Each can be repeated, and a run that ends between two of them leaves what the next one goes on from.
    """
    if report.state is State.INACTIVE:
        return [*_retirements(seen.deployments), *_comment_steps(report, seen, render), *_settled(report, seen)]
    return [
        *_deployment_steps(report, seen.deployments),
        *_comment_steps(report, seen, render),
        *_commit_steps(report, seen),
    ]


def deployment_status(report: PreviewReport) -> Status:
    """The status of the deployment that a report means."""
    state, description = _DEPLOYMENT[report.state]
    url = report.url if report.state is State.READY else ""
    return Status(state, url, report.log_url, description)


def commit_status(report: PreviewReport) -> Status:
    """The status of the commit that a report means."""
    url = report.url if report.state is State.READY and report.url else report.log_url
    return Status(_COMMIT.get(report.state, "pending"), url, "", _DEPLOYMENT[report.state][1])


def _deployment_steps(report: PreviewReport, deployments: tuple[Deployment, ...]) -> list[Step]:
    """One deployment of the head counts: the oldest that is not retired."""
    of_head = [item for item in deployments if item.sha == report.sha and not item.retired]
    status = deployment_status(report)
    found: list[Step] = []
    if not of_head:
        found.append(CreateDeployment(status))
    elif of_head[0].status != status:
        found.append(SetDeployment(of_head[0].id, status))
    doubled = of_head[1:]
    older = [item for item in deployments if item.sha != report.sha] if report.state is State.READY else []
    return [*found, *_retirements((*doubled, *older))]


def _retirements(deployments: tuple[Deployment, ...]) -> list[Step]:
    return [Retire(item.id) for item in deployments if not item.retired]


def _comment_steps(report: PreviewReport, seen: Seen, render: Render) -> list[Step]:
    ours = sorted((item for item in seen.comments if is_ours(item, report.service)), key=lambda item: item.id)
    if not ours:
        return [] if report.state is State.INACTIVE else [CreateComment(render(report, {}))]
    kept, *doubled = ours
    noted: dict[str, str] = {}
    for comment in reversed(ours):
        noted |= hidden_state(comment.body)
    body = render(report, {} if report.state is State.INACTIVE else noted)
    # GitHub may hand line ends and blanks at the end back in another form.
    same = kept.body.replace("\r\n", "\n").rstrip() == body.rstrip()
    edits: list[Step] = [] if same else [EditComment(kept.id, body)]
    return [*edits, *(DeleteComment(item.id) for item in doubled)]


def is_ours(comment: Comment, service: str) -> bool:
    """Whether it is our comment about this service: anybody can write the marker, so the author counts too."""
    return comment.ours and is_about(comment.body, service)


def _commit_steps(report: PreviewReport, seen: Seen) -> list[Step]:
    status = commit_status(report)
    return [] if seen.commit_status == status else [SetCommit(status)]


def _settled(report: PreviewReport, seen: Seen) -> list[Step]:
    """A commit that waits for a preview which has gone would wait for ever."""
    if seen.commit_status is None or seen.commit_status.state != "pending":
        return []
    return [SetCommit(Status("success", report.log_url, "", "The preview has gone"))]
