"""A draft as the text of a preview.yaml, with a comment wherever somebody may ask why."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from previewctl.diagnostics.excerpt import printable, shortened
from previewctl.scaffold.draft import Branch, Draft, Leaf
from previewctl.source.edits import READ_OTHERWISE, as_scalar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.repository.reading import Value

SCHEMA = "https://previewctl.dev/schemas/preview.schema.json"
_LONGEST_COMMENT = 110
_BARE = re.compile(r"(?:[A-Za-z/]|--?[A-Za-z])[A-Za-z0-9._/-]*")

_HEAD = f"""\
# yaml-language-server: $schema={SCHEMA}
#
# How this service is previewed. `previewctl lint` checks it, `previewctl explain KEY` says what a key is for.
apiVersion: previewctl.dev/v1
kind: Preview
"""

# In the order in which they are written: what stands above a key, and what stands in its place, as a comment, where it is missing.
_SECTIONS: dict[str, tuple[str, str]] = {
    "service": ("", ""),
    "team": ("", "# team: payments    # a label on everything\n"),
    "runtime": ("", ""),
    "image": ("", ""),
    "processes": ("The processes of the image. All of them get the same variables.", ""),
    "databases": ("They run inside the preview's own namespace.", ""),
    "services": ("Anything else that the app talks to, as a plain container.", ""),
    "volumes": ("Files that survive a restart.", ""),
    "seed": (
        "",
        "# The data that the databases start with: a directory of seed-data/.\n# seed: {dataset: NAME, version: 1}\n",
    ),
    "migrations": ("What brings the database to the branch's schema, before the app starts.", ""),
    "dependencies": (
        "The services that this one calls: their staging, unless an override points elsewhere.",
        (
            "# The services that this one calls: their staging, unless an override points elsewhere.\n# dependencies:\n"
            "#   OTHER-SERVICE: {env: OTHER_SERVICE_URL}\n# overrides:\n#   OTHER-SERVICE: pr-123\n"
        ),
    ),
    "env": ("Variables of every process. `previewctl explain env` shows what a value can be.", ""),
    "secrets": ("Secrets of AWS Secrets Manager whose keys become variables.", ""),
    "hooks": ("`release` runs for every commit after the migrations, `postdeploy` once per database.", ""),
    "checks": ("", ""),
    "endpoint": ("", ""),
    "user": ("", ""),
    "resources": ("", ""),
    "lifetime": ("", ""),
}
_COMPACT = {"service", "team", "runtime", "image"}


def written(draft: Draft) -> str:
    """The text of the file."""
    parts = [_HEAD]
    frontend = draft.value("runtime") == "vue"
    for key, (comment, absent) in _SECTIONS.items():
        item = draft.tree.get(key)
        gap = "" if key in _COMPACT else "\n"
        if item is not None and item != {}:
            parts.append(gap + (f"# {comment}\n" if comment else "") + "".join(_lines(key, item, 0)))
        elif absent and not (frontend and key == "seed"):
            parts.append(gap + (_frontend_dependencies() if frontend and key == "dependencies" else absent))
    return "".join(parts)


def _frontend_dependencies() -> str:
    return (
        "# The services that this one calls: `path` is passed on by the web server, so that the browser needs no CORS;\n"
        "# `config` is a key of the runtime config.js. Their staging, unless an override points elsewhere.\n"
        "# dependencies:\n#   OTHER-SERVICE: {path: /api}\n# overrides:\n#   OTHER-SERVICE: pr-123\n"
    )


def _lines(key: str, item: Leaf | Branch, depth: int) -> Iterator[str]:
    indentation = "  " * depth
    if isinstance(item, Leaf):
        yield f"{indentation}{as_scalar(key)}: {flow(item.value)}{_comment(item)}\n"
        return
    yield f"{indentation}{as_scalar(key)}:{'' if item else ' {}'}\n"
    for name, inner in item.items():
        yield from _lines(name, inner, depth + 1)


def flow(value: Value) -> str:
    """A value in YAML, on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return f"[{', '.join(flow(item) for item in value)}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{as_scalar(key)}: {flow(item)}' for key, item in value.items())}}}"
    return value if _BARE.fullmatch(value) and value.lower() not in READ_OTHERWISE else as_scalar(value)


def _comment(leaf: Leaf) -> str:
    """Where a value is from, what to look at, and what other files say."""
    words = [f"from {leaf.source}"] if leaf.source else []
    words += [f"{source} has {shortened(other, 40)}" for source, other in sorted(leaf.others.items())[:2]]
    text = "; ".join(words)
    if leaf.check:
        text = f"check: {leaf.check}" + (f" ({text})" if text else "")
    return f"  # {shortened(printable(text), _LONGEST_COMMENT)}" if text else ""
