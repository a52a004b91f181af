"""Variables that classes of settings need: those of pydantic-settings, and of django-configurations.

https://docs.pydantic.dev/latest/concepts/pydantic_settings/ and https://django-configurations.readthedocs.io/en/stable/values/
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from previewctl.repository.environment_reads import BASE_SETTINGS, OLD_BASE_SETTINGS, EnvironmentRead, kind_of
from previewctl.repository.python_syntax import dotted, keyword_of, literal_text, texts_in

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterator

    from previewctl.repository.environment_reads import Bindings
    from previewctl.repository.files import Repository

_DEEPEST = 8
_PLAIN = re.compile(
    r"(?:str|int|float|bool|bytes|list|dict|tuple|set|List|Dict|Tuple|Set|Literal|Path|Decimal|EmailStr|Json|UUID|date|datetime"
    r"|Annotated|Secret\w+|\w+Dsn|\w*Url)"
)
"""Types of fields that one variable gives; a model of the user's own can come from several."""
_OWN_SOURCES = frozenset({"settings_customise_sources", "customise_sources"})
_OF_URLS = {
    "DatabaseURLValue": "DATABASE_URL",
    "CacheURLValue": "CACHE_URL",
    "EmailURLValue": "EMAIL_URL",
    "SearchURLValue": "SEARCH_URL",
}

CONFIGURATION = "DJANGO_CONFIGURATION"
_CHOSEN = re.compile(rf"[\"']{CONFIGURATION}[\"']\s*(?:,|\]\s*=)\s*[\"'](\w+)[\"']")
_ENTRIES = ("manage.py", "wsgi.py", "asgi.py")
_NEAR = 3
_MOST_ENTRIES = 6


class _Options(NamedTuple):
    """How a class of pydantic-settings reads its variables; `files` are those that it reads as well."""

    prefix: str | None = ""
    any_case: bool = True
    files: tuple[str, ...] = ()


class _Class(NamedTuple):
    node: ast.ClassDef
    bindings: Bindings


def needed_by_instance(call: ast.Call, bindings: Bindings) -> tuple[list[EnvironmentRead], tuple[str, ...]]:
    """The variables that `Settings()` needs, and the files that it takes them from as well."""
    found = _ancestry(dotted(call.func), bindings)
    base = next((kind for item in found for kind in _bases_of(item) if kind), "")
    if not base or any(keyword.arg is None or keyword.arg.startswith("_") for keyword in call.keywords):
        return [], ()
    options = _Options()
    for item in reversed(found):
        options = _with_options(item.node, options)
    own = any(getattr(part, "name", "") in _OWN_SOURCES for item in found for part in item.node.body)
    if own or options.prefix is None:
        return [], ()
    fields: dict[str, EnvironmentRead | None] = {}
    for item in reversed(found):
        here = item.bindings is bindings
        for name, field in _fields(item.node, options, optional=base == OLD_BASE_SETTINGS):
            fields[name] = field and (field if here else field._replace(line=call.lineno))
    given = {keyword.arg for keyword in call.keywords}
    return [field for name, field in fields.items() if field and name not in given], options.files


def _ancestry(name: str, bindings: Bindings) -> list[_Class]:
    """A class and those above it, as far as their code is here: the nearest first."""
    found: list[_Class] = []
    pending = [(name, bindings)]
    while pending and len(found) < _DEEPEST:
        wanted, where = pending.pop(0)
        known = where.classes.get(wanted)
        if known is not None and all(known[0] is not item.node for item in found):
            found.append(_Class(*known))
            pending += [(dotted(base), known[1]) for base in known[0].bases]
    return found


def _bases_of(item: _Class) -> list[str]:
    kinds = (kind_of(base, item.bindings.names) for base in item.node.bases)
    return [kind for kind in kinds if kind in {BASE_SETTINGS, OLD_BASE_SETTINGS}]


def _with_options(node: ast.ClassDef, options: _Options) -> _Options:
    """What `model_config = SettingsConfigDict(…)` or an inner `class Config` says."""
    import ast

    pairs: list[tuple[str, ast.expr]] = []
    for statement in node.body:
        if isinstance(statement, ast.Assign) and dotted(statement.targets[0]) == "model_config":
            if isinstance(statement.value, ast.Call):
                pairs += [(keyword.arg or "", keyword.value) for keyword in statement.value.keywords]
            if isinstance(statement.value, ast.Dict):
                keys = [literal_text(key) or "" for key in statement.value.keys]
                pairs += zip(keys, statement.value.values, strict=True)
        elif isinstance(statement, ast.ClassDef) and statement.name == "Config":
            assigned = (part for part in statement.body if isinstance(part, ast.Assign))
            pairs += [(dotted(part.targets[0]), part.value) for part in assigned]
    for name, value in pairs:
        options = _with_option(options, name, value)
    return options


