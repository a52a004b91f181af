"""No secret is written into what everybody in the cluster can read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import SECRET_IN_CONFIG_MAP
from previewctl.diagnostics.model import Severity
from previewctl.rules.context import Finding, KeyPath, RuleContext, rule
from previewctl.rules.plain_secrets import asks_for_secret, is_frontend, is_leak, plain_values, stands_for_itself
from previewctl.rules.secret_names import is_secret_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.spec.placeholders import Placeholder, Template
    from previewctl.spec.preview import PreviewSpec

_ARGUMENT = "give it to the program in a variable: `env: {NAME: {secret: …}}`, or `{generate: secret}`"


@rule(SECRET_IN_CONFIG_MAP)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a secret that would be written into a ConfigMap, a `config.js` or an argument.

    Why:
        Plain variables and `config.js` are ConfigMaps, and arguments stand in the Deployment: whoever may look at the
        namespace can read them, and of a frontend's every browser. So no placeholder stands for a password. Secrets reach
        the app as variables from a Secret and in no other way.

    Bad:
        databases: {postgres: {version: "17"}}
        env: {PGPASSWORD: "${databases.postgres.password}"}

    Good:
        databases: {postgres: {version: "17", env: [DATABASE_URL, REPORTS_DATABASE_URL]}}

    Fix:
        Name the variables that receive the database's URL in its `env`. Take other secrets from their own variables, which
        every process, migration and hook has.
    """
    for path, template in _templates(context.spec):
        for placeholder in template.placeholders:
            if asks_for_secret(context, placeholder):
                message = f"`${{{placeholder.name}}}` would write a secret where everybody can read it"
                yield Finding(path, message, _remedy(placeholder, path), placeholder=placeholder)
    if is_frontend(context):
        for name, text in plain_values(context):
            if is_secret_name(name, unmistakable=True) and stands_for_itself(text) and not is_leak(context, text):
                message = f"`{name}` is called a secret, and every browser could read it in `config.js`"
                yield Finding(("env", name), message, "give it to a backend, and call that one", on_key=True)
    for path, command in _commands(context.spec):
        for index, option in _secret_arguments(context, command):
            message = f"`{option}` is called a secret, and arguments stand readable in the manifest"
            # An option's name is only a hint, and this code cannot be silenced.
            yield Finding((*path, index), message, _ARGUMENT, severity=Severity.WARNING)


def _templates(spec: PreviewSpec) -> Iterator[tuple[KeyPath, Template]]:
    for name, variable in spec.env.items():
        if variable.value is not None:
            yield ("env", name), variable.value
    for number, check_ in enumerate(spec.checks):
        for index, part in enumerate(check_.run):
            yield ("checks", number, "run", index), part


def _remedy(placeholder: Placeholder, path: KeyPath) -> str:
    kind, name = placeholder.path[:2]
    if kind == "databases" and placeholder.path[2:3] != ("url",):
        return (
            f"a password reaches a program in the whole URL alone: `databases.{name}.env: [DATABASE_URL]` gives it one"
        )
    if kind == "databases" and path[0] == "env":
        return f"`databases.{name}.env: [{path[1]}]` gives the variable the whole URL, with the password"
    if kind == "env":
        return f"every process has `{name}` already: read that variable"
    return "refer to it in a variable of its own: `env: {NAME: {secret: …}}`"


def _commands(spec: PreviewSpec) -> Iterator[tuple[KeyPath, tuple[str, ...]]]:
    """The app's commands. Plain containers have no variables, so their arguments are the only way."""
    for name, process in spec.processes.items():
        yield ("processes", name, "command"), process.command or ()
    for index, migration in enumerate(spec.migrations):
        yield ("migrations", index, "command"), migration.command
    for kind in ("release", "postdeploy"):
        if hook := getattr(spec.hooks, kind):
            yield ("hooks", kind, "command"), hook.command
    for index, check_ in enumerate(spec.checks):
        literal = tuple("" if part.placeholders else "".join(map(str, part.parts)) for part in check_.run)
        yield ("checks", index, "run"), literal


def _secret_arguments(context: RuleContext, command: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """The places of values that belong to an option such as `--password`, and the option."""
    for index, argument in enumerate(command):
        if " " in argument:
            yield from ((index, name) for name in _in_script(context, argument))
            continue
        option, equals, value = argument.partition("=")
        place = index
        if not equals and option.startswith("-") and index + 1 < len(command):
            place, value = index + 1, command[index + 1]
        name = option.lstrip("-")
        fits = name.replace("-", "").replace("_", "").isalnum() and (equals or option.startswith("--"))
        if not fits or value.startswith("-") or "$" in value or not is_secret_name(name, unmistakable=True):
            continue
        if stands_for_itself(value) and not is_leak(context, value):
            yield place, option


def _in_script(context: RuleContext, script: str) -> Iterator[str]:
    """The option or the variable that the first secret in a text for a shell belongs to."""
    if "--" not in script and "=" not in script:
        return
    from previewctl.rules.secret_places import secret_words  # which most files have no need of

    for name, start, end in secret_words(script):
        value = script[start:end].strip("\"'")
        plain = "$" not in value and stands_for_itself(value) and not is_leak(context, value)
        if plain and is_secret_name(name.lstrip("-"), unmistakable=True):
            yield name
            return
