"""Reads when a label was taken off a pull request.

https://docs.github.com/en/rest/issues/events: the events of an issue, oldest first; a pull request is an issue.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from previewctl.integrations.github.client import checked_repository

if TYPE_CHECKING:
    from previewctl.integrations.github.client import GitHub


class LabelEvents:
    """Labels as `previewctl.ports.LabelHistory` asks of them."""

    def __init__(self, github: GitHub) -> None:
        """Asks with the credentials of a client."""
        self._transport = github.transport

    def unlabelled_at(self, repository: str, number: int, label: str) -> datetime | None:
        """When the label was last taken off, in UTC; None where no event says so."""
        events = self._transport.listed(f"/repos/{checked_repository(repository)}/issues/{number}/events")
        times = [time for event in events if (time := _time(event, label)) is not None]
        return max(times, default=None)


def _time(event: Any, label: str) -> datetime | None:
    try:
        if event["event"] != "unlabeled" or event["label"]["name"] != label:
            return None
        found = datetime.fromisoformat(event["created_at"])
    except (KeyError, TypeError, ValueError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
