"""The `AppConfig` of an app, read from its apps.py: what the app is called."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from previewctl.repository.python_syntax import dotted, literal_text, parsed

if TYPE_CHECKING:
    import ast

    from previewctl.repository.files import Repository

_MOST = 100
"""Classes of one module that are looked at."""


class AppConfig(NamedTuple):
    """A class of apps.py; `name` and `label` are empty where it does not say them. `default` is False, True or unsaid."""

    class_name: str
    name: str
    label: str
    default: bool | None


def app_configs(repository: Repository, path: str) -> list[AppConfig]:
    """The classes of a module that look like an AppConfig, in the order of the text."""
    import ast

    text = repository.text(path)
    tree = parsed(text) if text is not None else None
    if tree is None:
        return []
    found: list[AppConfig] = []
    classes = (node for node in tree.body if isinstance(node, ast.ClassDef) and node.bases)
    for node in islice(classes, _MOST):
        config = _config(node)
        bases = [dotted(base).rpartition(".")[2] for base in node.bases]
        if config.name or any(base.endswith("Config") for base in bases):
            found.append(_inheriting(config, bases, found))
    return found


def chosen(configs: list[AppConfig]) -> AppConfig | None:
    """The one that Django takes for `INSTALLED_APPS = ["app"]`: django.apps.config.AppConfig.create."""
    candidates = [config for config in configs if config.default is not False]
    if len(candidates) > 1:
        candidates = [config for config in candidates if config.default]
    return candidates[0] if len(candidates) == 1 else None


def _config(node: ast.ClassDef) -> AppConfig:
    import ast

    values: dict[str, ast.expr] = {}
    for item in node.body:
        if isinstance(item, ast.Assign):
            values.update({target.id: item.value for target in item.targets if isinstance(target, ast.Name)})
        elif isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name) and item.value is not None:
            values[item.target.id] = item.value
    default = values.get("default")
    said = default.value if isinstance(default, ast.Constant) and isinstance(default.value, bool) else None
    return AppConfig(
        node.name, literal_text(values.get("name")) or "", literal_text(values.get("label")) or "", default=said
    )


def _inheriting(config: AppConfig, bases: list[str], before: list[AppConfig]) -> AppConfig:
    """The class with what it has from one above it in the file."""
    for other in before:
        if other.class_name in bases:
            config = config._replace(
                name=config.name or other.name,
                label=config.label or other.label,
                default=other.default if config.default is None else config.default,
            )
    return config
