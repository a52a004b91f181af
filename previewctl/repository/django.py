"""The settings of a Django project, read as syntax: which variables they need, and what they say about databases."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from previewctl.repository.checked_reads import checked_reads
from previewctl.repository.django_modules import imported_module, located, module_path, settings_names
from previewctl.repository.environment_files import loaded_by, of_decouple, variables_in
from previewctl.repository.environment_reads import (
    all_reads,
    always_raises,
    bind,
    certain_nodes,
    certain_reads,
    has_prefix,
    no_bindings,
)
from previewctl.repository.environment_writes import ANY, provided_by, provided_by_entries
from previewctl.repository.files import Repository
from previewctl.repository.python_syntax import dotted, literal_text, parsed
from previewctl.repository.settings_classes import needed_by_configuration, needed_by_instance

if TYPE_CHECKING:
    import ast
    from pathlib import Path

    from previewctl.repository.django_modules import SettingsName
    from previewctl.repository.environment_reads import Bindings, EnvironmentRead

_MOST_MODULES = 40
_DEEPEST = 12
_INTERESTING = frozenset({
    "ALLOWED_HOSTS", "ASGI_APPLICATION", "BROKER_URL", "CACHES", "CELERY_BEAT_SCHEDULE", "CELERY_BEAT_SCHEDULE_FILENAME",
    "CELERY_BEAT_SCHEDULER", "CELERY_BROKER_URL", "CELERY_RESULT_BACKEND", "CHANNEL_LAYERS", "CORS_ALLOWED_ORIGINS",
    "CORS_ORIGIN_WHITELIST", "CSRF_TRUSTED_ORIGINS", "DATABASES", "DEFAULT_FILE_STORAGE", "MEDIA_ROOT", "ROOT_URLCONF",
    "MIGRATION_MODULES", "RQ_QUEUES", "SECRET_KEY", "STORAGES", "WSGI_APPLICATION",
})  # fmt: skip
_ENDINGS = ("_APPS", "_MODEL")
"""Lists that `INSTALLED_APPS` is made of, and settings that name a model, such as `AUTH_USER_MODEL`."""


class RequiredVariable(NamedTuple):
    """A variable without which the settings cannot be imported; `any_case`: upper and lower case are the same."""

    name: str
    path: str
    line: int
    any_case: bool = False


class VariableRead(NamedTuple):
    """A variable that the settings read anywhere. `default` is the literal that they fall back to."""

    name: str
    path: str
    line: int
    default: str | None
    strict: bool


class Setting(NamedTuple):
    """What a setting is made from: its expression, and where it stands. `certain`: under no condition.

    `keys` are those of `DATABASES["default"]["HOST"] = …`; `bindings` say what the names in the expression stand for.
    """

    name: str
    path: str
    line: int
    expression: ast.expr
    reads: tuple[EnvironmentRead, ...]
    certain: bool
    keys: tuple[str, ...]
    bindings: Bindings


class DjangoSettings(NamedTuple):
    """A settings module with all that it imports of the repository's own.

    `settings` are the assignments that say something about a deployment, the one that counts last.
    `named_by` is the file that names the module, with its line; empty where the caller named it.
    """

    module: str
    path: str
    required: tuple[RequiredVariable, ...]
    reads: tuple[VariableRead, ...] = ()
    settings: tuple[Setting, ...] = ()
    files: tuple[str, ...] = ()
    base: str = ""
    named_by: tuple[str, int] = ("", 0)

    def setting(self, name: str) -> Setting | None:
        """The last assignment of a setting; one under no condition before one under a condition."""
        found = [item for item in self.settings if item.name == name]
        certain = [item for item in found if item.certain]
        chosen = certain or found
        return chosen[-1] if chosen else None


def read_settings(root: Path, module: str | None = None, configuration: str = "") -> DjangoSettings | None:
    """The settings below a directory; None where there are none, or Python could not read them either.

    `module` is the dotted name that `DJANGO_SETTINGS_MODULE` has. Without it the files that serve the site say it.
    `configuration` is the class that django-configurations takes of it, if it is known.
    """
    return settings_of(Repository(root), module, configuration)


def settings_of(repository: Repository, module: str | None = None, configuration: str = "") -> DjangoSettings | None:
    """The same, for a repository that is being read already."""
    if module is not None:
        found = located(repository, module)
        return _read(repository, module, *found, ("", 0), configuration) if found else None
    empty = None
    for name, path, base in named_settings(repository):
        settings = _read(repository, name.module, path, base, (name.path, name.line), configuration)
        if settings and (settings.settings or settings.reads):
            return settings
        empty = empty or settings  # a package whose modules are the settings, and which is none itself
    return empty


def named_settings(repository: Repository) -> list[tuple[SettingsName, str, str]]:
    """The settings that the project's files name, with their file and base: those first that stand where they should."""
    names = settings_names(repository)
    direct = [(name, path, name.base) for name in names if (path := module_path(repository, name.module, name.base))]
    known = {name for name, _, _ in direct}
    return [
        *direct,
        *((name, *place) for name in names if name not in known and (place := located(repository, name.module))),
    ]


