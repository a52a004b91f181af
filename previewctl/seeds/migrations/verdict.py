"""What a branch's migrations make of a seed: what is wrong, and what would run."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from previewctl.diagnostics.model import Severity
from previewctl.seeds.migrations import problems
from previewctl.seeds.migrations.loading import load
from previewctl.seeds.migrations.model import OF_DJANGO
from previewctl.seeds.migrations.numbers import number_range
from previewctl.seeds.migrations.state import applied

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.seeds.migrations.loading import Loaded
    from previewctl.seeds.migrations.model import Branch, Key
    from previewctl.seeds.migrations.problems import Problem
    from previewctl.seeds.migrations.state import State

_GENERIC = frozenset({"0001_initial"})
"""Names that apps share by chance."""
_MOST = 100
"""Migrations of a seed that are reported as missing."""


class AppVerdict(NamedTuple):
    """An app of the repository: where the seed has it, and the migrations that would run; None where nobody can tell."""

    label: str
    at: tuple[str, ...]
    to_run: tuple[str, ...] | None


class Verdict(NamedTuple):
    """All that there is to say. `packages` are the seed's apps that are known by name only, `notes` what was not looked at."""

    problems: tuple[Problem, ...]
    plan: tuple[Key, ...]
    apps: tuple[AppVerdict, ...]
    packages: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def fits(self) -> bool:
        """Whether the seed's database can be migrated to the branch, as far as anybody can tell."""
        return not any(problem.severity is Severity.ERROR for problem in self.problems)


def judge(branch: Branch, state: State) -> Verdict:
    """Compares a seed that was made at `state` with a branch."""
    judged = _Judge(branch, state)
    broken = [*judged.broken()]
    found = [*judged.ahead(), *judged.strangers(), *broken]
    if not broken:  # Django does not look at these either before its graph holds together
        found += [*judged.conflicts(), *judged.history()]
    found += [problems.unreadable(item) for item in branch.unreadable]
    plan = judged.loaded.plan()
    known = (item for item in sorted(state.migrations) if item not in branch.own)
    return Verdict(tuple(found), plan, tuple(_apps(branch, state, plan)), tuple(known), branch.apps.notes)


def _apps(branch: Branch, state: State, plan: tuple[Key, ...]) -> Iterator[AppVerdict]:
    for app in sorted(branch.own):
        if branch.names[app] or app in state.migrations:
            said = state.migrations.get(app, ())
            at = (max(said),) if state.exact and said else said
            to_run = None if app in branch.opaque else tuple(name for label, name in plan if label == app)
            yield AppVerdict(app, at, to_run)


class _Judge:
    """The parts of a verdict."""

    def __init__(self, branch: Branch, state: State) -> None:
        self._branch = branch
        self._state = state
        self._applied = applied(branch, state)
        self.loaded: Loaded = load(branch, self._applied.keys)
        self._paths = {item.key: item.path for item in branch.migrations}

    def ahead(self) -> Iterator[Problem]:
        """Migrations of the seed that no file of the branch has."""
        for key in self._applied.unknown[:_MOST]:
            squash = self._squash_of(key)
            if squash is not None:
                yield problems.squashed_away(key, squash)
            elif not self._is_past(key):
                yield problems.seed_ahead(key, self.loaded.graph.leaves(key[0]))

    def _squash_of(self, key: Key) -> Key | None:
        """A squash that has the number of an unknown migration within its range, and that the seed has not."""
        number = number_range(key[1])
        for item in self._branch.migrations if number else ():
            span = number_range(item.name)
            if item.app == key[0] and span and number and span[0] <= number[0] and number[1] <= span[1] > span[0]:
                return None if item.key in self._recorded() else item.key
        return None

    def _is_past(self, key: Key) -> bool:
        """Whether a database merely remembers a migration: one with a higher number is applied that the branch has.

        The rows of migrations that were squashed long ago stay for ever.
        """
        number = number_range(key[1])
        spans = [number_range(name) for app, name in self._recorded() if app == key[0]] if self._state.exact else []
        return number is not None and any(
            number[1] < span[1] or (number[1] == span[1] > span[0]) for span in spans if span is not None
        )

    def _recorded(self) -> set[Key]:
        """What the seed says that it has, and the branch has too."""
        said = {(app, name) for app, names in self._state.migrations.items() for name in names}
        return said & self._paths.keys()

    def strangers(self) -> Iterator[Problem]:
        """Apps of the seed that are neither the branch's own nor those of a package that it names."""
        apps = self._branch.apps
        gone: list[str] = []
        for app, said in sorted(self._state.migrations.items()):
            if app in self._branch.own or app in apps.packages or app in OF_DJANGO:
                continue
            names = set(said)
            unclaimed = sorted(self._branch.own - self._state.migrations.keys())
            candidates = [item for item in unclaimed if self._has(item, names)]
            if candidates:
                yield problems.renamed(app, candidates, certain=not names <= _GENERIC)
            elif apps.complete and apps.certain:
                gone.append(app)
        if gone:
            yield problems.apps_gone(gone)

    def _has(self, app: str, names: set[str]) -> bool:
        replaced = {name for item in self._branch.migrations for label, name in item.replaces if label == app}
        return bool(names) and names <= self._branch.names[app] | replaced

    def conflicts(self) -> Iterator[Problem]:
        """Apps with several leaves."""
        for app, leaves in sorted(self.loaded.conflicts.items()):
            yield problems.conflicting(app, leaves, self._paths.get((app, leaves[-1]), ""))

    def history(self) -> Iterator[Problem]:
        """Migrations that the seed has, and not what they need."""
        for item in self.loaded.history:
            if item.missing not in self.loaded.graph.absent:
                yield problems.inconsistent(item)
        for migration in self._branch.migrations:
            for needed in migration.dependencies if migration.key in self._applied.keys else ():
                has = self._state.migrations.get(needed[0], ())
                if needed[0] not in self._branch.own and has and all(_is_before(name, needed[1]) for name in has):
                    yield problems.behind_package(migration.key, needed, max(has))

    def broken(self) -> Iterator[Problem]:
        """What Django's loader would raise."""
        for item in self.loaded.absent:
            squashes = [other.key for other in self._branch.migrations if item.key in other.replaces]
            yield problems.absent(
                item, self._paths[item.origin], [key for key in squashes if key not in self.loaded.graph]
            )
        for app in self.loaded.unknown_apps:
            yield problems.unknown_app(app, self._paths[app.origin])
        if self.loaded.circular is not None:
            yield problems.replaces_itself(self.loaded.circular, self._paths[self.loaded.circular])
        elif self.loaded.cycle:
            yield problems.circular(self.loaded.cycle, self._paths.get(self.loaded.cycle[0], ""))


def _is_before(has: str, needed: str) -> bool:
    """Whether the numbers of two names of a package say that the first comes before the second."""
    first, second = number_range(has), number_range(needed)
    return first is not None and second is not None and first[1] < second[0]
