"""Celery beat runs once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import SEVERAL_BEATS
from previewctl.rules.command_lines import programs
from previewctl.rules.context import Finding, KeyPath, Remedy, RuleContext, rule
from previewctl.source.edits import ReplaceSource

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.rules.command_lines import Words

_FLAGS = frozenset({"-C", "--no-color", "-q", "--quiet", "--skip-checks"})
_SHORT_FLAGS = frozenset("BDECq")
_LONG_WITH_VALUE = frozenset({
    "--hostname", "--loglevel", "--concurrency", "--pool", "--queues", "--exclude-queues", "--include", "--schedule",
    "--scheduler", "--logfile", "--pidfile", "--statedb", "--optimization", "--prefetch-multiplier", "--autoscale", "--uid",
    "--gid", "--umask", "--executable", "--workdir", "--time-limit", "--soft-time-limit", "--max-tasks-per-child",
    "--max-memory-per-child", "--heartbeat-interval",
})  # fmt: skip


@rule(SEVERAL_BEATS)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports more than one Celery beat: each would send every task.

    Why:
        Beat sends tasks when they are due and knows nothing of other beats. With two of them every e-mail of the schedule goes out
        twice. A worker with `-B` brings a beat along. A process with a port is replaced without a gap: for a while two pods run.

    Bad:
        processes:
          web: {port: 8000}
          beat: {command: [celery, -A, shop, beat], replicas: 2}

    Good:
        processes:
          web: {port: 8000}
          beat: {command: [celery, -A, shop, beat]}

    Fix:
        Run beat in one process with one replica and no port, and workers without `-B`.
    """
    first: KeyPath | None = None
    for name, process in context.spec.processes.items():
        found = [which for program, words in programs(process.command or ()) if (which := _beat(program, words))]
        if not found or not process.replicas:
            continue
        path: KeyPath = ("processes", name)
        if process.replicas > 1:
            message = f"{process.replicas} pods of `{name}` would each run {found[0]} and send every task"
            fix = Remedy("write `replicas: 1`", (ReplaceSource((*path, "replicas"), "1"),))
            yield Finding((*path, "replicas"), message, "write `replicas: 1`", remedy=fix)
        elif first:
            message = f"`{name}` runs {found[0]} too, and both would send every task"
            yield Finding(path, message, "let one process run beat", on_key=True, first=first)
        elif process.port and not any(name in volume.processes for volume in context.spec.volumes.values()):
            message = f"a new pod of `{name}` starts before the old one ends, and both would run {found[0]}"
            remedy = "run beat in a process without a `port`: such a one ends first"
            yield Finding((*path, "port"), message, remedy, on_key=True)
        first = first or path


def _beat(program: str, words: Words) -> str:
    """How a program runs beat; nothing where it does not."""
    if program != "celery":
        return ""
    arguments = [word.text for word in words[1:]]
    command = _subcommand(arguments)
    if command == "beat":
        return "Celery beat"
    return "a worker with beat" if command == "worker" and _embeds(arguments) else ""


def _embeds(arguments: list[str]) -> bool:
    """Whether a worker is told to bring beat along: `--beat`, or `-B`, alone or before other letters."""
    position = 0
    while position < len(arguments):
        text = arguments[position]
        if text == "--beat":
            return True
        if text[:1] == "-" and text[:2] != "--":
            valued = next(
                (index for index, letter in enumerate(text) if index and letter not in _SHORT_FLAGS), len(text)
            )
            if "B" in text[:valued]:
                return True
            position += valued == len(text) - 1
        position += 2 if text in _LONG_WITH_VALUE else 1
    return False


def _subcommand(arguments: list[str]) -> str:
    """The first word that is neither an option nor its value."""
    position = 0
    while position < len(arguments) and arguments[position].startswith("-"):
        text = arguments[position]
        alone = text in _FLAGS or "=" in text or (len(text) > 2 and text[1] != "-")
        position += 1 if alone else 2
    return arguments[position] if position < len(arguments) else ""
