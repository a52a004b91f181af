"""Compares the migrations that `seed.yaml` names with those that the data says were applied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import SEED_MIGRATIONS_DIFFER
from previewctl.diagnostics.excerpt import quoted
from previewctl.seeds.files import DECLARATION
from previewctl.seeds.rows import Part, tables
from previewctl.source.suggest import nearest

if TYPE_CHECKING:
    from previewctl.seed_rules.collecting import Findings
    from previewctl.seeds.dataset import Dataset

TABLE = "django_migrations"
"""Where Django keeps what it has applied: https://docs.djangoproject.com/en/5.2/topics/migrations/."""


def applied_migrations(dataset: Dataset) -> dict[str, list[str]] | None:
    """By app the migrations in the rows of `django_migrations`, in their order; None where the data has no such rows."""
    found: dict[str, list[str]] = {}
    for part in tables(dataset):
        if not isinstance(part, Part) or part.table != TABLE:
            continue
        columns = part.columns or ("id", "app", "name", "applied")
        if "app" in columns and "name" in columns:
            app, name = columns.index("app"), columns.index("name")
            for row in part.rows:
                if len(row) == len(columns):
                    found.setdefault(row[app] or "", []).append(row[name] or "")
    return found or None


def check_migrations(dataset: Dataset, findings: Findings) -> None:
    """Each named migration was applied, and each app with applied ones is named."""
    applied = applied_migrations(dataset)
    if applied is None:
        return
    for app, names in dataset.migrations.items():
        for name in names:
            known = applied.get(app, [])
            if name not in known:
                guess = nearest(name, known)
                message = f"`migrations.{app}` is {quoted(name)}, and the data's `{TABLE}` has no such row"
                solution = (
                    f"did you mean `{guess}`?" if guess else f"the data has {_last(known) or 'no row of that app'}"
                )
                findings.add(SEED_MIGRATIONS_DIFFER, DECLARATION, message, solution, kind=app)
    for app, known in applied.items():
        named = dataset.migrations.get(app, ())
        later = known[known.index(named[-1]) + 1 :] if named and named[-1] in known else []
        if not named:
            message = f"the data's `{TABLE}` has migrations of {quoted(app)}, which `migrations` does not name"
            findings.add(SEED_MIGRATIONS_DIFFER, DECLARATION, message, f"add `{app}: {known[-1]}`", kind=app)
        elif set(later) - set(named):
            message = (
                f"`migrations.{app}` is {quoted(named[-1])}, and the data's `{TABLE}` goes on to {quoted(later[-1])}"
            )
            findings.add(SEED_MIGRATIONS_DIFFER, DECLARATION, message, f"write `{app}: {later[-1]}`", kind=app)


def _last(known: list[str]) -> str:
    return f"`{known[-1]}` as its last one" if known else ""