def _with_option(options: _Options, name: str, value: ast.expr) -> _Options:
    import ast

    if name == "env_prefix":
        return options._replace(prefix=literal_text(value))
    if name == "case_sensitive":
        return options._replace(any_case=not (isinstance(value, ast.Constant) and value.value is True))
    if name == "env_file":
        return options._replace(files=texts_in(value))
    return options._replace(prefix=None) if name in {"secrets_dir", ""} else options


def _fields(node: ast.ClassDef, options: _Options, *, optional: bool) -> Iterator[tuple[str, EnvironmentRead | None]]:
    """Each field with the variable that it needs; None for one that can do without."""
    import ast

    for statement in node.body:
        if isinstance(statement, ast.Assign):
            yield from ((dotted(target), None) for target in statement.targets)
        if not isinstance(statement, ast.AnnAssign) or not isinstance(statement.target, ast.Name):
            continue
        name = statement.target.id
        plain = _is_plain(statement.annotation, optional=optional)
        variable = _variable(name, statement.value, options) if plain else None
        read = EnvironmentRead(variable[0], statement.lineno, strict=True, any_case=variable[1]) if variable else None
        yield name, read


def _is_plain(annotation: ast.expr, *, optional: bool) -> bool:
    """Whether a field of this type needs one variable. `optional`: None is its default, if it may be None."""
    import ast

    if isinstance(annotation, ast.BinOp):
        may_be_none = any(isinstance(node, ast.Constant) and node.value is None for node in ast.walk(annotation))
        sides = [side for side in (annotation.left, annotation.right) if not isinstance(side, ast.Constant)]
        return not (optional and may_be_none) and all(_is_plain(side, optional=optional) for side in sides)
    root = annotation.value if isinstance(annotation, ast.Subscript) else annotation
    name = dotted(root).rpartition(".")[2]
    if name == "Optional" and isinstance(annotation, ast.Subscript):
        return not optional and _is_plain(annotation.slice, optional=optional)
    return _PLAIN.fullmatch(name) is not None


def _variable(name: str, value: ast.expr | None, options: _Options) -> tuple[str, bool] | None:
    """The variable of a field that has no default, and whether its case matters not."""
    import ast

    written = f"{options.prefix}{name}"
    usual = (written.upper() if options.any_case else written), options.any_case
    if value is None or (isinstance(value, ast.Constant) and value.value is ...):
        return usual
    if not isinstance(value, ast.Call) or dotted(value.func).rpartition(".")[2] != "Field":
        return None
    first = value.args[0] if value.args else keyword_of(value, "default")
    insists = first is None or (isinstance(first, ast.Constant) and first.value is ...)
    others = {keyword.arg for keyword in value.keywords}
    if not insists or "default_factory" in others or None in others:
        return None
    for alias in ("validation_alias", "alias", "env"):
        given = keyword_of(value, alias)
        if given is not None:
            text = literal_text(given)
            return (text, options.any_case) if text else None
    return usual


def needed_by_configuration(name: str, bindings: Bindings) -> list[EnvironmentRead]:
    """The variables that a class of django-configurations needs: `values.SecretValue()`, `environ_required=True`."""
    import ast

    found: dict[str, EnvironmentRead | None] = {}
    for item in reversed(_ancestry(name, bindings)):
        for statement in item.node.body:
            if isinstance(statement, ast.Assign):
                for target in statement.targets:
                    found[dotted(target)] = _of_value(dotted(target), statement.value, item.bindings)
    return [read for read in found.values() if read is not None]


def _of_value(name: str, value: ast.expr, bindings: Bindings) -> EnvironmentRead | None:
    import ast

    if not isinstance(value, ast.Call):
        return None
    owner, _, kind = dotted(value.func).rpartition(".")
    if bindings.names.get(owner) != "module configurations.values":
        return None
    required = keyword_of(value, "environ_required")
    insists = isinstance(required, ast.Constant) and required.value is True
    if not (insists or kind == "SecretValue") or keyword_of(value, "environ") is not None:
        return None
    given, before = keyword_of(value, "environ_name"), keyword_of(value, "environ_prefix")
    variable = literal_text(given) if given is not None else _OF_URLS.get(kind, name.upper())
    usual = "" if kind in _OF_URLS else "DJANGO"
    prefix = usual if before is None else (literal_text(before) or "")
    known = before is None or isinstance(before, ast.Constant)
    if not variable or not known:
        return None
    return EnvironmentRead(f"{prefix}_{variable}".lstrip("_") if prefix else variable, value.lineno, strict=True)


def configuration_named_by(repository: Repository) -> str:
    """The class that the files of a project choose; nothing where they do not agree."""
    texts = (repository.text(path) or "" for path in repository.find(_ENTRIES, _NEAR)[:_MOST_ENTRIES])
    names = {name for text in texts for name in _CHOSEN.findall(text)}
    return names.pop() if len(names) == 1 else ""
