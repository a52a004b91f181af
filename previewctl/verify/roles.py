"""What the objects of a tree are for: databases, Jobs that fill and migrate them, and the app.

previewctl labels what it renders. In trees that somebody else wrote, names, images and commands say it.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from previewctl.verify.health import Waits, waits
from previewctl.verify.objects import SERVERS
from previewctl.verify.pods import Container, Part, containers, texts
from previewctl.verify.selecting import selecting

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from previewctl.verify.objects import KubeObject
    from previewctl.verify.tasks import Task

ROLE = "previewctl.dev/role"
COMPONENT = "app.kubernetes.io/component"
_DATABASE_IMAGES = frozenset({
    "keydb", "mariadb", "mongo", "mongodb", "mysql", "percona", "pgvector", "postgis", "postgres", "postgresql", "redis",
    "timescaledb", "valkey",
})  # fmt: skip
_WITHOUT_SCHEMA = frozenset({"keydb", "redis", "valkey"})
_MIGRATES = re.compile(r"\b(migrate|migrations?|flyway|alembic|liquibase|goose|dbmate|db:migrate|ecto\.migrate)\b")
_SEEDS = re.compile(r"/seed/|\b(loaddata|db:seed|pg_restore|mongoimport|mongorestore)\b")
_ASKS = re.compile(r"\b(pg_isready|wait-for(-it)?|wait4x|dockerize|nc -z\w*)\b")
_CHECKS = re.compile(r"\bmigrate\b.*--check\b")


class Role(StrEnum):
    """What an object is for; `OTHER` for what the order of data does not touch."""

    DATABASE = "database"
    SEED = "seed"
    MIGRATION = "migration"
    LATER = "hook after migrations"
    APP = "app"
    OTHER = "other"


class Cast(NamedTuple):
    """The tasks of a tree by what they are for, and which databases each of them uses."""

    databases: tuple[Task, ...]
    seeds: tuple[Task, ...]
    migrations: tuple[Task, ...]
    later: tuple[Task, ...]
    apps: tuple[Task, ...]
    uses: dict[Task, tuple[Task, ...]]

    def share(self, one: Task, other: Task) -> bool:
        """Whether two tasks use one database, as far as that shows."""
        return not self.databases or bool(set(self.uses[one]) & set(self.uses[other]))


def cast(tasks: Sequence[Task]) -> Cast:
    """Finds out what each task is for."""
    roles = {task: _role(task.item) for task in tasks}
    databases = _with(roles, Role.DATABASE)
    hosts = {task: _hosts(task.item, tasks) for task in databases}
    config = {
        task.item.name: " ".join(texts(task.item.node.get("data"))) for task in tasks if task.item.kind == "ConfigMap"
    }
    named = {task: tuple(each for each in databases if _mentions(task.item, hosts[each], config)) for task in tasks}
    images = {
        _repository(each.image) for task in tasks if roles[task] is Role.MIGRATION for each in containers(task.item)
    }
    apps = tuple(
        task
        for task in tasks
        if roles[task] is Role.APP
        or (roles[task] is Role.OTHER and _is_unlabelled_app(task.item, images, uses=bool(named[task])))
    )
    return Cast(
        databases,
        _with(roles, Role.SEED),
        _with(roles, Role.MIGRATION),
        _with(roles, Role.LATER),
        apps,
        {task: named[task] or databases for task in tasks},
    )


def seeds_itself(container: Container) -> bool:
    """Whether a container in a database's own pod puts the seed in place."""
    return container.part is Part.INIT and _SEEDS.search(_says(container)) is not None


def migrates(container: Container) -> bool:
    """Whether what a container does are migrations that are run, not only looked at."""
    return _MIGRATES.search(_says(container)) is not None and not checks(container)


def _says(container: Container) -> str:
    """What a container is told to do; its name, where its image decides that."""
    return " ".join(container.words) or f"/{container.name}/"


def checks(container: Container) -> bool:
    """Whether a container waits until the migrations have been run (`migrate --check`)."""
    return container.part is Part.INIT and _CHECKS.search(" ".join(container.words)) is not None


