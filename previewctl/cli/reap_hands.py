"""What `reap --apply` does, by the same means as `report`: the label, the deployment, the comment."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from previewctl.cli.streams import harmless
from previewctl.lifecycle.policy import policy_of
from previewctl.lifecycle.reasons import reason
from previewctl.lifecycle.warnings import write_warnings
from previewctl.report.preview import State

if TYPE_CHECKING:
    from datetime import datetime

    from previewctl.compilation import LoadedPlatform
    from previewctl.integrations.github.client import GitHub
    from previewctl.lifecycle.verdict import Subject, Verdict
    from previewctl.report.preview import PreviewReport


class GitHubHands:
    """`previewctl.lifecycle.reaping.Hands`, on GitHub."""

    def __init__(self, client: GitHub, platform: LoadedPlatform, now: datetime) -> None:
        self._client, self._platform, self._now = client, platform, now

    def note(self, verdict: Verdict, service: str) -> None:
        """Writes the warnings that stand into the comment about a service's preview, or takes them out."""
        from previewctl.report.farewell import note

        keep = self._platform.spec.lifecycle.keep_label
        note(
            self._client.transport,
            self._report(verdict.subject, service, State.READY),
            lambda noted: write_warnings(noted, verdict.warnings, verdict.end, verdict.due, keep),
        )

    def unlabel(self, subject: Subject) -> None:
        """Takes the label off."""
        self._client.remove_label(subject.repository, subject.number, self._platform.spec.label)

    def retire(self, verdict: Verdict, service: str) -> None:
        """Retires the deployment, and says in the comment why, and how it comes back."""
        why = reason(verdict, policy_of(self._platform.spec), self._now)
        subject = verdict.subject
        report_gone(self._client, self._platform, subject.repository, service, subject.number, subject.head_sha, why)

    def _report(self, subject: Subject, service: str, state: State) -> PreviewReport:
        return _report(self._platform, subject.repository, service, subject.number, subject.head_sha, state)


def report_gone(
    client: GitHub, platform: LoadedPlatform, repository: str, service: str, number: int, sha: str, why: str
) -> None:
    """Retires the deployments of a preview, lets its comment say why it has gone, and resolves its Jira links."""
    from previewctl.cli.report import linked
    from previewctl.report.telling import tell
    from previewctl.reporters.comment import comment

    report = _report(platform, repository, service, number, sha, State.INACTIVE)._replace(reasons=(why,))
    told = tell(client.transport, report, comment)
    if platform.spec.jira is not None:
        told = linked(told, platform.spec.jira, dry_run=False)
    for note in told.notes:
        print(f"warning: {harmless(note)}", file=sys.stderr)


def _report(
    platform: LoadedPlatform, repository: str, service: str, number: int, sha: str, state: State
) -> PreviewReport:
    from previewctl.cli.report_subject import Subject as Reported
    from previewctl.cli.report_subject import report_of

    return report_of(Reported(platform, service, repository, number), state, sha, "", ())
