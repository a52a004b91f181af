"""Reads Score's workloads: https://docs.score.dev/docs/score-specification/score-spec-reference/."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from previewctl.repository.collecting import Collector
from previewctl.repository.commands import process_name
from previewctl.repository.images import parse_image
from previewctl.repository.score_variables import Workload, take_workload_variable
from previewctl.source.foreign import read_yaml

if TYPE_CHECKING:
    from previewctl.repository.files import Repository
    from previewctl.repository.reading import Reading
    from previewctl.source.foreign import ForeignNode

_ENGINES = {
    "postgres": "postgres", "postgres-instance": "postgres", "postgresql": "postgres", "redis": "redis", "mongodb": "mongodb", "mongo": "mongodb",
}  # fmt: skip
_PATH = re.compile(r"(?:/[A-Za-z0-9_][A-Za-z0-9._-]*)+")
_QUANTITY = re.compile(r"[0-9]+(?:\.[0-9]+)?(?:m|[KMG]i?)?")
_REASONS = {
    "apiVersion": "it is about the file",
    "containers": "it names no container",
    "extensions": "they are for other programs",
    "metadata": "the repository names the service",
    "resources": "it names no resource",
    "service": "it names no port",
}
_ITS_OWN_WAY = "previewctl sets it up in its own way"
_OF_RESOURCES = {
    "dns": "the platform gives each preview its host",
    "mongodb": _ITS_OWN_WAY,
    "postgres": _ITS_OWN_WAY,
    "redis": _ITS_OWN_WAY,
    "route": "the platform gives each preview its host",
    "service": "name the other service in `dependencies`",
    "service-port": "name the other service in `dependencies`",
    "volume": _ITS_OWN_WAY,
}
_OF_CONTAINERS = {
    "args": "without a command the image's own entrypoint gets them: write the whole command",
    "before": "a process is one container",
    "command": "it is empty",
    "files": "put the file into the image",
    "image": "the registry is not in it: `image` has the whole name",
    "livenessProbe": "previewctl has its own probes",
    "readinessProbe": "previewctl connects to the port",
    "resources": "it is no request",
    "variables": "it names none",
    "volumes": "it names none",
}


def read_score(repository: Repository, path: str) -> Reading:
    """The first container as the process `web`, resources that are databases, routes and volumes."""
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
    workload = Workload(_resources(found, root), root.get("metadata"))
    for index, (name, node) in enumerate(root.get("containers").mapping.items()):
        if index:
            reason = "a process is one container: a second one is a process of its own"
            for part, item in node.mapping.items():
                found.dropped(f"containers.{name}.{part}", reason, item.line)
        if not index and node.mapping:
            _container(found, f"containers.{name}", node, workload)
        elif not node.mapping:
            found.dropped(f"containers.{name}", "it says nothing", node.line)
    _ports(found, root.get("service"))
    for key, node in root.mapping.items():
        if key not in {"containers", "service", "resources"} or not node.mapping:
            found.dropped(key, _REASONS.get(key, "a workload has no such key"), node.line)
    return found.reading()


def _ports(found: Collector, service: ForeignNode) -> None:
    """A process has one port: the first one."""
    for index, (name, node) in enumerate(service.get("ports").mapping.items()):
        field = "targetPort" if node.get("targetPort").text else "port"
        target = node.get(field)
        key = f"service.ports.{name}"
        if not index and target.text and re.fullmatch(r"[0-9]{1,5}", target.text) and 0 < int(target.text) < 65_536:
            found.take(f"{key}.{field}", ("processes", "web", "port"), int(target.text), target.line)
        reason = "a process has one port" if index else "a preview answers at the platform's own port"
        for part, item in node.mapping.items():
            found.dropped(f"{key}.{part}", reason, item.line)
        if not node.mapping:
            found.dropped(key, "it is no port", node.line)
    for part, item in service.mapping.items():
        if part != "ports" or not item.mapping:
            found.dropped(f"service.{part}", _REASONS["service"], item.line)


def _resources(found: Collector, root: ForeignNode) -> dict[str, str]:
    """By name: the engine of a resource, or its type."""
    kinds: dict[str, str] = {}
    for name, node in root.get("resources").mapping.items():
        kind = node.get("type").text or ""
        engine = _ENGINES.get(kind, "")
        kinds[name] = engine or kind
        key = f"resources.{name}"
        if engine:
            _database(found, key, node, engine)
        elif kind in {"dns", "route"}:
            found.mapped(f"{key}.type", "endpoint", node.line)
        elif kind == "volume":
            found.mapped(f"{key}.type", "volumes", node.line)
        reason = _OF_RESOURCES.get(engine or kind, f"a preview has no `{kind}`")
        for part, item in node.mapping.items():
            for inner, value in item.mapping.items() if part == "params" else ():
                found.dropped(f"{key}.params.{inner}", reason, value.line)
            if part != "params" or not item.mapping:
                found.dropped(f"{key}.{part}", reason, item.line)
        if not node.mapping:
            found.dropped(key, "it has no type", node.line)
    return kinds


def _database(found: Collector, key: str, node: ForeignNode, engine: str) -> None:
    version = node.get("params", "version")
    found.take(f"{key}.type", ("databases", engine), {}, node.line)
    if version.text:
        found.take(f"{key}.params.version", ("databases", engine, "version"), version.text, version.line)


def _container(found: Collector, key: str, node: ForeignNode, workload: Workload) -> None:
    found.conclude(("processes", "web"), {}, node.line)
    image = parse_image(node.get("image").text or "")
    if image and "/" in image.name:
        found.take(f"{key}.image", ("image",), image.name, node.get("image").line)
    words = [item.text or "" for field in ("command", "args") for item in node.get(field).items]
    if node.get("command").items:
        found.take(f"{key}.command", ("processes", "web", "command"), words, node.get("command").line)
        if node.get("args").items:
            found.mapped(f"{key}.args", "processes.web.command", node.get("args").line)
    for name, item in node.get("variables").mapping.items():
        take_workload_variable(found, f"{key}.variables.{name}", name, item, workload)
    health = node.get("readinessProbe", "httpGet", "path")
    if health.text:
        found.take(f"{key}.readinessProbe", ("processes", "web", "health"), health.text, health.line)
    _requests(found, f"{key}.resources", node.get("resources"))
    _volumes(found, key, node.get("volumes"))
    for name, item in node.mapping.items():
        if name not in {"variables", "volumes", "resources"} or not (item.mapping or item.items):
            found.dropped(f"{key}.{name}", _OF_CONTAINERS.get(name, "the image says it"), item.line)


def _requests(found: Collector, key: str, node: ForeignNode) -> None:
    """Cores that are requested, and the memory that is a request and a limit in one."""
    cores = node.get("requests", "cpu")
    place, memory = "limits", node.get("limits", "memory")
    if not memory.text:
        place, memory = "requests", node.get("requests", "memory")
    if cores.text and _QUANTITY.fullmatch(cores.text):
        found.take(f"{key}.requests.cpu", ("resources", "web", "cpu"), cores.text, cores.line)
    if memory.text and _QUANTITY.fullmatch(memory.text):
        found.take(f"{key}.{place}.memory", ("resources", "web", "memory"), memory.text, memory.line)
    for part, item in node.mapping.items():
        for inner, value in item.mapping.items():
            found.dropped(
                f"{key}.{part}.{inner}", "memory is request and limit in one, and cores have no limit", value.line
            )
        if not item.mapping:
            found.dropped(f"{key}.{part}", "it is no request", item.line)


def _volumes(found: Collector, key: str, node: ForeignNode) -> None:
    """In both forms of the specification: by path, and as a list."""
    pairs = [
        *node.mapping.items(),
        *((item.get("target").text or str(index), item) for index, item in enumerate(node.items)),
    ]
    for target, item in pairs:
        matched = re.search(r"resources\.([A-Za-z0-9_-]+)", item.get("source").text or item.text or "")
        volume = process_name(matched[1]) if matched else ""
        if volume and _PATH.fullmatch(target):
            found.take(f"{key}.volumes.{target}", ("volumes", volume, "path"), target, item.line)
            found.conclude(("volumes", volume, "processes"), ["web"], item.line)
        else:
            found.dropped(f"{key}.volumes.{target}", "it refers to no volume of this file", item.line)
