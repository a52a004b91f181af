"""What `seed verify` has found, as text and as data for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.reporters.style import Style
    from previewctl.seeds.verification import AppResult, EngineResult, Verification

_MOST_DRIFT = 200


def text(found: Verification, style: Style) -> str:
    """The verdict, then each engine: what it ran on, what holds, what is wrong, and how long each step took."""
    lines = [f"{style.bold(f'{found.dataset} {found.version}')}: {_verdict(found)}"]
    for result in found.engines:
        lines += ["", *_engine(result, style)]
    lines += [f"note: {note}" for note in found.notes]
    return "".join(f"{line}\n" for line in lines)


def _verdict(found: Verification) -> str:
    count = len(found.problems)
    if count:
        return f"{count} problem{'s' if count > 1 else ''}"
    return "verified" if found.complete else "not all of it could be verified"


def _engine(result: EngineResult, style: Style) -> Iterator[str]:
    title = style.bold(f"{result.engine} {result.version}")
    if result.missing:
        yield f"{title}: not verified: {result.missing}"
        return
    yield f"{title} on {result.server}" if result.server else title
    yield from (f"  warning: {warning}" for warning in result.warnings)
    yield from (f"  ok: {passed}" for passed in result.passed)
    for problem in result.problems:
        yield f"  {style.removed('wrong')}: {problem.check}: {problem.subject}: {problem.message}"
        if problem.help:
            yield f"    help: {problem.help}"
    if result.app:
        yield from _app(result.app, style)
    if result.timings:
        yield style.dim("  " + ", ".join(f"{timing.step} {timing.seconds:.2f} s" for timing in result.timings))


def _app(app: AppResult, style: Style) -> Iterator[str]:
    yield f"  app {app.directory}: {app.ran} migration{'' if app.ran == 1 else 's'} ran on the seed"
    if not app.drift:
        return
    yield "    --- migrated from scratch"
    yield "    +++ migrated from the seed"
    for line in app.drift[:_MOST_DRIFT]:
        shown = f"{line.sign} {line.text}"
        yield "    " + (style.removed(shown) if line.sign == "-" else style.added(shown))
    if len(app.drift) > _MOST_DRIFT:
        yield f"    and {len(app.drift) - _MOST_DRIFT} more"


def data(found: Verification) -> dict[str, Any]:
    """The same for programs; seconds have three digits."""
    return {
        "schema": 1,
        "dataset": found.dataset,
        "version": found.version,
        "verified": not found.problems and found.complete,
        "written": found.written,
        "notes": list(found.notes),
        "engines": [_engine_data(result) for result in found.engines],
    }


def _engine_data(result: EngineResult) -> dict[str, Any]:
    app = result.app
    return {
        "engine": result.engine,
        "version": result.version,
        "server": result.server,
        "missing": result.missing,
        "counts": dict(sorted(result.counts.items())),
        "passed": list(result.passed),
        "problems": [problem._asdict() for problem in result.problems],
        "warnings": list(result.warnings),
        "seconds": {timing.step: round(timing.seconds, 3) for timing in result.timings},
        "app": {
            "directory": app.directory,
            "python": app.python,
            "ran": app.ran,
            "drift": None if app.drift is None else [line._asdict() for line in app.drift],
        }
        if app
        else None,
    }
