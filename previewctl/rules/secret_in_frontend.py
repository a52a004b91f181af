"""What a frontend is given, every browser can read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import SECRET_IN_FRONTEND
from previewctl.rules.context import Finding, RuleContext, rule
from previewctl.rules.secret_names import is_for_browsers

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(SECRET_IN_FRONTEND)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports secrets of a frontend.

    Why:
        The variables of a frontend end in `config.js`, which every browser downloads. A secret there is published the moment
        the preview is up. What begins with `VITE_`, `NEXT_PUBLIC_` or `REACT_APP_` is put into the code for browsers, whatever
        the runtime is called.

    Bad:
        runtime: vue
        env: {MAPS_KEY: {secret: "preview/orders-api#maps_key"}}

    Good:
        runtime: vue
        dependencies: {billing-api: {path: /api}}

    Fix:
        Give the secret to a backend and let the frontend call that. A key that is made for browsers is no secret: write it as
        a plain value, and restrict it to the previews' domain where it was issued.
    """
    remedy = "give it to a backend, and call that one"
    if context.spec.runtime != "vue":
        for name, variable in context.spec.env.items():
            if is_for_browsers(name) and (variable.secret or variable.generate):
                message = f"by its name `{name}` is put into what browsers load, and cannot be kept secret"
                yield Finding(("env", name), message, remedy, on_key=True)
        return
    for index in range(len(context.spec.secrets)):
        yield Finding(("secrets", index), "a frontend cannot keep a secret", remedy)
    for name, variable in context.spec.env.items():
        if variable.secret or variable.generate:
            yield Finding(("env", name), f"a frontend cannot keep `{name}` secret", remedy, on_key=True)
