"""Names share one namespace: a Service selects pods by their name, so no two parts may have the same one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import RESERVED_NAME
from previewctl.plan.stub import STUBS, stub_name
from previewctl.rules.context import Finding, KeyPath, RuleContext, rule
from previewctl.spec.targets import TargetKind

if TYPE_CHECKING:
    from collections.abc import Iterator

_HOOKS = ("migrate", "release", "postdeploy", "seed-postgres", "seed-redis", "seed-mongodb")
_DATABASES = ("postgres", "redis", "mongodb")


@rule(RESERVED_NAME)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a process or service that is named like a database, a hook or another part.

    Why:
        Everything of a preview stands in one namespace, and a Service finds its pods by their name. Of two parts with one name
        the second would take the place of the first, or answer requests that are meant for it.

    Bad:
        processes:
          web: {port: 8000}
          migrate: {command: [python, copy_orders.py]}

    Good:
        processes:
          web: {port: 8000}
          copy-orders: {command: [python, copy_orders.py]}

    Fix:
        Choose a name that no process, service, database or hook of the preview has.
    """
    taken: dict[str, KeyPath | None] = dict.fromkeys((*_HOOKS, *_DATABASES, *_stubs(context)))
    for section in ("processes", "services"):
        for name in getattr(context.spec, section):
            path: KeyPath = (section, name)
            if name in taken:
                message = f"`{name}` is the name of another part of the preview"
                yield Finding(path, message, "choose another name", on_key=True, first=taken[name])
            taken[name] = path
    for section in ("migrations", "checks"):
        first: dict[str, KeyPath] = {}
        for index, item in enumerate(getattr(context.spec, section)):
            path = (section, index, "name")
            if item.name in first:
                message = f"`{item.name}` stands twice in `{section}`"
                yield Finding(path, message, "choose another name", first=first[item.name])
            first.setdefault(item.name, path)


def _stubs(context: RuleContext) -> tuple[str, ...]:
    """What stands in for dependencies, where an override asks for it."""
    names = [name for name, override in context.spec.overrides.items() if override.target.kind is TargetKind.STUB]
    return (STUBS, *map(stub_name, names)) if names else ()
