"""Reads Render's blueprints: https://render.com/docs/blueprint-spec."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from previewctl.repository.collecting import Collector
from previewctl.repository.images import engine_of, parse_image, well_known_port
from previewctl.repository.render_process import take_process
from previewctl.repository.render_reasons import reason_for
from previewctl.repository.render_variables import CACHES, Blueprint, take_one, take_variables
from previewctl.source.foreign import read_yaml

if TYPE_CHECKING:
    from previewctl.repository.files import Repository
    from previewctl.repository.reading import Reading
    from previewctl.source.foreign import ForeignNode

_PROCESSES = {"web": "web", "pserv": "", "worker": "worker"}
_DAYS = re.compile(r"[1-9][0-9]{0,3}")


def read_render_yaml(repository: Repository, path: str) -> Reading:
    """Processes, databases and variables of the service that stands where the file does; others are services of their own."""
    found = Collector(path)
    text = repository.text(path)
    document = read_yaml(text, path) if text is not None else "it cannot be read as text"
    if isinstance(document, str) or not document.root.mapping:
        reason = document if isinstance(document, str) else "it holds no mapping"
        found.note(f"`{path}` was left out: {reason}")
        return found.reading()
    for note in document.notes:
        found.note(note)
    _Reader(found, document.root, posixpath.dirname(path)).read()
    return found.reading()


class _Reader:
    """One blueprint. `names`: the processes so far."""

    def __init__(self, found: Collector, root: ForeignNode, directory: str) -> None:
        self.found = found
        self.root = root
        self.directory = directory
        self.names: set[str] = set()
        places = [("", root)]
        for number, project in enumerate(root.get("projects").items):
            prefix = f"projects.{project.get('name').text or number}"
            found.dropped(f"{prefix}.name", reason_for("name"), project.line)
            for index, place in enumerate(project.get("environments").items):
                inner = f"{prefix}.environments.{place.get('name').text or index}"
                places.append((f"{inner}.", place))
        self.places = places
        self.services = [(prefix, item) for prefix, place in places for item in place.get("services").items]
        groups = [item for _, place in places for item in place.get("envVarGroups").items]
        self.blueprint = Blueprint(
            {item.get("name").text or "": item.get("type").text or "" for _, item in self.services},
            frozenset(item.get("name").text or "" for _, item in self.services if self.kind_of(item) == "process"),
            frozenset(item.get("name").text or "" for _, place in places for item in place.get("databases").items),
            {item.get("name").text or "": item for item in groups},
        )

    def read(self) -> None:
        """All parts of the file, and then what is left of its keys."""
        for prefix, place in self.places:
            for index, node in enumerate(place.get("databases").items):
                self.database(f"{prefix}databases.{node.get('name').text or index}", node)
        for index, (prefix, node) in enumerate(self.services):
            self.service(f"{prefix}services.{node.get('name').text or index}", node)
        for prefix, place in self.places:
            for index, node in enumerate(place.get("envVarGroups").items):
                self.group(f"{prefix}envVarGroups", node, index)
        self.days()
        lists = {"databases", "services", "envVarGroups", "projects", "environments"}
        for prefix, place in self.places:
            for key, node in place.mapping.items():
                if not (key in lists and node.items) and not (key == "previews" and node.mapping):
                    self.found.dropped(prefix + key, reason_for(key), node.line)

    def kind_of(self, node: ForeignNode) -> str:
        """`process`, `cache`, `container`, or why it is none of those."""
        kind = node.get("type").text or ""
        runtime = node.get("runtime").text or node.get("env").text or ""
        place = posixpath.normpath(posixpath.join(self.directory, node.get("rootDir").text or "."))
        if kind in CACHES:
            return "cache"
        if runtime == "static" or kind == "static":
            return "it is a static site, so a service of its own: `previewctl init` in its directory"
        if kind not in _PROCESSES:
            return "a preview has no cron jobs" if kind == "cron" else f"a preview has nothing like `{kind}`"
        if place not in {".", self.directory or "."}:
            return f"it stands in `{place}`, so it is a service of its own: `previewctl init {place}`"
        context = posixpath.normpath(node.get("dockerContext").text or ".")
        if kind == "pserv" and context != ".":
            return f"it is built from `{context}`, so it is another image"
        return "container" if kind == "pserv" and node.get("image").mapping else "process"

    def service(self, key: str, node: ForeignNode) -> None:
        kind = self.kind_of(node)
        if kind == "cache":
            self.found.take(f"{key}.type", ("databases", "redis"), {}, node.line)
        elif kind == "container":
            self.container(key, node)
        elif kind == "process":
            take_process(self.found, key, node, _PROCESSES[node.get("type").text or ""], self.names)
            take_variables(self.found, f"{key}.envVars", node.get("envVars"), self.blueprint)
        else:
            for name, item in node.mapping.items():
                self.found.dropped(f"{key}.{name}", kind, item.line)
            return
        for name, item in node.mapping.items():
            if name not in {"envVars", "disk"} or not (item.items or item.mapping) or kind != "process":
                self.found.dropped(f"{key}.{name}", reason_for(name), item.line)

    def container(self, key: str, node: ForeignNode) -> None:
        """A private service of somebody else's image."""
        url = node.get("image", "url")
        image = parse_image(url.text or "")
        name = node.get("name").text or ""
        if image is None:
            self.found.dropped(f"{key}.image", "it names no image", url.line)
        elif engine := engine_of(image):
            self.found.take(f"{key}.image", ("databases", engine), {}, url.line, "take the version of production")
        elif (port := well_known_port(image)) and re.fullmatch(r"[a-z](?:[a-z0-9-]{0,38}[a-z0-9])?", name):
            check = "" if image.tag or image.digest else "write a version as its tag"
            self.found.take(f"{key}.image", ("services", name, "image"), url.text or "", url.line, check)
            self.found.conclude(("services", name, "port"), port, url.line)
        else:
            self.found.dropped(f"{key}.image", "the file does not say where it listens", url.line)

    def database(self, key: str, node: ForeignNode) -> None:
        """All databases of a blueprint are PostgreSQL; a preview has one."""
        version = node.get("postgresMajorVersion")
        if version.text:
            place = f"{key}.postgresMajorVersion"
            self.found.take(place, ("databases", "postgres", "version"), version.text, version.line)
            self.found.mapped(f"{key}.name", "databases.postgres", node.line)
        else:
            check = "the file names no version: take the one of production"
            self.found.take(f"{key}.name", ("databases", "postgres"), {}, node.line, check)
        for name, item in node.mapping.items():
            self.found.dropped(f"{key}.{name}", reason_for(name), item.line)
        if len(self.blueprint.databases) > 1:
            self.found.note("a preview has one PostgreSQL: all databases of the blueprint are it")

    def group(self, key: str, node: ForeignNode, index: int) -> None:
        name = node.get("name").text or str(index)
        used = any(
            item.get("fromGroup").text == name
            for _, service in self.services
            if self.kind_of(service) == "process"
            for item in service.get("envVars").items
        )
        self.found.dropped(f"{key}.{name}.name", "its variables stand in `env`", node.line)
        for position, item in enumerate(node.get("envVars").items):
            place = f"{key}.{name}.envVars.{item.get('key').text or position}"
            if used:
                take_one(self.found, place, item, self.blueprint)
            else:
                self.found.dropped(place, "no process of this service has that group", item.line)
        for inner, item in node.mapping.items():
            if inner not in {"envVars", "name"}:
                self.found.dropped(f"{key}.{name}.{inner}", reason_for(inner), item.line)

    def days(self) -> None:
        """How long a preview may live at most."""
        old = self.root.get("previewsExpireAfterDays")
        days = self.root.get("previews", "expireAfterDays")
        key, node = ("previews.expireAfterDays", days) if days.text else ("previewsExpireAfterDays", old)
        if node.text and _DAYS.fullmatch(node.text):
            self.found.take(key, ("lifetime", "max"), f"{node.text}d", node.line)
        for name, item in self.root.get("previews").mapping.items():
            self.found.dropped(f"previews.{name}", "previews are what this is about", item.line)
