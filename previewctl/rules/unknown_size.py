"""A size class is one of the platform's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import UNKNOWN_SIZE
from previewctl.rules.context import Finding, RuleContext, rule
from previewctl.rules.suggestions import replaced_value
from previewctl.source.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(UNKNOWN_SIZE)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a size class that the platform does not have.

    Why:
        A size class is a name for the requests that platform.yaml gives it. Of another name nobody knows how much CPU and memory
        it means.

    Bad:
        resources: {web: smal}

    Good:
        resources: {web: small}

    Fix:
        Take a name from `sizes` in platform.yaml, or write numbers: `{cpu: 250m, memory: 512Mi}`.
    """
    known = context.platform.sizes
    for name, resources in context.spec.resources.items():
        if resources.size and resources.size not in known:
            guess = nearest(resources.size, known)
            remedy = (
                f"did you mean `{guess}`?" if guess else "known: " + ", ".join(f"`{size}`" for size in sorted(known))
            )
            path = ("resources", name, "size")
            yield Finding(
                path,
                f"the platform has no size `{resources.size}`",
                remedy,
                forbids=("sizes",),
                remedy=replaced_value(path, guess),
            )
