"""A strict grammar of the part of Mermaid's flowcharts that previewctl writes; narrower than Mermaid's own."""

from __future__ import annotations

import re
from typing import NamedTuple

_ENTITY = re.compile(r"#([0-9]{1,7});")
_TEXT = r"(?:[A-Za-z0-9 ,/.:-]|#[0-9]{1,7};)*"
_BOX = re.compile(rf'  (n\d+|more)\["({_TEXT}(?:<br/>{_TEXT})*)"\]:::(preview|staging|missing|outside)')
_ARROW = re.compile(rf'  (n\d+) (-->|-\.->)(?:\|"({_TEXT})"\|)? (n\d+)')
_CLASS = re.compile(r"  classDef [a-z]+ [a-z-]+:[#a-z0-9]+(?: \d)?(?:,[a-z-]+:[#a-z0-9]+(?: \d)?)*")


class Chart(NamedTuple):
    """The lines of each box's label as a reader sees them, and the arrows: source, line, label, target."""

    boxes: dict[str, list[str]]
    arrows: list[tuple[str, str, str, str]]


def parse(text: str) -> Chart:
    """Reads a flowchart; AssertionError for a line that is none of those that previewctl writes."""
    lines = text.splitlines()
    assert lines[0] == "flowchart LR"
    assert text.endswith("\n")
    boxes: dict[str, list[str]] = {}
    arrows = []
    for line in lines[1:]:
        if found := _BOX.fullmatch(line):
            boxes[found[1]] = [_decoded(part) for part in found[2].split("<br/>")]
        elif found := _ARROW.fullmatch(line):
            assert found[1] in boxes
            assert found[4] in boxes
            arrows.append((found[1], found[2], _decoded(found[3] or ""), found[4]))
        else:
            assert _CLASS.fullmatch(line), line
    return Chart(boxes, arrows)


def _decoded(text: str) -> str:
    return _ENTITY.sub(lambda found: chr(int(found[1])), text)
