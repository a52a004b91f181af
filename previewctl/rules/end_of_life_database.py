"""A database still gets fixes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import END_OF_LIFE_DATABASE
from previewctl.rules.context import Finding, RuleContext, rule
from previewctl.rules.database_versions import declared_databases

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(END_OF_LIFE_DATABASE)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a version of a database that its makers no longer mend.

    Why:
        After its end of life a version gets no security fixes, and its image is not built any more: what a scanner finds in
        it stays. A preview is a good place to try the next version before production has to move.

    Bad:
        databases: {mongodb: {version: "6.0"}}

    Good:
        databases: {mongodb: {version: "8.0"}}

    Fix:
        Move to a version that is maintained. Another major version is a new volume, seeded like the first; a seed has to be
        made anew with it.
    """
    if context.facts.today is None:
        return
    today = context.facts.today.isoformat()
    for engine, version, product in declared_databases(context.spec):
        last = max((product.ends[name] for name in product.series(version)), default=None)
        if last is not None and last < today:
            yield Finding(
                ("databases", engine, "version"),
                f"{product.title} {version} has had no fixes since {last}",
                f"move to `{product.newest}`, which gets them until {product.ends[product.newest]}",
            )