def serving_container(item: KubeObject) -> Container | None:
    """The container of a database's pod that serves: the one of a known image, with a port, or the first that stays."""
    found = [each for each in containers(item) if each.part is not Part.INIT]
    known = [each for each in found if _repository(each.image) in _DATABASE_IMAGES]
    listening = [each for each in found if each.node.get("ports").items]
    return next(iter((*known, *listening, *found)), None)


def has_schema(item: KubeObject) -> bool:
    """Whether migrations leave something in it; key-value stores have no tables."""
    container = serving_container(item)
    names = {item.name, *(([_repository(container.image), container.name]) if container else ())}
    return not names & _WITHOUT_SCHEMA


def asks_for_database(container: Container) -> bool:
    """Whether a container does nothing but wait until a database answers."""
    return container.part is Part.INIT and _ASKS.search(" ".join(container.words)) is not None


def is_database(item: KubeObject) -> bool:
    """Whether its pods are a database's."""
    return _role(item) is Role.DATABASE


def _with(roles: dict[Task, Role], wanted: Role) -> tuple[Task, ...]:
    return tuple(task for task, role in roles.items() if role is wanted)


def _role(item: KubeObject) -> Role:
    label = item.labels.get(ROLE) or item.pod_labels.get(ROLE)
    if item.kind == "Job" or (item.kind == "Pod" and waits(item) is Waits.COMPLETE):
        return _of_job(item)
    if item.kind not in SERVERS:
        return Role.OTHER
    if label:
        return {"database": Role.DATABASE, "process": Role.APP}.get(label, Role.OTHER)
    serving = (each for each in containers(item) if each.part is not Part.INIT)
    return Role.DATABASE if any(_repository(each.image) in _DATABASE_IMAGES for each in serving) else Role.OTHER


_BY_NAME = (
    (Role.SEED, ("seed", "fixture", "restore", "load")),
    (Role.MIGRATION, ("migrat", "flyway", "alembic", "liquibase", "schema")),
    (Role.LATER, ("release", "postdeploy")),
)


def _of_job(item: KubeObject) -> Role:
    """By its name first: `seed_demo_users` is a command of postdeploy."""
    for word in re.split(r"[-_.]", item.labels.get(COMPONENT) or item.name):
        for role, beginnings in _BY_NAME:
            if word.startswith(beginnings):
                return role
    found = containers(item)
    if any(migrates(each) for each in found):
        return Role.MIGRATION
    return Role.SEED if any(_SEEDS.search(" ".join(each.words)) for each in found) else Role.OTHER


def _repository(image: str) -> str:
    """The last part of an image's name: `postgres` of `registry.example.com:5000/library/postgres:17@sha256:…`."""
    return image.partition("@")[0].rpartition("/")[2].partition(":")[0]


def _is_unlabelled_app(item: KubeObject, images: set[str], *, uses: bool) -> bool:
    """A server without a role that runs the image of a migration, or names a database."""
    if item.kind not in SERVERS or item.labels.get(ROLE) or item.pod_labels.get(ROLE):
        return False
    return uses or any(_repository(each.image) in images for each in containers(item))


def _hosts(database: KubeObject, tasks: Iterable[Task]) -> frozenset[str]:
    """The names under which other pods reach a database: its Services."""
    return frozenset(task.item.name for task in tasks if selecting(task.item, database))


def _mentions(item: KubeObject, hosts: Iterable[str], config: dict[str, str]) -> bool:
    """Whether one of the names stands in a container's command or variables, its ConfigMaps included."""
    found = " ".join(_told(item, config))
    return any(
        re.search(rf"(?<![A-Za-z0-9_-]){re.escape(host)}(?![A-Za-z0-9_-]|://)", found) is not None for host in hosts
    )


def _told(item: KubeObject, config: dict[str, str]) -> Iterator[str]:
    for container in containers(item):
        yield from container.words
        for variable in container.node.get("env").items:
            yield variable.get("value").text or ""
        for source in container.node.get("envFrom").items:
            yield config.get(source.get("configMapRef", "name").text or "", "")
