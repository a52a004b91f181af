"""What `lint` sees around a preview.yaml: its branch, and the code of its service."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from previewctl.plan.databases import seed_of
from previewctl.rules.surroundings import RequiredVariable, Surroundings
from previewctl.seeds.migrations.settings_module import SETTINGS_MODULE, plain_value, settings_module

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from previewctl.plan.facts import Facts, SeedData
    from previewctl.seeds.migrations.verdict import Verdict
    from previewctl.spec.preview import PreviewSpec

_USUAL_NAMES = ("main", "master")
_NAMED_MODULE = re.compile(
    rf"(?:^|[\0 ])--settings[=\0 ](?P<option>[\w.]+)|(?:^|[\0 =\"']){SETTINGS_MODULE}=[\"']?(?P<variable>[\w.]+)"
)


def look_around(path: str, spec: PreviewSpec, facts: Facts, *, ready_to_merge: bool) -> Surroundings:
    """What the rules about `spec` need to know of the place of its file: looked up only where a rule may ask."""
    directory = os.path.dirname(path) or "."
    code = DjangoCode(Path(directory), spec) if spec.runtime == "django" and path != "-" else None
    required, provided = code.needs() if code else ((), frozenset())
    migrations = code.migrations(seed_of(spec, facts)) if code else None
    branch = _on_default_branch(directory, os.environ) if spec.overrides else None
    return Surroundings(branch, ready_to_merge, required, provided, migrations, linted=True)


class DjangoCode:
    """The Django project beside a preview.yaml."""

    def __init__(self, directory: Path, spec: PreviewSpec) -> None:
        """Reads its settings, with those modules that the commands of `spec` run with."""
        from previewctl.repository import django
        from previewctl.repository.dockerfile import parse_dockerfile
        from previewctl.repository.files import Repository
        from previewctl.repository.settings_classes import CONFIGURATION, configuration_named_by

        self._repository = Repository(directory)
        image = parse_dockerfile(self._repository)
        self._brought = {name: value for name, (value, _) in image.environment.items()} if image else {}
        configuration = (
            plain_value(spec, CONFIGURATION)
            or self._brought.get(CONFIGURATION)
            or configuration_named_by(self._repository)
        )
        modules = _modules(spec, settings_module(spec) or self._brought.get(SETTINGS_MODULE))
        found = (django.settings_of(self._repository, module, configuration) for module in modules)
        self._settings = [settings for settings in found if settings]

    def needs(self) -> tuple[tuple[RequiredVariable, ...], frozenset[str]]:
        """The variables without which the settings cannot be imported, and those that the image brings."""
        required: dict[str, RequiredVariable] = {}
        for settings in self._settings:
            for item in settings.required:
                required.setdefault(item.name, RequiredVariable(*item))
        return tuple(required.values()), frozenset(self._brought)

    def reads(self) -> Iterator[tuple[str, str, int, bool, bool]]:
        """Every place of the settings that reads a variable: name, path, line, whether they need it, in any case."""
        for settings in self._settings:
            required = {item.name for item in settings.required}
            for item in settings.required:
                yield item.name, item.path, item.line, True, item.any_case
            for read in settings.reads:
                if read.name not in required:
                    yield read.name, read.path, read.line, False, False

    def brought(self) -> frozenset[str]:
        """The variables that the image sets."""
        return frozenset(self._brought)

    def described(self) -> str:
        """Which settings were read, in words; nothing where there are none."""
        found = dict.fromkeys(settings.path for settings in self._settings)
        return f"against the Django settings in {', '.join(found)}" if found else ""

    def migrations(self, seed: SeedData | None) -> Verdict | None:
        """What its migrations make of a seed."""
        if seed is None or not seed.migrations:
            return None
        from previewctl.seeds.migrations.check import check_seed
        from previewctl.seeds.migrations.state import State

        return check_seed(self._repository, next(iter(self._settings), None), State(seed.migrations))


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
