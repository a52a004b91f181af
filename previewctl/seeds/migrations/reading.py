"""Reads one migration file: what `class Migration` in it says of its place in the graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from previewctl.repository.python_syntax import dotted, literal_text, parsed
from previewctl.seeds.migrations.classes import CannotTell, ClassReader
from previewctl.seeds.migrations.digest import digest
from previewctl.seeds.migrations.literals import Literals, Unknown
from previewctl.seeds.migrations.model import FIRST, Migration, Unreadable

if TYPE_CHECKING:
    import ast
    from collections.abc import Mapping

    from previewctl.repository.files import Repository
    from previewctl.seeds.migrations.classes import Attribute
    from previewctl.seeds.migrations.literals import Literal
    from previewctl.seeds.migrations.model import Key


class Place(NamedTuple):
    """Where a migration stands: the repository, the directory of its packages, its app, its name and its path."""

    repository: Repository
    base: str
    app: str
    name: str
    path: str


def read_migration(place: Place, models: Mapping[str, str], *, digests: bool = True) -> Migration | Unreadable:
    """One migration. `models` are the settings that name a model, such as `AUTH_USER_MODEL`."""
    app, name, path = place.app, place.name, place.path
    text = place.repository.text(path)
    if text is None:
        return Unreadable(app, name, path, 0, "it is too large, no text, or a link that leaves the repository")
    seal = digest(text) if digests else ""
    tree = parsed(text)
    if tree is None:
        return Unreadable(app, name, path, 0, "it cannot be parsed", digest=seal)
    try:
        found = ClassReader(place.repository, place.base).migration(tree, path)
        return Migration(
            app,
            name,
            path,
            dependencies=_keys(found, "dependencies", models),
            run_before=_keys(found, "run_before", models),
            replaces=_keys(found, "replaces", models),
            digest=seal,
        )
    except CannotTell as error:
        return Unreadable(app, name, path, error.line, error.reason, broken=error.broken, digest=seal)


def _keys(found: Mapping[str, Attribute], name: str, models: Mapping[str, str]) -> tuple[Key, ...]:
    """The migrations that an attribute lists."""
    attribute = found.get(name)
    if attribute is None:
        return ()

    def swappable(call: ast.Call, literals: Literals) -> Literal:
        return _swappable(call, literals, models)

    try:
        value = Literals(attribute.names, swappable).value(attribute.expression)
    except Unknown as error:
        raise CannotTell(error.line, f"its `{name}` is more than a list of texts") from error
    if not isinstance(value, tuple):
        raise CannotTell(attribute.expression.lineno, f"its `{name}` is no list")
    return tuple(_key(item, attribute.expression.lineno, name) for item in value)


def _key(item: Literal, line: int, name: str) -> Key:
    if isinstance(item, tuple) and len(item) == 2:
        app, migration = item
        if isinstance(app, str) and isinstance(migration, str):
            return app, migration
    raise CannotTell(line, f"its `{name}` has an item that is no pair of an app and a name")


def _swappable(call: ast.Call, literals: Literals, models: Mapping[str, str]) -> Literal:
    """`migrations.swappable_dependency(settings.AUTH_USER_MODEL)`: the root of the app that the model is of.

    Where no file says which model that is, the app has no name: such a dependency orders two apps, and nothing within
    one. `swapper.dependency` is the same for other models: https://github.com/openwisp/django-swappable-models.
    """
    function = dotted(call.func)
    if function == "swapper.dependency":
        return "", FIRST
    if function.rpartition(".")[2] != "swappable_dependency" or len(call.args) != 1:
        raise Unknown(call)
    setting = dotted(call.args[0])
    text = literal_text(call.args[0])
    if setting.startswith("settings."):
        text = models.get(setting.removeprefix("settings."), "")
    if text is None:
        value = literals.value(call.args[0], 1)
        text = value if isinstance(value, str) else None
    if text is None:
        raise Unknown(call)
    return text.partition(".")[0], FIRST
