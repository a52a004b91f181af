"""Redis and MongoDB in the settings of a Django project, where no variable with a telling name holds their URL."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from previewctl.repository.collecting import Collector
from previewctl.repository.python_syntax import literal_text, literal_value, texts_in
from previewctl.repository.reading import Reading, joined
from previewctl.repository.value_flow import flowing, items_of
from previewctl.repository.variables import database_part

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterator, Mapping

    from previewctl.repository.django import DjangoSettings, Setting
    from previewctl.repository.environment_reads import Bindings, EnvironmentRead
    from previewctl.repository.reading import Evidence

_OF_REDIS = (
    "CACHES", "CHANNEL_LAYERS", "CELERY_BROKER_URL", "BROKER_URL", "CELERY_RESULT_BACKEND", "RQ_QUEUES",
)  # fmt: skip
_URL = re.compile(r"rediss?://(?:[^@/\s]*@)?[A-Za-z0-9_.-]+(?:[:/]|$)")
_MOST_ALIASES = 50
_CLIENTS = ("django-mongodb-backend", "djongo", "mongoengine", "pymongo", "motor")


def conclude_stores(settings: DjangoSettings, packages: Mapping[str, Evidence], known: set[str]) -> Reading:
    """`known` are the databases that are concluded from variables already."""
    readings = [*_locations(settings), *_parts(settings, packages)]
    if "redis" not in known and not any(reading.conclusions for reading in readings):
        readings += _fixed(settings)[:1]
    if "mongodb" not in known and not any(item.path[1] == "mongodb" for read in readings for item in read.conclusions):
        readings += _mongodb(packages)
    return joined(readings)


def _locations(settings: DjangoSettings) -> list[Reading]:
    """The `LOCATION` of a cache in Redis, and the `hosts` of a channel layer, whatever their variables are called."""
    readings = []
    for setting in settings.settings:
        if setting.name not in {"CACHES", "CHANNEL_LAYERS"} or setting.keys:
            continue
        for expression, bindings in islice(items_of(setting.expression, setting.bindings).values(), _MOST_ALIASES):
            items = items_of(expression, bindings)
            backend = " ".join(texts_in(items["BACKEND"][0])) if "BACKEND" in items else ""
            if "redis" not in backend.lower():
                continue
            options = items_of(*items["CONFIG"]) if "CONFIG" in items else {}
            place = items.get("LOCATION") or options.get("hosts")
            for read, part in _addresses(*place) if place else ():
                found = Collector(setting.path)
                if part == "url":
                    found.conclude(("databases", "redis", "env"), [read.name], read.line)
                else:
                    found.conclude(("databases", "redis"), {}, setting.line)
                    found.conclude(("env", read.name), f"${{databases.redis.{part}}}", read.line)
                readings.append(found.reading())
    return readings


def _addresses(node: ast.expr, bindings: Bindings) -> Iterator[tuple[EnvironmentRead, str]]:
    """The variables of one address or several: a URL, or a tuple of a host and its port."""
    import ast

    if isinstance(node, ast.Tuple) and len(node.elts) == 2:
        for part, item in zip(("host", "port"), node.elts, strict=True):
            yield from ((read, part) for read in flowing(item, bindings))
    elif isinstance(node, ast.List | ast.Tuple):
        for item in node.elts:
            yield from _addresses(item, bindings)
    else:
        for read in flowing(node, bindings):
            _, part = database_part(read.name)
            yield read, part if part in {"host", "port"} else "url"


def _parts(settings: DjangoSettings, packages: Mapping[str, Evidence]) -> list[Reading]:
    """Variables with the usual names of a host or a port: those of Redis and MongoDB have no password in a preview."""
    readings = []
    clients = {"redis": ("redis", "django-redis", "channels-redis", "celery"), "mongodb": _CLIENTS}
    for read in settings.reads:
        engine, part = database_part(read.name)
        if engine in clients and part in {"host", "port"} and any(name in packages for name in clients[engine]):
            found = Collector(read.path)
            found.conclude(("databases", engine), {}, read.line)
            found.conclude(("env", read.name), f"${{databases.{engine}.{part}}}", read.line)
            readings.append(found.reading())
    return readings


def _fixed(settings: DjangoSettings) -> list[Reading]:
    """Redis at an address that no variable can change."""
    readings = []
    for setting in settings.settings:
        if setting.name in _OF_REDIS and setting.certain and _is_fixed(setting):
            found = Collector(setting.path)
            check = "the settings have its address fixed: read REDIS_URL there"
            found.conclude(("databases", "redis"), {}, setting.line, check)
            readings.append(found.reading())
    return readings


def _is_fixed(setting: Setting) -> bool:
    """Whether a whole address stands in a setting, in its own text or put together from constants."""
    import ast

    pending: list[ast.AST] = [setting.expression]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Constant | ast.JoinedStr):
            if _URL.match(_joined(node, setting.bindings)):
                return True
        elif isinstance(node, ast.Tuple) and len(node.elts) == 2 and _is_redis_layer(setting):
            if literal_text(node.elts[0]) and isinstance(node.elts[1], ast.Constant):
                return True
        elif not isinstance(node, ast.Call):
            pending += ast.iter_child_nodes(node)
    return False


def _joined(node: ast.Constant | ast.JoinedStr, bindings: Bindings) -> str:
    """The text of a literal, or of an f-string with constants in it; nothing where a part of it is not known."""
    import ast

    parts: list[str] = []
    for part in node.values if isinstance(node, ast.JoinedStr) else [node]:
        inner: ast.expr = part.value if isinstance(part, ast.FormattedValue) else part
        if isinstance(inner, ast.Name) and inner.id in bindings.values:
            inner = bindings.values[inner.id][0]
        text = literal_value(inner)
        if text is None:
            return ""
        parts.append(text)
    return "".join(parts)


def _is_redis_layer(setting: Setting) -> bool:
    return setting.name == "CHANNEL_LAYERS" and any("redis" in text.lower() for text in texts_in(setting.expression))


def _mongodb(packages: Mapping[str, Evidence]) -> list[Reading]:
    client = next((name for name in _CLIENTS if name in packages), None)
    if client is None:
        return []
    note = f"`{packages[client]}` asks for `{client}`, but no setting takes MongoDB's address from a variable that is called so"
    return [Reading(notes=(f"{note}: add `databases.mongodb`, where a preview needs one",))]
