"""Runs the rules and turns their key paths into spans."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from previewctl.diagnostics.catalogue import RULE_CRASHED
from previewctl.diagnostics.model import FILE_START, Diagnostic, Fix, Location, Related, in_order
from previewctl.rules.context import Finding, KeyPath, Needs
from previewctl.rules.ignores import without_ignored
from previewctl.source.edits import edits_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.diagnostics.catalogue import Code
    from previewctl.rules.context import PlatformRule, Remedy, Rule, RuleContext
    from previewctl.source.document import SourceDocument
    from previewctl.spec.platform import PlatformSpec

_MOST_PER_RULE = 50
"""Whoever has more than that of one kind mends the first ones and runs it again."""


class Checked(NamedTuple):
    """What the rules found in one file, the codes of those that ran to their end, and of those that had no platform."""

    diagnostics: list[Diagnostic]
    ran: tuple[str, ...]
    skipped: tuple[str, ...]


def check(context: RuleContext, platform: SourceDocument | None, rules: tuple[Rule, ...]) -> Checked:
    """All findings of the rules, with their places; `platform` is None where the defaults stand in for a file."""
    found: list[Diagnostic] = []
    ran, skipped = [], []
    for rule in rules:
        if rule.needs is Needs.PLATFORM and context.embedded:
            skipped.append(rule.code.code)
            continue
        findings = list(islice(_guarded(rule.code, rule.run(context)), _MOST_PER_RULE))
        # Of a rule that was cut short, or has crashed, nobody knows what else it would have found.
        if not findings or (len(findings) < _MOST_PER_RULE and findings[-1][0] is rule.code):
            ran.append(rule.code.code)
        found += [_located(item, context.document, platform) for item in findings]
    return Checked(found, tuple(ran), tuple(skipped))


def check_platform(
    platform: PlatformSpec, document: SourceDocument, rules: tuple[PlatformRule, ...]
) -> list[Diagnostic]:
    """What does not fit together in a platform.yaml."""
    findings = [(rule.code.code, list(_guarded(rule.code, rule.run(platform)))) for rule in rules]
    found = [_located(item, document, None) for _, items in findings for item in items]
    ran = [code for code, items in findings if all(item[0].code == code for item in items)]
    return in_order(without_ignored(found, document, ran))


def _guarded(code: Code, findings: Iterator[Finding]) -> Iterator[tuple[Code, Finding]]:
    """A rule that crashes is one finding, and the run goes on."""
    try:
        for finding in findings:
            yield code, finding
    except Exception as error:  # noqa: BLE001 - whatever it is, it is our bug and not the user's
        message = f"the rule `{code.slug}` ({code.code}) failed: {error!r}"
        yield RULE_CRASHED, Finding((), message, "report this: it is a bug in previewctl")


def _located(found: tuple[Code, Finding], document: SourceDocument, platform: SourceDocument | None) -> Diagnostic:
    code, finding = found
    related = []
    if finding.first is not None:
        related.append(Related(document.key_location(_present(document, finding.first)), finding.because))
    if finding.forbids is not None and platform is not None:
        related.append(Related(platform.key_location(_present(platform, finding.forbids)), "the platform says so here"))
    return code.at(
        _place(finding, document),
        finding.message,
        label=finding.label,
        help=finding.help,
        related=tuple(related),
        fix=_fix(finding.remedy, document),
        severity=finding.severity,
        subject=finding.subject,
    )


def _fix(remedy: Remedy | None, document: SourceDocument) -> Fix | None:
    if remedy is None:
        return None
    present = [
        change._replace(path=_present(document, change.path)) if change.path else change for change in remedy.changes
    ]
    edits = edits_for(document, tuple(present))
    return None if edits is None else Fix(remedy.title, edits, remedy.safe)


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
