"""What a branch's migrations make of a seed, as text and as data for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.reporters.style import Style
    from previewctl.seeds.migrations.problems import Problem
    from previewctl.seeds.migrations.verdict import AppVerdict, Verdict

_MOST_NAMES = 5


class Compared(NamedTuple):
    """A seed by dataset and version, the directory of the code, and the verdict about the two."""

    dataset: str
    version: str
    app: str
    verdict: Verdict


def text(compared: Compared, style: Style) -> str:
    """The verdict in a sentence, what is wrong, and each app in a row."""
    verdict = compared.verdict
    lines = [f"{style.bold(f'{compared.dataset} {compared.version}')} and {compared.app}: {_sentence(verdict)}\n"]
    for problem in verdict.problems:
        lines.append(f"\n{style.severity(problem.severity)}[{problem.code.code}]: {problem.message}{_place(problem)}\n")
        lines.append(f"  help: {problem.help}\n")
    lines += ["\n", *_rows(verdict.apps)] if verdict.apps else []
    if verdict.packages:
        lines.append(f"\nknown by name only: {', '.join(verdict.packages)}\n")
    lines += [f"note: {note}\n" for note in verdict.notes]
    return "".join(lines)


def _sentence(verdict: Verdict) -> str:
    if not verdict.fits:
        return "the seed does not fit the branch"
    unknown = [app.label for app in verdict.apps if app.to_run is None]
    beyond = f", and nobody can tell about {', '.join(unknown)}" if unknown else ""
    count = len(verdict.plan)
    if not count:
        return f"the seed is at the migrations of the branch{beyond}"
    return f"the branch is ahead of the seed, {count} migration{'s' if count > 1 else ''} to run{beyond}"


def _place(problem: Problem) -> str:
    line = f":{problem.line}" if problem.line else ""
    return f"\n  in {problem.path}{line}" if problem.path else ""


def _rows(apps: tuple[AppVerdict, ...]) -> Iterator[str]:
    rows = [(app.label, ", ".join(app.at) or "-", _to_run(app)) for app in apps]
    widths = [max(len(row[column]) for row in rows) for column in range(2)]
    for label, at, to_run in rows:
        yield f"  {label:<{widths[0]}}  {at:<{widths[1]}}  {to_run}\n"


def _to_run(app: AppVerdict) -> str:
    if app.to_run is None:
        return "?"
    if not app.to_run:
        return "nothing to run"
    more = len(app.to_run) - _MOST_NAMES
    shown = ", ".join(app.to_run[:_MOST_NAMES]) + (f" and {more} more" if more > 0 else "")
    return f"{len(app.to_run)} to run: {shown}"


def data(compared: Compared) -> dict[str, Any]:
    """The same for programs; `toRun` of an app is null where nobody can tell."""
    verdict = compared.verdict
    return {
        "schema": 1,
        "dataset": compared.dataset,
        "version": compared.version,
        "app": compared.app,
        "fits": verdict.fits,
        "problems": [
            {
                "code": problem.code.code,
                "slug": problem.code.slug,
                "severity": problem.severity.value,
                "app": problem.app,
                "message": problem.message,
                "help": problem.help,
                "path": problem.path,
                "line": problem.line,
            }
            for problem in verdict.problems
        ],
        "plan": [f"{app}.{name}" for app, name in verdict.plan],
        "count": len(verdict.plan),
        "apps": {
            app.label: {"at": list(app.at), "toRun": None if app.to_run is None else list(app.to_run)}
            for app in verdict.apps
        },
        "packages": list(verdict.packages),
        "notes": list(verdict.notes),
    }
