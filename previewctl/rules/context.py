"""What a rule may look at, and what it yields."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from previewctl.diagnostics.catalogue import Code
    from previewctl.plan.facts import Facts
    from previewctl.plan.model import Environment
    from previewctl.spec.placeholders import Placeholder
    from previewctl.spec.platform import PlatformSpec
    from previewctl.spec.preview import PreviewSpec

KeyPath = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class RuleContext:
    """One preview.yaml with its platform. `embedded`: there is no platform.yaml, the defaults stand in for it.

    `environment` is there for the rules about the plan, which run once everything else is right.
    """

    spec: PreviewSpec
    platform: PlatformSpec
    facts: Facts
    embedded: bool
    environment: Environment | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem at a key path of preview.yaml; the engine turns the path into a span.

    `on_key` puts the carets under the key, `placeholder` under that placeholder in the value. `forbids` is the key path in
    platform.yaml that says so; `first` another place in preview.yaml that explains it.
    """

    code: Code
    path: KeyPath
    message: str
    help: str = ""
    on_key: bool = False
    placeholder: Placeholder | None = None
    forbids: KeyPath | None = None
    first: KeyPath | None = None


Rule = Callable[[RuleContext], Iterator[Finding]]
