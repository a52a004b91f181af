"""Takes a directory out of a Git commit, without touching the work tree."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple

from previewctl.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_TIMEOUT_SECONDS = 120
_MOST_FILES = 10_000
_MOST_BYTES = 2 << 30
_FILE_MODES = (b"100644", b"100755")
_PIECE = 1 << 20


class _Blob(NamedTuple):
    path: str
    digest: str


def export_directory(directory: Path, ref: str, target: Path) -> bool:
    """Writes what `directory` holds at a branch, tag or commit into `target`; False where it is not there.

    Links, and what is below submodules, are refused: they would lead out of the directory. Raises UsageError for a ref
    that git does not know, and where the commit holds more than any dataset does.
    """
    existing = next(path for path in (directory, *directory.absolute().parents) if path.is_dir())
    top = _git(existing, "rev-parse", "--show-toplevel").decode(errors="surrogateescape").strip()
    if not top:
        raise UsageError(f"{directory} is in no Git repository", hint="leave out the ref, or name a directory of one")
    commit = (
        _git(existing, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}").decode().strip()
    )
    if not commit:
        raise UsageError(f"git knows no `{ref}` here", hint="name a branch, a tag or a commit; fetch it first")
    inner = os.path.relpath(os.path.realpath(directory), os.path.realpath(top)).replace(os.sep, "/")
    blobs = list(_blobs(Path(top), commit, inner))
    for path, content in _contents(Path(top), blobs):
        place = target / path
        place.parent.mkdir(parents=True, exist_ok=True)
        with open(place, "wb") as file:
            file.writelines(content)
    return bool(blobs)


def commit_of(directory: Path, ref: str) -> str:
    """The SHA of the commit that a branch, tag or commit is for the repository around `directory`; nothing for no such ref."""
    if "\0" in ref:
        return ""
    return _git(directory, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}").decode().strip()


def _blobs(top: Path, commit: str, inner: str) -> Iterator[_Blob]:
    prefix = "" if inner == "." else f"{inner}/"
    listing = _git(top, "--literal-pathspecs", "ls-tree", "-r", "-z", "--long", commit, "--", prefix or ".")
    entries = [entry for entry in listing.split(b"\0") if entry]
    total = 0
    for entry in entries:
        facts, _, name = entry.partition(b"\t")
        mode, _, digest, size = facts.split()
        path = os.fsdecode(name).removeprefix(prefix)
        if mode not in _FILE_MODES:
            raise UsageError(f"`{path!a}` in that commit is a link or a submodule", hint="commit the file itself")
        total += int(size)
        if total > _MOST_BYTES or len(entries) > _MOST_FILES:
            raise UsageError("that commit holds more than a dataset may have", hint="name the directory of a dataset")
        yield _Blob(path, digest.decode())


def _contents(top: Path, blobs: list[_Blob]) -> Iterator[tuple[str, Iterable[bytes]]]:
    """Each path with its content; a content is to be read before the next one."""
    import subprocess

    if not blobs:
        return
    wanted = "".join(f"{blob.digest}\n" for blob in blobs).encode()
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(
            ["git", "-C", str(top), "cat-file", "--batch"],
            input=wanted,
            stdout=output,
            timeout=_TIMEOUT_SECONDS,
            check=False,
        )
        if done.returncode:
            raise UsageError("git cannot read that commit", hint="fetch it in full: `git fetch --unshallow`")
        output.seek(0)
        for blob in blobs:
            head = output.readline().split()
            if len(head) != 3:
                raise UsageError(f"git has no content of `{blob.path!a}`", hint="fetch the commit in full")
            yield blob.path, _pieces(output, int(head[2]))
            output.readline()


def _pieces(output: IO[bytes], left: int) -> Iterator[bytes]:
    while left > 0 and (piece := output.read(min(left, _PIECE))):
        left -= len(piece)
        yield piece


def _git(directory: Path, *arguments: str) -> bytes:
    """What git prints; nothing when it fails."""
    import subprocess

    try:
        done = subprocess.run(
            ["git", "-C", str(directory), *arguments], capture_output=True, timeout=_TIMEOUT_SECONDS, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return b""
    return done.stdout if done.returncode == 0 else b""
