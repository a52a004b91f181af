"""Reads Okteto's manifests: https://www.okteto.com/docs/reference/okteto-manifest/. Most of them is about building and developing."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from previewctl.repository.collecting import Collector
from previewctl.repository.commands import process_name
from previewctl.repository.compose import read_compose
from previewctl.repository.images import parse_image
from previewctl.repository.reading import joined
from previewctl.source.foreign import NOTHING, read_yaml

if TYPE_CHECKING:
    from previewctl.repository.files import Repository
    from previewctl.repository.reading import Reading
    from previewctl.source.foreign import ForeignNode

_DEVELOPMENT = "it is for development"
_REASONS = {
    "affinity": _DEVELOPMENT,
    "annotations": _DEVELOPMENT,
    "build": "CI builds the image before the preview is made",
    "command": _DEVELOPMENT,
    "context": "Argo CD deploys",
    "dependencies": "it names nothing",
    "deploy": "Argo CD deploys what previewctl renders",
    "destroy": "what a preview made goes with its namespace",
    "dev": _DEVELOPMENT,
    "environment": _DEVELOPMENT,
    "external": "a preview has one public address",
    "forward": _DEVELOPMENT,
    "icon": "it is for Okteto's dashboard",
    "image": "it is the image to develop in",
    "name": "the repository names the service",
    "namespace": "each preview has a namespace of its own",
    "persistentVolume": _DEVELOPMENT,
    "remote": _DEVELOPMENT,
    "resources": _DEVELOPMENT,
    "reverse": _DEVELOPMENT,
    "secrets": _DEVELOPMENT,
    "securityContext": _DEVELOPMENT,
    "services": _DEVELOPMENT,
    "sync": _DEVELOPMENT,
    "test": "CI runs tests, not the preview",
    "volumes": _DEVELOPMENT,
    "workdir": _DEVELOPMENT,
}
_IN_PARTS = frozenset({"dev", "test", "external", "services"})
"""Sections whose parts have names: each key of those is reported."""
_MOST_FILES = 20


def read_okteto(repository: Repository, path: str) -> Reading:
    """Images, dependencies and, where it deploys one, the compose file."""
    found = Collector(path)
    text = repository.text(path)
    document = read_yaml(text, path) if text is not None else "it cannot be read as text"
    if isinstance(document, str) or not document.root.mapping:
        reason = document if isinstance(document, str) else "it holds no mapping"
        found.note(f"`{path}` was left out: {reason}")
        return found.reading()
    for note in document.notes:
        found.note(note)
    root = document.root
    _builds(found, root.get("build"))
    _dependencies(found, root.get("dependencies"))
    files = _deploy(found, repository, root.get("deploy"), posixpath.dirname(path))
    for key, node in root.mapping.items():
        if key in _IN_PARTS and node.mapping:
            for part, item in node.mapping.items():
                _below(found, f"{key}.{part}", item, _REASONS[key])
        elif not (key in {"build", "deploy", "dependencies"} and (node.mapping or node.items)):
            found.dropped(key, _REASONS.get(key, "a preview has nothing like it"), node.line)
    own = found.reading()
    return joined([own, read_compose(repository, files)]) if files else own


def _below(found: Collector, key: str, node: ForeignNode, reason: str) -> None:
    """Each key of a mapping, or the value itself, for one reason."""
    for name, item in node.mapping.items():
        found.dropped(f"{key}.{name}", reason, item.line)
    if not node.mapping:
        found.dropped(key, reason, node.line)


def _builds(found: Collector, node: ForeignNode) -> None:
    """The image of the only thing that is built; the names of Okteto's own registry exist in Okteto alone."""
    single = len(node.mapping) == 1
    for name, item in node.mapping.items():
        image = parse_image(item.get("image").text or "")
        if single and image and "/" in image.name and "okteto" not in image.name:
            found.take(f"build.{name}.image", ("image",), image.name, item.get("image").line)
        _below(found, f"build.{name}", item, _REASONS["build"])
    for index, item in enumerate(node.items):
        found.dropped(f"build[{index}]", _REASONS["build"], item.line)


def _dependencies(found: Collector, node: ForeignNode) -> None:
    """Other repositories that Okteto would deploy too; a preview uses their staging."""
    pairs = [*node.mapping.items(), *((_last(item.text or ""), item) for item in node.items)]
    for name, item in pairs:
        service = process_name(_last(item.get("repository").text or item.text or name))
        if service:
            check = "name the variable that receives its URL: `env: NAME`"
            found.take(f"dependencies.{name}", ("dependencies", service), {}, item.line, check)
        else:
            found.dropped(f"dependencies.{name}", "its name cannot be that of a service", item.line)


def _last(url: str) -> str:
    return re.split(r"[/:]", url.rstrip("/"))[-1].removesuffix(".git")


def _deploy(found: Collector, repository: Repository, node: ForeignNode, directory: str) -> list[str]:
    """The compose files that it deploys and that are here; its commands are those of Helm and kubectl."""
    compose = node.get("compose")
    entries = [
        compose,
        compose.get("file"),
        *compose.items,
        *compose.get("file").items,
        *(item.get("file") for item in compose.items),
        *compose.get("manifest").items,
        compose.get("manifest"),
    ]
    named = [posixpath.normpath(posixpath.join(directory, item.text)) for item in entries if item.text]
    files = [name for name in dict.fromkeys(named) if repository.exists(name)][:_MOST_FILES]
    if files:
        found.mapped("deploy.compose", f"what `{'`, `'.join(files)}` says", compose.line)
    elif compose is not NOTHING:
        found.dropped("deploy.compose", "the compose file that it names is not here", compose.line)
    for key, item in node.mapping.items():
        if key != "compose":
            found.dropped(f"deploy.{key}", _REASONS["deploy"], item.line)
    for index, item in enumerate(node.items):
        found.dropped(f"deploy[{index}]", _REASONS["deploy"], item.line)
    return files
