"""DNS names end at 253 characters, with the largest pull request's number in mind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import HOST_TOO_LONG
from previewctl.plan.names import MAXIMUM_HOST, names_of
from previewctl.rules.context import Finding, RuleContext, rule
from previewctl.spec.targets import MAXIMUM_PULL_REQUEST

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(HOST_TOO_LONG)
def check(context: RuleContext) -> Iterator[Finding]:
    r"""Reports a service whose hosts would not fit.

    Why:
        A preview's host is `<service>-pr-<number>` and the platform's domain, and DNS ends at 253 characters. What fits for pull
        request 7 has to fit for the largest number too, or previews would stop working one day.

    Bad:
        # platform.yaml
        domain: "previews-of-every-service-of-every-team-of-the-whole-company.\
          previews-of-every-service-of-every-team-of-the-whole-company.\
          previews-of-every-service-of-every-team-of-the-whole-company.\
          previews-of-every-service-of-every-team-of-acme.dev"

    Good:
        # platform.yaml
        domain: preview.acme-previews.dev

    Fix:
        Shorten `domain` in platform.yaml.
    """
    host = names_of(context.spec.service, MAXIMUM_PULL_REQUEST, context.platform.domain).host
    if len(host) > MAXIMUM_HOST:
        message = f"the preview's host would have {len(host)} characters, and DNS allows {MAXIMUM_HOST}"
        yield Finding(("service",), message, "shorten the platform's `domain`", forbids=("domain",))
