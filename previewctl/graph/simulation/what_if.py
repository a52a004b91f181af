"""Changes that somebody wants to try: pull requests that are opened, closed, labelled or pushed to."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from previewctl.errors import UsageError
from previewctl.graph.simulation.pulls import Pull, is_sha

if TYPE_CHECKING:
    from collections.abc import Sequence

PUSHED_SHA = "f" * 40
"""The commit of a push that names none."""


class WhatIf(NamedTuple):
    """What happens, in this order: branches for which pull requests are opened, then numbers.

    `push` has `N` or `N:SHA`.
    """

    open: tuple[str, ...] = ()
    close: tuple[int, ...] = ()
    label: tuple[int, ...] = ()
    unlabel: tuple[int, ...] = ()
    push: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return any(self)


class Changed(NamedTuple):
    """The pull requests afterwards; `published` are those whose CI publishes them: the new and the pushed ones."""

    pulls: tuple[Pull, ...]
    published: tuple[Pull, ...]


def apply(pulls: Sequence[Pull], changes: WhatIf, label: str, repository: str | None) -> Changed:
    """Applies the changes; raises UsageError for a number that nobody has.

    `repository` is where new ones are opened and numbers are looked up; it has to be given where there are several.
    """
    own = repository or _only(pulls, changes)
    found = {(pull.repository, pull.number): pull for pull in pulls}
    others = [pull for pull in pulls if found[pull.repository, pull.number] is not pull]
    touched: list[tuple[str, int]] = []
    highest = max((pull.number for pull in pulls if pull.repository == own), default=0)
    for number, branch in enumerate(changes.open, highest + 1):
        found[own, number] = Pull(own, number, (label,), branch, PUSHED_SHA)
        touched.append((own, number))
    for number in changes.close:
        found[own, number] = _known(found, own, number)._replace(open=False)
    for number in changes.label:
        pull = _known(found, own, number)
        found[own, number] = pull._replace(labels=tuple(dict.fromkeys((*pull.labels, label))))
    for number in changes.unlabel:
        pull = _known(found, own, number)
        found[own, number] = pull._replace(labels=tuple(name for name in pull.labels if name != label))
    for text in changes.push:
        number, sha = _push(text)
        found[own, number] = _known(found, own, number)._replace(head_sha=sha)
        touched.append((own, number))
    return Changed((*found.values(), *others), tuple(found[key] for key in dict.fromkeys(touched)))


def _only(pulls: Sequence[Pull], changes: WhatIf) -> str:
    repositories = sorted({pull.repository for pull in pulls})
    if len(repositories) == 1 or not changes:
        return repositories[0] if repositories else ""
    if not repositories:
        raise UsageError("nobody knows in which repository that happens", hint="pass --repo OWNER/NAME")
    raise UsageError(
        f"these pull requests are in {len(repositories)} repositories", hint="say which one with --repo OWNER/NAME"
    )


def _known(found: dict[tuple[str, int], Pull], repository: str, number: int) -> Pull:
    pull = found.get((repository, number))
    if pull is None:
        raise UsageError(f"{repository} has no pull request {number} in this list", hint="`--open BRANCH` adds one")
    return pull


def _push(text: str) -> tuple[int, str]:
    number, _, sha = text.partition(":")
    if not (number.isascii() and number.isdigit()) or (sha and not is_sha(sha)):
        raise UsageError(f"`{text}` is no push", hint="write the number, or `N:SHA` with all 40 digits")
    return int(number), sha or PUSHED_SHA
