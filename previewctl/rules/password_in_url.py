"""No password stands in a URL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import PASSWORD_IN_URL
from previewctl.rules.context import Finding, RuleContext, rule
from previewctl.rules.plain_secrets import find_password, is_frontend, store_it, texts
from previewctl.rules.token_forms import find_token
from previewctl.spec.placeholders import Placeholder

if TYPE_CHECKING:
    from collections.abc import Iterator

_OWN = ("postgres", "${databases.postgres.host}")


@rule(PASSWORD_IN_URL)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a URL with a password in it.

    Why:
        A connection URL is a secret as soon as it has a password or a signature in it: it is in Git, in the manifest and in
        the ConfigMap, and programs print it when they cannot connect. So is a string such as `Server=…;Password=…;`. A plain
        container of `services` is let off: it is reachable from its own preview alone, and its password guards nothing.

    Bad:
        env: {WAREHOUSE_URL: "postgres://reports:s3cr3t@warehouse.example.com/reports"}

    Good:
        env: {WAREHOUSE_URL: {secret: "preview/orders-api/warehouse#url"}}

    Fix:
        Store the whole URL in AWS Secrets Manager and refer to it with `secret`. The preview's own databases need no URL
        at all: `databases.postgres.env` names the variables that receive theirs.
    """
    if "://" not in context.document.text and ";" not in context.document.text:
        return
    frontend = is_frontend(context)
    for path, text in texts(context.document.data):
        password = find_password(context, text)
        if password is None or find_token(text, frontend=frontend):
            continue
        own = path[0] == "env" and context.spec.databases.postgres and password.host in _OWN
        yield Finding(
            path,
            f"a password stands in this {password.kind}, where everybody can read it",
            f"remove it: `databases.postgres.env: {path[1]}` gives the variable its URL"
            if own
            else store_it(context, path),
            placeholder=Placeholder((), password.start, password.end),
        )
