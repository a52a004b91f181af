"""Turns what YAML gave into what a field wants: these run before a field's own validation.

They are referred to by name in the compiled schemas, so they stay importable and never close over anything.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from previewctl.diagnostics.excerpt import quoted
from previewctl.source.document import Plain
from previewctl.spec.durations import Duration, parse_duration
from previewctl.spec.patterns import ENV_NAME
from previewctl.spec.placeholders import Template, parse_template
from previewctl.spec.quantities import Quantity, parse_quantity
from previewctl.spec.refusal import Refusal
from previewctl.spec.targets import Target, parse_target
from previewctl.spec.urls import parse_origin, parse_url

if TYPE_CHECKING:
    from collections.abc import Callable

_ENV_NAME = re.compile(ENV_NAME)
LONGEST_TIMEOUT = Duration(2 * 3_600)


def as_text(value: Any) -> Any:
    """A plain scalar as it was written: `17`, `2026.10` and `True` stay those characters."""
    return value.text if isinstance(value, Plain) and value.value is not None else as_value(value)


def as_value(value: Any) -> Any:
    """A plain scalar as the number, boolean or null that YAML 1.2 reads."""
    return value.value if isinstance(value, Plain) else value


def as_list(value: Any) -> Any:
    """A single text as a list of one."""
    return [value] if isinstance(value, str | Plain) else value


def as_duration(value: str) -> Duration:
    """Text to a Duration above zero."""
    duration = parse_duration(value)
    if not duration.seconds:
        raise Refusal(f"{quoted(value)} is no time at all", "write at least `1s`")
    return duration


def as_http_url(value: str) -> str:
    """A URL of a service."""
    return parse_url(value)


def as_https_url(value: str) -> str:
    """A URL of a service that browsers may call."""
    return parse_url(value, ("https",))


def as_origin(value: str) -> str:
    """The origin of a browser's page."""
    return parse_origin(value)


def as_timeout(value: str) -> Duration:
    """Text to a Duration that a Job may take: Argo CD does not delete a preview while one of its Jobs runs."""
    timeout = as_duration(value)
    if timeout > LONGEST_TIMEOUT:
        raise Refusal(f"{quoted(value)} is longer than {LONGEST_TIMEOUT}", f"write at most `{LONGEST_TIMEOUT}`")
    return timeout


def as_size(value: str) -> Quantity:
    """Text to a Quantity of bytes: at least a MiB, for `512m` is half a byte."""
    size = parse_quantity(value)
    if size < parse_quantity("1Mi"):
        raise Refusal(f"{quoted(value)} is less than a MiB", "write an amount of bytes, such as `512Mi` or `2Gi`")
    return size


def as_cores(value: str) -> Quantity:
    """Text to a Quantity of cores: at least a thousandth."""
    cores = parse_quantity(value)
    if cores < parse_quantity("1m"):
        raise Refusal(
            f"{quoted(value)} is less than a thousandth of a core", "write an amount of CPU, such as `250m` or `1`"
        )
    return cores


def as_date(value: str) -> date:
    """Text to date; raises Refusal for anything but a calendar day such as `2026-12-01`."""
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise Refusal(f"{quoted(value)} is not a day", "write it as `2026-12-01`") from None


def as_env_name(value: str) -> str:
    """The name of a variable.

    Raises Refusal for what is none, and for the words that Kustomize writes into a ConfigMap without quotes and then
    reads as something else than a key.
    """
    if value.lower() in {"true", "false", "null"}:
        raise Refusal(
            f"{quoted(value)} cannot be the name of a variable", "choose another name: YAML takes this one for a value"
        )
    if not _ENV_NAME.fullmatch(value):
        raise Refusal(
            f"{quoted(value)} cannot be the name of a variable",
            "write letters, digits and `_`, not starting with a digit",
        )
    return value


def as_ip_range(value: str) -> str:
    """An address range that is not all addresses."""
    import ipaddress

    try:
        fits = ipaddress.ip_network(value).prefixlen > 0 and "/" in value
    except ValueError:
        fits = False
    if not fits:
        raise Refusal(
            f"{quoted(value)} is not an address range", "write its first address and its length, such as `10.0.0.0/8`"
        )
    return value


def as_template(value: str) -> Template:
    """Text to Template."""
    return parse_template(value)


def as_target(value: str) -> Target:
    """Text to Target."""
    return parse_target(value)


def short_value(value: Any) -> Any:
    """`LOG_LEVEL: debug` as `LOG_LEVEL: {value: debug}`."""
    return {"value": value} if isinstance(value, str | Plain) else value


def short_url(value: Any) -> Any:
    """`env: BILLING_API_URL` as `env: {url: BILLING_API_URL}`."""
    return {"url": value} if isinstance(value, str | Plain) else value


def short_host(value: Any) -> Any:
    """`env: EMAIL_HOST` as `env: {host: EMAIL_HOST}`."""
    return {"host": value} if isinstance(value, str | Plain) else value


def short_target(value: Any) -> Any:
    """`billing-api: pr-123` as `billing-api: {target: pr-123}`."""
    return {"target": value} if isinstance(value, str | Plain) else value


def short_size(value: Any) -> Any:
    """`web: small` as `web: {size: small}`."""
    return {"size": value} if isinstance(value, str | Plain) else value


def short_command(value: Any) -> Any:
    """`release: [python, warm.py]` as `release: {command: [python, warm.py]}`."""
    return {"command": value} if isinstance(value, list) else value


def unless_false(value: Any, validate: Callable[[Any], Any]) -> Any:
    """`check: false` as no command at all, which no list can say: an empty one is refused."""
    return () if as_value(value) is False else validate(value)


def one_migration(value: Any) -> Any:
    """A single migration as a list of one, named `migrate`."""
    return [{"name": "migrate", **value}] if isinstance(value, dict) else value
