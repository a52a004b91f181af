"""A variable is a value, a generated secret or a remote one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import AMBIGUOUS_VARIABLE
from previewctl.plan.variables import secret_name
from previewctl.rules.context import Finding, RuleContext, rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(AMBIGUOUS_VARIABLE)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a variable with no source, or with more than one; and two whose Secrets would have the same name.

    Why:
        A variable is a value, a secret that the cluster generates, or one from AWS Secrets Manager. With none of them, or with two,
        nobody can say what the app will see. A secret's variable also names a Kubernetes Secret, which knows no upper case.

    Bad:
        env:
          SESSION_KEY: {generate: secret, secret: "preview/orders-api#session"}

    Good:
        env:
          SESSION_KEY: {generate: secret}

    Fix:
        Give the variable exactly one of `value`, `generate` and `secret`.
    """
    secrets: dict[str, str] = {}
    for name, variable in context.spec.env.items():
        sources = [key for key in ("value", "generate", "secret") if getattr(variable, key) is not None]
        if len(sources) != 1:
            found = " and ".join(f"`{key}`" for key in sources) or "no source"
            message = f"`{name}` has {found}"
            yield Finding(
                ("env", name),
                message,
                "give it one of `value`, `generate` and `secret`",
                on_key=True,
            )
        elif sources[0] != "value" and not name.strip("_"):
            message = f"`{name}` has no letter or digit that its Secret could be named by"
            yield Finding(("env", name), message, "choose another name", on_key=True)
        elif sources[0] != "value":
            other = secrets.setdefault(secret_name(name), name)
            if other != name:
                message = f"`{name}` and `{other}` are so alike that their Secrets would have the same name"
                yield Finding(("env", name), message, "rename one of them", on_key=True, first=("env", other))
