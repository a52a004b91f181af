"""No token of a known service stands in the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import KNOWN_TOKEN
from previewctl.rules.context import Finding, RuleContext, rule
from previewctl.rules.plain_secrets import is_frontend, store_it, texts
from previewctl.rules.secret_names import is_for_browsers
from previewctl.rules.token_forms import FORMS, find_token
from previewctl.spec.placeholders import Placeholder

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(KNOWN_TOKEN)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a value with the form of a known service's token.

    Why:
        preview.yaml is in Git, and its values stand readable in manifests and ConfigMaps. Tokens of services such as AWS,
        GitHub or Stripe have a form that nothing else has, and programs search for it: a token that was pushed once is used
        by others within minutes.

    Bad:
        env: {AWS_ACCESS_KEY_ID: AKIAR7TQXN5WZ2LCKD4V}

    Good:
        env: {AWS_ACCESS_KEY_ID: {secret: "preview/orders-api/aws#access_key_id"}}

    Fix:
        Revoke the token, because it stays in Git's history. Store its successor in AWS Secrets Manager below the service's
        prefix, and refer to it with `secret`.
    """
    text = context.document.text
    if not any(form.mark in text for form in FORMS):
        return
    frontend = is_frontend(context)
    for path, value in texts(context.document.data):
        shown = frontend or (path[:1] == ("env",) and len(path) > 1 and is_for_browsers(str(path[1])))
        if token := find_token(value, frontend=shown):
            yield Finding(
                path,
                f"this has the form of {token.what}",
                f"revoke it, for it stays in Git's history; of its successor: {store_it(context, path)}",
                placeholder=Placeholder((), token.start, token.end),
            )
