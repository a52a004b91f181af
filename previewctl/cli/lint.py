"""`previewctl lint`."""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from previewctl.cli.discovery import NAMES, PLATFORM, refuse_escape
from previewctl.cli.inputs import Inputs, LintOptions, PlatformOptions, PullRequestOptions, Reader, ReadFile
from previewctl.cli.lookup import GitOpsDirectory, Index, LookupOptions
from previewctl.cli.options import Color, ColorOption, Offline, Paths, Platform, Quiet, Verbose
from previewctl.cli.printing import exit_code, view_for
from previewctl.cli.selection import names_of, selected
from previewctl.cli.streams import harmless
from previewctl.compilation import read_platform
from previewctl.diagnostics.model import Diagnostic, in_order
from previewctl.plan.facts import LOCAL_SHA
from previewctl.report.findings import FindingsReport
from previewctl.reporters.findings.formats import FindingsFormat, rendered
from previewctl.source.read import STDIN, SourceText, read_source

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TextIO

    from previewctl.fixing import Model
    from previewctl.reporters.findings.view import View

_PLATFORM_KIND = re.compile(r"^kind:[ \t]*[\"']?Platform\b", re.MULTILINE)


def lint(
    paths: Paths = None,
    platform: Platform = None,
    offline: Offline = None,
    gitops: GitOpsDirectory = None,
    index: Index = None,
    form: Annotated[
        FindingsFormat,
        typer.Option("--format", envvar="PREVIEWCTL_OUTPUT_FORMAT", help="How findings are printed."),
    ] = FindingsFormat.FULL,
    select: Annotated[
        list[str] | None,
        typer.Option("--select", metavar="CODES", help="Report these rules only: `PV2`, `PV203,PV401`, `two-writers`."),
    ] = None,
    ignore: Annotated[list[str] | None, typer.Option("--ignore", metavar="CODES", help="Do not report these.")] = None,
    fix: Annotated[bool, typer.Option("--fix", help="Mend what can be mended safely, and check again.")] = False,
    unsafe_fixes: Annotated[
        bool, typer.Option("--unsafe-fixes", help="With --fix or --diff: follow guesses too, such as of names.")
    ] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Write nothing; show what --fix would change.")] = False,
    ready_to_merge: Annotated[
        bool, typer.Option("--ready-to-merge", help="Fail while an override is left, which belongs to a branch only.")
    ] = False,
    exit_zero: Annotated[
        bool, typer.Option("--exit-zero", help="Exit with 0 even if there are findings, for jobs that upload them.")
    ] = False,
    color: ColorOption = Color.AUTO,
    quiet: Quiet = 0,
    verbose: Verbose = 0,
) -> int:
    """Check preview.yaml (and platform.yaml): its form, its names, and what it refers to."""
    wanted = names_of(select), names_of(ignore)
    checker = _Checker(
        paths, PlatformOptions(platform, offline), LintOptions(ready_to_merge, LookupOptions(gitops, index)), wanted
    )
    fixed = 0
    inputs = checker.check({})
    problems: list[str] = []
    differs = False
    if fix or diff:
        from previewctl.cli.fixing import fix_all, show_changes, write_changes

        before = inputs
        inputs, fixed, originals = fix_all(before, checker.check, checker.model_of, unsafe=unsafe_fixes)
        if diff:
            differs = show_changes(originals, inputs.sources, color)
        else:
            problems = write_changes(originals, inputs.sources)
    code = max(exit_code(inputs.diagnostics), 2 if problems else 0, 1 if differs else 0)
    # The text of `--fix -`, and a difference, are what goes on to standard output.
    stream = sys.stderr if diff or (fix and STDIN in (paths or ())) else sys.stdout
    if diff:
        inputs, fixed = before, 0
    _print(inputs, fixed, form, view_for(stream, color, inputs.sources), stream, quiet=quiet, verbose=bool(verbose))
    for problem in problems:
        print(f"error: {problem}", file=sys.stderr)
    return 0 if exit_zero and not problems else code


def _print(
    inputs: Inputs, fixed: int, form: FindingsFormat, view: View, stream: TextIO, *, quiet: int, verbose: bool
) -> None:
    if quiet > 1:
        return
    report = FindingsReport(tuple(inputs.sources), tuple(inputs.diagnostics), tuple(sorted(inputs.skipped)), fixed)
    stream.write(rendered(report, form, view._replace(summary=not quiet, verbose=verbose)))
    _print_notes(inputs, quiet=bool(quiet), verbose=verbose)


class _Checker:
    """One set of paths and options, to check more than once."""

    def __init__(
        self,
        paths: list[str] | None,
        platform: PlatformOptions,
        options: LintOptions,
        wanted: tuple[list[str], list[str]],
    ) -> None:
        self._platforms = [path for path in paths or () if _is_platform(path)]
        self._previews = [path for path in paths or () if path not in self._platforms]
        for path in self._platforms:
            refuse_escape(path)
        self._platform = platform
        self._options = options
        self._wanted = wanted

    def check(self, texts: Mapping[str, SourceText]) -> Inputs:
        """Checks everything; `texts` stand in for what the files of these paths hold."""
        inputs = Inputs()
        if self._previews or not self._platforms:
            lookup = self._options.lookup
            branch = (os.environ.get("GITHUB_HEAD_REF") or None) if lookup.looks else ""  # git says it otherwise
            reader = Reader(PullRequestOptions(0, branch, LOCAL_SHA), lint=self._options, lookup=lookup)
            inputs = reader.read(self._previews, self._platform, texts=texts)
        for path in self._platforms:
            source = texts.get(path) or read_source(path)
            if isinstance(source, Diagnostic):
                inputs.diagnostics.append(source)
                continue
            inputs.sources[source.path] = ReadFile(path, source)
            loaded = read_platform(source)
            inputs.diagnostics += loaded if isinstance(loaded, list) else loaded.warnings
        found = in_order(selected(inputs.diagnostics, inputs.settings, *self._wanted))
        # What is found in a file that nobody has named, such as a platform.yaml above, is not for this run to mend.
        inputs.diagnostics = [
            item if item.location.path in inputs.sources else item._replace(fix=None) for item in found
        ]
        return inputs

    def model_of(self, path: str) -> Model:
        """What the file at a path of this run is."""
        return "platform" if path in self._platforms else "preview"


def _print_notes(inputs: Inputs, *, quiet: bool, verbose: bool) -> None:
    notes = [note for note in inputs.notes if not quiet or note.startswith("warning")]
    if verbose:
        known = inputs.platform.path if inputs.platform and inputs.platform.path else "none; previewctl's defaults"
        notes += [f"platform: {known}", f"settings: {inputs.settings.path or 'none'}"]
    for note in notes:
        print(harmless(note), file=sys.stderr)


def _is_platform(path: str) -> bool:
    """By its name, or by what it says it is."""
    if os.path.basename(path) in (PLATFORM, *NAMES):
        return os.path.basename(path) == PLATFORM
    source = read_source(path) if path != STDIN and os.path.isfile(path) else None
    return isinstance(source, SourceText) and _PLATFORM_KIND.search(source.text) is not None
