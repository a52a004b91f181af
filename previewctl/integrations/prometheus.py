"""Asks Prometheus when each namespace was last in use: https://prometheus.io/docs/prometheus/latest/querying/api/#range-queries."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from previewctl.errors import RemoteError
from previewctl.integrations.json_api import get_json, host_of

if TYPE_CHECKING:
    from collections.abc import Mapping

_STEP = timedelta(hours=1)
_HINT = "check `lifecycle.signals.prometheus` in platform.yaml: the URL of the query API, and that the query runs there"


def last_use(url: str, query: str, now: datetime, period: timedelta) -> Mapping[str, datetime | None]:
    """By namespace, the last hour within `period` in which the query's value was above zero; None where it never was.

    The query gives one series for each label `namespace`. About a namespace that it does not mention nobody knows anything.
    """
    host = host_of(url, "Prometheus", "http://prometheus.monitoring.svc:9090")
    parameters = {
        "query": query,
        "start": f"{(now - period).timestamp():.0f}",
        "end": f"{now.timestamp():.0f}",
        "step": f"{_STEP.total_seconds():.0f}",
    }
    answer = get_json(f"{url.rstrip('/')}/api/v1/query_range?{urlencode(parameters)}", host, _HINT, _reason)
    try:
        if answer["status"] != "success":
            raise RemoteError(f"Prometheus refuses the query: {answer.get('error', 'no reason given')}", hint=_HINT)
        series = answer["data"]["result"]
        found = {str(item["metric"]["namespace"]): _last(item["values"]) for item in series}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise RemoteError(f"{host} did not answer as Prometheus does: no `namespace`", hint=_HINT) from error
    return found


def _last(values: list[list[Any]]) -> datetime | None:
    """The time of the last sample above zero; one that is no number counts as use."""
    used = [float(at) for at, text in values if not float(text) <= 0 or math.isnan(float(text))]
    return datetime.fromtimestamp(max(used), UTC) if used else None


def _reason(text: str) -> str:
    try:
        return str(json.loads(text)["error"])
    except (ValueError, KeyError, TypeError):
        return "no reason given"