def _read(
    repository: Repository, module: str, path: str, base: str, named_by: tuple[str, int], configuration: str = ""
) -> DjangoSettings | None:
    reader = _Reader(repository, base)
    bindings = reader.module(path, 0)
    if not bindings:
        return None
    if configuration:
        reader.require(needed_by_configuration(configuration, bindings), path)
    required = {item.name: item for item in reversed(reader.required)}
    return DjangoSettings(
        module,
        path,
        tuple(sorted(required.values(), key=lambda item: (item.path, item.line, item.name))),
        tuple(reader.reads),
        tuple(reader.settings),
        tuple(reader.done),
        base,
        named_by,
    )


def _says_no_more_than_constants(statement: ast.stmt) -> bool:
    """Whether a statement, as most of settings, assigns what stands there: it can neither read a variable nor set one."""
    import ast

    acts = (ast.Call, ast.Subscript, ast.Attribute, ast.Compare)
    return isinstance(statement, ast.Assign) and not any(isinstance(node, acts) for node in ast.walk(statement))


class _Reader:
    """Goes through a module and those of the repository that it imports, in the order in which Python would run them."""

    def __init__(self, repository: Repository, base: str) -> None:
        self.repository = repository
        self.base = base
        self.done: dict[str, Bindings] = {}
        self.required: list[RequiredVariable] = []
        self.reads: list[VariableRead] = []
        self.settings: list[Setting] = []
        self.provided = set(provided_by_entries(repository))

    def module(self, path: str, depth: int) -> Bindings | None:
        """What the names of a module stand for; None where it cannot be read."""
        if path in self.done:
            return self.done[path]
        text = self.repository.text(path) if len(self.done) < _MOST_MODULES and depth < _DEEPEST else None
        tree = parsed(text) if text is not None else None
        if tree is None:
            return None
        bindings = self.done[path] = no_bindings()
        self.statements(tree.body, path, bindings, depth, certain=True)
        for read in all_reads(tree, bindings):
            self.reads.append(VariableRead(read.name, path, read.line, read.default, read.strict))
        return bindings

    def statements(self, body: list[ast.stmt], path: str, bindings: Bindings, depth: int, *, certain: bool) -> None:
        """`certain`: these statements run whenever the module is imported."""
        import ast

        if depth > 4 * _DEEPEST:
            return
        for statement in body:
            if isinstance(statement, ast.ImportFrom) and certain:
                self.imported(statement, path, bindings, depth)
            bind(statement, bindings)
            if not _says_no_more_than_constants(statement):
                if certain:
                    self.needed(statement, path, bindings)
                self.provide(statement, path, bindings)
            self.assigned(statement, path, bindings, certain=certain)
            if isinstance(statement, ast.FunctionDef):
                self.computed(statement, path, bindings)
            for inner, always in _bodies(statement, certain=certain):
                self.statements(inner, path, bindings, depth + 1, certain=always)

    def needed(self, statement: ast.stmt, path: str, bindings: Bindings) -> None:
        import ast

        self.require([*certain_reads(statement, bindings), *checked_reads(statement, bindings)], path)
        for node in certain_nodes(statement):
            if isinstance(node, ast.Call):
                reads, files = needed_by_instance(node, bindings)
                known = {name.upper() for file in files for name in variables_in(self.repository, file)}
                self.require([read for read in reads if read.name.upper() not in known], path)

    def require(self, reads: list[EnvironmentRead], path: str) -> None:
        for read in reads:
            if read.name not in self.provided and ANY not in self.provided:
                self.required.append(RequiredVariable(read.name, path, read.line, read.any_case))

    def provide(self, statement: ast.stmt, path: str, bindings: Bindings) -> None:
        """Notes what the code sets itself, under a condition or not: nobody knows that it does not."""
        import ast

        self.provided.update(provided_by(statement, bindings))
        self.provided.update(loaded_by(statement, self.repository, path, bindings))
        names = [alias.name for alias in statement.names] if isinstance(statement, ast.Import) else []
        if "decouple" in names or getattr(statement, "module", "") == "decouple":
            self.provided.update(of_decouple(self.repository, path))

    def imported(self, statement: ast.ImportFrom, path: str, bindings: Bindings, depth: int) -> None:
        """Runs an own module as Python would, and takes over what its names stand for."""
        name = imported_module(statement, path, self.base)
        candidates = [name] if statement.module else []
        candidates += [f"{name}.{alias.name}".strip(".") for alias in statement.names if alias.name != "*"]
        for candidate in candidates:
            found = module_path(self.repository, candidate, self.base) if candidate else None
            names = self.module(found, depth + 1) if found else None
            if names is None or candidate != name:
                continue
            for alias in statement.names:
                if alias.name == "*":
                    bindings.names.update(names.names)
                    bindings.values.update(names.values)
                    bindings.prefixes.update(names.prefixes)
                    bindings.classes.update(names.classes)
                    continue
                own = alias.asname or alias.name
                if alias.name in names.names:
                    bindings.names[own] = names.names[alias.name]
                if alias.name in names.values:
                    bindings.values[own] = names.values[alias.name]
                if alias.name in names.prefixes:
                    bindings.prefixes[own] = names.prefixes[alias.name]
                if alias.name in names.classes:
                    bindings.classes[own] = names.classes[alias.name]
            bindings.defaults.update(names.defaults)

    def assigned(self, statement: ast.stmt, path: str, bindings: Bindings, *, certain: bool) -> None:
        import ast

        if isinstance(statement, ast.Expr):
            self.added(statement.value, path, bindings)
            return
        if isinstance(statement, ast.AnnAssign | ast.AugAssign):
            targets: list[ast.expr] = [statement.target]
        elif isinstance(statement, ast.Assign):
            targets = statement.targets
        else:
            return
        if statement.value is None:
            return
        for target in targets:
            name, keys = _name_of(target)
            if name in _INTERESTING or name.endswith(_ENDINGS):
                reads = tuple(all_reads(statement.value, bindings))
                plain = certain and isinstance(target, ast.Name) and not isinstance(statement, ast.AugAssign)
                self.settings.append(
                    Setting(name, path, statement.lineno, statement.value, reads, plain, keys, bindings)
                )

    def added(self, node: ast.expr, path: str, bindings: Bindings) -> None:
        """`ALLOWED_HOSTS.append(…)`, `.extend(…)` and `.insert(0, …)` say a part of a setting."""
        import ast

        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            return
        if len(node.args) != (2 if node.func.attr == "insert" else 1):
            return
        name = dotted(node.func.value)
        known = name in _INTERESTING or name.endswith(_ENDINGS)
        if known and node.func.attr in {"append", "extend", "insert"}:
            reads = tuple(all_reads(node.args[-1], bindings))
            part = Setting(name, path, node.lineno, node.args[-1], reads, certain=False, keys=(), bindings=bindings)
            self.settings.append(part)

    def computed(self, function: ast.FunctionDef, path: str, bindings: Bindings) -> None:
        """A setting that a class of settings computes: `@property def DATABASES(self): return {…}`."""
        import ast

        if function.name not in _INTERESTING or "property" not in map(dotted, function.decorator_list):
            return
        for node in function.body:
            if isinstance(node, ast.Return) and node.value is not None:
                reads = tuple(all_reads(node.value, bindings))
                self.settings.append(
                    Setting(
                        function.name, path, node.lineno, node.value, reads, certain=True, keys=(), bindings=bindings
                    )
                )


