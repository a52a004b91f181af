"""The comment on a pull request: what the preview is made of, where it is, what it waits for, and what to do with it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from previewctl.render.engine import render_template
from previewctl.report.comment import marker, with_hidden_state
from previewctl.report.preview import PreviewReport, State
from previewctl.reporters.markdown import code, link
from previewctl.reporters.mermaid import Arrow, Box, flowchart

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from previewctl.report.preview import Dependency

_HEADLINES = {
    State.QUEUED: "is waiting for a runner",
    State.BUILDING: "is being built",
    State.DEPLOYING: "is being started",
    State.READY: "is ready",
    State.FAILED: "has failed",
    State.INACTIVE: "has gone",
}
_MOST_DEPENDENCIES = 30
_MOST_REASONS = 10
_PREVIEW = re.compile(r"pr-[0-9]+")
_NAME = re.compile(r"[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?")


class Fact(NamedTuple):
    """A row of the first table."""

    name: str
    value: str


class Waiting(NamedTuple):
    """What it waits for, or what went wrong."""

    title: str
    reasons: tuple[str, ...]


class Called(NamedTuple):
    """A row about a dependency."""

    service: str
    target: str
    reason: str


class Picture(NamedTuple):
    """What it calls, drawn and listed; `more` has the number of those that are left out, if any are."""

    text: str
    rows: tuple[Called, ...]
    more: tuple[int, ...]


def comment(report: PreviewReport, noted: Mapping[str, str]) -> str:
    """The comment's text, well below GitHub's limit of 65,536 characters.

    `noted` is what earlier runs noted in it (see `report.comment`).
    """
    return with_hidden_state(_gone(report) if report.state is State.INACTIVE else _standing(report), noted)


def _gone(report: PreviewReport) -> str:
    return render_template(
        "comment/gone.md",
        marker=marker(report.service),
        headline=_headline(report),
        reasons=_reasons(report),
        label=code(report.label),
    ).decode()


def _standing(report: PreviewReport) -> str:
    shown = report.dependencies[:_MOST_DEPENDENCIES]
    title = "What went wrong:" if report.state is State.FAILED else "It waits for:"
    reasons = _reasons(report)
    return render_template(
        "comment/preview.md",
        marker=marker(report.service),
        headline=_headline(report),
        address=tuple(_address(report)),
        facts=tuple(_facts(report)),
        waiting=(Waiting(title, reasons),) if reasons else (),
        graph=tuple(_picture(report, shown)),
        example=next((item.service for item in shown if _NAME.fullmatch(item.service)), "billing-api"),
        label=code(report.label),
        keep=code(report.keep_label),
        lifetime=(report.lifetime,) if report.lifetime else (),
    ).decode()


def _headline(report: PreviewReport) -> str:
    return f"Preview of {code(report.service)} {_HEADLINES[report.state]}"


def _reasons(report: PreviewReport) -> tuple[str, ...]:
    return tuple(code(reason, 400) for reason in report.reasons[:_MOST_REASONS])


def _address(report: PreviewReport) -> Iterable[str]:
    if report.url and report.state is not State.FAILED:
        soon = "" if report.state is State.READY else " (once it is ready)"
        yield f"**{link(report.url)}**{soon}"


def _picture(report: PreviewReport, shown: Sequence[Dependency]) -> Iterable[Picture]:
    if text := mermaid(report, shown):
        left = len(report.dependencies) - len(shown)
        rows = tuple(Called(code(item.service), code(item.target), code(item.reason)) for item in shown)
        yield Picture(text, rows, (left,) if left else ())


def mermaid(report: PreviewReport, dependencies: Sequence[Dependency]) -> str:
    """The preview and what it calls as the text of a Mermaid flowchart; empty where it calls nothing."""
    if not dependencies:
        return ""
    own = f"{report.service}#{report.pull_request}"
    boxes = {own: Box((own,), "preview")}
    arrows = []
    for item in dependencies:
        key = f"{item.service} {item.target}"
        boxes[key] = Box((item.service, item.target), _style(item.target))
        arrows.append(Arrow(own, key, dashed=item.target == "staging"))
    return flowchart(boxes, arrows).rstrip()


def _style(target: str) -> str:
    return "preview" if _PREVIEW.fullmatch(target) else "staging" if target == "staging" else "outside"


def _facts(report: PreviewReport) -> Iterable[Fact]:
    yield Fact("Commit", code(report.sha[:12]))
    if report.published is False:
        yield Fact("Published", "not this commit yet")
    if report.seed:
        yield Fact("Seed data", code(report.seed))
    if report.cost:
        yield Fact("Cost", report.cost)
    if report.log_url:
        yield Fact("Log", link(report.log_url, "what happened"))
