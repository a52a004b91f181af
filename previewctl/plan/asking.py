"""What the two files ask for each dependency, before anybody looks whether it is there."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from previewctl.diagnostics.excerpt import quoted
from previewctl.spec.targets import Target, parse_target

if TYPE_CHECKING:
    from datetime import date

    from previewctl.spec.platform import PlatformSpec
    from previewctl.spec.preview import Override, PreviewSpec

STAGING = "staging"
SAME_BRANCH = "same-branch"
_FOLLOW = "`follow: same-branch`"


class Asked(NamedTuple):
    """Where a dependency should point, as an override writes it, and `reason`, who says so.

    The last days of overrides are judged: one that has ended asks for nothing. `on_missing` is `staging` or `error`.
    """

    target: str = STAGING
    on_missing: str = STAGING
    reason: str = "no override"

    @property
    def parsed(self) -> Target:
        """The target's parts; raises Refusal for a text that is none."""
        return _parsed(self.target)


@lru_cache(1024)
def _parsed(text: str) -> Target:
    """An index has the same few targets thousands of times."""
    return parse_target(text)


def asked_of(name: str, spec: PreviewSpec, platform: PlatformSpec, today: date | None) -> Asked:
    """What is asked for the dependency `name`; without `today` no override has ended.

    `follow` takes what is there: `onMissing` is about targets that somebody has named.
    """
    override = spec.overrides.get(name)
    dependency = spec.dependencies[name]
    on_missing = dependency.on_missing or platform.defaults.on_missing
    if override is None:
        return Asked(SAME_BRANCH, reason=_FOLLOW) if spec.follow else Asked()
    if has_ended(override, today):
        ended = f"the override to {quoted(override.target.text)} ended on {override.until}"
        return Asked(SAME_BRANCH, reason=f"{ended}, so {_FOLLOW} counts") if spec.follow else Asked(reason=ended)
    text = override.target.text
    return Asked(text, override.on_missing or on_missing, f"the override says {quoted(text)}")


def has_ended(override: Override, today: date | None) -> bool:
    """Whether the last day of an override has passed, so that it changes nothing any more."""
    return override.until is not None and today is not None and today > override.until
