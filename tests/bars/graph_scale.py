"""The graph of a large organisation: `python -m tests.bars.graph_scale --services 2000 --previews 5000`.

Exits with 1 when `previewctl graph` takes more than `--most` seconds of processor time, start-up included, or does not find
every edge. The time on the clock is printed beside it: it is the same on a machine with nothing else to do.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

from previewctl.render.record import record_digest
from tests.cli.running import PLATFORM, PREVIEW, SHA, command, environment, inside

FORMATS = ("json", "tree")


class Measured(NamedTuple):
    """Seconds of processor time and on the clock by format, and how many edges were written and found."""

    seconds: dict[str, float]
    clock: dict[str, float]
    written: int
    found: int


def write_tree(root: Path, services: int, previews: int, seed: int) -> int:
    """A platform.yaml and the records of all previews, in previewctl's own form; gives the number of edges."""
    chance = random.Random(seed)
    names = [f"service-{number:04}" for number in range(services)]
    record = _record(root)
    lines = [f"  {name}: {{staging: {{public: https://{name}.acme.dev}}}}" for name in names]
    (root / "platform.yaml").write_text(PLATFORM.partition("services:")[0] + "services:\n" + "\n".join(lines) + "\n")
    numbers = [(name, number) for number, name in enumerate(chance.choices(names, k=previews), 1)]
    by_service = dict(numbers)
    edges = 0
    for name, number in numbers:
        others = chance.sample(names, chance.randrange(6))
        edges += len(others)
        resolved = {}
        for other in others:
            target = f"pr-{by_service[other]}" if other in by_service and chance.random() < 0.3 else "staging"
            resolved[other] = {**record["facts"]["dependencies"]["billing-api"], "target": target}
        own = {**record, "service": name, "pullRequest": number, "branch": f"feature/{number}", "digest": None}
        own["facts"] = {**record["facts"], "dependencies": resolved}
        del own["digest"]
        own["digest"] = record_digest(own)
        place = root / f"previews/{name}/pr-{number}"
        place.mkdir(parents=True)
        (place / "preview.json").write_text(json.dumps({"preview": own}, indent=1))
        lifetime = f"lifetime: {{idle: {chance.choice((1, 2, 3))}d}}\n" if number % 3 == 0 else ""
        (place / "preview.yaml").write_text(PREVIEW.replace("orders-api", name) + lifetime)
    return edges


def _record(root: Path) -> dict[str, Any]:
    """One that previewctl has written."""
    sources = root / "sources"
    sources.mkdir(parents=True)
    (sources / "preview.yaml").write_text(PREVIEW)
    (sources / "platform.yaml").write_text(PLATFORM)
    run = inside(sources, "render", "preview.yaml", "--pr", "1", "--branch", "a", "--sha", SHA, "--out", "out")
    assert run.code == 0, run.err
    data = json.loads((sources / "out/previews/orders-api/pr-1/preview.json").read_bytes())
    found: dict[str, Any] = data["preview"]
    return found


def measure(services: int, previews: int, seed: int) -> Measured:
    """Writes a tree and runs the whole command on it, start-up included, once for each format."""
    with tempfile.TemporaryDirectory(prefix="previewctl-bar-") as directory:
        root = Path(directory)
        written = write_tree(root, services, previews, seed)
        seconds, clock, found = {}, {}, 0
        for form in FORMATS:
            before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
            done = subprocess.run(
                command("graph", "--gitops", ".", "--format", form),
                cwd=root, env=environment(), capture_output=True, check=True,
            )  # fmt: skip
            clock[form] = time.perf_counter() - began
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            seconds[form] = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            if form == "json":
                found = len(json.loads(done.stdout)["edges"])
        return Measured(seconds, clock, written, found)


def main() -> int:
    """Measures, prints and judges."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--services", type=int, default=2_000)
    parser.add_argument("--previews", type=int, default=5_000)
    parser.add_argument("--most", type=float, default=5.0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    result = measure(options.services, options.previews, options.seed)
    shown = ", ".join(
        f"{form} {took:.2f} s of CPU ({result.clock[form]:.2f} s)" for form, took in result.seconds.items()
    )
    print(
        f"seed {options.seed}: {options.services} services, {options.previews} previews, {result.found} edges: {shown}"
    )
    good = result.found == result.written and max(result.seconds.values()) <= options.most
    print("passed" if good else f"failed: at most {options.most} s, and {result.written} edges")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
