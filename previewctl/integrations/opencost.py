"""Reads OpenCost's allocation API: https://opencost.io/docs/integrations/api/."""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
from decimal import Decimal, InvalidOperation
from typing import Any

from previewctl.cost.actual import Measured
from previewctl.errors import RemoteError, UsageError

_SECONDS = 30
_LARGEST = 32 << 20
_HOUR = Decimal(60)


def measured(url: str, window: str = "7d") -> dict[str, Measured]:
    """What each namespace cost within the window, by its name. RemoteError where OpenCost does not say."""
    parts = urllib.parse.urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise UsageError(f"`{url}` is not the URL of OpenCost", hint="such as http://localhost:9003")
    query = urllib.parse.urlencode({"window": window, "aggregate": "namespace", "accumulate": "true"})
    answer = _json(f"{url.rstrip('/')}/allocation?{query}", parts.netloc)
    try:
        sets = [found for found in answer["data"] if found]
        return {name: _measured(item) for found in sets for name, item in found.items()}
    except (KeyError, TypeError, AttributeError, InvalidOperation) as error:
        raise RemoteError(
            f"{parts.netloc} did not answer as OpenCost does", hint="name the API's port, usually 9003"
        ) from error


def _measured(item: Any) -> Measured:
    return Measured(Decimal(str(item["totalCost"])), Decimal(str(item["minutes"])) / _HOUR)


def _json(url: str, host: str) -> Any:
    request = urllib.request.Request(url, headers={"Accept": "application/json"})  # noqa: S310 - the scheme was looked at
    try:
        with urllib.request.urlopen(request, timeout=_SECONDS) as response:  # noqa: S310
            return json.loads(response.read(_LARGEST))
    except urllib.error.HTTPError as error:
        error.close()
        raise RemoteError(f"{host} answered {error.code}", hint="check the URL of OpenCost's API") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise RemoteError(f"{host} cannot be asked: {reason}", hint="check the URL of OpenCost's API") from error
