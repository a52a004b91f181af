"""Holds what `sync` renders to the proof of order before it is written: a change of the platform may break what was right."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
from contextlib import contextmanager
from typing import TYPE_CHECKING

from previewctl.diagnostics.model import Severity
from previewctl.render.bases import bases_digest, bases_tree
from previewctl.render.preview import BASES
from previewctl.render.record import record_path
from previewctl.verify.building import read_here
from previewctl.verify.diagnosing import diagnostics, file_lines
from previewctl.verify.verification import verify

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from previewctl.diagnostics.model import Diagnostic
    from previewctl.gitops.rerender import Rerendered
    from previewctl.render.tree import FileTree
_IRRELEVANT = re.compile(rb"^(?:#| *- \"?[A-Za-z_][A-Za-z0-9_]*=env/).*\n", re.MULTILINE)
"""Comments, and lines of the ConfigMap's generator: which variables there are changes nothing about the order."""

_LABEL = re.compile(rb'(previewctl\.dev/[-a-z0-9*]+"?: )"[0-9]+"')
"""A label of ours whose value is a pull request's number, its own or that of one that it calls."""


@contextmanager
def validator() -> Iterator[Callable[[Rerendered], tuple[Diagnostic, ...]]]:
    """A function that gives the errors of a rendered preview, with places in its own directory.

    Pull requests of a service mostly differ in names and values, and not in their order: one of each shape is built and
    verified. An overlay with a patch that only Kustomize can build is not judged here.
    """
    directory = tempfile.mkdtemp(prefix="previewctl-sync-")
    known: dict[bytes, tuple[Diagnostic, ...]] = {}
    try:
        _write(directory, bases_tree().under(f"{BASES}/{bases_digest()}"))

        def validate(found: Rerendered) -> tuple[Diagnostic, ...]:
            shape = _shape(found)
            if shape not in known:
                known[shape] = _errors(directory, found)
            return known[shape]

        yield validate
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _shape(found: Rerendered) -> bytes:
    """The digest of an overlay without what only tells a pull request from others: its names, its commit, its values."""
    environment = found.environment
    request = environment.pull_request
    names = environment.names
    own = (names.namespace, names.host, request.head_sha, environment.service)
    start = len(record_path(environment.service, request.number)) + 1
    total = hashlib.sha256()
    for path, content in found.tree.items():
        name = path[start:].partition("/")[2]
        if not name or name.startswith("env/"):
            continue
        for text in own:
            content = content.replace(text.encode(), b"*")  # noqa: PLW2901 - one after the other
        total.update(name.encode() + b"\0" + _LABEL.sub(rb"\1", _IRRELEVANT.sub(b"", content)) + b"\0")
    return total.digest()


def _errors(directory: str, found: Rerendered) -> tuple[Diagnostic, ...]:
    path = record_path(found.environment.service, found.environment.pull_request.number)
    _write(directory, found.tree)
    (overlay,) = (name for name in os.listdir(f"{directory}/{path}") if os.path.isdir(f"{directory}/{path}/{name}"))
    built = read_here(f"{directory}/{path}/{overlay}")
    problems = [] if built.refusal else list(diagnostics(verify(built.objects).findings, file_lines))
    shutil.rmtree(f"{directory}/{path}")
    start = len(directory) + 1
    return tuple(
        item._replace(location=item.location._replace(path=item.location.path[start:]), related=())
        for item in problems
        if item.severity is Severity.ERROR
    )


def _write(directory: str, tree: FileTree) -> None:
    for path, content in tree.items():
        place = f"{directory}/{path}"
        os.makedirs(os.path.dirname(place), exist_ok=True)
        with open(place, "wb") as file:
            file.write(content)
