"""kube-score's opinion of a set of objects."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from tests.realparts import programs

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.realparts.programs import Object

FLAWLESS = 10


class Problem(NamedTuple):
    """One remark: the check's id (`pod-probes`), the object (`Deployment/web`) and what is wrong with it."""

    check: str
    object: str
    message: str


def problems(objects: Sequence[Object], *, kubernetes: str = "v1.37") -> list[Problem]:
    """Every remark of every check that was not skipped and did not give full marks."""
    command: list[str | Path] = [
        programs.directory("kube-score") / "kube-score",
        "score",
        "--output-format=json",
        f"--kubernetes-version={kubernetes}",
        "-",
    ]
    answer = programs.run(command, stdin=_documents(objects), accepted=(0, 1))
    return [
        Problem(check["check"]["id"], _name(scored), text)
        for scored in json.loads(answer) or ()
        for check in scored["checks"]
        if not check["skipped"] and check["grade"] < FLAWLESS
        for text in _remarks(check)
    ]


def _name(scored: Object) -> str:
    return programs.label({"kind": scored["type_meta"]["kind"], "metadata": scored["object_meta"]})


def _remarks(check: Object) -> list[str]:
    comments = check["comments"] or [{"path": "", "summary": check["check"]["comment"], "description": ""}]
    return [": ".join(filter(None, (c["path"], c["summary"], c["description"]))) for c in comments]


def _documents(objects: Sequence[Object]) -> str:
    return "\n---\n".join(json.dumps(item) for item in objects)
