"""Tells the people of a preview that it will go, or that it has gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.integrations.github.reporting import Place, Writer, read
from previewctl.report.comment import hidden_state, marker, with_hidden_state
from previewctl.report.steps import is_ours

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from previewctl.integrations.github.transport import Transport
    from previewctl.report.preview import PreviewReport


def note(transport: Transport, report: PreviewReport, change: Callable[[Mapping[str, str]], Mapping[str, str]]) -> bool:
    """Writes other notes, and the warning that they make, into the comment about a preview; whether there was anything to write.

    `change` gives the new notes for those that stand there. A preview that nobody has reported on yet gets a comment.
    """
    place = Place(report.repository, report.pull_request, report.task, report.context)
    seen = read(transport, place)
    own = sorted((item for item in seen.comments if is_ours(item, report.service)), key=lambda item: item.id)
    body = own[0].body if own else f"{marker(report.service)}\n"
    noted = hidden_state(body)
    wanted = dict(change(noted))
    if wanted == noted:
        return False
    text, writer = with_hidden_state(body, wanted), Writer(transport, place, report.sha)
    if own:
        writer.edit_comment(own[0].id, text)
    else:
        writer.create_comment(text)
    return True
