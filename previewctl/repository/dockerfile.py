"""Reads a Dockerfile: https://docs.docker.com/reference/dockerfile/. Of several stages the last one is what runs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from previewctl.repository.files import Repository

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ("Dockerfile", "Containerfile")
_MOST_LINES = 5_000
_OF_OTHERS = {22, 3306, 5432, 6379, 27017}
"""Ports of databases and of SSH: an image that exposes one of them serves its site on another."""
_FIRST_FREE = 1024
_INSTRUCTION = re.compile(r"\s*(?P<name>[A-Za-z]+)\s+(?P<value>.*)", re.DOTALL)
_STAGE = re.compile(r"(?:--\S+\s+)*(?P<image>\S+)(?:\s+[Aa][Ss]\s+(?P<name>\S+))?")
_PAIR = re.compile(r"""(?<!\S)([A-Za-z_][A-Za-z0-9_]*)=("(?:[^"\\]|\\.)*"|'[^']*'|(?:\\.|\S)*)""")


class Instruction(NamedTuple):
    """One instruction, its continued lines joined, and the line that it begins on."""

    name: str
    value: str
    line: int


class Dockerfile(NamedTuple):
    """What the last stage says, with what the stages that it is built from say."""

    path: str
    environment: dict[str, tuple[str, int]]
    port: tuple[int, int] | None
    user: tuple[str, int] | None
    command: tuple[str, int] | None
    entrypoint: tuple[str, int] | None
    base: str
    health: tuple[str, int] | None = None


def environment(root: Path) -> frozenset[str]:
    """The variables that the Dockerfile of a directory sets with ENV."""
    found = parse_dockerfile(Repository(root))
    return frozenset(found.environment) if found else frozenset()


def parse_dockerfile(repository: Repository, path: str = "") -> Dockerfile | None:
    """The Dockerfile of the root, or the one at `path`; None where there is none to read."""
    chosen = path or next((name for name in NAMES if repository.exists(name)), "")
    text = repository.text(chosen) if chosen else None
    return _final_stage(chosen, instructions(text)) if text is not None else None


def instructions(text: str) -> list[Instruction]:
    """The instructions of a Dockerfile in order; bodies of here-documents are left out."""
    found: list[Instruction] = []
    lines = text.splitlines()[:_MOST_LINES]
    index = 0
    while index < len(lines):
        start = index
        parts: list[str] = []
        while index < len(lines):
            line = lines[index]
            index += 1
            if line.lstrip().startswith("#") or (parts and not line.strip()):
                continue
            parts.append(line.rstrip().removesuffix("\\"))
            if not line.rstrip().endswith("\\"):
                break
        matched = _INSTRUCTION.fullmatch(" ".join(parts)) if parts else None
        if matched:
            found.append(Instruction(matched["name"].upper(), matched["value"].strip(), start + 1))
            index = _after_document(lines, index, matched["value"])
    return found


def _after_document(lines: list[str], index: int, value: str) -> int:
    for marker in re.findall(r"<<-?[\"']?([A-Za-z_]\w*)", value)[:5]:
        while index < len(lines) and lines[index].strip() != marker:
            index += 1
        index += 1
    return index


def _final_stage(path: str, found: list[Instruction]) -> Dockerfile:
    stages: dict[str, Dockerfile] = {}
    current = _empty(path, "")
    name = ""
    number = 0
    for item in found:
        if item.name == "FROM":
            matched = _STAGE.match(item.value)
            base = matched["image"] if matched else ""
            name = (matched["name"] or "") if matched else ""
            parent = stages.get(base)
            current = parent._replace(environment=dict(parent.environment)) if parent else _empty(path, base)
            number += 1
        else:
            current = _with(current, item)
        stages[name or str(number - 1)] = current
    return current


def _empty(path: str, base: str) -> Dockerfile:
    return Dockerfile(path, {}, None, None, None, None, base)


def _with(stage: Dockerfile, item: Instruction) -> Dockerfile:
    if item.name == "ENV":
        return stage._replace(environment={**stage.environment, **_variables(item)})
    if item.name == "EXPOSE" and (stage.port is None or stage.port[0] < _FIRST_FREE):
        port = _exposed(item.value)
        return stage._replace(port=(port, item.line)) if port and (port >= _FIRST_FREE or not stage.port) else stage
    if item.name == "ENTRYPOINT":  # it takes away the CMD of the stage before
        return stage._replace(entrypoint=(item.value, item.line), command=None)
    if item.name == "HEALTHCHECK":
        return stage._replace(health=(item.value, item.line))
    if item.name == "USER":
        return stage._replace(user=(item.value, item.line))
    return stage._replace(command=(item.value, item.line)) if item.name == "CMD" else stage


def _exposed(value: str) -> int | None:
    """The first port that an ordinary user may listen on, else the first one."""
    listed = [int(word) for word in re.findall(r"(?<!\S)([0-9]{1,5})(?:/tcp)?(?!\S)", value)]
    ports = [port for port in listed if 0 < port < 65_536 and port not in _OF_OTHERS]
    return next((port for port in ports if port >= _FIRST_FREE), ports[0] if ports else None)


def _variables(item: Instruction) -> dict[str, tuple[str, int]]:
    pairs = _PAIR.findall(item.value)
    if pairs:
        return {name: (value.strip("\"'"), item.line) for name, value in pairs}
    name, _, value = item.value.partition(" ")  # the old form: ENV NAME the rest of the line
    return {name: (value.strip(), item.line)} if re.fullmatch(r"[A-Za-z_]\w*", name) else {}


def as_line(value: str) -> str:
    """The command of a CMD or ENTRYPOINT as a command line, whichever form it has."""
    if value.startswith("["):
        import json
        import shlex

        try:
            parts = json.loads(value)
        except ValueError:
            return value
        if isinstance(parts, list) and all(isinstance(part, str) for part in parts):
            return parts[2] if parts[:2] in (["sh", "-c"], ["/bin/sh", "-c"]) and len(parts) == 3 else shlex.join(parts)
    return value
