"""`previewctl sync --control`: `argocd/` from the catalogue, on the reviewed branch or in a directory."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from previewctl.cli.gitops_access import Access, access, platform_at
from previewctl.cli.printing import exit_code, print_json
from previewctl.cli.progress import progress
from previewctl.cli.publish import print_found
from previewctl.diagnostics.excerpt import printable
from previewctl.errors import UsageError
from previewctl.gitops.admission import check_writer

if TYPE_CHECKING:
    from pathlib import Path

    from previewctl.cli.sync_options import Wanted
    from previewctl.gitops.control import ControlChange

_PLATFORM = "platform.yaml"


def sync_control(gitops: str | None, platform: str | None, out: Path | None, wanted: Wanted, *, offline: bool) -> int:
    """Writes or compares, prints, and gives the exit code."""
    if out is not None:
        return _directory(gitops, platform, out, wanted, offline=offline)
    with access(platform, gitops, offline=offline) as found:
        if isinstance(found, list):
            print_found(found, {}, wanted.color)
            return exit_code(found)
        return _branch(found, wanted)


def _branch(found: Access, wanted: Wanted) -> int:
    from previewctl.gitops.control import control_commit
    from previewctl.gitops.landing import land
    from previewctl.gitops.repository import open_gitops

    spec = found.platform.spec.gitops
    seen: list[ControlChange] = []
    change = control_commit(found.platform.spec, _previewed(found.gitops, found), seen.append)
    with open_gitops(found.gitops, spec.control_branch, token=found.token, sign=wanted.sign) as repository:
        if wanted.apply:
            land(repository, change, say=progress(wanted.quiet))
        else:
            repository.refresh()
            change(repository)
        shown = f"{spec.control_branch} of {repository.shown}"
    return _end(seen[-1], shown, wanted)


def _directory(gitops: str | None, platform: str | None, out: Path, wanted: Wanted, *, offline: bool) -> int:
    """`out` is a checkout of the reviewed branch: its platform.yaml counts, unless another one is named."""
    from previewctl.gitops.branch_tree import DirectoryTree
    from previewctl.gitops.control import control_change

    beside = out / _PLATFORM
    if platform is None and not beside.is_file():
        raise UsageError(f"there is no {_PLATFORM} in {out}", hint="name it: `--platform FILE|GIT-URL`")
    loaded = platform_at(platform or str(beside), offline=offline)
    if isinstance(loaded, list):
        print_found(loaded, {}, wanted.color)
        return exit_code(loaded)
    check_writer(loaded)
    there: dict[str, bytes] = {}
    if (out / "argocd").is_dir() and not (out / "argocd").is_symlink():
        tree = DirectoryTree(str(out / "argocd"))
        contents = tree.contents(tree.files)
        there = {f"argocd/{path}": contents.get(path, b"\0") for path in tree.files}
    previewed = _previewed(gitops, Access(loaded, gitops)) if gitops else None
    found = control_change(there, loaded.spec, previewed)
    if wanted.apply and not found.alarming:
        _write(out, found)
    return _end(found, str(out), wanted)


def _previewed(gitops: str, found: Access) -> frozenset[str]:
    """The services that have published previews."""
    from previewctl.gitops.repository import open_gitops
    from previewctl.gitops.tip import published

    with open_gitops(gitops, found.platform.spec.gitops.branch, token=found.token) as repository:
        repository.refresh()
        return frozenset(service for service, _ in published(repository))


def _write(out: Path, found: ControlChange) -> None:
    """Writes each file beside its place first, so that no reader meets half of one."""
    try:
        for path, content in found.files.items():
            place = out / path
            if content is None:
                place.unlink(missing_ok=True)
                continue
            place.parent.mkdir(parents=True, exist_ok=True)
            scratch = place.with_name(f".{place.name}.{os.getpid()}")
            scratch.write_bytes(content)
            scratch.replace(place)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(f"{out} cannot be written: {reason}", hint="check the directory's permissions") from None


def _end(found: ControlChange, shown: str, wanted: Wanted) -> int:
    from previewctl.reporters import sync as report

    if wanted.form == "json":
        print_json(report.control_json(found, shown, applied=wanted.apply))
    else:
        for line in report.control_problems(found):
            print(printable(line), file=sys.stderr)
        if not wanted.quiet:
            sys.stdout.write(report.control_text(found, shown, applied=wanted.apply))
    return 1 if found.alarming or (wanted.check and found.files) else 0
