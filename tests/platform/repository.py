"""A GitOps repository as `platform init` writes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.scaffold.platform_answers import PlatformAnswers, Service, completed
from previewctl.scaffold.platform_files import gitops_files, loaded, platform_text

if TYPE_CHECKING:
    from previewctl.render.tree import FileTree

ANSWERS = PlatformAnswers(
    organization="acme",
    domain="acme-previews.dev",
    registry="123456789012.dkr.ecr.eu-west-1.amazonaws.com",
    jira="https://acme.atlassian.net#SHOP",
    app_id=4711,
    services=(Service("orders-api", "acme/orders-api"), Service("orders", "acme/orders")),
)


def files(answers: PlatformAnswers = ANSWERS, *, platform: tuple[str, str] = ("", "")) -> FileTree:
    """All files; `platform` replaces a text of platform.yaml by another one, as people do."""
    everything = completed(answers, None)
    text = platform_text(everything).decode()
    assert platform[0] in text
    changed = text.replace(*platform, 1).encode() if platform[0] else text.encode()
    return gitops_files(changed, loaded(changed).spec, everything).files
