"""Texts of others in pictures and pages: no control characters, no markup, nothing that a runner's log obeys."""

from __future__ import annotations

from html import escape

from previewctl.diagnostics.excerpt import printable
from previewctl.reporters.findings.workflow_log import inert


def plain(text: str) -> str:
    """The text on one line, as it may stand in a log."""
    return inert(printable(text))


def markup(text: str) -> str:
    """The same as it may stand in XML and HTML, in an attribute too."""
    return escape(plain(text))
