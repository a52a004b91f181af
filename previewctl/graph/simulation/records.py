"""Reads `preview.json` as Argo CD's Git file generator does: as YAML that may hold anything.

`parseFileParams` in argo-cd, applicationset/generators/repo_path_utils.go: one mapping, or a list of mappings, each of
which makes an Application; anything else is an error of the whole ApplicationSet.
"""

from __future__ import annotations

import math
import re
from typing import NamedTuple

from previewctl.source.foreign import ForeignNode, ForeignProblem, read_go_yaml

_TREE = re.compile(r"[0-9a-f]{12}")
_SHA = re.compile(r"[0-9a-f]{40}")
_INTEGER = re.compile(r"[0-9]+")
_FLOAT = re.compile(r"[0-9]+[eE][0-9]+")


class Parameters(NamedTuple):
    """What the ApplicationSet's template takes from one mapping; empty where it has not the form that is wanted."""

    tree: str = ""
    head_sha: str = ""


class Unreadable(NamedTuple):
    """Why the generator fails."""

    reason: str


def parameters(content: bytes) -> list[Parameters] | Unreadable:
    """One set of parameters for each mapping."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return Unreadable("it is not UTF-8")
    text = text.removeprefix("\ufeff")
    documents = read_go_yaml(text)
    if isinstance(documents, ForeignProblem):
        return Unreadable(documents.message)
    return _mappings(documents[0].content if documents else None)


def _mappings(root: object) -> list[Parameters] | Unreadable:
    if root is None:
        return [Parameters()]
    if isinstance(root, dict):
        return [_of(ForeignNode(root))]
    if not isinstance(root, list):
        return Unreadable("it is no mapping")
    if any(not isinstance(item.content, dict | None) for item in root):
        return Unreadable("its list holds something else than mappings")
    return [_of(item) for item in root]


def _of(node: ForeignNode) -> Parameters:
    preview = node.get("preview")
    return Parameters(_matching(preview.get("tree"), _TREE), _matching(preview.get("headSha"), _SHA))


def _matching(node: ForeignNode, pattern: re.Pattern[str]) -> str:
    """The text where it has the form. A number becomes one with an exponent on its way through JSON and Go."""
    text = node.text
    if text is None or not pattern.fullmatch(text) or (not node.quoted and _is_number(text)):
        return ""
    return text


def _is_number(text: str) -> bool:
    if _INTEGER.fullmatch(text):
        return True
    return bool(_FLOAT.fullmatch(text)) and math.isfinite(float(text))
