"""Reads a repository, and the files of other tools in it, for a draft."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from previewctl.repository import app_json, compose, dockerfile, okteto, procfile, render_yaml, score
from previewctl.repository.django import read_django
from previewctl.repository.vue import read_vue

if TYPE_CHECKING:
    from collections.abc import Callable

    from previewctl.repository.files import Repository
    from previewctl.repository.reading import Reading


class Format(NamedTuple):
    """A file of another tool: the names that it goes by, and what reads it."""

    title: str
    names: tuple[str, ...]
    read: Callable[[Repository, str], Reading]


FORMATS = (
    Format("Procfile", ("Procfile",), procfile.read_procfile),
    Format("app.json", ("app.json",), app_json.read_app_json),
    Format("render.yaml", ("render.yaml", "render.yml"), render_yaml.read_render_yaml),
    Format("okteto.yml", ("okteto.yml", "okteto.yaml"), okteto.read_okteto),
    Format("score.yaml", ("score.yaml", "score.yml"), score.read_score),
)
COMPOSE_NAMES = ("compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml")
"""In the order in which Compose itself looks for them: https://docs.docker.com/compose/intro/compose-application-model/."""


def read_code(repository: Repository, runtime: str) -> list[Reading]:
    """What the service's own code and its Dockerfile say."""
    code = {"django": read_django, "vue": read_vue}.get(runtime)
    found = [code(repository)] if code else []
    return found if runtime == "vue" else [*found, dockerfile.read_dockerfile(repository)]


def read_usual_files(repository: Repository) -> list[Reading]:
    """What the files of other tools say, where they stand under their usual names."""
    found = [item.read(repository, name) for item in FORMATS for name in item.names if repository.exists(name)]
    usual = next((name for name in COMPOSE_NAMES if repository.exists(name)), None)
    return [*found, compose.read_compose(repository, (usual,))] if usual else found


def read_named_files(repository: Repository, paths: list[str]) -> tuple[list[Reading], list[str]]:
    """What the files that the user named say, in their order, several compose files as one; and those nobody can read.

    A file is known by its name: `app.json`, or anything that ends in it or begins with it, such as `docker-compose.prod.yml`.
    """
    composed = tuple(path for path in paths if _is_compose(path))
    readings: list[Reading] = []
    unknown: list[str] = []
    for path in paths:
        known = next((item for item in FORMATS if _stands_for(path, item.names)), None)
        if known is not None:
            readings.append(known.read(repository, path))
        elif path in composed:
            if path == composed[0]:
                readings.append(compose.read_compose(repository, composed))
        else:
            unknown.append(path)
    return readings, unknown


def _is_compose(path: str) -> bool:
    name = os.path.basename(path)
    return "compose" in name and name.endswith((".yml", ".yaml"))


def _stands_for(path: str, names: tuple[str, ...]) -> bool:
    name = os.path.basename(path)
    return any(
        name == known or name.endswith((f".{known}", f"-{known}")) or name.startswith(f"{known}.") for known in names
    )
