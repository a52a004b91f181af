"""What a rule is, what it may look at, and what it yields."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from previewctl.diagnostics.catalogue import Code
    from previewctl.diagnostics.model import Severity
    from previewctl.plan.facts import Facts
    from previewctl.plan.model import Environment
    from previewctl.rules.surroundings import Surroundings
    from previewctl.source.document import SourceDocument
    from previewctl.source.edits import Change
    from previewctl.spec.placeholders import Placeholder
    from previewctl.spec.platform import PlatformSpec
    from previewctl.spec.preview import PreviewSpec

KeyPath = tuple[str | int, ...]


class RuleContext(NamedTuple):
    """One preview.yaml with its platform. `embedded`: there is no platform.yaml, the defaults stand in for it.

    `environment` is there for the rules about the plan, which run once everything else is right. `surroundings` is what
    `lint` sees around the file: a render does not look there.
    """

    document: SourceDocument
    spec: PreviewSpec
    platform: PlatformSpec
    facts: Facts
    embedded: bool
    surroundings: Surroundings
    environment: Environment | None = None


class Remedy(NamedTuple):
    """What would solve a finding: a fix before its places are known. `title` is an order, such as `quote it`."""

    title: str
    changes: tuple[Change, ...]
    safe: bool = False


class Finding(NamedTuple):
    """A problem at a key path of the file; the engine turns the path into a span.

    `on_key` puts the carets under the key, `placeholder` under that placeholder in the value. `forbids` is the key path in
    platform.yaml that says so; `first` another place in the same file that explains it, `because` what it is there. `severity` is there where the
    circumstances make it weigh more or less than its code does. `subject` is what it is about where several findings of a
    rule have one place.
    """

    path: KeyPath
    message: str
    help: str = ""
    on_key: bool = False
    placeholder: Placeholder | None = None
    forbids: KeyPath | None = None
    first: KeyPath | None = None
    remedy: Remedy | None = None
    severity: Severity | None = None
    label: str = ""
    because: str = "first here"
    subject: str = ""


class Needs(Enum):
    """What has to be there for a rule to run, besides a preview.yaml that has its shape."""

    NOTHING = "nothing"
    PLATFORM = "a platform.yaml"
    PLAN = "a plan, so no errors before it"


class Rule(NamedTuple):
    """One rule: what it reports, what it needs, and the generator that does it, whose docstring explains it."""

    code: Code
    run: Callable[[RuleContext], Iterator[Finding]]
    needs: Needs


class PlatformRule(NamedTuple):
    """The same for a rule about platform.yaml itself."""

    code: Code
    run: Callable[[PlatformSpec], Iterator[Finding]]


def rule(code: Code, *, needs: Needs = Needs.NOTHING) -> Callable[[Callable[[RuleContext], Iterator[Finding]]], Rule]:
    """Makes a generator of findings a rule that reports `code`."""
    return lambda run: Rule(code, run, needs)


def platform_rule(code: Code) -> Callable[[Callable[[PlatformSpec], Iterator[Finding]]], PlatformRule]:
    """Makes a generator of findings a rule about platform.yaml."""
    return lambda run: PlatformRule(code, run)
