"""Which findings of the rules are wanted: `--select`, `--ignore` and the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.cli.settings import codes_of
from previewctl.diagnostics.catalogue import BY_NAME
from previewctl.errors import UsageError
from previewctl.rules.ignores import is_raised
from previewctl.rules.registry import ALL_RULES
from previewctl.source.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from previewctl.cli.settings import Settings
    from previewctl.diagnostics.model import Diagnostic


def selected(found: Iterable[Diagnostic], settings: Settings, select: list[str], ignore: list[str]) -> list[Diagnostic]:
    """The findings that are wanted. The command line counts before the settings.

    What says that a file cannot be read, or has not its shape, always stays: the rules have not looked at such a file.
    The settings of a repository silence only what its comments may: a pull request brings them along.
    """
    rules = {rule.code.code for rule in ALL_RULES}
    named, left_out = _codes(select) or rules, _codes(ignore)
    wanted = _codes(select) or _codes(settings.select) or rules
    ignorable = {code.code for code in BY_NAME.values() if code.ignorable}
    unwanted = left_out | (_codes(settings.ignore) & ignorable)

    def is_wanted(item: Diagnostic) -> bool:
        if is_raised(item):
            return item.code in named and item.code not in left_out
        return item.code not in rules or (item.code in wanted and item.code not in unwanted)

    return [item for item in found if is_wanted(item)]


def names_of(options: list[str] | None) -> list[str]:
    """`PV2,unknown-service` as a list; raises UsageError for what stands for no code."""
    names = [name.strip() for option in options or () for name in option.split(",") if name.strip()]
    for name in names:
        if not codes_of(name):
            guess = nearest(name, BY_NAME)
            raise UsageError(
                f"there is no code `{name}`",
                hint=f"did you mean `{guess}`?" if guess else "`previewctl rules` lists all codes",
            )
    return names


def _codes(names: Iterable[str]) -> set[str]:
    return {code for name in names for code in codes_of(name)}
