"""A placeholder names something that exists."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import UNKNOWN_PLACEHOLDER
from previewctl.plan.values import known_placeholders
from previewctl.rules.context import Finding, KeyPath, RuleContext, rule
from previewctl.rules.plain_secrets import asks_for_secret
from previewctl.rules.suggestions import replaced_placeholder
from previewctl.source.suggest import nearest
from previewctl.spec.commands import declared_commands
from previewctl.spec.placeholders import Placeholder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.spec.placeholders import Template
    from previewctl.spec.preview import PreviewSpec

_NAMED_KINDS = ("databases", "dependencies", "services")
_NAME_AND_PART = 2
_ENGINES = ("postgres", "redis", "mongodb")
_OF_PREVIEWS = re.compile(
    r"(?<!\$)\$\{(?:endpoint|databases|dependencies|services|pullRequest|consumers|preview)(?:\.[A-Za-z0-9-]+)+\}"
)


def _templates(spec: PreviewSpec) -> Iterator[tuple[KeyPath, Template]]:
    for name, variable in spec.env.items():
        if variable.value is not None:
            yield ("env", name, "value"), variable.value
    for number, check_ in enumerate(spec.checks):
        for index, part in enumerate(check_.run):
            yield ("checks", number, "run", index), part


@rule(UNKNOWN_PLACEHOLDER)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a placeholder that stands for nothing in this file.

    Why:
        A placeholder becomes a value when the preview is planned: its host, a database's address, a dependency's URL. One that
        names no such thing, or stands in a command, would reach the app as the text `${…}`.

    Bad:
        env: {PUBLIC_URL: "${endpont.url}"}

    Good:
        env: {PUBLIC_URL: "${endpoint.url}"}

    Fix:
        Take one of the placeholders that the message lists, or write `$${` for a literal `${`.
    """
    yield from _in_commands(context.spec)
    known = known_placeholders(context.spec)
    for path, template in _templates(context.spec):
        for placeholder in template.placeholders:
            if placeholder.name not in known and not asks_for_secret(context, placeholder):
                guess = _guess(placeholder, known)
                remedy = f"did you mean `${{{guess}}}`?" if guess else _without_guess(placeholder, known)
                message = f"unknown placeholder `${{{placeholder.name}}}`"
                fix = replaced_placeholder(path, placeholder, guess)
                yield Finding(path, message, remedy, placeholder=placeholder, remedy=fix)


def _in_commands(spec: PreviewSpec) -> Iterator[Finding]:
    """Commands are no values: nothing fills them in, and to a shell `${a.b}` is an error."""
    for path, command in declared_commands(spec):
        for index, text in enumerate(command):
            for found in _OF_PREVIEWS.finditer(text):
                message = f"`{found[0]}` stays as it is: placeholders are for `env` and `checks`, not for commands"
                remedy = "give a variable in `env` this value, and let the program read that"
                place = Placeholder((), found.start(), found.end())
                yield Finding((*path, index), message, remedy, placeholder=place)


def _guess(placeholder: Placeholder, known: tuple[str, ...]) -> str | None:
    """What it may be a slip of. One database is never taken for another, nor one part of an address for a quite different one."""
    kind, *rest = placeholder.path
    if kind not in _NAMED_KINDS or len(rest) < _NAME_AND_PART:
        return nearest(placeholder.name, known)
    of_kind = [item.split(".") for item in known if item.startswith(f"{kind}.")]
    names = {parts[1] for parts in of_kind}
    name = rest[0] if rest[0] in names or rest[0] in _ENGINES else nearest(rest[0], sorted(names))
    parts = [item[2] for item in of_kind if item[1] == name]
    part = rest[1] if rest[1] in parts else nearest(rest[1], parts)
    return f"{kind}.{name}.{part}" if part else None


def _without_guess(placeholder: Placeholder, known: tuple[str, ...]) -> str:
    kind, name = placeholder.path[:2] if len(placeholder.path) > 1 else (placeholder.path[0], "")
    if kind == "databases" and name in _ENGINES and not any(item.startswith(f"databases.{name}.") for item in known):
        return f"declare `{name}` in `databases`"
    return _same_kind(kind, known)


def _same_kind(kind: str, known: tuple[str, ...]) -> str:
    shown = [name for name in known if name.startswith(f"{kind}.")] or list(known)
    return "known here: " + ", ".join(f"`${{{name}}}`" for name in shown)
