"""Services of Render's blueprints that are processes of the app."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from previewctl.repository.commands import (
    as_command,
    is_for_development,
    listening_port,
    process_name,
    role_of,
    uses_port_variable,
)
from previewctl.repository.images import parse_image
from previewctl.repository.procfile import DEFAULT_PORT, release

if TYPE_CHECKING:
    from previewctl.repository.collecting import Collector
    from previewctl.source.foreign import ForeignNode

_PATH = re.compile(r"(?:/[A-Za-z0-9_][A-Za-z0-9._-]*)+")
_SIZE = re.compile(r"[1-9][0-9]{0,4}")


def take_process(found: Collector, key: str, node: ForeignNode, usual: str, names: set[str]) -> None:
    """A process; `usual` is the name that its type has, `names` are those that are taken."""
    field = "startCommand" if node.get("startCommand").text else "dockerCommand"
    start = node.get(field)
    command = start.text or ""
    role = role_of(command) or usual
    name = role if role and role not in names else process_name(node.get("name").text or "")
    if not name or name in names:
        found.dropped(f"{key}.name", "its name cannot be that of a process", node.line)
        return
    names.add(name)
    found.mapped(f"{key}.type", f"processes.{name}", node.line)
    _command(found, f"{key}.{field}", name, start, usual)
    _image(found, key, node)
    _disk(found, key, node.get("disk"), name)
    health, count = node.get("healthCheckPath"), node.get("numInstances")
    if health.text:
        found.take(f"{key}.healthCheckPath", ("processes", name, "health"), health.text, health.line)
    if count.text and count.text.isdecimal() and 1 < int(count.text[:4]) <= 10:
        found.take(f"{key}.numInstances", ("processes", name, "replicas"), int(count.text[:4]), count.line)
    before, first = node.get("preDeployCommand"), node.get("initialDeployHook")
    if before.text:
        release(found, f"{key}.preDeployCommand", before.text, before.line)
    if first.text:
        found.take(f"{key}.initialDeployHook", ("hooks", "postdeploy"), as_command(first.text), first.line)


def _command(found: Collector, key: str, name: str, start: ForeignNode, usual: str) -> None:
    command = start.text or ""
    port = listening_port(command) or (DEFAULT_PORT if usual == "web" or uses_port_variable(command) else None)
    if not command:
        found.conclude(("processes", name), {}, start.line)
    elif is_for_development(command):
        found.conclude(("processes", name), {}, start.line)
        found.dropped(key, "it is for development, and a preview runs the image's own command", start.line)
    else:
        first, separator, rest = command.partition("&&")
        if separator and "manage.py migrate" in first and "&&" not in rest:
            found.conclude(("migrations", "command"), as_command(first), start.line)
            command = rest
        found.take(key, ("processes", name, "command"), as_command(command, port), start.line)
    if port:
        found.conclude(("processes", name, "port"), port, start.line)


def _image(found: Collector, key: str, node: ForeignNode) -> None:
    url = node.get("image", "url")
    image = parse_image(url.text or "")
    if image and "/" in image.name:
        found.take(f"{key}.image", ("image",), image.name, url.line)


def _disk(found: Collector, key: str, disk: ForeignNode, name: str) -> None:
    """A disk of a service is a volume of its process."""
    if not disk.mapping:
        return
    path, size = disk.get("mountPath"), disk.get("sizeGB")
    volume = process_name(disk.get("name").text or "")
    if volume and path.text and _PATH.fullmatch(path.text):
        found.take(f"{key}.disk.mountPath", ("volumes", volume, "path"), path.text, path.line)
        found.conclude(("volumes", volume, "processes"), [name], path.line)
        found.mapped(f"{key}.disk.name", f"volumes.{volume}", disk.line)
        if size.text and _SIZE.fullmatch(size.text):
            found.take(f"{key}.disk.sizeGB", ("volumes", volume, "size"), f"{size.text}Gi", size.line)
    for part, item in disk.mapping.items():
        found.dropped(f"{key}.disk.{part}", "it names no path that a volume can have", item.line)
