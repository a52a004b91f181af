"""Which findings of the rules are wanted: `--select`, `--ignore` and the settings."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING

from previewctl.cli.settings import codes_of, remedy_for
from previewctl.diagnostics.catalogue import BY_NAME
from previewctl.errors import UsageError
from previewctl.rules.ignores import is_raised
from previewctl.rules.registry import ALL_RULES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from previewctl.cli.settings import RunSettings
    from previewctl.diagnostics.model import Diagnostic


def selected(
    found: Iterable[Diagnostic], settings: RunSettings, select: list[str], ignore: list[str]
) -> list[Diagnostic]:
    """The findings that are wanted, each once. The command line counts before the settings of the finding's file.

    What says that a file cannot be read, or has not its shape, always stays: the rules have not looked at such a file.
    The settings of a repository silence only what its comments may: a pull request brings them along.
    """
    rules = {rule.code.code for rule in ALL_RULES}
    named, left_out = _codes(select), _codes(ignore)

    def is_wanted(item: Diagnostic) -> bool:
        if item.code not in rules:
            return True
        if item.code in left_out or (named and item.code not in named):
            return False
        return is_raised(item) or not BY_NAME[item.code].ignorable or _is_left(item, settings, named=bool(named))

    return once(item for item in found if is_wanted(item))


def _is_left(item: Diagnostic, settings: RunSettings, *, named: bool) -> bool:
    """Whether the settings leave a finding that they may silence; what the command line names needs no `select`."""
    own = settings.of(item.location.path)
    return item.code not in _codes(own.ignore) and (named or not own.select or item.code in _codes(own.select))


def once(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The findings without those that stand in the same file under another path; of two, that of the last path counts."""
    real = cache(os.path.realpath)
    return list({(real(d.location.path), d.location.span, d.code, _without_path(d)): d for d in found}.values())


def _without_path(item: Diagnostic) -> str:
    return item.message.replace(item.location.path, "")


def names_of(options: list[str] | None) -> list[str]:
    """`PV2,unknown-service` as a list; raises UsageError for what stands for no code."""
    names = [name.strip() for option in options or () for name in option.split(",") if name.strip()]
    for name in names:
        if not codes_of(name):
            raise UsageError(f"there is no code `{name}`", hint=remedy_for(name))
    return names


@cache
def _named(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(code for name in names for code in codes_of(name))


def _codes(names: Iterable[str]) -> frozenset[str]:
    return _named(tuple(names))
