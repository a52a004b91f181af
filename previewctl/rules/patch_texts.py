"""Patches as Kustomize reads them: which fields they set, and which they take away."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from previewctl.source.document import Plain, parse
from previewctl.source.read import SourceText

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.source.document import Data

OPERATIONS = ("add", "copy", "move", "remove", "replace", "test")
_WITH_VALUE, _WITH_SOURCE = ("add", "replace"), ("copy", "move")
_INDENT = "  "


class Touch(NamedTuple):
    """A field that a patch sets, or takes away with all below it: its keys without those of list items.

    `written` is what stands in the patch.
    """

    path: tuple[str, ...]
    removes: bool
    written: str


class PatchProblem(NamedTuple):
    """Why a text is no patch, and the part of it that is wrong; `part` may be empty."""

    message: str
    help: str
    part: str = ""


def touches(text: str) -> list[Touch] | PatchProblem:
    """The fields that a patch touches; or why Kustomize could not read it."""
    data = _read(text)
    if isinstance(data, PatchProblem):
        return data
    if isinstance(data, dict):
        return _strategic(data)
    found: list[Touch] = []
    for number, operation in enumerate(data, 1):
        if (problem := _problem(operation, number)) is not None:
            return problem
        assert isinstance(operation, dict)
        found += _operation(operation)
    return found


def _read(text: str) -> list[Data] | dict[str, Data] | PatchProblem:
    text = text.removeprefix("---\n")
    if text.lstrip().startswith("["):
        return _json(text)
    if any(line.startswith("---") for line in text.splitlines()):
        return PatchProblem("this patch holds two documents", "give each a patch of its own")
    lines = "".join(_INDENT + line for line in text.splitlines(keepends=True))
    document = parse(SourceText("patch", f"patch:\n{lines}\n"))
    if isinstance(document, list):
        line = document[0].location.span.start.line - 1
        message = f"this patch is not YAML: {document[0].message}, in its line {line}"
        return PatchProblem(message, document[0].help)
    data = document.data["patch"]
    if isinstance(data, str | Plain) or not data or len(document.data) > 1:
        what = "nothing" if not data or (isinstance(data, Plain) and data.value is None) else "a single value"
        return PatchProblem(
            f"a patch is a mapping or a list of operations, and this is {what}",
            "write the fields to set, or a list such as `- {op: add, path: /spec/minReadySeconds, value: 5}`",
        )
    return data


def _json(text: str) -> list[Data] | PatchProblem:
    """What starts with `[` Kustomize reads as JSON."""
    import json

    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        message = "Kustomize reads a patch that starts with `[` as JSON, and this is none"
        return PatchProblem(message, "write each operation on a line of its own, after `- `")
    if not data:
        return PatchProblem("this patch is an empty list", "write an operation, or remove the patch")
    return data  # type: ignore[no-any-return]


def _problem(operation: Data, number: int) -> PatchProblem | None:
    which = f"operation {number} of this patch"
    if not isinstance(operation, dict):
        return PatchProblem(f"{which} is no mapping", "write it as `{op: add, path: /spec/…, value: …}`")
    name, path = operation.get("op"), operation.get("path")
    if not isinstance(name, str) or name not in OPERATIONS:
        known = ", ".join(f"`{item}`" for item in OPERATIONS)
        what = f"has the `op` `{name}`" if isinstance(name, str) else "has no `op`"
        return PatchProblem(f"{which} {what}", f"write one of: {known}", name if isinstance(name, str) else "")
    if not isinstance(path, str) or not path.startswith("/"):
        what = f"has the `path` `{path}`, which does not start with `/`" if isinstance(path, str) else "has no `path`"
        guess = f"write `/{path}`" if isinstance(path, str) and path else "write a path such as `/spec/minReadySeconds`"
        return PatchProblem(f"{which} {what}", guess, path if isinstance(path, str) else "")
    if any(part[:1] not in ("0", "1") for part in path.split("~")[1:]):
        message = f"{which} has the `path` `{path}`, whose `~` means nothing"
        return PatchProblem(message, "write `~1` for a `/` inside of a key, and `~0` for a `~`", path)
    wanted = ["value"] * (name in _WITH_VALUE) + ["from"] * (name in _WITH_SOURCE)
    missing = next((key for key in wanted if key not in operation), None)
    return PatchProblem(f"{which} has no `{missing}`", f"add `{missing}: …`") if missing else None


def _operation(operation: dict[str, Data]) -> Iterator[Touch]:
    name, written = operation["op"], str(operation["path"])
    parts = [part.replace("~1", "/").replace("~0", "~") for part in written.split("/")[1:]]
    if name == "test":
        return
    if name == "move":
        source = str(operation["from"])
        yield Touch(_keys(source.split("/")[1:]), removes=True, written=source)
    inserts = name in {"add", "copy", "move"} and _is_index(parts[-1])
    yield Touch(_keys(parts), removes=not inserts, written=written)
    for item in _leaves(operation.get("value", ""), _keys(parts)):
        yield item._replace(removes=False, written=written)


def _keys(parts: list[str]) -> tuple[str, ...]:
    return tuple(part for part in parts if not _is_index(part))


def _is_index(part: str) -> bool:
    return part == "-" or part.isdigit()


def _strategic(data: dict[str, Data]) -> list[Touch] | PatchProblem:
    metadata = data.get("metadata")
    if "op" in data and "path" in data:
        return PatchProblem("this is one operation, and Kustomize wants a list of them", "write `- ` before it")
    if "kind" not in data or not isinstance(metadata, dict) or "name" not in metadata:
        return PatchProblem(
            "Kustomize does not read a patch without `kind` and `metadata.name`, although `target` says both",
            "add `kind: any` and `metadata: {name: any}`",
        )
    ignored = {("apiVersion",), ("kind",), ("metadata", "name")}
    return [item for item in _leaves(data, ()) if item.path not in ignored]


def _leaves(data: object, path: tuple[str, ...]) -> Iterator[Touch]:
    """Every field with a value; a null, and a directive such as `$patch: delete`, takes a field away."""
    if isinstance(data, dict) and data:
        for key, value in data.items():
            if key.startswith("$"):
                if value != "merge" and not key.startswith("$setElementOrder"):
                    yield Touch(path, removes=True, written=key)
            else:
                yield from _leaves(value, (*path, key))
    elif isinstance(data, list):
        for item in data:
            yield from _leaves(item, path)
    elif path:
        gone = data is None or (isinstance(data, Plain) and data.value is None)
        yield Touch(path, removes=gone, written=path[-1])
