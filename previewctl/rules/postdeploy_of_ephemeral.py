"""What a new pod of an ephemeral database lacks: what a hook put into the one before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import POSTDEPLOY_OF_EPHEMERAL
from previewctl.rules.context import Finding, RuleContext, rule
from previewctl.rules.database_versions import ephemeral_databases

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(POSTDEPLOY_OF_EPHEMERAL)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a `postdeploy` hook of a preview with an ephemeral database.

    Why:
        Hooks run in a sync, and no sync follows when a pod is replaced. An ephemeral database restores its seed and runs its
        migrations by itself, and not this hook: on another node it comes back without what the hook put into it, until the
        next commit.

    Bad:
        databases: {postgres: {version: "17", persistence: ephemeral}}
        hooks: {postdeploy: [python, manage.py, seed_demo_users]}
        spot: never

    Good:
        databases: {postgres: {version: "17", persistence: volume}}
        hooks: {postdeploy: [python, manage.py, seed_demo_users]}

    Fix:
        Put the data into the seed, or keep the database on a volume. Where the hook writes elsewhere, silence this with a
        comment.
    """
    ephemeral = [title for _, title in ephemeral_databases(context.spec)]
    if context.spec.hooks.postdeploy and ephemeral:
        names = " and ".join([", ".join(ephemeral[:-1]), ephemeral[-1]] if len(ephemeral) > 1 else ephemeral)
        yield Finding(
            ("hooks", "postdeploy"),
            f"a new pod of {names} would lack what `postdeploy` puts there: only a sync runs it",
            "put that into the seed, or write `persistence: volume`",
            on_key=True,
            first=("databases",),
            because="starts over with each pod",
        )
