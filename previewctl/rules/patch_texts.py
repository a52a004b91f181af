"""Patches as Kustomize reads them: which fields they set, and which they take away."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from previewctl.source.document import Plain, parse
from previewctl.source.read import SourceText

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.source.document import Data

OPERATIONS = ("add", "copy", "move", "remove", "replace", "test")
_WITH_VALUE, _WITH_SOURCE = ("add", "replace"), ("copy", "move")
_INDENT = "  "
_MERGED = frozenset({"containers", "initContainers", "ephemeralContainers"})
"""Lists with owned fields below whose items a strategic merge patch merges by name; it replaces the others as a whole."""

_INDEX = re.compile(r"[-+]?[0-9]+|-")
"""What Kustomize takes for the place in a list: `-1` is its last item, and `+0` and `00` its first."""

_MERGE_KEY = re.compile(r"<<[\"']?\s*(?:#[^\n]*\n\s*)*:")
_FOREIGN_BREAK = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029\ufeff]|\r(?!\n)")
_BEGINNING = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\n)*---[ \t]*(?:#[^\n]*)?(?=\n)")
_END = re.compile(r"\n(?:---|\.\.\.)\s*\Z")


class Touch(NamedTuple):
    """A field that a patch sets, or takes away with all below it: its keys without those of list items.

    `written` is what stands in the patch. `brings`: what it sets is not in the patch, so anything may be below it.
    """

    path: tuple[str, ...]
    removes: bool
    written: str
    brings: bool = False


class PatchProblem(NamedTuple):
    """Why a text is no patch, and the part of it that is wrong; `part` may be empty."""

    message: str
    help: str
    part: str = ""


def touches(text: str) -> list[Touch] | PatchProblem:
    """The fields that a patch touches; or why Kustomize could not read it."""
    data = read(text)
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


def read(text: str) -> list[Data] | dict[str, Data] | PatchProblem:
    """A list of operations, or a mapping of fields; or why the text is neither."""
    if text.lstrip().startswith("["):
        return _json(text)
    if (problem := _ambiguous(text)) is not None:
        return problem
    text = _one_document(text)
    if any(line.startswith(("---", "...")) for line in text.splitlines()):
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


def _ambiguous(text: str) -> PatchProblem | None:
    """What Kustomize reads otherwise than YAML says: there a merged key wins over the one that stands beside it."""
    if found := _MERGE_KEY.search(text):
        return PatchProblem("a patch cannot merge mappings: Kustomize does it in another order", "write the keys out")
    if found := _FOREIGN_BREAK.search(text):
        message = f"this patch has the character U+{ord(found[0]):04X}, which not every program takes for the same"
        return PatchProblem(message, "remove it, or write it as an escape in double quotes")
    return None


def _one_document(text: str) -> str:
    """The text with blank lines for the marks of its one document; comments may stand before them."""
    if found := _BEGINNING.match(text):
        text = "\n" * found[0].count("\n") + text[found.end() :]
    return _END.sub("\n", text)


def _json(text: str) -> list[Data] | PatchProblem:
    """What starts with `[` Kustomize reads as JSON."""
    import json

    try:
        data = json.loads(text, object_pairs_hook=_each_once)
    except (ValueError, RecursionError):
        message = "Kustomize reads a patch that starts with `[` as JSON, and this is none"
        return PatchProblem(message, "write each operation on a line of its own, after `- `")
    if not data:
        return PatchProblem("this patch is an empty list", "write an operation, or remove the patch")
    return data  # type: ignore[no-any-return]


def _each_once(pairs: list[tuple[str, Data]]) -> dict[str, Data]:
    if len(dict(pairs)) < len(pairs):
        raise ValueError("a key stands twice")
    return dict(pairs)


def _problem(operation: Data, number: int) -> PatchProblem | None:
    which = f"operation {number} of this patch"
    if not isinstance(operation, dict):
        return PatchProblem(f"{which} is no mapping", "write it as `{op: add, path: /spec/…, value: …}`")
    name, path = operation.get("op"), operation.get("path")
    if not isinstance(name, str) or name not in OPERATIONS:
        known = ", ".join(f"`{item}`" for item in OPERATIONS)
        what = f"has the `op` `{name}`" if isinstance(name, str) else "has no `op`"
        return PatchProblem(f"{which} {what}", f"write one of: {known}", name if isinstance(name, str) else "")
    wanted = ["value"] * (name in _WITH_VALUE) + ["from"] * (name in _WITH_SOURCE)
    missing = next((key for key in ("path", *wanted) if key not in operation), None)
    if missing == "path":
        return PatchProblem(f"{which} has no `path`", "write a path such as `/spec/minReadySeconds`")
    problem = _pointer_problem(which, "path", path)
    if problem or missing:
        return problem or PatchProblem(f"{which} has no `{missing}`", f"add `{missing}: …`")
    return _pointer_problem(which, "from", operation["from"]) if "from" in wanted else None


def _pointer_problem(which: str, key: str, path: Data | None) -> PatchProblem | None:
    if not isinstance(path, str):
        return PatchProblem(f"{which} has a `{key}` that is no text", "write a path such as `/spec/minReadySeconds`")
    if not path.startswith("/"):
        message = f"{which} has the `{key}` `{path}`, which does not start with `/`"
        return PatchProblem(message, _pointer(path) if path else "write a path such as `/spec/minReadySeconds`", path)
    if any(part[:1] not in ("0", "1") for part in path.split("~")[1:]):
        message = f"{which} has the `{key}` `{path}`, whose `~` means nothing"
        return PatchProblem(message, "write `~1` for a `/` inside of a key, and `~0` for a `~`", path)
    return None


def _pointer(path: str) -> str:
    """A path as people write it elsewhere (`spec.replicas`, `.spec/replicas`) in the form that an operation takes."""
    keys = path.strip(".")
    return f"write `/{keys if '/' in keys else keys.replace('.', '/')}`"


def _operation(operation: dict[str, Data]) -> Iterator[Touch]:
    name, written = operation["op"], str(operation["path"])
    parts = pointer(written)
    if name == "test":
        return
    brings = name in _WITH_SOURCE
    if brings:
        source = str(operation["from"])
        yield Touch(_keys(pointer(source)), removes=name == "move", written=source)
    inserts = name in {"add", "copy", "move"} and is_index(parts[-1])
    yield Touch(_keys(parts), removes=not inserts, written=written, brings=brings)
    for item in _leaves(operation.get("value", ""), _keys(parts)):
        yield item._replace(removes=False, written=written)


def pointer(path: str) -> list[str]:
    """The keys that a path of an operation names, as Kustomize decodes them."""
    return [part.replace("~1", "/").replace("~0", "~") for part in path.split("/")[1:]]


def is_index(part: str) -> bool:
    """Whether a key can be a place in a list."""
    return _INDEX.fullmatch(part) is not None


def _keys(parts: list[str]) -> tuple[str, ...]:
    return tuple(part for part in parts if not is_index(part))


def _strategic(data: dict[str, Data]) -> list[Touch] | PatchProblem:
    metadata = data.get("metadata")
    if "op" in data and "path" in data:
        return PatchProblem("this is one operation, and Kustomize wants a list of them", "write `- ` before it")
    if "kind" not in data or not isinstance(metadata, dict) or "name" not in metadata:
        return PatchProblem(
            "Kustomize does not read a patch without `kind` and `metadata.name`, although `target` says both",
            "add `kind: any` and `metadata: {name: any}`",
        )
    if str(data["kind"]).endswith("List"):
        message = f"this patch is a `{data['kind']}`, and Kustomize would take its items for patches"
        return PatchProblem(message, "write the fields to set, with `kind: any`", str(data["kind"]))
    ignored = {("apiVersion",), ("kind",), ("metadata", "name")}
    return [item for item in _leaves(data, (), merging=True) if item.path not in ignored]


def _leaves(data: object, path: tuple[str, ...], *, merging: bool = False) -> Iterator[Touch]:
    """Every field with a value; a null, and a directive such as `$patch: delete`, takes a field away.

    `merging`: in a strategic merge patch a list takes the place of one that is there, and an empty value may do so.
    """
    if isinstance(data, dict) and data:
        for key, value in data.items():
            if key.startswith("$"):
                if value != "merge" and not key.startswith("$setElementOrder"):
                    yield Touch(path, removes=True, written=key)
            else:
                yield from _leaves(value, (*path, key), merging=merging)
    elif isinstance(data, list):
        if merging and path and path[-1] not in _MERGED:
            yield Touch(path, removes=True, written=path[-1])
        for item in data:
            yield from _leaves(item, path, merging=merging)
    elif path:
        gone = data is None or (isinstance(data, Plain) and data.value is None)
        yield Touch(path, removes=gone or (merging and data == {}), written=path[-1])
