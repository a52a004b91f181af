"""What `lint` sees around a preview.yaml: its branch, and the code of its service."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from previewctl.plan.databases import seed_of
from previewctl.rules.surroundings import RequiredVariable, Surroundings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from previewctl.plan.facts import Facts, SeedData
    from previewctl.seeds.migrations.verdict import Verdict
    from previewctl.spec.preview import PreviewSpec

_USUAL_NAMES = ("main", "master")
_SETTINGS_MODULE = "DJANGO_SETTINGS_MODULE"


def look_around(path: str, spec: PreviewSpec, facts: Facts, *, ready_to_merge: bool) -> Surroundings:
    """What the rules about `spec` need to know of the place of its file: looked up only where a rule may ask."""
    directory = os.path.dirname(path) or "."
    code = _Code(Path(directory), spec) if spec.runtime == "django" and path != "-" else None
    required, provided = code.needs() if code else ((), frozenset())
    migrations = code.migrations(seed_of(spec, facts)) if code else None
    branch = _on_default_branch(directory, os.environ) if spec.overrides else None
    return Surroundings(branch, ready_to_merge, required, provided, migrations)


def settings_module(spec: PreviewSpec) -> str | None:
    """The module of the Django settings, where preview.yaml says it."""
    module = spec.env[_SETTINGS_MODULE].value if _SETTINGS_MODULE in spec.env else None
    name = module.parts[0] if module and len(module.parts) == 1 else None
    return name if isinstance(name, str) else None


class _Code:
    """The Django project beside a preview.yaml."""

    def __init__(self, directory: Path, spec: PreviewSpec) -> None:
        from previewctl.repository.django import settings_of
        from previewctl.repository.files import Repository

        self._directory = directory
        self._repository = Repository(directory)
        self._settings = settings_of(self._repository, settings_module(spec))

    def needs(self) -> tuple[tuple[RequiredVariable, ...], frozenset[str]]:
        """The variables without which the settings cannot be imported, and those that the image brings."""
        if self._settings is None or not self._settings.required:
            return (), frozenset()
        from previewctl.repository.dockerfile import environment

        required = tuple(RequiredVariable(item.name, item.path, item.line) for item in self._settings.required)
        return required, environment(self._directory)

    def migrations(self, seed: SeedData | None) -> Verdict | None:
        """What its migrations make of a seed."""
        if seed is None or not seed.migrations:
            return None
        from previewctl.seeds.migrations.check import check_seed
        from previewctl.seeds.migrations.state import State

        return check_seed(self._repository, self._settings, State(seed.migrations))


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
