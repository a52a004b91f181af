"""What `seed verify` has found out about a dataset on real servers."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

NO_COUNTS: Mapping[str, int] = MappingProxyType({})


class Problem(NamedTuple):
    """Something that is wrong. `check` is the kind of it, such as `counts`, `subject` the table, key or file."""

    check: str
    subject: str
    message: str
    help: str = ""


class Timing(NamedTuple):
    """A step, and the seconds that it took."""

    step: str
    seconds: float


class DriftLine(NamedTuple):
    """A part of a schema that one of two databases lacks: `-` is the app's alone, `+` the seed's."""

    sign: str
    text: str


class AppResult(NamedTuple):
    """The app's migrations on top of the seed: how many of them ran, and where the outcome is another than from scratch.

    `drift` is None where the two could not be compared.
    """

    directory: str
    python: str
    ran: int
    drift: tuple[DriftLine, ...] | None


class EngineResult(NamedTuple):
    """One engine of a dataset. `server` says what it ran on, and is empty where it could not be run: `missing` says why.

    `counts` has the rows of each table, the documents of each collection, or the number of keys.
    """

    engine: str
    version: str
    server: str = ""
    missing: str = ""
    counts: Mapping[str, int] = NO_COUNTS
    passed: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    warnings: tuple[str, ...] = ()
    timings: tuple[Timing, ...] = ()
    app: AppResult | None = None


class Verification(NamedTuple):
    """A version of a dataset, and what each of its engines made of it. `written`: the counts are in the lock now."""

    dataset: str
    version: str
    engines: tuple[EngineResult, ...]
    notes: tuple[str, ...] = ()
    written: bool = False

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Those of every engine."""
        return tuple(problem for result in self.engines for problem in result.problems)

    @property
    def complete(self) -> bool:
        """Whether every engine could be checked."""
        return not any(result.missing for result in self.engines)


COUNTS = "counts"


def compared_counts(wanted: Mapping[str, int], found: Mapping[str, int], unit: str) -> list[Problem]:
    """Where the counts of a server differ from those in the lock; `unit` is what is counted, such as `rows`."""
    solution = "if that is meant: `previewctl seed verify --write`"
    problems = []
    for name in sorted(wanted.keys() | found.keys()):
        if name not in found:
            message = f"is not there, and the lock has it with {wanted[name]} {unit}"
        elif name not in wanted:
            message = f"has {found[name]} {unit}, and is not in the lock"
        elif wanted[name] != found[name]:
            message = f"has {found[name]} {unit}, and the lock says {wanted[name]}"
        else:
            continue
        problems.append(Problem(COUNTS, name, message, solution))
    return problems


def counts_accepted(found: Verification) -> Verification | None:
    """The same where counts are no problem, as they stand in the lock now; None where there are other problems."""
    if any(problem.check != COUNTS for problem in found.problems):
        return None
    engines = tuple(result._replace(problems=()) for result in found.engines)
    return found._replace(engines=engines, notes=(), written=True)
