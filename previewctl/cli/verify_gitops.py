"""`previewctl verify-gitops`."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from previewctl.cli.options import Color, ColorOption, Offline, Quiet
from previewctl.cli.printing import exit_code, view_for
from previewctl.diagnostics.model import Diagnostic, in_order
from previewctl.errors import UsageError
from previewctl.reporters.findings.formats import FindingsFormat

if TYPE_CHECKING:
    from previewctl.compilation import LoadedPlatform
    from previewctl.gitops.branch_tree import Tree
    from previewctl.gitops.policy import Gate

_PLATFORM = "platform.yaml"
_READ_BY_PEOPLE = (FindingsFormat.FULL, FindingsFormat.CONCISE)


def verify_gitops(
    directory: Annotated[
        str, typer.Argument(metavar="[DIR]", help="A checkout or clone of the branch, or a rendered tree.")
    ] = ".",
    base: Annotated[
        str | None,
        typer.Option("--base", metavar="REF", help="Verify what differs from this commit; all of it has to be proven."),
    ] = None,
    ref: Annotated[
        str | None, typer.Option("--ref", metavar="REF", help="The commit to verify; `HEAD` otherwise.")
    ] = None,
    control: Annotated[
        bool, typer.Option("--control", help="Verify `argocd/` of the reviewed branch, by the platform.yaml beside it.")
    ] = False,
    online: Annotated[
        bool, typer.Option("--online", help="Compare each snapshot with the file at its commit on GitHub.")
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="A preview that is stale, so that nothing proves it, is an error.")
    ] = False,
    platform: Annotated[
        str | None,
        typer.Option(
            "--platform",
            metavar="FILE|GIT-URL",
            envvar="PREVIEWCTL_PLATFORM",
            help=f"{_PLATFORM}, or the Git URL of one. Without it: the one in the working directory.",
        ),
    ] = None,
    offline: Offline = None,
    form: Annotated[
        FindingsFormat,
        typer.Option("--format", envvar="PREVIEWCTL_OUTPUT_FORMAT", help="How findings are printed."),
    ] = FindingsFormat.FULL,
    color: ColorOption = Color.AUTO,
    quiet: Quiet = 0,
) -> int:
    """Prove that a GitOps branch holds what previewctl renders from its snapshots, and nothing else."""
    from previewctl.cli.gitops_access import platform_at

    tree, name = _tree(directory, ref)
    before = _tree(directory, base)[0] if base is not None else None
    if control:
        loaded = _platform_in(tree, directory) if platform is None else platform_at(platform, offline=bool(offline))
    else:
        loaded = platform_at(platform or _nearby(directory), offline=bool(offline))
    if isinstance(loaded, list):
        _print(loaded, directory, "", form, color, quiet)
        return exit_code(loaded)
    if control:
        found, summary = _control(tree, before, loaded)
    else:
        found, summary = _previews(tree, before, loaded, online=online, strict=strict)
    found = [_below(item, directory) for item in found]
    _print(found, directory, f"{name}: {summary}", form, color, quiet)
    return exit_code(found)


def _tree(directory: str, ref: str | None) -> tuple[Tree, str]:
    """What is verified, and what it is called: a commit where the directory is a repository, else the files in it."""
    from previewctl.integrations.git_checkout import CommittedTree, is_repository

    if not os.path.isdir(directory):
        raise UsageError(f"there is no directory `{directory}`", hint="name a checkout of the branch of previews")
    if is_repository(directory):
        tree = CommittedTree(directory, ref or "HEAD")
        return tree, f"commit {tree.commit[:12]}"
    if ref is not None:
        raise UsageError(f"{directory} is no Git repository", hint="leave out --base and --ref, or name a clone")
    from previewctl.gitops.branch_tree import DirectoryTree

    return DirectoryTree(directory), directory


def _nearby(directory: str) -> str:
    """The platform.yaml here, unless here is what is verified: whoever may write there could bring along another one."""
    if os.path.realpath(directory) != os.path.realpath(".") and os.path.isfile(_PLATFORM):
        return _PLATFORM
    raise UsageError("nobody says which platform", hint="name that of the reviewed branch: `--platform FILE|GIT-URL`")


def _platform_in(tree: Tree, directory: str) -> LoadedPlatform | list[Diagnostic]:
    """The platform.yaml of the very commit whose `argocd/` is verified."""
    from previewctl.compilation import read_platform
    from previewctl.source.encoding import decode
    from previewctl.source.read import SourceText

    content = tree.contents([_PLATFORM]).get(_PLATFORM)
    if content is None:
        raise UsageError(f"there is no {_PLATFORM} in {directory}", hint="name it: `--platform FILE|GIT-URL`")
    path = os.path.normpath(os.path.join(directory, _PLATFORM))
    text = decode(content, path)
    return [text] if isinstance(text, Diagnostic) else read_platform(SourceText(path, text, content))


def _control(tree: Tree, base: Tree | None, platform: LoadedPlatform) -> tuple[list[Diagnostic], str]:
    from previewctl.gitops.branch_tree import parts_of
    from previewctl.gitops.policy_control import check_control
    from previewctl.gitops.policy_findings import not_plain

    files = parts_of(tree.files).control
    before = parts_of(base.files).control if base else {}
    found = [*not_plain(files), *check_control(files, platform.spec)]
    changed = sum(before.get(path) != entry for path, entry in files.items())
    count = f"{len(files)} files of argocd/" + (f", {changed} of them changed" if base else "")
    return found, f"{count}; platform.yaml renders to {'them' if not found else 'something else'}"


def _previews(
    tree: Tree, base: Tree | None, platform: LoadedPlatform, *, online: bool, strict: bool
) -> tuple[list[Diagnostic], str]:
    from previewctl.gitops.policy import verify_branch

    gate = verify_branch(tree, platform, base, strict=strict)
    found = list(gate.diagnostics)
    if online:
        from previewctl.gitops.policy_online import confirm
        from previewctl.integrations.github import github

        found += confirm(gate.records, platform.spec, github(platform.spec.github))
    return found, _summary(gate)


def _summary(gate: Gate) -> str:
    parts = [f"{gate.proven} preview{'' if gate.proven == 1 else 's'} proven"]
    if gate.stale:
        parts.append(f"{gate.stale} stale, not proven")
    if gate.others:
        parts.append(f"{gate.others} as they were")
    return ", ".join(parts)


def _below(item: Diagnostic, directory: str) -> Diagnostic:
    """A finding with the path of its file as the user can open it; those about platform.yaml have it already."""
    path = item.location.path
    if directory == "." or (not path.startswith(("previews/", "argocd/")) and os.path.exists(path)):
        return item
    return item._replace(location=item.location._replace(path=os.path.join(directory, path)))


def _print(
    found: list[Diagnostic], directory: str, summary: str, form: FindingsFormat, color: Color, quiet: int
) -> None:
    from previewctl.report.findings import FindingsReport
    from previewctl.reporters.findings.formats import rendered

    if quiet >= 2:
        return
    report = FindingsReport((directory,), tuple(in_order(found)))
    view = view_for(sys.stdout, color, {})._replace(summary=False)
    sys.stdout.write(rendered(report, form, view))
    if form in _READ_BY_PEOPLE and summary and not quiet:
        print(summary)
