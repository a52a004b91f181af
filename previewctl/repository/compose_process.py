"""Compose services that are processes of the app: they run its image."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from previewctl.repository.commands import doubt_about, is_for_development, listening_port, process_name
from previewctl.repository.compose_files import interpolated, volume_source, volume_target
from previewctl.repository.compose_reasons import reason_for
from previewctl.repository.compose_values import command_of, container_ports, image_of, user_of
from previewctl.repository.variables import take_variable

if TYPE_CHECKING:
    from collections.abc import Collection

    from previewctl.repository.collecting import Collector
    from previewctl.repository.compose_files import ComposeService
    from previewctl.repository.variables import Surroundings
    from previewctl.source.foreign import ForeignNode

_SOURCE = re.compile(r"/(?:app|code|src|usr/src/app|srv|opt/app|workspace|project)/?")
_HEALTH = re.compile(r"https?://(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?::[0-9]+)?(?P<path>/[A-Za-z0-9._~/-]*)")
_ADDRESS = re.compile(r"(?<![\w.@-])(?P<host>[A-Za-z][\w-]*)(?=:[0-9]{2,5}(?![\w.]))")
_PATH = re.compile(r"(?:/[A-Za-z0-9_][A-Za-z0-9._-]*)+")
_IMAGE_REPOSITORY = re.compile(r"(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[0-9]{1,5})?/)?[a-z0-9._/-]+")
_DEVELOPMENT = "it is for development, and a preview runs the image's own command"


def take_process(
    found: Collector, service: ComposeService, name: str, around: Surroundings, volumes: Collection[str]
) -> None:
    """A process of the app. Commands that start a server for development are left to the image."""
    key = f"services.{service.name}"
    if name == "migrate":
        _command(found, service, ("migrations", "command"), "", around)
        for index, item in enumerate(service.node("volumes").items):
            here = found.at(service.path("volumes", index))
            here.dropped(f"{key}.volumes[{index}]", "migrations mount nothing", item.line)
    else:
        found.at(service.place.path).conclude(("processes", name), {}, service.place.line)
        _command(found, service, ("processes", name, "command"), name, around)
        _port(found, service, name)
        _health(found, service, name)
        _replicas(found, service, name)
        _volumes(found, service, name, volumes)
        _user(found, service)
    _image(found, service)
    _environment(found, service, around)
    for other, located in service.keys.items():
        here = found.at(located.path)
        if other in {"environment", "volumes"} and (located.node.mapping or located.node.items):
            continue  # each of their parts is reported
        if other == "deploy" and located.node.mapping:
            for inner, node in located.node.mapping.items():
                found.at(located.path_of(inner)).dropped(f"{key}.deploy.{inner}", reason_for("deploy"), node.line)
        else:
            here.dropped(f"{key}.{other}", reason_for(other), located.node.line)


def _environment(found: Collector, service: ComposeService, around: Surroundings) -> None:
    for variable, node in service.node("environment").mapping.items():
        here = found.at(service.path("environment", variable))
        place = f"services.{service.name}.environment.{variable}"
        # Without a value Compose takes the variable of the shell that starts it: it is not in the file.
        value = interpolated(node.text) if node.text is not None else None
        take_variable(here, place, variable, value, node.line, around)


def _command(
    found: Collector, service: ComposeService, path: tuple[str, ...], process: str, around: Surroundings
) -> None:
    """Entrypoint and command: what Compose starts is the one followed by the other."""
    entry, node = service.node("entrypoint"), service.node("command")
    words = [*(command_of(entry) or []), *(command_of(node) or [])]
    unknown = [item for item in (entry, node) if (item.text or item.items) and command_of(item) is None]
    words, missing = _readdressed(words, around)
    check = f"it names `{missing}`, which is not part of the preview" if missing else doubt_about(" ".join(words))
    keys = [key for key in ("entrypoint", "command") if service.node(key).text or service.node(key).items]
    for key in keys:
        here, line = found.at(service.path(key)), service.node(key).line
        if unknown:
            here.dropped(f"services.{service.name}.{key}", "variables without a default are in it", line)
        elif process and is_for_development(" ".join(words)):
            here.dropped(f"services.{service.name}.{key}", _DEVELOPMENT, line)
        elif key == keys[0]:
            here.take(f"services.{service.name}.{key}", path, words, line, check)
        else:
            here.mapped(f"services.{service.name}.{key}", ".".join(path), line)
    if process not in {"", "web"} and is_for_development(" ".join(words)) and "watch" in " ".join(words):
        found.note(
            f"`services.{service.name}.command` restarts itself when code changes: "
            f"give `processes.{process}` the command behind it"
        )


def _readdressed(words: list[str], around: Surroundings) -> tuple[list[str], str]:
    """A command with the names that its neighbours have in a preview: `db:5432` is `postgres:5432`. And one that is not there."""
    known = {**around.services, **around.engines}
    named = [_ADDRESS.sub(lambda found: known.get(found["host"], found["host"]), word) for word in words]
    hosts = [found["host"] for word in words for found in _ADDRESS.finditer(word)]
    return named, next((host for host in hosts if host in around.others), "")


def _port(found: Collector, service: ComposeService, name: str) -> None:
    command = command_of(service.node("command"))
    ports = container_ports(service)
    port = (listening_port(" ".join(command)) if command else None) or (ports[0] if ports else None)
    if port is None:
        return
    key = next((item for item in ("ports", "expose") if item in service.keys), "")
    if key:
        line = service.node(key).line
        found.at(service.path(key)).take(f"services.{service.name}.{key}", ("processes", name, "port"), port, line)
    else:
        found.at(service.path("command")).conclude(("processes", name, "port"), port, service.node("command").line)


def _health(found: Collector, service: ComposeService, name: str) -> None:
    test = service.node("healthcheck").get("test")
    text = test.text or " ".join(item.text or "" for item in test.items)
    matched = _HEALTH.search(interpolated(text) or "")
    if matched and matched["path"] != "/":  # the page of a site asks the database, and often leads to a login
        key = f"services.{service.name}.healthcheck"
        found.at(service.path("healthcheck", "test")).take(
            key, ("processes", name, "health"), matched["path"], test.line
        )


def _replicas(found: Collector, service: ComposeService, name: str) -> None:
    places = (("deploy", service.node("deploy").get("replicas")), ("scale", service.node("scale")))
    for place, node in places:
        if node.text is not None and node.text.isdecimal() and 1 < int(node.text[:4]) <= 10:
            key = f"services.{service.name}.{'deploy.replicas' if place == 'deploy' else place}"
            found.at(service.path(place, "replicas")).take(
                key, ("processes", name, "replicas"), int(node.text[:4]), node.line
            )


def _user(found: Collector, service: ComposeService) -> None:
    user = user_of(service)
    if user is not None:
        key = f"services.{service.name}.user"
        found.at(service.path("user")).take(key, ("user",), user, service.node("user").line)


def _volumes(found: Collector, service: ComposeService, name: str, declared: Collection[str]) -> None:
    """Named volumes of the app, less those that only keep what the image holds already."""
    for index, item in enumerate(service.node("volumes").items):
        here = found.at(service.path("volumes", index))
        key = f"services.{service.name}.volumes[{index}]"
        reason = _reason_against(item, declared)
        if reason:
            here.dropped(key, reason, item.line)
            continue
        volume = process_name(volume_source(item))
        here.take(key, ("volumes", volume, "path"), interpolated(volume_target(item)) or "", item.line)
        here.conclude(("volumes", volume, "processes"), [name], item.line)


def _reason_against(item: ForeignNode, declared: Collection[str]) -> str:
    target, source = interpolated(volume_target(item)) or "", volume_source(item)
    if source not in declared or not process_name(source):
        return "a preview runs what is in the image, and mounts nothing of the machine"
    if not _PATH.fullmatch(target):
        return "the path is not known before Compose runs"
    if _SOURCE.fullmatch(target) or re.search(r"node_modules|static|cache|\.venv|site-packages", target):
        return "what is in it comes with the image"
    return ""


def _image(found: Collector, service: ComposeService) -> None:
    """The image of the service, where it is the name of one in a registry, and not only a local one."""
    image = image_of(service)
    if image is None or "/" not in image.name or not _IMAGE_REPOSITORY.fullmatch(image.name):
        return
    key = f"services.{service.name}.image"
    found.at(service.path("image")).take(key, ("image",), image.name, service.node("image").line)
