"""Everything a run is about to put in place, complete and under temporary names beside its targets."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, Self

from previewctl.write.leftovers import Purpose, discard, temporary_path
from previewctl.write.paths import refusal
from previewctl.write.swap import swap

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from types import TracebackType

_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


class Stage:
    """Collects finished directories and files, then puts each in place with one rename.

    Used as a context: what has not been put in place, and what was replaced, is gone after it; after an error the
    directories that were made for it, too. Its methods raise UsageError when the system refuses.
    """

    def __init__(self) -> None:
        """Holds nothing yet."""
        self._waiting: list[tuple[str, str | None]] = []
        self._temporaries: list[str] = []
        self._made: list[str] = []

    def make_directories(self, path: str) -> None:
        """Makes the directory `path` and those above it, where absent."""
        if os.path.isdir(path):
            return
        parent = os.path.dirname(path.rstrip("/"))
        if parent:
            self.make_directories(parent)
        try:
            os.mkdir(path)
        except FileExistsError:
            return
        except OSError as error:
            raise refusal("create", path, error) from error
        self._made.append(path)

    def add_directory(self, target: str, files: Mapping[str, bytes], kept: Iterable[str]) -> None:
        """Prepares the directory `target` with `files`, and with those in `kept` from the one that stands there."""
        temporary = self._temporary(target)
        current = target
        try:
            os.mkdir(temporary)
            made = {""}
            for path, content in files.items():
                current = f"{target}/{path}"
                _make_parents(temporary, path, made)
                _write(f"{temporary}/{path}", content)
            for path in kept:
                current = f"{target}/{path}"
                _make_parents(temporary, path, made)
                _carry_over(current, f"{temporary}/{path}")
        except OSError as error:
            raise refusal("write", current, error) from error
        self._waiting.append((target, temporary))

    def add_file(self, target: str, content: bytes) -> None:
        """Prepares the single file `target`."""
        temporary = self._temporary(target)
        try:
            _write(temporary, content)
        except OSError as error:
            raise refusal("write", target, error) from error
        self._waiting.append((target, temporary))

    def add_removal(self, target: str) -> None:
        """Prepares the removal of the directory `target`."""
        self._waiting.append((target, None))

    def put_in_place(self) -> None:
        """Renames everything to its target, in the order in which it was added."""
        for target, temporary in self._waiting:
            try:
                self._put_in_place(target, temporary)
            except OSError as error:
                raise refusal("replace", target, error) from error

    def _put_in_place(self, target: str, temporary: str | None) -> None:
        if temporary is None:
            os.rename(target, self._temporary(target))
        elif os.path.isdir(temporary) and os.path.lexists(target):
            self._temporaries.append(swap(temporary, target))
        else:
            os.replace(temporary, target)

    def _temporary(self, target: str) -> str:
        path = temporary_path(target, Purpose.DISCARD)
        self._temporaries.append(path)
        return path

    def __enter__(self) -> Self:
        """The stage itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Removes every temporary that is still there."""
        for path in self._temporaries:
            discard(path)
        if error is not None:
            for path in reversed(self._made):
                with suppress(OSError):
                    os.rmdir(path)


def _make_parents(directory: str, path: str, made: set[str]) -> None:
    parent = path.rpartition("/")[0]
    if parent not in made:
        _make_parents(directory, parent, made)
        os.mkdir(f"{directory}/{parent}")
        made.add(parent)


def _write(path: str, content: bytes) -> None:
    """Writes a new file. Not synchronised with the disk: it is safe from a kill, and git is the store."""
    descriptor = os.open(path, _FLAGS, 0o666)
    try:
        written = os.write(descriptor, content)
        while written < len(content):
            written += os.write(descriptor, memoryview(content)[written:])
    finally:
        os.close(descriptor)


def _carry_over(source: str, target: str) -> None:
    """The same file under a second name, so that nothing of it changes; a copy where the file system cannot do that."""
    try:
        os.link(source, target)
    except OSError:
        import shutil

        shutil.copy2(source, target)
