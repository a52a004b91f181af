"""What `verify` has proven, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from previewctl.diagnostics.excerpt import printable
from previewctl.verify.scenarios import Scenario

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from previewctl.verify.verification import Verdict


class Verified(NamedTuple):
    """A tree by its name, and what was found in it."""

    name: str
    verdict: Verdict


def proofs(trees: Iterable[Verified]) -> str:
    """For each tree what it consists of, the order that was looked for, and in which scenarios it is proven."""
    return "".join(f"{line}\n" for tree in trees for line in _lines(tree))


def _lines(tree: Verified) -> Iterator[str]:
    verdict = tree.verdict
    yield f"{printable(tree.name)}: {_counted(verdict.objects, 'object')} in {_counted(verdict.waves, 'wave')}"
    if verdict.chain:
        yield f"  order:  {printable(verdict.chain)}"
    proven = [scenario.value for scenario in Scenario if verdict.proven(scenario)]
    missing = [scenario.value for scenario in Scenario if not verdict.proven(scenario)]
    if proven:
        yield f"  proven: {', '.join(proven)}"
    if missing:
        yield f"  not proven: {', '.join(missing)}"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
