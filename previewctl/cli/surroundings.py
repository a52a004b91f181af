"""What `lint` sees around a preview.yaml: its branch, and the code of its service."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from previewctl.rules.surroundings import RequiredVariable, Surroundings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from previewctl.spec.preview import PreviewSpec

_USUAL_NAMES = ("main", "master")
_SETTINGS_MODULE = "DJANGO_SETTINGS_MODULE"
_NAMED_MODULE = re.compile(
    rf"(?:^|[\0 ])--settings[=\0 ](?P<option>[\w.]+)|(?:^|[\0 =\"']){_SETTINGS_MODULE}=[\"']?(?P<variable>[\w.]+)"
)


def look_around(path: str, spec: PreviewSpec, *, ready_to_merge: bool) -> Surroundings:
    """What the rules about `spec` need to know of the place of its file: looked up only where a rule may ask."""
    directory = os.path.dirname(path) or "."
    required: tuple[RequiredVariable, ...] = ()
    provided: frozenset[str] = frozenset()
    if spec.runtime == "django" and path != "-":
        required, provided = _needs_of_the_code(Path(directory), spec)
    branch = _on_default_branch(directory, os.environ) if spec.overrides else None
    return Surroundings(branch, ready_to_merge, required, provided)


def _needs_of_the_code(directory: Path, spec: PreviewSpec) -> tuple[tuple[RequiredVariable, ...], frozenset[str]]:
    """The variables without which the Django settings cannot be imported, and those that the image brings."""
    from previewctl.repository import django
    from previewctl.repository.dockerfile import parse_dockerfile
    from previewctl.repository.files import Repository
    from previewctl.repository.settings_classes import CONFIGURATION, configuration_named_by

    repository = Repository(directory)
    image = parse_dockerfile(repository)
    brought = {name: value for name, (value, _) in image.environment.items()} if image else {}
    configuration = _value(spec, CONFIGURATION) or brought.get(CONFIGURATION) or configuration_named_by(repository)
    required: dict[str, RequiredVariable] = {}
    for module in _modules(spec, _value(spec, _SETTINGS_MODULE) or brought.get(_SETTINGS_MODULE)):
        settings = django.settings_of(repository, module, configuration)
        for item in settings.required if settings else ():
            required.setdefault(item.name, RequiredVariable(*item))
    return tuple(required.values()), frozenset(brought)


def _value(spec: PreviewSpec, name: str) -> str | None:
    """The value of a variable under `env`, where it is a text without placeholders."""
    value = spec.env[name].value if name in spec.env else None
    text = value.parts[0] if value and len(value.parts) == 1 else None
    return text if isinstance(text, str) else None


def _modules(spec: PreviewSpec, usual: str | None) -> list[str | None]:
    """The settings modules that commands run with: those that they name themselves, and the usual one for the others."""
    hooks = [hook.command for hook in (spec.hooks.release, spec.hooks.postdeploy) if hook]
    commands = [*hooks, *(process.command for process in spec.processes.values())]
    commands += [step.command for step in spec.migrations if step.image is None]
    named = [_named_in(command) if command else None for command in commands]
    return list(dict.fromkeys(module or usual for module in named)) or [usual]


def _named_in(command: tuple[str, ...]) -> str | None:
    """`--settings=shop.settings.live`, or the variable, as gunicorn's `--env`, `env` and a shell take it."""
    found = _NAMED_MODULE.search("\0".join(command))
    return found["option"] or found["variable"] if found else None


def _on_default_branch(directory: str, environment: Mapping[str, str]) -> bool | None:
    """CI says so by itself: its checkouts are often detached and do not know the remote's default branch."""
    if environment.get("GITHUB_ACTIONS") == "true":
        if environment.get("GITHUB_EVENT_NAME", "").startswith("pull_request"):
            return False
        return _same(environment.get("GITHUB_REF_NAME"), _default_branch_of_event(environment.get("GITHUB_EVENT_PATH")))
    if environment.get("GITLAB_CI") == "true":
        return _same(environment.get("CI_COMMIT_BRANCH", ""), environment.get("CI_DEFAULT_BRANCH"))
    from previewctl.integrations.git import current_branch, default_branch

    branch = current_branch(Path(directory))
    if branch is None:
        return None
    known = default_branch(Path(directory))
    return branch == known if known else branch in _USUAL_NAMES


def _same(branch: str | None, default: str | None) -> bool | None:
    return None if branch is None or default is None else branch == default


def _default_branch_of_event(path: str | None) -> str | None:
    """GitHub writes what started the run into a file: https://docs.github.com/en/actions/reference/variables-reference."""
    import json

    try:
        with open(path or "", "rb") as file:
            name = json.load(file)["repository"]["default_branch"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return name if isinstance(name, str) else None
