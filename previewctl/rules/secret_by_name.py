"""What is called a secret is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import SECRET_BY_NAME
from previewctl.rules.context import Finding, Remedy, RuleContext, rule
from previewctl.rules.plain_secrets import generate_or_store, is_frontend, is_leak, plain_values, stands_for_itself
from previewctl.rules.secret_names import is_for_browsers, is_secret_name
from previewctl.source.edits import ReplaceSource

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(SECRET_BY_NAME)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a variable that is named like a secret and has a plain value.

    Why:
        A plain value is in Git for good, and stands readable in a ConfigMap. That is no less true of `changeme`: a preview
        can be reached from outside, and then everybody who reads the repository can sign in. The name alone is looked at,
        so a comment with the reason silences this where it is no secret.

    Bad:
        env: {ADMIN_PASSWORD: correct-horse}

    Good:
        env: {ADMIN_PASSWORD: {generate: secret}, PASSWORD_RESET_TIMEOUT: 1h, TOKEN_URL: "${endpoint.url}/token"}

    Fix:
        Let the cluster make a value with `{generate: secret}` where only this preview has to know it. Store it in AWS
        Secrets Manager and refer to it with `secret` where somebody else issued it.
    """
    if is_frontend(context):
        return
    for name, text in plain_values(context):
        if _is_secret(name, text) and not is_leak(context, text):
            path = ("env", name)
            yield Finding(
                path,
                f"`{name}` is called a secret, and its value stands here for everybody to read",
                generate_or_store(context, name),
                on_key=True,
                remedy=_generated(context, name),
            )


def _is_secret(name: str, text: str) -> bool:
    """Three characters are a password, and may be something else where the name says less."""
    if name.lower().endswith("basic_auth") and ":" not in text:
        return False
    unmistakable = is_secret_name(name, unmistakable=True)
    shortest = 3 if unmistakable else 4
    return (unmistakable if is_for_browsers(name) else is_secret_name(name)) and stands_for_itself(text, shortest)


def _generated(context: RuleContext, name: str) -> Remedy | None:
    """For what the app itself decides: tokens and keys are issued by others, and a description would get lost."""
    own = name.lower().endswith(("password", "passwd", "passphrase")) or name.removeprefix("DJANGO_") == "SECRET_KEY"
    if not own or is_for_browsers(name) or context.document.has(("env", name, "value")):
        return None
    return Remedy("let the cluster make the value", (ReplaceSource(("env", name), "{generate: secret}"),))
