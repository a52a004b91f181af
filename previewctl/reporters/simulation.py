"""What Argo CD would do, as text and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from previewctl.diagnostics.excerpt import printable, shortened
from previewctl.reporters.findings.workflow_log import inert

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from previewctl.gitops.record import Record
    from previewctl.graph.simulation.generator import Application, GeneratedSet
    from previewctl.graph.simulation.outcome import Outcome


def text(
    outcomes: Sequence[Outcome],
    sets: Mapping[str, GeneratedSet],
    records: Mapping[tuple[str, int], Record],
    notes: Sequence[str],
    manifests: Mapping[str, str],
) -> str:
    """For each service a line for each Application: `+` created, `~` updated, `-` deleted; then the sums."""
    lines: list[str] = []
    for outcome in outcomes:
        own = [*_lines(outcome, records), *_waiting(sets.get(outcome.service))]
        if own:
            lines += [f"preview-{outcome.service}", *own, ""]
    lines += [f"note: {_shown(note, 300)}" for note in notes]
    lines.append(_sums(outcomes))
    for name, manifest in manifests.items():
        lines += ["", f"# {name}", manifest.rstrip("\n")]
    return inert("\n".join(lines) + "\n")


def _lines(outcome: Outcome, records: Mapping[tuple[str, int], Record]) -> Iterator[str]:
    for item in outcome.created:
        yield f"  + {item.name}  {item.url}  {item.head_sha[:12]}".rstrip()
        yield from _targets(item, records)
    for before, after in outcome.updated:
        yield f"  ~ {after.name}  {after.url}  {before.head_sha[:12]} → {after.head_sha[:12]}"
        yield f"      {_tree(before)} → {_tree(after)}"
        yield from _targets(after, records)
    for item in outcome.deleted:
        yield f"  - {item.name}  with the namespace {item.namespace}"
    for item in outcome.unchanged:
        yield f"    {item.name}  stays as it is"
    for reason in outcome.held:
        yield f"  held: {_shown(reason, 300)}"


def _targets(item: Application, records: Mapping[tuple[str, int], Record]) -> Iterator[str]:
    found = _record(item, records)
    if found and found.targets:
        yield "      " + ", ".join(f"{name} → {_shown(target, 60)}" for name, target in sorted(found.targets.items()))


def _record(item: Application, records: Mapping[tuple[str, int], Record]) -> Record | None:
    return records.get((item.service, int(item.number))) if item.number else None


def _tree(item: Application) -> str:
    return item.path.rpartition("/")[2] or "no overlay"


def _waiting(found: GeneratedSet | None) -> Iterator[str]:
    for pull in found.waiting if found else ():
        yield f"  waiting: #{pull.number} {_shown(pull.branch, 60)} is labelled, and not published"


def _sums(outcomes: Sequence[Outcome]) -> str:
    counts = [
        (sum(len(item.created) for item in outcomes), "created"),
        (sum(len(item.updated) for item in outcomes), "updated"),
        (sum(len(item.deleted) for item in outcomes), "deleted"),
        (sum(len(item.unchanged) for item in outcomes), "unchanged"),
    ]
    return ", ".join(f"{count} {word}" for count, word in counts)


def as_json(
    outcomes: Sequence[Outcome],
    sets: Mapping[str, GeneratedSet],
    records: Mapping[tuple[str, int], Record],
    notes: Sequence[str],
    manifests: Mapping[str, str],
) -> dict[str, Any]:
    """The same for programs."""
    return {
        "schema": 1,
        "services": [
            {
                "service": item.service,
                "create": [_data(one, records, manifests) for one in item.created],
                "update": [
                    {**_data(after, records, manifests), "before": {"path": before.path, "headSha": before.head_sha}}
                    for before, after in item.updated
                ],
                "delete": [_data(one, records, manifests) for one in item.deleted],
                "unchanged": [one.name for one in item.unchanged],
                "held": list(item.held),
                "waiting": [pull.number for pull in (sets[item.service].waiting if item.service in sets else ())],
            }
            for item in outcomes
        ],
        "notes": list(notes),
    }


def _data(item: Application, records: Mapping[tuple[str, int], Record], manifests: Mapping[str, str]) -> dict[str, Any]:
    record = _record(item, records)
    data = {
        "name": item.name,
        "namespace": item.namespace,
        "pullRequest": int(item.number) if item.number else None,
        "url": item.url,
        "path": item.path,
        "headSha": item.head_sha,
        "targets": dict(sorted(record.targets.items())) if record else {},
    }
    return {**data, "manifests": manifests[item.name]} if item.name in manifests else data


def _shown(value: str, longest: int) -> str:
    return shortened(printable(value), longest)
