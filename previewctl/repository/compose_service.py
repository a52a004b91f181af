"""Compose services that are not the app itself: databases, and plain containers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.repository.compose_reasons import reason_for_container, reason_for_database
from previewctl.repository.compose_values import command_of, container_ports, has_unknown_tag, user_of
from previewctl.repository.images import is_official, version_of, well_known_port

if TYPE_CHECKING:
    from previewctl.repository.collecting import Collector
    from previewctl.repository.compose_files import ComposeService
    from previewctl.repository.images import ImageReference

_WORDS = {"postgres": "PostgreSQL", "redis": "Redis", "mongodb": "MongoDB"}


def take_database(
    found: Collector, service: ComposeService, engine: str, image: ImageReference, others: list[str]
) -> None:
    """A database of the three kinds that previews have. `others`: services of the same kind, of which the first counts."""
    here, line = found.at(service.path("image") or service.path("build")), service.node("image").line
    key = f"services.{service.name}.{'image' if 'image' in service.keys else 'build'}"
    version = version_of(engine, image)
    if others:
        here.note(
            f"a preview has one {_WORDS[engine]}: `{service.name}` and `{others[0]}` of the compose file are both it"
        )
        here.mapped(key, f"databases.{engine}", line)
    elif version and "image" in service.keys:
        here.take(key, ("databases", engine, "version"), version, line, _doubt(engine, image))
    else:
        here.take(key, ("databases", engine), {}, line, _doubt(engine, image))
    for name, located in service.keys.items():
        found.at(located.path).dropped(f"services.{service.name}.{name}", reason_for_database(name), located.node.line)


def _doubt(engine: str, image: ImageReference) -> str:
    if is_official(image) or not image.tag:
        return ""
    return f"`{image.last}` may bring what the preview's own {engine} lacks"


def take_service(found: Collector, service: ComposeService, name: str, image: ImageReference) -> None:
    """A plain container of somebody else's image."""
    key, line = f"services.{service.name}", service.node("image").line
    here = found.at(service.path("image"))
    text = f"{image.name}{':' + image.tag if image.tag else ''}{image.digest}"
    check = ""
    if not image.tag and not image.digest:
        check = "the tag is a variable: write a version" if has_unknown_tag(service) else "write a version as its tag"
    here.take(f"{key}.image", ("services", name, "image"), text, line, check)
    port = _port(service, image)
    if port:
        origin = next((item for item in ("ports", "expose") if item in service.keys), "")
        if origin:
            there = found.at(service.path(origin))
            there.take(f"{key}.{origin}", ("services", name, "port"), port, service.node(origin).line)
        else:
            here.conclude(("services", name, "port"), port, line)
    command = command_of(service.node("command"))
    if command:
        there = found.at(service.path("command"))
        there.take(f"{key}.command", ("services", name, "command"), command, service.node("command").line)
    user = user_of(service)
    if user is not None:
        found.at(service.path("user")).take(f"{key}.user", ("services", name, "user"), user, service.node("user").line)
    for other, located in service.keys.items():
        found.at(located.path).dropped(f"{key}.{other}", reason_for_container(other), located.node.line)


def _port(service: ComposeService, image: ImageReference) -> int | None:
    known, listed = well_known_port(image), container_ports(service)
    return known or (listed[0] if listed else None)
