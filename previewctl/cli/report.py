"""`previewctl report`."""

from __future__ import annotations

import re
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from previewctl.cli.options import Offline, Platform
from previewctl.cli.streams import harmless
from previewctl.errors import UsageError
from previewctl.report.preview import State

if TYPE_CHECKING:
    from previewctl.cli.report_subject import Subject
    from previewctl.integrations.github.client import GitHub
    from previewctl.report.telling import Told
    from previewctl.spec.platform import Jira

_SHA = re.compile(r"[0-9a-f]{40}")


class ReportFormat(StrEnum):
    """How the result is printed."""

    TEXT = "text"
    JSON = "json"


def report(
    pr: Annotated[int, typer.Option("--pr", min=1, max=2_147_483_647, metavar="N", help="The pull request.")],
    state: Annotated[State, typer.Option("--state", help="Where the preview is.")],
    repository: Annotated[
        str | None,
        typer.Option(
            "--repository", metavar="OWNER/NAME", help="The pull request's repository; the service's otherwise."
        ),
    ] = None,
    service: Annotated[
        str | None,
        typer.Option(
            "--service", metavar="S", help="The service; that of the preview.yaml here, or the repository's only one."
        ),
    ] = None,
    gitops: Annotated[
        str | None,
        typer.Option(
            "--gitops", metavar="DIR|URL", help="The GitOps repository, which says what the preview is made of."
        ),
    ] = None,
    sha: Annotated[
        str | None,
        typer.Option("--sha", metavar="S", help="The commit that it is about; the pull request's head otherwise."),
    ] = None,
    log_url: Annotated[
        str | None, typer.Option("--log-url", metavar="URL", help="Where to read what happened.")
    ] = None,
    reason: Annotated[
        list[str] | None,
        typer.Option("--reason", metavar="TEXT", help="What it waits for, or what failed; may be repeated."),
    ] = None,
    reasons_from: Annotated[
        str | None,
        typer.Option("--reasons-from", metavar="FILE", help="What `previewctl wait --format json` printed."),
    ] = None,
    platform: Platform = None,
    offline: Offline = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Write nothing; print the requests that would be sent.")
    ] = False,
    form: Annotated[ReportFormat, typer.Option("--format", help="How the result is printed.")] = ReportFormat.TEXT,
) -> int:
    """Tell people where a preview stands: deployment, comment, commit status and Jira link, each exactly once."""
    from previewctl.cli.platform_file import needed_platform
    from previewctl.cli.report_subject import subjects
    from previewctl.integrations.github import github

    _check(sha, log_url)
    loaded = needed_platform(platform, offline=offline)
    found = subjects(loaded, pr, repository, service, gitops)
    reasons = (*(reason or ()), *_reasons(reasons_from))
    client = github(loaded.spec.github, dry_run=print if dry_run else None)
    told = []
    for item in found:
        done = _tell(client, item, state, sha, log_url or "", reasons)
        told.append(linked(done, loaded.spec.jira, dry_run) if loaded.spec.jira else done)
    _print(told, form, dry_run)
    return 0


def _check(sha: str | None, log_url: str | None) -> None:
    if sha is not None and not _SHA.fullmatch(sha):
        raise UsageError(f"`{sha}` is not a full SHA", hint="pass all 40 digits")
    if log_url is not None and not re.fullmatch(r"https?://[^\s<>\"`]{1,2000}", log_url):
        raise UsageError("--log-url is no URL", hint="it begins with https://")


def _tell(
    client: GitHub, subject: Subject, state: State, sha: str | None, log_url: str, reasons: tuple[str, ...]
) -> Told:
    from previewctl.cli.report_subject import report_of
    from previewctl.report.telling import tell
    from previewctl.reporters.comment import comment

    return tell(client.transport, report_of(subject, state, sha, log_url, reasons), comment)


def linked(told: Told, jira: Jira, dry_run: bool) -> Told:
    """The same, with what Jira did not take among the notes."""
    from previewctl.integrations.jira import EMAIL, TOKEN, account, link_issues
    from previewctl.report.tickets import issue_keys, wanted_of

    seen = told.seen
    keys = issue_keys(seen.branch, seen.title, seen.messages, jira.projects)
    if told.skipped or not keys:
        return told
    who = account(jira)
    if who is None:
        note = f"{', '.join(keys)} gets no link: set {TOKEN}, and {EMAIL} on Jira Cloud"
        return told._replace(notes=(*told.notes, note))
    warnings = link_issues(who, keys, wanted_of(told.report, seen.url, jira), dry_run=print if dry_run else None)
    return told._replace(notes=(*told.notes, *warnings), issues=keys)


def _reasons(path: str | None) -> tuple[str, ...]:
    """The explanations in what `wait` printed."""
    if path is None:
        return ()
    import json

    from previewctl.gitops.index import read_bounded

    content = read_bounded(path)
    try:
        reasons = json.loads(content or b"")["reasons"]
        return tuple(f"{item['what']}: {item['next']}" for item in reasons)
    except (ValueError, KeyError, TypeError, RecursionError):
        raise UsageError(
            f"{path} is not what `previewctl wait --format json` prints", hint="let it write there: `> FILE`"
        ) from None


def _print(told: list[Told], form: ReportFormat, dry_run: bool) -> None:
    from previewctl.reporters.report import as_data, as_text

    for item in told:
        for note in item.notes:
            print(f"warning: {harmless(note)}", file=sys.stderr)
    if form is ReportFormat.JSON:
        from previewctl.cli.printing import print_json

        print_json({"reports": [as_data(item) for item in told]})
    else:
        for item in told:
            print(harmless(as_text(item, dry_run=dry_run)), file=sys.stderr if dry_run else sys.stdout)
