"""What pods lose and what brings it back, and what takes back a preview's effects; as text."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from previewctl.diagnostics.excerpt import printable
from previewctl.verify.effects import EFFECTS, Effect, End
from previewctl.verify.survival import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from previewctl.verify.survival import Fate
    from previewctl.verify.verification import Verdict


def losses(trees: Iterable[tuple[str, Verdict]]) -> str:
    """For each tree its pods, and what becomes of what they hold."""
    return "".join(f"{line}\n" for name, verdict in trees for line in _tree(name, verdict))


def _tree(name: str, verdict: Verdict) -> Iterator[str]:
    yield printable(name)
    if not verdict.fates:
        yield "  no pod holds anything"
    for label, fates in groupby(verdict.fates, key=lambda fate: fate.item.label):
        yield f"  {printable(label)}"
        yield from (printable(f"    {line}") for line in _pod(list(fates)))


def _pod(fates: list[Fate]) -> Iterator[str]:
    """What stays, what is rebuilt, what runs again, and all scratch in one line."""
    scratch = []
    for state in dict.fromkeys(fate.state for fate in fates):
        mine = [fate for fate in fates if fate.state == state]
        changed = next((fate for fate in mine if fate.outcome is not Outcome.KEPT), None)
        if changed is None:
            yield f"{state}: kept by {mine[0].by}, whatever happens"
        elif changed.outcome is Outcome.REBUILT:
            yield f"{state}: lost with the pod, rebuilt by {changed.by}"
        elif changed.outcome is Outcome.REPEATED:
            yield "its work: runs again when its pod ends before it is done"
        else:
            scratch.append(state)
    if scratch:
        yield f"scratch, lost with the pod: {', '.join(scratch)}"


def effects() -> str:
    """Every effect of a preview, and what takes it back in each of the ways in which one ends."""
    return "".join(f"{line}\n" for effect in EFFECTS for line in _effect(effect))


def _effect(effect: Effect) -> Iterator[str]:
    yield f"{effect.name} (made by {effect.made_by})"
    if effect.within:
        yield f"  {effect.within}"
    ends: dict[tuple[str, ...], list[End]] = {}
    for end, commands in effect.taken_back.items():
        ends.setdefault(commands, []).append(end)
    for commands, when in ends.items():
        named = ", then ".join(f"`previewctl {command}`" for command in commands)
        yield f"  {', '.join(end.value for end in when)}: {named}"
