"""Argo CD's own code: its strict types, its ApplicationSet generators and its project rules."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.realparts import programs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.realparts.programs import Object


@dataclass(frozen=True, kw_only=True)
class GeneratedSet:
    """What the controller makes of one ApplicationSet. With an `error` it would change nothing in the cluster."""

    name: str
    error: str
    reason: str
    applications: list[Object]

    @property
    def names(self) -> list[str]:
        """The generated Applications' names, sorted."""
        return sorted(application["metadata"]["name"] for application in self.applications)


@dataclass(frozen=True, kw_only=True)
class Generated:
    """A control directory seen by Argo CD. `problems` is what its renderer lets through and a cluster would refuse."""

    sets: dict[str, GeneratedSet]
    applications: list[Object]
    problems: list[str]


@dataclass(frozen=True, kw_only=True)
class Decoded:
    """What one reader of YAML made of one file: its documents, or an error."""

    file: str
    reader: str
    documents: list[Any]
    error: str = ""


class DecodeError(AssertionError):
    """Argo CD's types refuse something in the control directory: `errors` is one line for each refusal."""

    def __init__(self, errors: list[str]) -> None:
        super().__init__("\n".join(errors))
        self.errors = errors


def generate(control: Path, previews: Path, github_api: str) -> Generated:
    """Run every ApplicationSet in `control` against the GitHub at `github_api` and the tree in `previews`.

    Paths in Git generators start at `previews`. A field that Argo CD does not know raises DecodeError.
    """
    directories: list[str | Path] = ["--control", control, "--previews", previews]
    answer = json.loads(_oracle(["generate", *directories, "--github-api", github_api], accepted=(0, 1)))
    if errors := answer["errors"]:
        raise DecodeError([_refusal(error) for error in errors])
    return Generated(
        sets={entry["name"]: GeneratedSet(**entry) for entry in answer["applicationSets"]},
        applications=answer["applications"],
        problems=answer["problems"],
    )


def decode(*files: Path) -> list[Decoded]:
    """Each file as Kubernetes and Argo CD read it (`sigs.k8s.io/yaml`) and as Kustomize does (`go.yaml.in/yaml/v3`)."""
    answer = _oracle(["decode", *files], accepted=(0, 1))
    return [Decoded(**json.loads(line)) for line in answer.splitlines()]


def decode_text(text: str | bytes) -> list[Decoded]:
    """`decode` of a text that stands in no file."""
    with tempfile.TemporaryDirectory() as directory:
        file = Path(directory, "text.yaml")
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return decode(file)


def permitted(appproject: Path, objects: Sequence[Mapping[str, Any]]) -> dict[str, bool]:
    """`Kind/namespace/name` of each object, and whether the AppProject in that file lets Argo CD apply it."""
    asked = [
        {
            "group": item["apiVersion"].rpartition("/")[0],
            "kind": item["kind"],
            "name": item["metadata"]["name"],
            "namespace": item["metadata"].get("namespace", ""),
        }
        for item in objects
    ]
    answer = _oracle(["permitted", "--appproject", appproject], stdin=json.dumps(asked))
    verdicts = (entry["permitted"] for entry in json.loads(answer))
    return {programs.label(item): verdict for item, verdict in zip(objects, verdicts, strict=True)}


def _oracle(arguments: Sequence[str | Path], *, stdin: str = "", accepted: Sequence[int] = (0,)) -> str:
    program = programs.directory("argocd-oracle") / "argocd-oracle"
    return programs.run([program, *arguments], stdin=stdin, accepted=accepted)


def _refusal(error: str | Mapping[str, str]) -> str:
    if isinstance(error, str):
        return error
    return ": ".join(filter(None, (error["file"], error["object"], error["message"])))
