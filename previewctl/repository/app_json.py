"""Reads Heroku's app.json: https://devcenter.heroku.com/articles/app-json-schema."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.repository.collecting import Collector
from previewctl.repository.commands import as_command, process_name
from previewctl.repository.procfile import release
from previewctl.repository.variables import is_name, is_set_elsewhere, take_variable
from previewctl.source.foreign import read_json

if TYPE_CHECKING:
    from previewctl.repository.files import Repository
    from previewctl.repository.reading import Reading
    from previewctl.source.foreign import ForeignNode

_ADDONS = {
    "heroku-postgresql": ("postgres", "DATABASE_URL"),
    "crunchybridge": ("postgres", "DATABASE_URL"),
    "heroku-redis": ("redis", "REDIS_URL"),
    "rediscloud": ("redis", "REDISCLOUD_URL"),
    "redistogo": ("redis", "REDISTOGO_URL"),
    "upstash-redis": ("redis", "UPSTASH_REDIS_URL"),
    "openredis": ("redis", "OPENREDIS_URL"),
    "stackhero-redis": ("redis", "STACKHERO_REDIS_URL_TLS"),
    "mongolab": ("mongodb", "MONGODB_URI"),
    "ormongo": ("mongodb", "ORMONGO_URL"),
    "objectrocket-mongodb": ("mongodb", "ORMONGO_URL"),
}
"""Add-ons that are databases, and the variable that Heroku gives their URL to."""
_REASONS = {
    "$schema": "it is about the file",
    "buildpacks": "CI builds the image before the preview is made",
    "description": "a preview has no description",
    "keywords": "they are for Heroku's directory",
    "logo": "it is for Heroku's directory",
    "repository": "the platform's catalogue has it",
    "website": "it is for Heroku's directory",
    "stack": "the image says it",
    "success_url": "it is for Heroku's button",
    "image": "it is Heroku's own image, not the service's",
    "name": "the repository names the service",
}


def read_app_json(repository: Repository, path: str) -> Reading:
    """Variables, add-ons, numbers of processes and scripts; what `environments.review` says counts more."""
    found = Collector(path)
    text = repository.text(path)
    document = read_json(text, path) if text is not None else "it cannot be read as text"
    if isinstance(document, str) or not document.root.mapping:
        reason = document if isinstance(document, str) else "it holds no mapping"
        found.note(f"`{path}` was left out: {reason}")
        return found.reading()
    root = document.root
    if _is_of_expo(root):
        found.note(f"`{path}` was left out: it is the configuration of a mobile app, not Heroku's app.json")
        return found.reading()
    _section(found, root.get("environments", "review"), "environments.review.")
    _section(found, root, "")
    for name, node in root.get("environments").mapping.items():
        if name != "review":
            for key, item in node.mapping.items():
                found.dropped(f"environments.{name}.{key}", "a preview is a review app", item.line)
            if not node.mapping:
                found.dropped(f"environments.{name}", "a preview is a review app", node.line)
    return found.reading()


def _is_of_expo(root: ForeignNode) -> bool:
    """Expo and React Native keep an app.json too: https://docs.expo.dev/versions/latest/config/app/."""
    known = {"env", "addons", "formation", "scripts", "environments", "buildpacks", "stack", "repository"}
    return not known & set(root.mapping) and bool({"expo", "displayName", "pages", "slug"} & set(root.mapping))


_PARTS = frozenset({"env", "addons", "formation", "scripts", "environments"})


def _section(found: Collector, root: ForeignNode, prefix: str) -> None:
    _addons(found, root.get("addons"), f"{prefix}addons")
    for name, node in root.get("env").mapping.items():
        _variable(found, f"{prefix}env.{name}", name, node)
    formation = root.get("formation")
    for name, node in [
        *formation.mapping.items(),
        *((item.get("process").text or "", item) for item in formation.items),
    ]:
        _formation(found, f"{prefix}formation.{name}", process_name(name), node)
    for name, node in root.get("scripts").mapping.items():
        _script(found, f"{prefix}scripts.{name}", name, node)
    for name, node in root.mapping.items():
        read = name in _PARTS and (node.mapping or node.items) and not (prefix and name == "environments")
        if not read:
            reason = "it says nothing" if name in _PARTS else _REASONS.get(name, "app.json has no such key")
            found.dropped(prefix + name, reason, node.line)


def _addons(found: Collector, addons: ForeignNode, key: str) -> None:
    for index, item in enumerate(addons.items):
        plan = (item.get("plan").text if item.mapping else item.text) or ""
        kind = plan.partition(":")[0]
        place = f"{key}[{index}]"
        if kind not in _ADDONS:
            found.dropped(place, f"`{kind}` is a service of Heroku's, and no database that previews have", item.line)
            continue
        engine, variable = _ADDONS[kind]
        alias = item.get("as").text
        name = f"{alias}_URL" if alias else variable
        if not is_name(name):
            found.dropped(place, f"`{name}` is no name of a variable", item.line)
            continue
        found.take(place, ("databases", engine, "env"), [name], item.line)
        version = item.get("options", "version").text
        if version:
            found.conclude(("databases", engine, "version"), version, item.line)
    if not addons.items and addons.mapping:
        found.dropped(key, "it is no list", addons.line)


def _variable(found: Collector, key: str, name: str, node: ForeignNode) -> None:
    """A variable in one of its forms: a text, or a mapping of `value`, `generator`, `required` and `description`."""
    if reason := is_set_elsewhere(name):
        found.dropped(key, reason, node.line)
    elif node.get("generator").text == "secret":
        found.take(key, ("env", name), {"generate": "secret"}, node.line)
    elif node.mapping:
        value = node.get("value").text
        if not value and node.get("required").text == "false":
            found.dropped(key, "it is optional, and has no value", node.line)
        else:
            take_variable(found, key, name, value or None, node.line)
    else:
        take_variable(found, key, name, node.text, node.line)


def _formation(found: Collector, key: str, name: str, node: ForeignNode) -> None:
    """How many of a process run. Heroku names its own sizes, which say nothing about other machines."""
    for part, item in node.mapping.items():
        quantity = item.text or ""
        place = f"{key}.{part}"
        if part != "quantity":
            reason = "`resources` has size classes" if part == "size" else "it says which process this is"
            found.dropped(place, reason, item.line)
        elif name and quantity.isdecimal() and 1 < int(quantity[:4]) <= 10:
            found.take(place, ("processes", name, "replicas"), int(quantity[:4]), item.line)
        elif quantity == "0":
            reason = "a process that is not to run has no place in a preview: remove it from `processes`"
            found.dropped(place, reason, item.line)
        else:
            found.dropped(place, "one pod of each process runs", item.line)
    if not node.mapping:
        found.dropped(key, "one pod of each process runs", node.line)


def _script(found: Collector, key: str, name: str, node: ForeignNode) -> None:
    command = node.text
    if not command:
        found.dropped(key, "it is empty", node.line)
    elif name == "postdeploy":
        if "manage.py migrate" in command:
            release(found, key, command, node.line)
        else:
            found.take(key, ("hooks", "postdeploy"), as_command(command), node.line)
    elif name == "pr-predestroy":
        found.dropped(key, "nothing runs when a preview ends: what it made goes with its namespace", node.line)
    else:
        found.dropped(key, "CI runs tests, not the preview", node.line)
