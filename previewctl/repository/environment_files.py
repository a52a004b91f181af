"""Files of variables that are in a repository, such as `.env.defaults`, and the code that reads them."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from previewctl.repository.python_syntax import dotted, texts_in

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterator

    from previewctl.repository.environment_reads import Bindings
    from previewctl.repository.files import Repository

_LOADERS = re.compile(r"(?:.*\.)?(?:load_dotenv|dotenv_values|read_env|read_envfile)")
_VARIABLE = re.compile(r"^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.]*)[ \t]*=", re.MULTILINE)
_OPTION = re.compile(r"^([A-Za-z_]\w*)[ \t]*[=:]", re.MULTILINE)
_SETTINGS = re.compile(r"^\[settings\][ \t]*$(?P<body>(?:\n(?!\[).*)*)", re.MULTILINE)
_IGNORES = (".gitignore", ".dockerignore")
_MOST = 20


def of_decouple(repository: Repository, path: str) -> Iterator[str]:
    """The variables of the `settings.ini` or `.env` that python-decouple finds: beside the module, or above it."""
    directory = path.rpartition("/")[0]
    while True:
        for name in ("settings.ini", ".env"):
            candidate = f"{directory}/{name}".lstrip("/")
            if repository.exists(candidate):
                yield from variables_in(repository, candidate)
                return
        if not directory:
            return
        directory = directory.rpartition("/")[0]


def loaded_by(statement: ast.stmt, repository: Repository, path: str, bindings: Bindings) -> Iterator[str]:
    """The variables of files that a statement loads: `load_dotenv(BASE_DIR / ".env.defaults")`."""
    import ast

    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return
    for node in ast.walk(statement):
        if isinstance(node, ast.Call) and _LOADERS.fullmatch(dotted(node.func)):
            for file in _files(node, repository, path, bindings):
                yield from variables_in(repository, file)


def _files(call: ast.Call, repository: Repository, path: str, bindings: Bindings) -> list[str]:
    parts = [*call.args, *(keyword.value for keyword in call.keywords)]
    texts = [text for part in parts[:_MOST] for text in _texts(part, bindings)]
    names = [text.rpartition("/")[2] for text in texts] or ([] if parts else [".env"])
    if not names:
        return []
    beside = f"{path.rpartition('/')[0]}/{names[-1]}".lstrip("/")
    found = repository.find(names[-1:])
    return [beside] if beside in found else list(found[:1])


def _texts(node: ast.expr, bindings: Bindings) -> tuple[str, ...]:
    """The texts of a path, through the names that it has been given."""
    import ast

    found = list(texts_in(node))
    for item in ast.walk(node):
        known = bindings.values.get(item.id) if isinstance(item, ast.Name) else None
        if known is not None and not found:
            found += texts_in(known[0])
    return tuple(found)


def variables_in(repository: Repository, path: str) -> frozenset[str]:
    """The variables that a file sets; none where it is not in Git, or does not get into the image."""
    text = repository.text(path)
    if text is None or any(_ignores(repository.text(name) or "", path) for name in _IGNORES):
        return frozenset()
    if path.endswith(".ini"):
        section = _SETTINGS.search(text)
        names = _OPTION.findall(section["body"]) if section else []
        return frozenset([*names, *(name.upper() for name in names)])
    return frozenset(_VARIABLE.findall(text))


def _ignores(text: str, path: str) -> bool:
    """Whether the lines of a .gitignore name a file; the last line that does counts."""
    ignored = False
    for line in text.splitlines():
        pattern = line.strip()
        if not pattern or pattern.startswith("#"):
            continue
        bare = pattern.lstrip("!").removeprefix("**/").strip("/")
        if fnmatchcase(path, bare) or fnmatchcase(path.rpartition("/")[2], bare):
            ignored = not pattern.startswith("!")
    return ignored
