"""The variables of Render's blueprints: https://render.com/docs/blueprint-spec#environment-variables."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from previewctl.repository.variables import drop_password, is_set_elsewhere, take_variable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from previewctl.repository.collecting import Collector
    from previewctl.source.foreign import ForeignNode

CACHES = frozenset({"redis", "keyvalue"})
_PARTS = {"host": "host", "port": "port", "user": "user", "database": "name"}
_URLS = frozenset({"connectionString", "connectionPoolString"})


class Blueprint(NamedTuple):
    """What variables refer to: the types of services by name, the names of this service's own, databases, and groups."""

    types: Mapping[str, str]
    own: frozenset[str]
    databases: frozenset[str]
    groups: Mapping[str, ForeignNode]


def take_variables(found: Collector, key: str, node: ForeignNode, blueprint: Blueprint) -> None:
    """The variables of one service, and those of the groups that it names."""
    for index, item in enumerate(node.items):
        group = item.get("fromGroup").text
        if group is None:
            take_one(found, f"{key}.{item.get('key').text or index}", item, blueprint)
            continue
        known = blueprint.groups.get(group)
        for position, inner in enumerate(known.get("envVars").items if known else ()):
            take_one(found, f"envVarGroups.{group}.envVars.{inner.get('key').text or position}", inner, blueprint)
        if known:
            found.mapped(f"{key}[{index}].fromGroup", "env", item.line)
        else:
            found.dropped(f"{key}[{index}].fromGroup", "that group is not in this file", item.line)


def take_one(found: Collector, key: str, node: ForeignNode, blueprint: Blueprint) -> None:
    """One variable; what it is in previews counts more than what it is elsewhere."""
    name, line = node.get("key").text or "", node.line
    preview = node.get("previewValue").text
    if reason := is_set_elsewhere(name):
        found.dropped(key, reason, line)
    elif preview is not None:
        take_variable(found, key, name, preview, line)
    elif node.get("generateValue").text == "true":
        found.take(key, ("env", name), {"generate": "secret"}, line)
    elif node.get("fromDatabase").mapping:
        _of_database(found, key, name, node.get("fromDatabase"), blueprint)
    elif node.get("fromService").mapping:
        _of_service(found, key, name, node.get("fromService"), blueprint)
    elif node.get("sync").text == "false":
        take_variable(found, key, name, None, line)
    else:
        take_variable(found, key, name, node.get("value").text, line)


def _of_database(found: Collector, key: str, name: str, node: ForeignNode, blueprint: Blueprint) -> None:
    part = node.get("property").text or ""
    if (node.get("name").text or "") not in blueprint.databases:
        found.dropped(key, "the database that it refers to is not in this file", node.line)
    elif part in _URLS:
        found.take(key, ("databases", "postgres", "env"), [name], node.line)
    elif part in _PARTS:
        found.take(key, ("env", name), f"${{databases.postgres.{_PARTS[part]}}}", node.line)
    else:
        drop_password(found, key, name, "postgres", node.line)


def _of_service(found: Collector, key: str, name: str, node: ForeignNode, blueprint: Blueprint) -> None:
    other, part, variable = node.get("name").text or "", node.get("property").text, node.get("envVarKey").text
    kind = blueprint.types.get(other) or node.get("type").text or ""
    if kind in CACHES and part in _URLS:
        found.take(key, ("databases", "redis", "env"), [name], node.line)
    elif kind in CACHES and part in {"host", "port"}:
        found.take(key, ("env", name), f"${{databases.redis.{part}}}", node.line)
    elif other in blueprint.own and variable == name:
        found.mapped(key, f"env.{name}: all processes have the same variables", node.line)
    elif other in blueprint.own:
        found.dropped(key, f"`{other}` is a process of this service: say what the variable is for", node.line)
    else:
        found.dropped(key, f"`{other}` is a service of its own: name it in `dependencies`", node.line)
