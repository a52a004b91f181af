"""What the user says about a service: by flags, or asked for where no file says it."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from previewctl.integrations.git import origin_repository
from previewctl.scaffold.completion import service_name
from previewctl.scaffold.draft import Leaf

if TYPE_CHECKING:
    from pathlib import Path

    from previewctl.scaffold.draft import Draft

Ask: TypeAlias = Callable[[str, str], str]
"""Puts a question with its default to the user, and gives the answer."""


class Answers(NamedTuple):
    """What the user said by flags; None where nothing was said. `ask` is None where nobody can be asked."""

    service: str | None = None
    team: str | None = None
    runtime: str | None = None
    image: str | None = None
    port: int | None = None
    health: str | None = None
    ask: Ask | None = None


def answer(draft: Draft, directory: Path, answers: Answers) -> None:
    """Puts the user's answers into the draft; where there are none, what the directory's name and `origin` suggest."""
    guess, source = _name_of(directory)
    name = answers.service or _asked(answers, "the service's name", guess)
    draft.tree.pop("service", None)
    draft.put(("service",), Leaf(name or guess, "" if name else source))
    team = answers.team or _asked(answers, "the team that owns it (empty for none)", "")
    if team:
        draft.put(("team",), Leaf(team, ""))
    if draft.value("runtime") is None:
        draft.put(("runtime",), Leaf("container", "", "no file says what it is made of"))
    _answer_image(draft, answers, name or guess)
    for key, value in (("port", answers.port), ("health", answers.health)):
        if value is not None:
            draft.branch("processes", "web").pop(key, None)
            draft.put(("processes", "web", key), Leaf(value, f"--{key}"))


def _answer_image(draft: Draft, answers: Answers, name: str) -> None:
    if answers.image is not None:
        draft.tree.pop("image", None)
        draft.put(("image",), Leaf(answers.image, ""))
    elif "image" not in draft.tree:
        image = _asked(answers, "the image's whole name, without a tag", name)
        check = "" if image else "no file names the image: write its registry and whole name, without a tag"
        draft.put(("image",), Leaf(image or name, "", check))


def _name_of(directory: Path) -> tuple[str, str]:
    """The name that a service in this directory most likely has, and where it is from."""
    origin, absolute = origin_repository(directory), os.path.abspath(directory)
    if origin and os.path.exists(os.path.join(absolute, ".git")):
        return service_name(origin.partition("/")[2]), "the repository's name"
    return service_name(os.path.basename(absolute)), "the directory's name"


def _asked(answers: Answers, question: str, default: str) -> str:
    return answers.ask(question, default).strip() if answers.ask else ""
