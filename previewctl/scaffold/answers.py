"""What the user says about a service: by flags, or asked for where no file says it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from previewctl.diagnostics.excerpt import printable
from previewctl.errors import UsageError
from previewctl.integrations.git import origin_repository
from previewctl.scaffold.completion import service_name
from previewctl.scaffold.draft import Leaf
from previewctl.spec.patterns import EXPLANATIONS, HTTP_PATH, IMAGE_REPOSITORY, LABEL_VALUE, SERVICE_NAME

if TYPE_CHECKING:
    from pathlib import Path

    from previewctl.scaffold.draft import Draft

Check: TypeAlias = Callable[[str], str]
"""Why a text is no answer, as half a sentence; an empty text for one that is."""
Ask: TypeAlias = Callable[[str, str, Check], str]
"""Puts a question with its default to the user until the answer passes its check, and gives that."""


_FORMS = {
    "service": (SERVICE_NAME, 40),
    "team": (LABEL_VALUE, 63),
    "image": (IMAGE_REPOSITORY, 255),
    "health": (HTTP_PATH, 1024),
}
"""What texts the user may give, as the models of preview.yaml have it."""


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
    _check(answers)
    guess, source = _name_of(directory)
    name = answers.service or _asked(answers, "service", "the service's name", guess)
    draft.tree.pop("service", None)
    draft.put(("service",), Leaf(name or guess, "" if name else source))
    team = answers.team or _asked(answers, "team", "the team that owns it (empty for none)", "")
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
        image = _asked(answers, "image", "the image's whole name, without a tag", name)
        check = "" if image else "no file names the image: write its registry and whole name, without a tag"
        draft.put(("image",), Leaf(image or name, "", check))


def _name_of(directory: Path) -> tuple[str, str]:
    """The name that a service in this directory most likely has, and where it is from."""
    origin, absolute = origin_repository(directory), os.path.abspath(directory)
    if origin and os.path.exists(os.path.join(absolute, ".git")):
        return service_name(origin.partition("/")[2]), "the repository's name"
    return service_name(os.path.basename(absolute)), "the directory's name"


def _asked(answers: Answers, key: str, question: str, default: str) -> str:
    return answers.ask(question, default, lambda text: _problem(key, text)).strip() if answers.ask else ""


def _check(answers: Answers) -> None:
    """Raises UsageError for a flag that `lint` would not accept in the file."""
    for key, (pattern, _) in _FORMS.items():
        text = getattr(answers, key)
        if text is not None and (not text or _problem(key, text)):
            raise UsageError(f"--{key} cannot be `{printable(text)}`", hint=f"it is {EXPLANATIONS[pattern]}")


def _problem(key: str, text: str) -> str:
    pattern, longest = _FORMS[key]
    fits = not text or (re.fullmatch(pattern, text) and len(text) <= longest)
    return "" if fits else f"`{printable(text)}` is not {EXPLANATIONS[pattern]}, of at most {longest} characters"
