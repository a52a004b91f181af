"""Where secrets can stand in the open: the texts of a file, and what in them is no secret after all.

One mistake is one finding. A value is reported as the first of these that it is: a known token, a password in a URL, a
secret by its name, something random.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from previewctl.rules.secret_names import is_for_browsers
from previewctl.rules.token_forms import find_token

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.rules.context import KeyPath, RuleContext
    from previewctl.source.scalars import Data
    from previewctl.spec.placeholders import Placeholder

_REFERENCE = r"\$\w+|\$\([^)]*\)|\$\{[^}]*\}|\{\{[^}]*\}\}|\{\w+\}|<[^>]*>|\*+|%\w|%\(\w+\)s"
"""What stands in for a value: a variable of the shell or of Kubernetes, a placeholder, a field of a template, stars."""

_NOTHING = frozenset({
    "0", "1", "default", "disabled", "empty", "enabled", "false", "nil", "no", "none", "null", "off", "on",
    "optional", "required", "true", "yes",
})  # fmt: skip


class Password(NamedTuple):
    """A password in a URL or a connection string: where it stands in the text, and the host it is for."""

    start: int
    end: int
    host: str
    kind: str = "URL"


def texts(data: Data, path: KeyPath = ()) -> Iterator[tuple[KeyPath, str]]:
    """Every text of the file with its key path."""
    if isinstance(data, str):
        yield path, data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from texts(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from texts(value, (*path, index))


def plain_values(context: RuleContext) -> Iterator[tuple[str, str]]:
    """Name and text of the variables in `env` that are written out, without placeholders."""
    for name, variable in context.spec.env.items():
        if variable.value is not None and not variable.value.placeholders:
            yield name, "".join(str(part) for part in variable.value.parts)


def stands_for_itself(text: str, shortest: int = 4) -> bool:
    """Whether a value could be a secret: not a switch, too short, a file, a URL, or a reference to something else."""
    if len(text) < shortest or text.lower() in _NOTHING or "://" in text or _is_file(text):
        return False
    return not re.fullmatch(_REFERENCE, text) and not re.fullmatch(r"[\w+=.@/-]+/[\w+=.@-]+#[\w.-]+", text)


def _is_file(text: str) -> bool:
    return text.startswith(("/", "./", "~/", "arn:", "file:")) or text.endswith(_FILES)


_FILES = (".pem", ".key", ".json", ".txt", ".p12")


def asks_for_secret(context: RuleContext, placeholder: Placeholder) -> bool:
    """Whether a placeholder, which cannot exist, stands for a password or another variable's secret."""
    kind, name, part = (*placeholder.path, "", "")[:3]
    if kind == "databases":
        return part in {"password", "pass"} or (name == "postgres" and part in {"url", "uri", "dsn"})
    if kind == "env":
        variable = context.spec.env.get(name)
        return variable is not None and bool(variable.secret or variable.generate)
    return kind == "secrets"


def is_leak(context: RuleContext, text: str) -> bool:
    """Whether the rules about known tokens or about URLs report this text."""
    return find_token(text, frontend=is_frontend(context)) is not None or find_password(context, text) is not None


def is_frontend(context: RuleContext) -> bool:
    """Whether every browser can read the variables."""
    return context.spec.runtime == "vue"


def find_password(context: RuleContext, text: str) -> Password | None:
    """The password in a URL or a connection string, unless it is for a plain container of the preview.

    That has no other way to get one.
    """
    for found in (*_in_url(text), *_in_fields(text)):
        if not re.fullmatch(_REFERENCE, text[found.start : found.end]) and not _is_inside(context, found.host):
            return found
    return None


def _in_url(text: str) -> Iterator[Password]:
    if "://" in text and ("@" in text or "=" in text):
        for pattern in _PASSWORDS:
            for found in re.finditer(pattern, text):
                yield Password(found.start("password"), found.end("password"), found["host"].lower())


_SCHEME = r"(?<![\w+.-])[A-Za-z][\w+.-]*(?::[a-z]+)?://"
_QUERY = _SCHEME + r"(?P<host>\$\{[^}]*\}|[^\s/?#:@'\"]*)[^\s?#'\"]{0,256}\?(?:[^\s#'\"]{0,256}&)?"
_PASSWORDS = (
    _SCHEME
    + r"[^\s/?#:@'\"]*:(?P<password>\$\{[^}]*\}|[^\s/?#@'\"]+)@(?P<host>\$\{[^}]*\}|\[[0-9A-Fa-f:.]+\]|[^\s/?#:,'\"]*)",
    _QUERY + r"(?:password|passwd|pwd)=(?P<password>[^\s&#'\"]+)",
    _QUERY
    + r"(?i:(?:access_|auth_|api_?)?token|api_?key|sig|x-amz-signature)=(?P<password>(?=[^\s&#'\"\d]{0,256}\d)[^\s&#'\"]{8,})",
)


def _in_fields(text: str) -> Iterator[Password]:
    if ";" not in text or "=" not in text:
        return
    fields = list(re.finditer(r"(?:^|;)[ \t]*(?P<name>[A-Za-z][\w ]{0,40})=(?P<value>[^;\s]+)[ \t]*(?=;|$)", text))
    names = {found["name"].lower().replace(" ", ""): found for found in fields}
    host = next((names[name]["value"].lower() for name in ("server", "host", "datasource") if name in names), "")
    for name in ("password", "pwd", "accountkey", "sharedaccesskey"):
        if name in names:
            yield Password(*names[name].span("value"), host, "connection string")


def _is_inside(context: RuleContext, host: str) -> bool:
    placeholder = re.fullmatch(r"\$\{services\.([\w-]+)\.host\}", host)
    return (
        host in {"localhost", "127.0.0.1", "[::1]"}
        or (placeholder[1] if placeholder else host) in context.spec.services
    )


def store_it(context: RuleContext, path: KeyPath) -> str:
    """How what stands at `path` becomes a secret."""
    if is_frontend(context) or (path[0] == "env" and is_for_browsers(str(path[-1]))):
        return "a frontend cannot keep a secret: give it to a backend, and call that one"
    if path[0] != "env" or len(path) < 2:
        return "store it in AWS Secrets Manager, and give it to the program in a variable: `env: {NAME: {secret: …}}`"
    return f"store it in AWS Secrets Manager, and write `{reference_to(context, str(path[1]))}`"


def reference_to(context: RuleContext, name: str) -> str:
    """What a variable has in place of a value that is stored."""
    return f"{{secret: {context.platform.secrets.prefix}/{context.spec.service}/…#{name.lower()}}}"


def generate_or_store(context: RuleContext, name: str) -> str:
    """How the value of a variable becomes a secret that may have any value."""
    if is_frontend(context) or is_for_browsers(name):
        return store_it(context, ("env", name))
    return (
        f"write `{{generate: secret}}`, which the cluster makes, or store it and write `{reference_to(context, name)}`"
    )
