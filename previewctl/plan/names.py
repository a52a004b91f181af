"""The names of a preview. They come from the service and the pull request's number alone.

A branch or a title is text that anybody may choose, so nothing is named after one.
"""

from __future__ import annotations

from typing import NamedTuple

MAXIMUM_HOST = 253


class Names(NamedTuple):
    """The Application, the namespace and the host of a preview."""

    application: str
    namespace: str
    host: str

    @property
    def url(self) -> str:
        """The public URL."""
        return f"https://{self.host}"


def names_of(service: str, pull_request: int, domain: str) -> Names:
    """The names of one service's preview. The host is one label below the domain: a wildcard certificate covers one."""
    name = f"pv-{service}-{pull_request}"
    return Names(application=name, namespace=name, host=f"{service}-pr-{pull_request}.{domain}")
