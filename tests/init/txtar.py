"""Repositories as text: sections that begin with `-- path --`, below comments that say how to run."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import NamedTuple

FIXTURES = Path(__file__).parent / "fixtures"
_SECTION = re.compile(r"^-- (?P<path>\S+) --\n", re.MULTILINE)


class Fixture(NamedTuple):
    """A repository: its files, the arguments of `init`, the service's directory in it, and the exit code."""

    files: dict[str, str]
    arguments: tuple[str, ...]
    directory: str
    exit: int

    def unpack(self, root: Path) -> None:
        """Writes all files."""
        for name, text in self.files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")


def fixture(name: str) -> Fixture:
    """One of the fixtures."""
    head, *parts = _SECTION.split((FIXTURES / f"{name}.txtar").read_text(encoding="utf-8"))
    said = dict(re.findall(r"^# (\w+): (.+)$", head, re.MULTILINE))
    files = dict(zip(parts[::2], parts[1::2], strict=True))
    arguments = tuple(shlex.split(said.get("arguments", "")))
    return Fixture(files, arguments, said.get("directory", ""), int(said.get("exit", "0")))


def names() -> list[str]:
    """All fixtures."""
    return sorted(path.stem for path in FIXTURES.glob("*.txtar"))
