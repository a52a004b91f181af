"""What the models say about their own fields: the docstring under each, and the example in it."""

from __future__ import annotations

import re
from typing import Any

_FIELD = re.compile(r'^    (?P<name>[a-z_]+): .*\n    """(?P<doc>(?:[^"\\]|\\.|"(?!""))*)"""', re.MULTILINE)
_EXAMPLE = re.compile(r"\s*\n\s*Example: (?P<example>.*)\Z", re.DOTALL)


def field_docs(model: type[Any]) -> dict[str, tuple[str, str]]:
    """By field of a model class: its description and its example, from the docstring under the field."""
    import inspect

    docs = {}
    for found in _FIELD.finditer(inspect.getsource(model)):
        doc = found["doc"].replace('\\"', '"')
        example = _EXAMPLE.search(doc)
        docs[found["name"]] = (" ".join(_EXAMPLE.sub("", doc).split()), example["example"].strip() if example else "")
    return docs
