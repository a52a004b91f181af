"""The comment on a pull request: what the preview is made of, where it is, what it waits for, and what to do with it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

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


def comment(report: PreviewReport, noted: Mapping[str, str]) -> str:
    """The comment's text, well below GitHub's limit of 65,536 characters.

    `noted` is what earlier runs noted in it (see `report.comment`).
    """
    shown = report.dependencies[:_MOST_DEPENDENCIES]
    text = render_template(
        "comment/preview.md",
        marker=marker(report.service),
        headline=f"Preview of {code(report.service)} {_HEADLINES[report.state]}",
        gone=report.state is State.INACTIVE,
        url=link(report.url) if report.url and report.state is not State.FAILED else "",
        url_soon=report.state is not State.READY,
        facts=list(_facts(report)),
        reasons=[code(reason, 400) for reason in report.reasons[:_MOST_REASONS]],
        failed=report.state is State.FAILED,
        graph=mermaid(report, shown),
        dependencies=[(code(item.service), code(item.target), code(item.reason)) for item in shown],
        more=len(report.dependencies) - len(shown),
        example=next((item.service for item in shown if _NAME.fullmatch(item.service)), "billing-api"),
        label=code(report.label),
        keep=code(report.keep_label),
        lifetime=report.lifetime,
    ).decode()
    return with_hidden_state(text, noted)


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


def _facts(report: PreviewReport) -> Iterable[tuple[str, str]]:
    yield "Commit", code(report.sha[:12])
    if report.published is False:
        yield "Published", "not this commit yet"
    if report.seed:
        yield "Seed data", code(report.seed)
    if report.cost:
        yield "Cost", report.cost
    if report.log_url:
        yield "Log", link(report.log_url, "what happened")
