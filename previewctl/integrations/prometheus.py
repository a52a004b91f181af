"""Asks Prometheus when each namespace was last in use: https://prometheus.io/docs/prometheus/latest/querying/api/#range-queries."""

from __future__ import annotations

import json
import math
import urllib.error
import urllib.parse
import urllib.request
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from previewctl.errors import RemoteError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

_SECONDS = 30
_LARGEST = 32 << 20
_STEP = timedelta(hours=1)
_HINT = "check `lifecycle.signals.prometheus` in platform.yaml: the URL of the query API, and that the query runs there"


def last_use(url: str, query: str, now: datetime, period: timedelta) -> Mapping[str, datetime | None]:
    """By namespace, the last hour within `period` in which the query's value was above zero; None where it never was.

    The query gives one series for each label `namespace`. About a namespace that it does not mention nobody knows anything.
    """
    parts = urllib.parse.urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise UsageError(f"`{url}` is not the URL of Prometheus", hint="such as http://prometheus.monitoring.svc:9090")
    parameters = {
        "query": query,
        "start": f"{(now - period).timestamp():.0f}",
        "end": f"{now.timestamp():.0f}",
        "step": f"{_STEP.total_seconds():.0f}",
    }
    answer = _json(f"{url.rstrip('/')}/api/v1/query_range?{urllib.parse.urlencode(parameters)}", parts.netloc)
    try:
        if answer["status"] != "success":
            raise RemoteError(f"Prometheus refuses the query: {answer.get('error', 'no reason given')}", hint=_HINT)
        series = answer["data"]["result"]
        found = {str(item["metric"]["namespace"]): _last(item["values"]) for item in series}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise RemoteError(f"{parts.netloc} did not answer as Prometheus does: no `namespace`", hint=_HINT) from error
    return found


def _last(values: list[list[Any]]) -> datetime | None:
    """The time of the last sample above zero; one that is no number counts as use."""
    used = [float(at) for at, text in values if not float(text) <= 0 or math.isnan(float(text))]
    return datetime.fromtimestamp(max(used), UTC) if used else None


def _json(url: str, host: str) -> Any:
    request = urllib.request.Request(url, headers={"Accept": "application/json"})  # noqa: S310 - the scheme was looked at
    try:
        with urllib.request.urlopen(request, timeout=_SECONDS) as response:  # noqa: S310
            return json.loads(response.read(_LARGEST))
    except urllib.error.HTTPError as error:
        text = error.read(2000).decode(errors="replace")
        error.close()
        raise RemoteError(f"{host} answered {error.code}: {_reason(text)}", hint=_HINT) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise RemoteError(f"{host} cannot be asked: {reason}", hint=_HINT) from error


def _reason(text: str) -> str:
    try:
        return str(json.loads(text)["error"])
    except (ValueError, KeyError, TypeError):
        return "no reason given"
