"""The previews' domain is used for nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from previewctl.diagnostics.catalogue import SHARED_DOMAIN
from previewctl.rules.context import Finding, platform_rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.spec.platform import PlatformSpec


@platform_rule(SHARED_DOMAIN)
def check(platform: PlatformSpec) -> Iterator[Finding]:
    """Reports a preview domain that shares its registrable domain with the company's other sites.

    Why:
        A page may set cookies for every parent of its host up to the registrable domain. Under one domain, any preview can
        set cookies that staging and production read, and receive theirs: the code of an open pull request acts within a
        signed-in session. Which domains are registrable the Public Suffix List says (https://publicsuffix.org).

    Bad:
        # platform.yaml
        domain: preview.acme.dev

    Good:
        # platform.yaml
        domain: acme-previews.dev

    Fix:
        Register a domain for previews alone, and write it or a name below it as `domain`.
    """
    for where, host in _hosts(platform):
        # Most hosts differ there already, and the list takes longer to load than everything else.
        if host.split(".")[-2:] == platform.domain.split(".")[-2:] and (shared := _registrable(host, platform.domain)):
            message = f"previews would share cookies with `{host}` ({where}): both are below `{shared}`"
            yield Finding(("domain",), message, "register a domain that is used for previews alone")
            return


def _hosts(platform: PlatformSpec) -> Iterator[tuple[str, str]]:
    """Key and host of each URL in the file, the sites before the tools."""
    for name, service in platform.services.items():
        staging = service.staging
        for key, url in (("staging.public", staging.public), ("staging.internal", staging.internal)):
            if url:
                yield f"`services.{name}.{key}`", _host(url)
        for origin in service.origins:
            if not _host(origin).endswith(f".{platform.domain}"):  # those are the previews themselves
                yield f"`services.{name}.origins`", _host(origin)
    tools = (
        ("jira.server", platform.jira and platform.jira.server),
        ("github.apiUrl", platform.github.api_url),
        ("gitops.url", platform.gitops.url),
    )
    for key, tool in tools:
        if tool:
            yield f"`{key}`", _host(tool)


def _host(url: str) -> str:
    """The host of a URL; `git@host:path` has one too."""
    if "://" not in url:
        url = "ssh://" + url.partition(":")[0]
    return (urlsplit(url).hostname or "").lower()


def _registrable(first: str, second: str) -> str | None:
    """The registrable domain of two hosts, if it is the same."""
    from publicsuffixlist import PublicSuffixList

    suffixes = PublicSuffixList()
    found: str | None = suffixes.privatesuffix(first)
    return found if found == suffixes.privatesuffix(second) else None
