"""The preview index of a GitOps checkout: one entry for each `previews/<service>/pr-<n>/preview.json`."""

from __future__ import annotations

import os
import re
import stat
from typing import TYPE_CHECKING

from previewctl.gitops.record import Record, read_record
from previewctl.plan.index import PreviewIndex
from previewctl.render.record import RECORD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

LARGEST_RECORD = 4 << 20
_DIRECTORY = re.compile(r"pr-(0|[1-9][0-9]{0,9})")


def index_of(root: Path) -> PreviewIndex:
    """The previews that are published in the tree at `root`; those without a readable record are not in it."""
    return PreviewIndex.of(record.as_published() for record in records_in(root))


def previews_of(records: Iterable[bytes]) -> PreviewIndex:
    """The index of previews whose records these are; what has another form is not in it."""
    read = (read_record(content) for content in records)
    return PreviewIndex.of(record.as_published() for record in read if record is not None)


def records_in(root: Path) -> Iterator[Record]:
    """Every readable record that stands where its service and pull request say, in the order of the paths."""
    previews = os.path.join(root, "previews")
    for service in _directories(previews):
        if service.startswith("_"):
            continue
        for name in _directories(f"{previews}/{service}"):
            if found := _DIRECTORY.fullmatch(name):
                record = _read(f"{previews}/{service}/{name}/{RECORD}")
                if record and (record.service, record.pull_request) == (service, int(found[1])):
                    yield record


def published_directories(root: Path) -> Iterator[tuple[str, int]]:
    """The service and pull request of every directory that a preview may stand in, with a record or without."""
    previews = os.path.join(root, "previews")
    for service in _directories(previews):
        for name in _directories(f"{previews}/{service}") if not service.startswith("_") else ():
            if found := _DIRECTORY.fullmatch(name):
                yield service, int(found[1])


def read_bounded(path: str) -> bytes | None:
    """A regular file of no more than 4 MiB, not through a link; None for anything else."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except (OSError, ValueError):
        return None
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or status.st_size > LARGEST_RECORD:
            return None
        return os.read(descriptor, status.st_size + 1)
    except OSError:
        return None
    finally:
        os.close(descriptor)


def _read(path: str) -> Record | None:
    content = read_bounded(path)
    return read_record(content) if content is not None else None


def _directories(path: str) -> list[str]:
    try:
        with os.scandir(path) as entries:
            return sorted(entry.name for entry in entries if entry.is_dir(follow_symlinks=False))
    except OSError:
        return []
