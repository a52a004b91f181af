"""A draft as the text of a preview.yaml, with a comment wherever somebody may ask why."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from previewctl.diagnostics.excerpt import printable, shortened
from previewctl.scaffold.draft import Branch, Draft, Leaf
from previewctl.scaffold.sections import FRONTEND_DEPENDENCIES, HEAD, SECTIONS
from previewctl.source.edits import READ_OTHERWISE, as_scalar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.repository.reading import Value

_LONGEST_COMMENT = 160
_BARE = re.compile(r"(?:[A-Za-z/]|--?[A-Za-z])[A-Za-z0-9._/-]*")
_COMPACT = {"service", "team", "runtime", "image"}
_FIRST = (
    "image", "version", "command", "port", "health", "env", "replicas", "path", "size", "processes", "web", "postgres", "worker", "beat",
    "redis", "mongodb",
)  # fmt: skip
"""The order of keys inside of a section: these first, others as they were found."""


def written(draft: Draft) -> str:
    """The text of the file."""
    parts = [HEAD]
    frontend = draft.value("runtime") == "vue"
    for section in SECTIONS:
        item = draft.tree.get(section.key)
        suggested = draft.suggestions.get(section.key, {})
        gap = "" if section.key in _COMPACT else "\n"
        title = f"# {section.title}\n" if section.title else ""
        if item is not None and item != {}:
            parts.append(gap + title + "".join(_lines(draft, (section.key,), item)))
            parts += [_suggestion(name, leaf) for name, leaf in sorted(suggested.items())]
        elif suggested:
            parts.append(f"{gap}{title}# {section.key}:\n")
            parts += [_suggestion(name, leaf) for name, leaf in sorted(suggested.items())]
        elif frontend and section.key == "dependencies":
            parts.append(gap + FRONTEND_DEPENDENCIES)
        elif section.absent and not (frontend and section.backend):
            parts.append(gap + section.absent)
    return "".join(parts)


def _lines(draft: Draft, path: tuple[str, ...], item: Leaf | Branch) -> Iterator[str]:
    indentation, key = "  " * (len(path) - 1), as_scalar(path[-1])
    if isinstance(item, Leaf):
        yield f"{indentation}{key}: {flow(item.value)}{comment(item)}\n"
        return
    heading = draft.headings.get(path)
    yield f"{indentation}{key}:{'' if item else ' {}'}{comment(heading) if heading else ''}\n"
    for name in sorted(item, key=lambda name: _FIRST.index(name) if name in _FIRST else len(_FIRST)):
        yield from _lines(draft, (*path, name), item[name])


def _suggestion(name: str, leaf: Leaf) -> str:
    return f"  # {as_scalar(name)}: {flow(leaf.value)}{comment(leaf)}\n"


def flow(value: Value) -> str:
    """A value in YAML, on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, dict):
        return f"{{{', '.join(f'{as_scalar(key)}: {flow(item)}' for key, item in value.items())}}}"
    if isinstance(value, str):
        return value if _BARE.fullmatch(value) and value.lower() not in READ_OTHERWISE else as_scalar(value)
    assert isinstance(value, list)
    return f"[{', '.join(flow(item) for item in value)}]"


def comment(leaf: Leaf) -> str:
    """Where a value is from, what to look at, and what other files say."""
    words = [f"from {leaf.source}"] if leaf.source else []
    words += [f"{source} has {shortened(flow(other), 40)}" for source, other in sorted(leaf.others.items())[:1]]
    text = shortened(printable("; ".join(words)), _LONGEST_COMMENT)
    if leaf.check:  # the file that it came from is never what is cut off
        check = shortened(printable(leaf.check), max(_LONGEST_COMMENT - len(text), _LONGEST_COMMENT // 2))
        text = f"check: {check}" + (f" ({text})" if text else "")
    return f"  # {text}" if text else ""
