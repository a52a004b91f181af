"""`previewctl publish`."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from previewctl.cli.clock import now, today
from previewctl.cli.options import (
    Branch,
    Color,
    ColorOption,
    DryRun,
    Gitops,
    Paths,
    Quiet,
    Repository,
    Sha,
    Sign,
    WriterPlatform,
)
from previewctl.cli.printing import exit_code, print_json, view_for
from previewctl.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from previewctl.cli.gitops_access import Access
    from previewctl.diagnostics.model import Diagnostic
    from previewctl.gitops.judging import Judge, Verdict
    from previewctl.gitops.publication import Publication, Request
    from previewctl.ports import PullRequests
    from previewctl.reporters.publication import Published
    from previewctl.source.read import SourceText

_SHA = re.compile(r"[0-9a-f]{40}")
_CREDENTIALS = ("PREVIEWCTL_GITHUB_APP_ID", "PREVIEWCTL_GITHUB_TOKEN", "GITHUB_TOKEN", "GH_TOKEN")


class PublishFormat(StrEnum):
    """How the result is printed."""

    TEXT = "text"
    JSON = "json"


class Wanted(NamedTuple):
    """What the command line says about the pull request, and about how it is published."""

    paths: list[str] | None
    number: int
    branch: str | None
    sha: str | None
    repository: str | None
    image: str | None
    retry: bool
    reset: bool
    image_check: bool
    run_number: int | None
    sign: bool
    dry_run: bool


class Output(NamedTuple):
    """How the result is printed."""

    form: PublishFormat
    color: Color
    quiet: int


def publish(
    pr: Annotated[int, typer.Option("--pr", min=1, max=2_147_483_647, metavar="N", help="The pull request.")],
    paths: Paths = None,
    gitops: Gitops = None,
    repository: Repository = None,
    branch: Branch = None,
    sha: Sha = None,
    image: Annotated[
        str | None, typer.Option("--image", metavar="REF", help="The image that CI has pushed, with its tag.")
    ] = None,
    platform: WriterPlatform = None,
    retry: Annotated[
        bool, typer.Option("--retry", help="Run migrations and hooks once more, although nothing has changed.")
    ] = False,
    reset: Annotated[bool, typer.Option("--reset", help="Let the databases start over from the seed.")] = False,
    no_image_check: Annotated[
        bool, typer.Option("--no-image-check", help="Do not ask the registry whether the image is there.")
    ] = False,
    run_number: Annotated[
        int | None,
        typer.Option(
            "--run-number",
            min=0,
            max=10**18 - 1,
            metavar="N",
            envvar=["PREVIEWCTL_RUN_NUMBER", "GITHUB_RUN_NUMBER"],
            show_envvar=False,
            help="The number of the CI run, which tells newer from older where GitHub is not asked.",
        ),
    ] = None,
    sign: Sign = False,
    dry_run: DryRun = False,
    form: Annotated[PublishFormat, typer.Option("--format", help="How the result is printed.")] = PublishFormat.TEXT,
    color: ColorOption = Color.AUTO,
    quiet: Quiet = 0,
) -> int:
    """Publish a pull request's preview to the GitOps repository, from a checkout or (--repository) through GitHub's API."""
    from previewctl.cli.gitops_access import access

    wanted = Wanted(
        paths, pr, branch, sha, repository, image, retry, reset, not no_image_check, run_number, sign, dry_run
    )
    output = Output(form, color, quiet)
    with (
        tempfile.TemporaryDirectory(prefix="previewctl-pull-", ignore_cleanup_errors=True) as scratch,
        access(platform, gitops) as found,
    ):
        if isinstance(found, list):
            return _refused(found, {}, output)
        run = _Run(wanted, found, output)
        return run.pull(Path(scratch)) if repository is not None else run.push()


class _Run:
    """One publication."""

    def __init__(self, wanted: Wanted, found: Access, output: Output) -> None:
        self._wanted, self._access, self._output = wanted, found, output
        self._platform = found.platform
        self._notes: list[str] = []
        self._findings: list[Diagnostic] = list(found.platform.warnings)
        self._sources: dict[str, SourceText] = {}

    def pull(self, scratch: Path) -> int:
        """Publishes what GitHub says of a pull request: repository and number are all that is taken from outside."""
        from previewctl.errors import RemoteError
        from previewctl.gitops.judging import HeadJudge
        from previewctl.gitops.pulling import pulled
        from previewctl.integrations.github import github

        wanted, repository = self._wanted, self._wanted.repository or ""
        if wanted.paths or wanted.sha or wanted.branch or wanted.image:
            raise UsageError(
                "with --repository everything is read from GitHub", hint="leave out PATH, --sha, --branch and --image"
            )
        source: PullRequests = github(self._platform.spec.github)
        found = pulled(source, repository, wanted.number, self._platform, scratch)
        self._notes += found.notes
        self._findings += found.findings
        if found.request is None:
            return self._not_published(found.verdict)
        request = found.request
        judge = HeadJudge(source, self._platform.spec, repository, request.number, request.head_sha)

        def old_blobs(sha: str) -> Mapping[str, str] | None:
            try:
                return source.blobs(repository, sha) if _SHA.fullmatch(sha) else None
            except RemoteError:  # it was replaced by force, and GitHub has collected it
                return None

        return self._publish(request, judge, old_blobs=old_blobs)

    def push(self) -> int:
        """Publishes from a checkout. GitHub says what is current, where there are credentials for it."""
        from previewctl.cli.discovery import find_previews
        from previewctl.cli.workflow import fork_of_event, own_repository, run_of
        from previewctl.gitops.admission import fork_refused, is_trusted
        from previewctl.gitops.judging import HeadJudge, RunJudge
        from previewctl.gitops.publication import Candidate, Request
        from previewctl.integrations.git import checkout, is_ancestor, origin_repository
        from previewctl.source.read import STDIN, SourceText, read_source

        wanted, candidates = self._wanted, []
        files = find_previews(wanted.paths)
        if STDIN in files:
            raise UsageError("a preview is published from a file", hint="name the preview.yaml")
        for file in files:
            source = read_source(file)
            if isinstance(source, SourceText):
                candidates.append(Candidate(source, Path(file).parent, Path(file).parent))
            else:
                self._findings.append(source)
        if not candidates:
            return self._not_published(None)
        home = Path(files[0]).parent
        here = checkout(home)
        sha = wanted.sha or here.head_sha or ""
        branch = wanted.branch or here.branch or os.environ.get("GITHUB_HEAD_REF", "")
        repository = own_repository() or origin_repository(home)
        self._check(sha, branch)
        if repository is None:
            raise UsageError(
                "nobody says which repository the pull request is in",
                hint="run it in a clone whose `origin` is on GitHub, or set GITHUB_REPOSITORY=owner/name",
            )
        fork = fork_of_event()
        if fork is not None and not is_trusted(fork.author or "", self._platform.spec):
            self._findings.append(fork_refused(wanted.number, fork.author, self._platform))
            return self._not_published(None)
        judge: Judge
        run = run_of(wanted.run_number)
        if any(os.environ.get(name) for name in _CREDENTIALS):
            from previewctl.integrations.github import github

            api = github(self._platform.spec.github)
            judge = HeadJudge(api, self._platform.spec, repository, wanted.number, sha)
        else:
            judge = RunJudge(wanted.number, sha, run, lambda before, after: is_ancestor(home, before, after))
        request = Request(repository, wanted.number, branch, sha, tuple(candidates))
        return self._publish(request, judge, run=run)

    def _check(self, sha: str, branch: str) -> None:
        if not _SHA.fullmatch(sha):
            shown = f"`{sha}` is not a full SHA" if sha else "nobody says which commit is the pull request's head"
            raise UsageError(shown, hint="pass all 40 digits: `--sha $(git rev-parse HEAD)`")
        if not branch or not branch.isprintable():
            raise UsageError("nobody says what the pull request's branch is called", hint="pass `--branch NAME`")

    def _publish(self, request: Request, judge: Judge, **more: object) -> int:
        from previewctl.gitops.landing import land
        from previewctl.gitops.publication import Options, Publication
        from previewctl.gitops.repository import open_gitops
        from previewctl.reporters.publication import Published

        wanted, spec = self._wanted, self._platform.spec
        has_image = image_is_there if wanted.image_check else None
        options = Options(today(), wanted.retry, wanted.reset, wanted.image, has_image, now=now())._replace(**more)  # type: ignore[arg-type]
        self._sources = {item.source.path: item.source for item in request.candidates}
        publication = Publication(request, self._platform, options, judge)
        if not publication.has_services:
            self._findings += publication.findings
            return self._not_published(None)
        with open_gitops(self._access.gitops, spec.gitops.branch, token=self._access.token, sign=wanted.sign) as gitops:
            if wanted.dry_run:
                gitops.refresh()
                change = publication(gitops)
                landed, paths = None, change.files if change else {}
            else:
                landed, paths = land(gitops, publication, say=self._say), None
            shown = gitops.shown
        published = Published(shown, spec.gitops.branch, request.number, tuple(publication.results), landed, paths)
        return self._end(published, publication)

    def _end(self, published: Published, publication: Publication) -> int:
        from previewctl.gitops.admission import fork_refused
        from previewctl.gitops.publication import REFUSED

        self._findings += publication.findings
        if any(item.outcome == "fork" for item in published.results):
            self._findings.append(fork_refused(self._wanted.number, None, self._platform))
        refused = any(item.outcome == REFUSED for item in published.results)
        self._print(published)
        return exit_code(self._findings) or int(refused)

    def _not_published(self, verdict: Verdict | None) -> int:
        from previewctl.gitops.publication import Result
        from previewctl.reporters.publication import Published

        results = (Result("", verdict.outcome, verdict.text),) if verdict else ()
        if self._output.form is PublishFormat.JSON:
            branch = self._platform.spec.gitops.branch
            self._print(Published(self._access.gitops, branch, self._wanted.number, results, None))
        elif verdict is not None:
            typer.echo(f"nothing published: {verdict.text}")
            self._print_findings()
        else:
            self._print_findings()
        return exit_code(self._findings)

    def _say(self, text: str) -> None:
        if not self._output.quiet:
            print(text, file=sys.stderr, flush=True)

    def _print(self, published: Published) -> None:
        from previewctl.reporters import publication as report

        if self._output.form is PublishFormat.JSON:
            print_json(
                report.as_json(published, _for_programs(self._findings, self._sources, self._output), self._notes)
            )
            return
        self._print_findings()
        if not self._output.quiet:
            sys.stdout.write(report.text(published))

    def _print_findings(self) -> None:
        from previewctl.cli.streams import harmless

        if not self._output.quiet:
            for note in self._notes:
                print(f"note: {harmless(note)}", file=sys.stderr)
        print_found(self._findings, self._sources, self._output.color)


def _refused(found: list[Diagnostic], sources: Mapping[str, SourceText], output: Output) -> int:
    """Findings alone."""
    if output.form is PublishFormat.JSON:
        print_json({"schema": 1, "findings": _for_programs(found, sources, output)})
    else:
        print_found(found, sources, output.color)
    return exit_code(found)


def print_found(found: list[Diagnostic], sources: Mapping[str, SourceText], color: Color) -> None:
    """Prints findings to standard error; `sources` are the texts of files that are not on this machine."""
    from previewctl.cli.inputs import ReadFile
    from previewctl.diagnostics.model import in_order
    from previewctl.report.findings import FindingsReport
    from previewctl.reporters.findings.formats import FindingsFormat, rendered

    texts = {path: ReadFile(path, source) for path, source in sources.items()}
    view = view_for(sys.stderr, color, texts)._replace(summary=False)
    sys.stderr.write(rendered(FindingsReport((), tuple(in_order(found))), FindingsFormat.FULL, view))


def _for_programs(found: list[Diagnostic], sources: Mapping[str, SourceText], output: Output) -> list[object]:
    from previewctl.cli.inputs import ReadFile
    from previewctl.diagnostics.model import in_order
    from previewctl.reporters.findings.concealing import concealed
    from previewctl.reporters.findings.json_v1 import finding

    texts = {path: ReadFile(path, source) for path, source in sources.items()}
    shown, _ = concealed(tuple(in_order(found)), view_for(sys.stdout, output.color, texts).lines)
    return [finding(item) for item in shown]


def image_is_there(reference: str) -> bool:
    from previewctl.integrations.registry import has_image

    try:
        return has_image(reference)
    except UsageError as error:
        raise UsageError(str(error), hint="write the registry's host in `image`, or pass --no-image-check") from None
