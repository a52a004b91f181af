"""Runs `init` over checkouts of repositories: `python scripts/try_init.py DIRECTORY…`.

Prints what became of each, and the share of the other tools' keys that were mapped. Exits with 1 when one crashes, or
when what was written does not lint.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

ERRORS_OF_THE_READER = 2


def run(directory: Path) -> tuple[int, dict[str, Any], str]:
    """Exit code, report and standard error of one `init`."""
    command = [
        sys.executable,
        "-m",
        "previewctl",
        "init",
        "--dry-run",
        "--no-input",
        "--format",
        "json",
        str(directory),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    report: dict[str, Any] = json.loads(done.stdout) if done.returncode == 0 else {}
    return done.returncode, report, done.stderr


def services(directory: Path) -> list[Path]:
    """The directory, or those of its services where it has several."""
    code, _, words = run(directory)
    if code != ERRORS_OF_THE_READER or "several services" not in words:
        return [directory]
    named = words.partition("several services here: ")[2].partition("\n")[0]
    return [directory / part.partition(" (")[0] for part in named.split(", ")]


def main() -> int:
    """Prints a line for each service, and the totals."""
    totals: Counter[str] = Counter()
    formats: dict[str, Counter[str]] = {}
    for argument in sys.argv[1:]:
        for directory in services(Path(argument)):
            code, report, words = run(directory)
            totals["services"] += 1
            if code:
                totals["refused" if code == ERRORS_OF_THE_READER else "crashed"] += 1
                print(f"{directory}: exit {code}: {words.strip().splitlines()[0] if words.strip() else ''}")
                continue
            for kind in ("mapped", "dropped"):
                for item in report[kind]:
                    formats.setdefault(Path(item["source"].partition(":")[0]).name, Counter())[kind] += 1
            totals["mapped"] += len(report["mapped"])
            totals["dropped"] += len(report["dropped"])
            findings = [item for item in report["findings"] if not item.startswith("PV210")]
            totals["does not lint"] += bool(findings)
            runtime = next(item["value"] for item in report["conclusions"] if item["key"] == "runtime")
            keys = len(report["conclusions"])
            print(
                f"{directory}: {runtime}, {keys} keys, {len(report['mapped'])} mapped, {len(report['dropped'])} dropped"
            )
            for finding in findings:
                print(f"    {finding}")
    for name, counts in sorted(formats.items()):
        print(f"{name}: {counts['mapped']} of {sum(counts.values())} keys mapped")
    keys = totals["mapped"] + totals["dropped"]
    share = 100 * totals["mapped"] / keys if keys else 0.0
    print(f"{dict(totals)}: {share:.0f} % of {keys} keys mapped")
    return 1 if totals["crashed"] or totals["does not lint"] else 0


if __name__ == "__main__":
    sys.exit(main())