def _name_of(target: ast.expr) -> tuple[str, tuple[str, ...]]:
    """The setting that an assignment is about, and its keys: `DATABASES` for `DATABASES["default"]["HOST"] = …` too."""
    import ast

    keys: list[str] = []
    while isinstance(target, ast.Subscript) and len(keys) < _DEEPEST:
        keys.append(literal_text(target.slice) or "")
        target = target.value
    return dotted(target), tuple(reversed(keys))


def _bodies(statement: ast.stmt, *, certain: bool) -> list[tuple[list[ast.stmt], bool]]:
    """The statements inside of a statement, and whether they run whenever it does."""
    import ast

    if isinstance(statement, ast.With):
        calls = [item.context_expr for item in statement.items if isinstance(item.context_expr, ast.Call)]
        suppresses = any(dotted(call.func).endswith("suppress") for call in calls)
        return [] if has_prefix(statement) else [(statement.body, certain and not suppresses)]
    if isinstance(statement, ast.ClassDef):
        return [(statement.body, certain)]
    if isinstance(statement, ast.If | ast.For | ast.While):
        return [(statement.body, False), (statement.orelse, False)]
    if isinstance(statement, ast.Try):
        raises = all(always_raises(item.body) for item in statement.handlers)
        return [
            (statement.body, certain and raises),
            (statement.orelse, certain and raises),
            *((item.body, False) for item in statement.handlers),
            (statement.finalbody, certain),
        ]
    return []
