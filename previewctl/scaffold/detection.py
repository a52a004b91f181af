"""Reads a repository, and the files of other tools in it, for a draft."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from previewctl.repository import app_json, compose, okteto, procfile, render_yaml, score
from previewctl.repository.commands import role_of
from previewctl.repository.django_modules import VARIABLE, located
from previewctl.repository.django_reading import read_django
from previewctl.repository.dockerfile import parse_dockerfile
from previewctl.repository.dockerfile_reading import own_command, read_dockerfile
from previewctl.repository.published_image import read_published_image
from previewctl.repository.vue import read_vue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from previewctl.repository.files import Repository
    from previewctl.repository.reading import Conclusion, Reading
    from previewctl.scaffold.draft import Draft


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
COMPOSE_NAMES = (
    "compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml", "docker-compose.production.yml",
    "docker-compose.prod.yml", "compose.prod.yaml", "compose.production.yaml", "production.yml",
)  # fmt: skip
"""As Compose itself looks for them (https://docs.docker.com/compose/intro/compose-application-model/), then those for production."""


def read_code(
    repository: Repository, runtime: str, module: str | None = None, known: Iterable[Reading] = ()
) -> list[Reading]:
    """What the service's own code, its Dockerfile and its CI say, after what is `known` from other tools' files."""
    if runtime == "vue":
        return [read_vue(repository), read_published_image(repository)]
    queued = any(_works_a_queue(item) for reading in known for item in reading.conclusions)
    found = [read_django(repository, module, celery=not queued)] if runtime == "django" else []
    return [*found, read_dockerfile(repository), read_published_image(repository)]


def _works_a_queue(conclusion: Conclusion) -> bool:
    words = conclusion.value if conclusion.path[0] == "processes" and conclusion.path[-1] == "command" else ()
    return isinstance(words, list) and role_of(" ".join(map(str, words))) in {"worker", "beat"}


def settings_module(repository: Repository, readings: list[Reading]) -> str | None:
    """The settings module that the image or another tool's file names, where it is one of the repository's own."""
    image = parse_dockerfile(repository)
    named = [image.environment[VARIABLE][0]] if image and VARIABLE in image.environment else []
    named += [str(item.value) for reading in readings for item in reading.conclusions if item.path == ("env", VARIABLE)]
    return next((module for module in named if located(repository, module)), None)


def read_usual_files(repository: Repository) -> list[Reading]:
    """What the files of other tools say, where they stand under their usual names."""
    found = [item.read(repository, name) for item in FORMATS for name in item.names if repository.exists(name)]
    usual = next((name for name in COMPOSE_NAMES if repository.exists(name)), None)
    return [*found, compose.read_compose(repository, (usual,))] if usual else found


def read_named_files(repository: Repository, paths: list[str]) -> tuple[list[Reading], list[str]]:
    """What the files that the user named say, in their order, several compose files as one; and those nobody can read.

    A file is known by its name: `app.json`, or anything that ends in it or begins with it, such as `docker-compose.prod.yml`.
    Any other YAML file with `services:` in it is read as a compose file.
    """
    composed = tuple(path for path in paths if _format_of(path) is None and is_compose(repository, path))
    readings: list[Reading] = []
    unknown: list[str] = []
    for path in paths:
        known = _format_of(path)
        if known is not None:
            readings.append(known.read(repository, path))
        elif path not in composed:
            unknown.append(path)
        elif path == composed[0]:
            readings.append(compose.read_compose(repository, composed))
    return readings, unknown


def is_compose(repository: Repository, path: str) -> bool:
    """Whether a file is a compose file: by its name, or by its first key."""
    name = os.path.basename(path)
    if not name.endswith((".yml", ".yaml")):
        return False
    return "compose" in name or any(line.startswith("services:") for line in (repository.text(path) or "").splitlines())


def _format_of(path: str) -> Format | None:
    return next((item for item in FORMATS if _stands_for(path, item.names)), None)


def _stands_for(path: str, names: tuple[str, ...]) -> bool:
    name = os.path.basename(path)
    return any(
        name == known or name.endswith((f".{known}", f"-{known}")) or name.startswith(f"{known}.") for known in names
    )


def note_entrypoint(draft: Draft, repository: Repository) -> None:
    """Says where commands of the draft run without the entrypoint that the image has: Kubernetes' `command` replaces it."""
    image = parse_dockerfile(repository)
    if image is None or image.entrypoint is None or image.command is None or not own_command(image):
        return
    replaced = [name for name in draft.branch("processes") if "command" in draft.branch("processes", name)]
    if replaced:
        names = ", ".join(f"`{name}`" for name in replaced[:5])
        draft.notes.append(
            f"the command of {names} runs without the image's entrypoint, `{image.path}:{image.entrypoint[1]}`: repeat it where it is needed"
        )
