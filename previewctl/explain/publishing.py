"""Explains the codes about publications: what the platform does not let into the GitOps repository."""

from __future__ import annotations

_PLATFORM = """\
    # platform.yaml
    github: {{organization: acme{github}}}
    ceilings: {{previewsPerService: {ceiling}}}
    services:
      orders-api: {{}}
      billing-api: {{repository: acme/money}}
"""
_PREVIEW = """\
    # preview.yaml
    service: {service}
    image: {image}
"""


def _text(summary: str, why: str, bad: str, good: str, fix: str) -> str:
    return f"{summary}\n\nWhy:\n    {why}\n\nBad:\n{bad}\nGood:\n{good}\nFix:\n    {fix}\n"


def _files(
    service: str = "orders-api", image: str = "registry.example.com/orders-api", github: str = "", ceiling: int = 20
) -> str:
    return _PREVIEW.format(service=service, image=image) + _PLATFORM.format(github=github, ceiling=ceiling)


TEXTS: dict[str, str] = {
    "PV530": _text(
        "Reports a service that belongs to another repository.",
        "`service:` is text from a pull request. Only the repository that the catalogue names may publish a service, or any "
        "pull request could replace the preview of any other.",
        _files(service="billing-api"),
        _files(),
        "Write the service of this repository, as the catalogue has it, or correct `repository` in platform.yaml.",
    ),
    "PV531": _text(
        "Reports a preview beyond the number that the platform allows.",
        "Each preview has databases and a namespace of its own. `ceilings.previewsPerService` and `ceilings.previews` bound "
        "what they cost, and a label that somebody puts on every pull request.",
        _files(ceiling=0),
        _files(),
        "Take the label off a pull request that needs no preview any more, or raise the ceiling in platform.yaml. A preview "
        "that is published already is always published again.",
    ),
    "PV532": _text(
        "Reports a pull request from a fork whose author nobody has named.",
        "A fork's author is anybody. A preview runs what the pull request says, in your cluster and beside your staging.",
        _files(),
        _files(github=", forkAuthors: [octocat]"),
        "Push the branch to the repository itself, or name the author under `github.forkAuthors` in platform.yaml.",
    ),
    "PV533": _text(
        "Reports an image that its registry does not have.",
        "A preview with an image that is not there waits for it until the sync fails, and Argo CD does not try that commit "
        "again. Its tag is the full SHA of the pull request's head.",
        _files(image="registry.example.com/order-api"),
        _files(),
        "Build and push the image before you publish, with the tag `$(git rev-parse HEAD)` of the pull request's head; "
        "`--no-image-check` publishes without asking.",
    ),
    "PV534": _text(
        "Reports an image that is not the one in preview.yaml.",
        "`publish --image` says what CI has pushed. If that is another image than preview.yaml names, the preview would run "
        "something else than what was built.",
        _files(image="registry.example.com/orders"),
        _files(),
        "Push the image that preview.yaml names, or change `image` there.",
    ),
}
