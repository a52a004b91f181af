"""An extension is one that the image has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import UNKNOWN_EXTENSION
from previewctl.plan.databases import seed_of
from previewctl.rules.context import Finding, RuleContext, rule
from previewctl.rules.database_versions import PRODUCTS, major_of
from previewctl.rules.postgres_extensions import about, extensions_of
from previewctl.rules.suggestions import replaced_value
from previewctl.source.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

_NEARLY_THE_SAME = 0.8
_OFFICIAL = frozenset({"postgres", "library/postgres", "docker.io/postgres", "docker.io/library/postgres"})


@rule(UNKNOWN_EXTENSION)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports an extension that the official image of PostgreSQL does not have.

    Why:
        Extensions are created before the migrations run. One that the image lacks fails that step, so the preview stops
        before the app starts. The image has what comes with PostgreSQL itself; a seed made from another image has that
        image's extensions, and is not judged.

    Bad:
        databases: {postgres: {version: "17", extensions: [pg_trgrm]}}

    Good:
        databases: {postgres: {version: "17", extensions: [pg_trgm, uuid-ossp]}}

    Fix:
        Write the name as `CREATE EXTENSION` takes it. An extension from elsewhere, such as PostGIS, needs a seed that is made
        from an image with it.
    """
    postgres = context.spec.databases.postgres
    if postgres is None or not PRODUCTS["postgres"].series(postgres.version) or _own_image(context):
        return
    major = major_of(postgres.version)
    known = extensions_of(int(major))
    for index, extension in enumerate(postgres.extensions):
        if extension in known:
            continue
        path = ("databases", "postgres", "extensions", index)
        found = about(extension)
        guess = None if found else _slip_of(extension, known)
        elsewhere = found or "it has those of PostgreSQL alone: seed the database from an image with this one"
        yield Finding(
            path,
            f"the image of PostgreSQL {major} has no extension `{extension}`",
            f"did you mean `{guess}`?" if guess else elsewhere,
            remedy=replaced_value(path, guess),
        )


def _slip_of(extension: str, known: frozenset[str]) -> str | None:
    """The extension that was meant. So many start with `pg` that only what is nearly the same is one."""
    from difflib import SequenceMatcher

    guess = nearest(extension, sorted(known))
    if guess is None or SequenceMatcher(None, extension.casefold(), guess).ratio() < _NEARLY_THE_SAME:
        return None
    return guess


def _own_image(context: RuleContext) -> bool:
    """Whether the seed's data directory was made by another image, which serves it then."""
    seed = seed_of(context.spec, context.facts)
    image = seed.made_with_engine("postgres").image if seed else ""
    return bool(image) and image.partition("@")[0].partition(":")[0] not in _OFFICIAL
