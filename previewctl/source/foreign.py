"""Reads YAML and JSON files of other tools: whatever they hold becomes texts, lists and mappings with their lines.

Other tools allow what preview.yaml does not: several documents, tags such as `!reset`, keys that stand twice. So this
reader takes all of that, and refuses only what it cannot follow. Like the other one it goes through the events of the
parser, so that aliases are never written out, and it stops where a file would hold more than any configuration does.
"""

from __future__ import annotations

import json
import re
from typing import Any

import yaml

from previewctl.source.findings import MAX_DEPTH, MAX_NODES
from previewctl.source.foreign_events import ForeignEvents, Stop
from previewctl.source.foreign_nodes import NOTHING, ForeignDocument, ForeignNode, ForeignProblem, Items, PlainData

__all__ = [
    "NOTHING",
    "ForeignDocument",
    "ForeignNode",
    "ForeignProblem",
    "Items",
    "PlainData",
    "read_foreign_json",
    "read_foreign_yaml",
    "read_go_yaml",
    "read_json",
    "read_yaml",
]

_JSON_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|\t')
_MOST_NOTES = 20
_NOT_GO = re.compile(r"(?:[^\\]|^)(?:\\\\)*(\\u[dD][89a-fA-F][0-9a-fA-F]{2}|\\/)")


def read_yaml(text: str, path: str) -> ForeignDocument | str:
    """A YAML file, or why it cannot be read, as half a sentence. Keys that stand twice are noted: the last one counts."""
    events = ForeignEvents(text)
    found = _documents(events)
    if isinstance(found, ForeignProblem):
        return _reason(found)
    return ForeignDocument(path, tuple(found), _notes(path, events, len(found)))


def read_json(text: str, path: str) -> ForeignDocument | str:
    """A JSON file, or why it cannot be read, as half a sentence."""
    found = read_foreign_json(text)
    if isinstance(found, ForeignProblem):
        return _reason(found)
    return ForeignDocument(path, (found,))


def read_foreign_yaml(text: str) -> list[ForeignNode] | ForeignProblem:
    """The documents of a YAML text, those that hold nothing left out; or the one reason why it cannot be read."""
    return _documents(ForeignEvents(text))


def read_go_yaml(text: str) -> list[ForeignNode] | ForeignProblem:
    r"""The same as far as the YAML reader of Kubernetes takes it (sigs.k8s.io/yaml, which goes through JSON).

    It refuses keys that are lists or mappings, and in double quotes `\/` and surrogates, which JSON writes with escapes.
    """
    if found := _NOT_GO.search(text):
        return ForeignProblem(f"it holds the escape `{found[1]}`, which YAML does not know")
    events = ForeignEvents(text)
    documents = _documents(events)
    if events.complex_keys and not isinstance(documents, ForeignProblem):
        return ForeignProblem("one of its keys is a list or a mapping", events.complex_keys[0])
    return documents


def read_foreign_json(text: str) -> ForeignNode | ForeignProblem:
    """What a JSON text holds, with lines where the YAML parser can follow it, which reads almost all JSON."""
    text = text.removeprefix("\ufeff")
    try:
        data: Any = json.loads(text, parse_int=_number, parse_float=_number, parse_constant=_number)
    except json.JSONDecodeError as error:
        return ForeignProblem(f"it is not valid JSON: {error.msg.lower()}", error.lineno)
    except (ValueError, RecursionError):
        return ForeignProblem("it is nested too deeply")
    try:
        plain: ForeignNode = _from_json(data, 0, [0])
    except Stop as stop:
        return stop.problem
    documents = read_foreign_yaml(_JSON_TOKEN.sub(_for_yaml, text))
    if not isinstance(documents, ForeignProblem) and len(documents) == 1 and _same(documents[0], plain):
        return documents[0]
    return plain


class _Number(str):
    """The text of a number, which is no text in JSON."""

    __slots__ = ()


def _number(text: str) -> _Number:
    return _Number(text)


def _for_yaml(token: re.Match[str]) -> str:
    """What JSON writes and YAML's parser does not read, in another way on the same line: tabs, and some escapes."""
    text = token.group()
    return " " if text == "\t" else json.dumps(json.loads(text), ensure_ascii=False) if "\\" in text else text


def _same(left: ForeignNode, right: ForeignNode) -> bool:
    """Whether two readings agree: the lines of one are of no use where it read something else."""
    if isinstance(left.content, dict) and isinstance(right.content, dict):
        return left.content.keys() == right.content.keys() and all(
            _same(node, right.content[key]) for key, node in left.content.items()
        )
    if isinstance(left.content, list) and isinstance(right.content, list):
        return len(left.content) == len(right.content) and all(map(_same, left.content, right.content))
    return left.content == right.content


def _documents(events: ForeignEvents) -> list[ForeignNode] | ForeignProblem:
    try:
        return list(events.documents())
    except Stop as stop:
        return stop.problem
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        message = f"it is not valid YAML: {error.problem or error.context or 'no reason given'}"
        return ForeignProblem(message, mark.line + 1 if mark else 0)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return ForeignProblem(f"it is not valid YAML: {str(error).partition(chr(10))[0]}")


def _reason(problem: ForeignProblem) -> str:
    return f"{problem.message} (line {problem.line})" if problem.line else problem.message


def _notes(path: str, events: ForeignEvents, documents: int) -> tuple[str, ...]:
    notes = [
        f"`{path}:{line}` has `{name}` twice in one mapping: the last one counts"
        for name, line in events.duplicates[:_MOST_NOTES]
    ]
    if documents > 1:
        notes.append(f"`{path}` holds {documents} documents: the first one was read")
    return tuple(notes)


def _from_json(data: Any, depth: int, counter: list[int]) -> ForeignNode:
    counter[0] += 1
    if counter[0] > MAX_NODES:
        raise Stop(f"it holds more than {MAX_NODES:,} values")
    if depth > MAX_DEPTH:
        raise Stop(f"it has more than {MAX_DEPTH} levels")
    if isinstance(data, dict):
        pairs = {_encodable(key): _from_json(value, depth + 1, counter) for key, value in data.items()}
        return ForeignNode(pairs)
    if isinstance(data, list):
        return ForeignNode([_from_json(value, depth + 1, counter) for value in data])
    if isinstance(data, bool):
        return ForeignNode("true" if data else "false")
    if data is None:
        return NOTHING
    return ForeignNode(_encodable(data), quoted=not isinstance(data, _Number))


def _encodable(text: str) -> str:
    """Half a surrogate pair, which JSON can write, is no text that a file could hold."""
    return str(text).encode("utf-8", "replace").decode("utf-8")
