"""The pages of the documentation, cut into what can be checked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = tuple(
    path.relative_to(ROOT).as_posix()
    for path in sorted((*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("docs/reference/*.md")))
)
_FENCE = re.compile(r"^```([a-z]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_MARKS = re.compile(r"<!-- ([^\n]*) -->\n\Z")
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block; `marks` are the words of the comment right before it, such as `{"exit": "1"}`."""

    page: str
    line: int
    language: str
    text: str
    marks: dict[str, str]

    @property
    def place(self) -> str:
        """Where it stands, for messages and test names."""
        return f"{self.page}:{self.line}"

    @property
    def exit_code(self) -> int:
        """The exit code that its commands have."""
        return int(self.marks.get("exit", "0"))


@dataclass(frozen=True, slots=True)
class Command:
    """A command and the output that is shown below it; `shown` is empty where none is."""

    arguments: str
    shown: str


def text_of(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def blocks(page: str) -> list[Block]:
    text = text_of(page)
    found = []
    for fence in _FENCE.finditer(text):
        before = text[: fence.start()]
        marks = _MARKS.search(before)
        parts = (part.strip().partition(" ") for part in marks[1].split(",")) if marks else ()
        line = before.count("\n") + 1
        found.append(Block(page, line, fence[1], fence[2], {name: value for name, _, value in parts}))
    return found


def commands(block: Block) -> list[Command]:
    """Each line that begins with `$ ` and what stands below it."""
    parts = re.split(r"^\$ ", block.text, flags=re.MULTILINE)
    assert not parts[0], f"{block.place}: a console block begins with a command"
    return [Command(*part.split("\n", 1)) for part in parts[1:]]


def prose(page: str) -> str:
    """The page without its fenced blocks."""
    return _FENCE.sub("", text_of(page))


def links(page: str) -> list[str]:
    return _LINK.findall(prose(page))


def anchors(page: str) -> set[str]:
    """The anchors that headings get on GitHub."""
    titles = re.findall(r"^#+ (.*)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def shown_paths(listing: str) -> list[str]:
    """The paths of a listing in which two spaces are one level; a line of `…` stands for anything."""
    parents: list[str] = []
    paths = []
    for line in listing.splitlines():
        name = line.strip()
        level = (len(line) - len(line.lstrip())) // 2
        parents[level:] = [name.rstrip("/")]
        if name != "…":
            paths.append("/".join(parents))
    return paths
