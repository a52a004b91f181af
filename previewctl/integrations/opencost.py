"""Reads OpenCost's allocation API: https://opencost.io/docs/integrations/api/."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlencode

from previewctl.cost.actual import Measured
from previewctl.errors import RemoteError
from previewctl.integrations.json_api import get_json, host_of

_HOUR = Decimal(60)


def measured(url: str, window: str = "7d") -> dict[str, Measured]:
    """What each namespace cost within the window, by its name. RemoteError where OpenCost does not say."""
    host = host_of(url, "OpenCost", "http://localhost:9003")
    query = urlencode({"window": window, "aggregate": "namespace", "accumulate": "true"})
    answer = get_json(f"{url.rstrip('/')}/allocation?{query}", host, "check the URL of OpenCost's API")
    try:
        sets = [found for found in answer["data"] if found]
        return {name: _measured(item) for found in sets for name, item in found.items()}
    except (KeyError, TypeError, AttributeError, InvalidOperation) as error:
        raise RemoteError(
            f"{host} did not answer as OpenCost does", hint="name the API's port, usually 9003"
        ) from error


def _measured(item: Any) -> Measured:
    return Measured(Decimal(str(item["totalCost"])), Decimal(str(item["minutes"])) / _HOUR)
