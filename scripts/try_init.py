"""Tries `previewctl init` on a directory of checkouts: `python scripts/try_init.py CHECKOUTS`.

Each checkout, and each service in it, is read without writing anything. Printed per service: the outcome, the runtime,
the databases, and how many keys of other tools' files were mapped and dropped; at the end the share of each format and of
all. Exit code 1 when a run crashed, or when what it would write does not lint.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

_COMMAND = [sys.executable, "-c", "from previewctl.cli.app import main; main()", "init"]
_OPTIONS = ["--dry-run", "--no-input", "--format", "json"]
_SEVERAL = re.compile(r"there are several services here: (?P<names>.*)")
_PLACE = re.compile(r"(?P<directory>\S+) \((?P<runtime>\w+)\)")
_FORMATS = ("app.json", "render.yaml", "okteto", "score", "Procfile")
_TIMEOUT_SECONDS = 120


class Tried(NamedTuple):
    """How one service went: `written`, `refused` or `crashed`, and what was printed."""

    name: str
    outcome: str
    report: dict[str, Any]
    message: str


def main(arguments: list[str]) -> int:
    """Tries every checkout; 1 when one crashed."""
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    tried = [item for path in sorted(Path(arguments[0]).iterdir()) if path.is_dir() for item in _try(path)]
    for item in tried:
        print(_line(item))
    _print_shares(tried)
    return 1 if any(item.outcome == "crashed" or item.report.get("findings") for item in tried) else 0


def _try(checkout: Path) -> list[Tried]:
    first = _run(checkout, checkout.name, [])
    several = _SEVERAL.search(first.message)
    if not several:
        return [first]
    places = [(match["directory"], match["runtime"]) for match in _PLACE.finditer(several["names"])]
    inner = [
        _run(checkout / directory, f"{checkout.name}/{directory}", ["--runtime", runtime])
        for directory, runtime in places[:5]
    ]
    return [first, *inner]


def _run(directory: Path, name: str, options: list[str]) -> Tried:
    try:
        done = subprocess.run(
            [*_COMMAND, str(directory), *_OPTIONS, *options], capture_output=True, timeout=_TIMEOUT_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return Tried(name, "crashed", {}, "took too long")
    message = done.stderr.decode(errors="replace").strip()
    if done.returncode == 0:
        return Tried(name, "written", json.loads(done.stdout), message)
    known = done.returncode == 2 and "Traceback" not in message
    return Tried(name, "refused" if known else "crashed", {}, message.partition("\n")[0])


def _line(item: Tried) -> str:
    if item.outcome != "written":
        return f"{item.outcome:8} {item.name}: {item.message}"
    values = {conclusion["key"]: conclusion["value"] for conclusion in item.report["conclusions"]}
    databases = sorted({key.split(".")[1] for key in values if key.startswith("databases.")})
    processes = sorted({key.split(".")[1] for key in values if key.startswith("processes.")})
    counts = f"{len(item.report['mapped'])} mapped, {len(item.report['dropped'])} dropped"
    findings = "".join(f"\n         {finding}" for finding in item.report["findings"])
    shown = f"{values.get('runtime')}; {', '.join(processes) or '-'}; {', '.join(databases) or '-'}; {counts}"
    return f"written  {item.name}: {shown}{findings}"


def _print_shares(tried: list[Tried]) -> None:
    mapped: Counter[str] = Counter()
    dropped: Counter[str] = Counter()
    for item in tried:
        mapped.update(_format(key["source"]) for key in item.report.get("mapped", ()))
        dropped.update(_format(key["source"]) for key in item.report.get("dropped", ()))
    outcomes = Counter(item.outcome for item in tried)
    print(f"\n{len(tried)} runs: " + ", ".join(f"{count} {name}" for name, count in sorted(outcomes.items())))
    for name in [*sorted({*mapped, *dropped}), ""]:
        yes = mapped[name] if name else mapped.total()
        every = yes + (dropped[name] if name else dropped.total())
        if every:
            print(f"{name or 'all':12} {yes:5} of {every:5} keys mapped ({100 * yes / every:.0f} %)")


def _format(source: str) -> str:
    name = source.rpartition(":")[0].rpartition("/")[2] or source
    return next((known for known in _FORMATS if known in name), "compose")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
