"""Runs the rules and turns their key paths into spans."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import RULE_CRASHED
from previewctl.diagnostics.model import FILE_START, Diagnostic, Location, Related, in_order
from previewctl.rules import incomplete_platform
from previewctl.rules.context import Finding, KeyPath, Rule, RuleContext
from previewctl.rules.registry import RULES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.source.document import SourceDocument
    from previewctl.spec.platform import PlatformSpec


_MOST_PER_RULE = 50
"""Whoever has more than that of one kind mends the first ones and runs it again."""


def check(
    context: RuleContext, document: SourceDocument, platform: SourceDocument | None, rules: tuple[Rule, ...] = RULES
) -> list[Diagnostic]:
    """All findings of the rules, with their places; `platform` is None where the defaults stand in for a file."""
    found = (finding for rule in rules for finding in islice(_run(rule, context), _MOST_PER_RULE))
    return in_order([_located(finding, document, platform) for finding in found])


def check_platform(platform: PlatformSpec, document: SourceDocument) -> list[Diagnostic]:
    """What does not fit together in a platform.yaml."""
    return in_order([_located(finding, document, None) for finding in incomplete_platform.check(platform)])


def _run(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    """A rule that crashes is one finding, and the run goes on."""
    try:
        yield from rule(context)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is our bug and not the user's
        name = rule.__module__.rpartition(".")[2]
        yield Finding(
            RULE_CRASHED, (), f"the rule `{name}` failed: {error!r}", "report this: it is a bug in previewctl"
        )


def _located(finding: Finding, document: SourceDocument, platform: SourceDocument | None) -> Diagnostic:
    related = []
    if finding.first is not None:
        related.append(Related(document.key_location(_present(document, finding.first)), "first here"))
    if finding.forbids is not None and platform is not None:
        related.append(Related(platform.key_location(_present(platform, finding.forbids)), "the platform says so here"))
    return finding.code.at(_place(finding, document), finding.message, help=finding.help, related=tuple(related))


def _place(finding: Finding, document: SourceDocument) -> Location:
    if not finding.path:
        return Location(document.path, FILE_START)
    path = _present(document, finding.path)
    if finding.placeholder is not None:
        if document.has((*path, "value")):
            path = (*path, "value")
        return document.within(path, finding.placeholder.start, finding.placeholder.end)
    return document.key_location(path) if finding.on_key else document.value_location(path)


def _present(document: SourceDocument, path: KeyPath) -> KeyPath:
    """The path without the parts that a short form leaves out."""
    present: KeyPath = ()
    for part in path:
        if document.has((*present, part)):
            present = (*present, part)
    return present
