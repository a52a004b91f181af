"""A placeholder names something that exists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import UNKNOWN_PLACEHOLDER
from previewctl.plan.values import known_placeholders
from previewctl.rules.context import Finding, KeyPath, RuleContext, rule
from previewctl.rules.plain_secrets import asks_for_secret
from previewctl.rules.suggestions import replaced_placeholder
from previewctl.source.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.spec.placeholders import Template
    from previewctl.spec.preview import PreviewSpec


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
        names no such thing would reach the app as the text `${…}`.

    Bad:
        env: {PUBLIC_URL: "${endpont.url}"}

    Good:
        env: {PUBLIC_URL: "${endpoint.url}"}

    Fix:
        Take one of the placeholders that the message lists, or write `$${` for a literal `${`.
    """
    known = known_placeholders(context.spec)
    for path, template in _templates(context.spec):
        for placeholder in template.placeholders:
            if placeholder.name not in known and not asks_for_secret(context, placeholder):
                guess = nearest(placeholder.name, known)
                remedy = f"did you mean `${{{guess}}}`?" if guess else _same_kind(placeholder.path[0], known)
                message = f"unknown placeholder `${{{placeholder.name}}}`"
                fix = replaced_placeholder(path, placeholder, guess)
                yield Finding(path, message, remedy, placeholder=placeholder, remedy=fix)


def _same_kind(kind: str, known: tuple[str, ...]) -> str:
    shown = [name for name in known if name.startswith(f"{kind}.")] or list(known)
    return "known here: " + ", ".join(f"`${{{name}}}`" for name in shown)
