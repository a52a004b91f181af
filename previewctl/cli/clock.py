"""The one place that looks at the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime


def today() -> date:
    """Today's date in UTC, so that a laptop and CI agree on when an override ends."""
    return datetime.now(UTC).date()


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


def epoch_seconds() -> int:
    """The time in whole seconds since 1970."""
    return int(now().timestamp())
