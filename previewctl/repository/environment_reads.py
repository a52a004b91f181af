"""Where Python code reads environment variables: `os.environ`, django-environ, environs and decouple.

The forms are those of https://django-environ.readthedocs.io/en/latest/types.html,
https://github.com/sloria/environs and https://github.com/HBNetwork/python-decouple.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from previewctl.repository.python_syntax import dotted, keyword_of, literal_text, literal_value

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterator, Mapping

ENVIRON = "environ"
READER = "reader"
GETENV = "getenv"
FACTORY = "factory"
DJ_DATABASE_URL = "dj_database_url"
INSISTS = "insists"
OWN_GETENV = "own getenv"
"""What a name stands for: `os.environ`, an object or function that reads and raises, `os.getenv`, what makes a reader,
`dj_database_url.config`, which reads DATABASE_URL by itself, and an own function that raises or is like `os.getenv`."""

_CASTS = frozenset({
    "bool", "bytes", "date", "datetime", "decimal", "dict", "enum", "float", "get_value", "int", "json", "list", "log_level",
    "path", "str", "time", "timedelta", "tuple", "unicode", "url", "uuid",
})  # fmt: skip
_URLS = {
    "db": "DATABASE_URL", "db_url": "DATABASE_URL", "dj_db_url": "", "cache": "CACHE_URL", "cache_url": "CACHE_URL",
    "dj_cache_url": "", "email": "EMAIL_URL", "email_url": "EMAIL_URL", "dj_email_url": "", "search_url": "SEARCH_URL",
    "channels": "CHANNELS_URL", "channels_url": "CHANNELS_URL",
}  # fmt: skip
"""Methods for URLs, and the variable that they read where none is named."""


class EnvironmentRead(NamedTuple):
    """One place that reads a variable. `default` is the literal it falls back to; `strict`: without one it raises.

    `any_case`: upper and lower case are the same to what reads it.
    """

    name: str
    line: int
    strict: bool
    default: str | None = None
    any_case: bool = False


class Bindings(NamedTuple):
    """What the names of a module stand for, and the variables that have a default by the schema of a reader.

    `values` are the expressions that were assigned to names last, with the bindings of their own module, `assigned` how
    often that was. `prefixes` are what readers put before each name, None where that is not known; `classes` are those
    that the module defines.
    """

    names: dict[str, str]
    defaults: dict[str, str | None]
    values: dict[str, tuple[ast.expr, Bindings]]
    assigned: dict[str, int]
    prefixes: dict[str, str | None]
    classes: dict[str, tuple[ast.ClassDef, Bindings]]


def no_bindings() -> Bindings:
    """Those of a module before its first statement."""
    return Bindings({}, {}, {}, {}, {}, {})


def bind(statement: ast.stmt, bindings: Bindings) -> None:
    """Notes the names that a statement binds to something that reads variables."""
    import ast

    if isinstance(statement, ast.Import):
        for alias in statement.names:
            if alias.name in _MODULES:
                bindings.names[alias.asname or alias.name] = f"module {alias.name}"
    elif isinstance(statement, ast.ImportFrom) and not statement.level:
        for alias in statement.names:
            kind = _IMPORTED.get((statement.module or "", alias.name))
            if kind:
                bindings.names[alias.asname or alias.name] = kind
    elif isinstance(statement, ast.FunctionDef) and _hands_on(statement, bindings):
        bindings.names[statement.name] = INSISTS if _insists(statement, bindings) else OWN_GETENV
    elif isinstance(statement, ast.ClassDef):
        bindings.classes[statement.name] = (statement, bindings)
    elif isinstance(statement, ast.Assign | ast.AnnAssign):
        _bind_value(statement, bindings)


def _bind_value(statement: ast.Assign | ast.AnnAssign, bindings: Bindings) -> None:
    import ast

    made = statement.value
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    names = [target.id for target in targets if isinstance(target, ast.Name)]
    for target in targets:
        if isinstance(target, ast.Attribute) and target.attr == "prefix":  # of django-environ
            bindings.prefixes[dotted(target.value)] = literal_text(made)
    for name in names:
        bindings.assigned[name] = bindings.assigned.get(name, 0) + 1
    if isinstance(made, ast.Call) and kind_of(made.func, bindings.names) == FACTORY and not keyword_of(made, "prefix"):
        bindings.names.update(dict.fromkeys(names, READER))
        _note_schema(made, bindings)
    elif made is not None:
        # A fixed value is often that of the other branch, and what a variable says is of more interest.
        kept = {name for name in names if name in bindings.values} if isinstance(made, ast.Constant) else set()
        bindings.values.update({name: (made, bindings) for name in names if name not in kept})


_MODULES = frozenset({"os", "environ", "environs", "decouple", "dj_database_url", "pydantic_settings", "pydantic"})
BASE_SETTINGS = "pydantic_settings.BaseSettings"
OLD_BASE_SETTINGS = "pydantic.BaseSettings"
_IMPORTED = {
    ("pydantic_settings", "BaseSettings"): BASE_SETTINGS,
    ("pydantic", "BaseSettings"): OLD_BASE_SETTINGS,
    ("pydantic.v1", "BaseSettings"): OLD_BASE_SETTINGS,
    ("configurations", "values"): "module configurations.values",
    ("os", "environ"): ENVIRON,
    ("os", "getenv"): GETENV,
    ("dj_database_url", "config"): DJ_DATABASE_URL,
    ("environ", "Env"): FACTORY,
    ("environ", "FileAwareEnv"): FACTORY,
    ("environs", "Env"): FACTORY,
    ("environs", "env"): READER,
    ("environs", "FileAwareEnv"): FACTORY,
    ("decouple", "config"): READER,
    ("decouple", "AutoConfig"): FACTORY,
    ("decouple", "Config"): FACTORY,
}


def kind_of(node: ast.AST, names: Mapping[str, str]) -> str:
    """What an expression stands for: one of the constants above, or nothing."""
    name = dotted(node)
    known = names.get(name, "")
    if known or "." not in name:
        return known
    first, _, rest = name.partition(".")
    module = names.get(first, "").removeprefix("module ")
    return _IMPORTED.get((module, rest), "")


def _hands_on(function: ast.FunctionDef, bindings: Bindings) -> bool:
    """Whether a function reads the variable that its first parameter names, like `def get_env(name, default=None)`."""
    import ast

    parameter = function.args.args[0].arg if function.args.args else ""
    for node in ast.walk(function) if parameter else ():
        if isinstance(node, ast.Subscript) and kind_of(node.value, bindings.names) == ENVIRON:
            name: ast.expr | None = node.slice
        elif isinstance(node, ast.Call) and node.args:
            owner = kind_of(getattr(node.func, "value", node.func), bindings.names)
            kind = kind_of(node.func, bindings.names)
            reads = kind in {GETENV, OWN_GETENV, INSISTS, READER} or owner in {ENVIRON, READER}
            name = node.args[0] if reads else None
        else:
            continue
        if isinstance(name, ast.Name) and name.id == parameter:
            return True
    return False


def _insists(function: ast.FunctionDef, bindings: Bindings) -> bool:
    """Whether a function of one name raises without the variable: `try: return os.environ[name]`, or else an error."""
    arguments = function.args
    if len(arguments.args) != 1 or arguments.defaults or arguments.vararg or arguments.kwonlyargs or arguments.kwarg:
        return False
    return _raises_without(function.body, arguments.args[0].arg, bindings, ())


def _raises_without(
    body: list[ast.stmt], parameter: str, bindings: Bindings, taken: tuple[str, ...], depth: int = 0
) -> bool:
    import ast

    for statement in body:
        if (
            isinstance(statement, ast.Try)
            and depth < 3
            and all(always_raises(item.body) for item in statement.handlers)
        ):
            return _raises_without(statement.body, parameter, bindings, taken, depth + 1)
        if isinstance(statement, ast.If):
            return always_raises(statement.body) and _is_missing(statement.test, taken)
        kind = _reads_parameter(statement, parameter, bindings)
        if kind == "strict":
            return True
        if kind == "lenient" and isinstance(statement, ast.Assign):
            taken = tuple(target.id for target in statement.targets if isinstance(target, ast.Name))
        elif not isinstance(statement, ast.Expr | ast.Assign):
            return False
    return False


def _reads_parameter(statement: ast.stmt, parameter: str, bindings: Bindings) -> str:
    import ast

    if not isinstance(statement, ast.Return | ast.Assign | ast.Expr) or statement.value is None:
        return ""
    for node in certain_nodes(ast.Expr(statement.value)):
        if isinstance(node, ast.Subscript) and kind_of(node.value, bindings.names) == ENVIRON:
            if isinstance(node.slice, ast.Name) and node.slice.id == parameter:
                return "strict"
        elif (
            isinstance(node, ast.Call) and node is statement.value and len(node.args) == 1 and is_getenv(node, bindings)
        ):
            return "lenient"
    return ""


def _is_missing(test: ast.expr, names: tuple[str, ...]) -> bool:
    """`not value` and `value is None`."""
    import ast

    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return dotted(test.operand) in names
    is_none = isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.Is | ast.Eq)
    return is_none and isinstance(test, ast.Compare) and dotted(test.left) in names


def always_raises(body: list[ast.stmt]) -> bool:
    """Whether statements end in an error or in the end of the program, whatever happens."""
    import ast

    last = body[-1]
    if isinstance(last, ast.Expr) and isinstance(last.value, ast.Call):
        return dotted(last.value.func) in {"sys.exit", "exit", "quit"}
    return isinstance(last, ast.Raise) and not any(isinstance(item, ast.Return) for item in body)


def is_getenv(call: ast.Call, bindings: Bindings) -> bool:
    """Whether a call is one of `os.getenv` or `os.environ.get`."""
    owner = kind_of(getattr(call.func, "value", call.func), bindings.names)
    named = owner == ENVIRON and getattr(call.func, "attr", "") == "get"
    return named or kind_of(call.func, bindings.names) == GETENV


def _note_schema(call: ast.Call, bindings: Bindings) -> None:
    """`environ.Env(DEBUG=(bool, False))` gives `DEBUG` a default."""
    import ast

    for keyword in call.keywords:
        if keyword.arg and isinstance(keyword.value, ast.Tuple) and len(keyword.value.elts) == 2:
            bindings.defaults[keyword.arg] = literal_value(keyword.value.elts[1])


def read_of(node: ast.AST, bindings: Bindings) -> EnvironmentRead | None:
    """The variable that this very expression reads; None where it reads none, or one whose name is not literal."""
    import ast

    if isinstance(node, ast.Subscript):
        name = literal_text(node.slice)
        if name and isinstance(node.ctx, ast.Load) and kind_of(node.value, bindings.names) == ENVIRON:
            return EnvironmentRead(name, node.lineno, strict=True)
        return None
    return _called(node, bindings) if isinstance(node, ast.Call) else None


def _called(call: ast.Call, bindings: Bindings) -> EnvironmentRead | None:
    kind = kind_of(call.func, bindings.names)
    if kind == READER:
        return _call_of_reader(call, bindings)
    if kind in {GETENV, OWN_GETENV, INSISTS}:
        return _lenient(call, strict=kind == INSISTS)
    if kind == DJ_DATABASE_URL:  # https://github.com/jazzband/dj-database-url
        named = literal_text(call.args[0]) if call.args else literal_text(keyword_of(call, "env")) or "DATABASE_URL"
        default = literal_value(keyword_of(call, "default"))
        return EnvironmentRead(named, call.lineno, strict=False, default=default) if named else None
    owner, method = kind_of(getattr(call.func, "value", call.func), bindings.names), getattr(call.func, "attr", "")
    if owner == ENVIRON and method in {"get", "setdefault"}:
        return _lenient(call)
    if owner == READER and (method in _CASTS or method in _URLS):
        return _call_of_reader(call, bindings, _URLS.get(method, ""))
    return None


def _lenient(call: ast.Call, *, strict: bool = False) -> EnvironmentRead | None:
    name = literal_text(call.args[0]) if call.args else None
    default = literal_value(call.args[1]) if len(call.args) > 1 else literal_value(keyword_of(call, "default"))
    return EnvironmentRead(name, call.lineno, strict=strict, default=default) if name else None


def _call_of_reader(call: ast.Call, bindings: Bindings, usual: str = "") -> EnvironmentRead | None:
    name = literal_text(call.args[0]) if call.args else literal_text(keyword_of(call, "var")) or usual
    if not name or any(keyword.arg is None for keyword in call.keywords):
        return None
    prefix = bindings.prefixes.get(_reader_of(call, bindings), "")
    if prefix is None:
        return None
    name = prefix + name
    default, extra = keyword_of(call, "default"), [item for item in call.args[1:] if not _is_no_default(item)]
    if _is_no_default(default):
        default = None
    if default is None and not extra and name not in bindings.defaults:
        return EnvironmentRead(name, call.lineno, strict=True)
    written = default if default is not None else extra[-1] if extra else None
    return EnvironmentRead(
        name, call.lineno, strict=False, default=literal_value(written) or bindings.defaults.get(name)
    )


def _reader_of(call: ast.Call, bindings: Bindings) -> str:
    """The name of the reader that is called, or whose method is."""
    name = dotted(call.func)
    return name if kind_of(call.func, bindings.names) == READER else name.rpartition(".")[0]


def _is_no_default(node: ast.expr | None) -> bool:
    """What stands for no default at all: `environ.Env.NOTSET`, `decouple.undefined`, `...`."""
    import ast

    ellipsis = isinstance(node, ast.Constant) and node.value is ...
    return ellipsis or dotted(node).rpartition(".")[2] in {"NOTSET", "undefined"}


def all_reads(tree: ast.AST, bindings: Bindings) -> Iterator[EnvironmentRead]:
    """Every variable that is read anywhere below a node, functions and conditions included."""
    import ast
    from collections import deque

    pending = deque([tree])
    while pending:
        node = pending.popleft()
        if found := read_of(node, bindings):
            yield found
        if not (isinstance(node, ast.With) and has_prefix(node)):
            pending.extend(ast.iter_child_nodes(node))


def has_prefix(statement: ast.With) -> bool:
    """`with env.prefixed("X_"):` puts `X_` before the names inside, which are then not those that are written."""
    import ast

    calls = [item.context_expr for item in statement.items if isinstance(item.context_expr, ast.Call)]
    return any(dotted(call.func).endswith(".prefixed") for call in calls)


def certain_reads(statement: ast.stmt, bindings: Bindings) -> Iterator[EnvironmentRead]:
    """The variables without which a statement raises: what is behind a condition, a loop or a function is left out."""
    for node in certain_nodes(statement):
        found = read_of(node, bindings)
        if found and found.strict:
            yield found


def certain_nodes(statement: ast.stmt) -> Iterator[ast.AST]:
    """The expressions that are evaluated whenever a statement runs."""
    import ast

    later = (ast.Lambda, ast.FunctionDef, ast.AsyncFunctionDef)
    repeated = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
    pending: list[ast.AST] = list(_certain_parts(statement))
    while pending:
        node = pending.pop()
        if isinstance(node, later):
            continue
        yield node
        if isinstance(node, ast.IfExp):
            pending.append(node.test)
        elif isinstance(node, ast.BoolOp):
            pending.append(node.values[0])
        elif isinstance(node, repeated):  # all else runs once for each item, and there may be none
            pending.append(node.generators[0].iter)
        else:
            pending += ast.iter_child_nodes(node)


def _certain_parts(statement: ast.stmt) -> Iterator[ast.AST]:
    """The expressions of a statement that always run. Bodies of `with` and `class` are statements of their own."""
    import ast

    if isinstance(statement, ast.If | ast.While):
        yield statement.test
    elif isinstance(statement, ast.For):
        yield statement.iter
    elif isinstance(statement, ast.With):
        yield from (item.context_expr for item in statement.items)
    elif isinstance(statement, ast.Assign | ast.AnnAssign | ast.AugAssign | ast.Expr | ast.Assert):
        yield statement
