"""Asks what platform.yaml names when previews were last in use. What does not answer is a missing signal, never idleness."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from previewctl.errors import RemoteError
from previewctl.lifecycle.subjects import Used

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime, timedelta

    from previewctl.spec.platform import PlatformSpec


class _Source(NamedTuple):
    """A signal, where it comes from, and how it is asked for."""

    signal: str
    name: str
    ask: Callable[[], Mapping[str, datetime | None]]


def last_uses(
    platform: PlatformSpec,
    namespaces: Iterable[str],
    now: datetime,
    period: timedelta,
    warn: Callable[[str], None],
) -> Used:
    """When each namespace was last in use within `period`; `warn` hears of every source that does not answer."""
    spaces = list(namespaces)
    last: dict[tuple[str, str], datetime] = {}
    missing, unknown = [], set()
    for source in _sources(platform, spaces, now, period):
        try:
            found = source.ask()
        except RemoteError as error:
            warn(f"{source.name} did not say what is in use, so everything counts as used: {error}")
            missing.append(f"{source.signal} from {source.name}")
            continue
        unknown |= {(source.signal, namespace) for namespace in spaces if namespace not in found}
        for namespace, at in found.items():
            if at is not None:
                key = source.signal, namespace
                last[key] = max(at, last.get(key, at))
    return Used(last, tuple(missing), frozenset(unknown))


def _sources(platform: PlatformSpec, namespaces: list[str], now: datetime, period: timedelta) -> list[_Source]:
    from previewctl.integrations import cloudwatch, prometheus

    signals, found = platform.lifecycle.signals, []
    if (aws := signals.cloud_watch) is not None:
        found.append(
            _Source(
                "traffic",
                "CloudWatch",
                partial(cloudwatch.last_use, aws.region, aws.minimum, namespaces, now, period),
            )
        )
    if (server := signals.prometheus) is not None:
        for signal, query in (("traffic", server.traffic), ("database", server.database)):
            if query is not None:
                found.append(
                    _Source(
                        signal,
                        "Prometheus",
                        partial(prometheus.last_use, server.url, query, now, period),
                    )
                )
    return found
