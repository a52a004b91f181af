"""Something scales sleeping previews down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import NEVER_SLEEPS
from previewctl.rules.context import Finding, RuleContext, rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(NEVER_SLEEPS)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports hours of sleep on a platform that has nothing to scale previews down.

    Why:
        previewctl writes files and ends; at eight in the evening it is not there. A program in the cluster has to scale the
        previews down, and platform.yaml says which. Without one they run all night, whatever the file says.

    Bad:
        lifetime: {sleep: {weekends: true}}
        # platform.yaml
        sleep: {kind: none}

    Good:
        lifetime: {sleep: {weekends: true}}
        # platform.yaml
        sleep: {kind: downscaler}

    Fix:
        Leave `sleep` out, or ask the platform's owners to install kube-green or the downscaler and to say so in platform.yaml.
    """
    sleep = context.spec.lifetime.sleep
    if sleep is None or context.embedded or context.platform.sleep.kind != "none":
        return
    if sleep.weekdays or sleep.weekends:
        yield Finding(
            ("lifetime", "sleep"),
            "nothing on this platform scales previews down, so this one never sleeps",
            "leave it out, or ask for `sleep: {kind: kubeGreen}` in platform.yaml",
        )
