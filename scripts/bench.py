"""Measures previewctl as ratios against other programs of the same run: `python scripts/bench.py`.

Exits with 1 when a ratio misses its bar. Only ratios are judged: a slower machine slows both sides.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples/shop"
SHA = "a" * 40
ROUNDS = 15


def run(command: list[str], directory: Path, *, check: bool = True) -> float:
    """Seconds of processor time that a command takes as a process: other programs on the machine do not enter."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=directory, env=environment, check=check, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def side_by_side(commands: dict[str, list[str]], directory: Path, rounds: int = ROUNDS) -> dict[str, float]:
    """The median seconds of each command; they take turns, so that a busy moment hits all of them."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    for command in commands.values():
        run(command, directory, check=False)
    for _ in range(rounds):
        for name, command in commands.items():
            times[name].append(run(command, directory, check=False))
    return {name: sorted(values)[len(values) // 2] for name, values in times.items()}


def write_services(directory: Path, count: int) -> None:
    """A platform of `count` services, a third of each example."""
    sources = [
        (name, (EXAMPLES / name / "preview.yaml").read_text()) for name in ("orders-api", "billing-api", "shop-web")
    ]
    catalogue = []
    for number in range(count):
        name, text = sources[number % len(sources)]
        service = f"svc-{number:05d}"
        text = text.replace(f"service: {name}", f"service: {service}").replace(
            "preview/orders-api", f"preview/{service}"
        )
        lines = [line for line in text.splitlines(keepends=True) if not line.startswith("seed:")]
        (directory / service).mkdir(parents=True)
        (directory / service / "preview.yaml").write_text("".join(lines))
        catalogue.append(f"  {service}: {{repository: acme/{service}}}\n")
    # Every frontend here calls the staging that admits the example's own.
    platform = (EXAMPLES / "platform.yaml").read_text().replace("https://shop-web-pr-*.", "https://*.")
    (directory / "platform.yaml").write_text(platform + "".join(catalogue))


def previewctl(*arguments: str) -> list[str]:
    """The command line of previewctl itself."""
    return [sys.executable, "-m", "previewctl", *arguments]


def cold(work: Path) -> dict[str, float]:
    """Starting, reading, checking, planning, rendering and writing one service, against starting Python."""
    render = ["render", str(EXAMPLES / "billing-api"), "--pr", "1", "--branch", "b", "--sha", SHA]
    commands = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "previewctl lint": previewctl("lint", str(EXAMPLES / "billing-api")),
        "previewctl render": previewctl(*render, "--out", str(work / "cold"), "--dry-run"),
    }
    overlay = next(iter(_rendered(work, render).glob("previews/*/pr-1/*/kustomization.yaml"))).parent
    if kustomize := _kustomize():
        commands["kustomize build"] = [kustomize, "build", str(overlay)]
    for name, arguments in (("helm", ["version"]), ("score-k8s", ["--version"])):
        if program := shutil.which(name):
            commands[name] = [program, *arguments]
    return side_by_side(commands, ROOT)


def lint(work: Path) -> tuple[dict[str, float], dict[str, float]]:
    """Checking one file, and a thousand, against programs that check YAML: seconds by program."""
    file = str(EXAMPLES / "orders-api/preview.yaml")
    schema = str(ROOT / "docs/schemas/preview.schema.json")
    one = {
        "previewctl lint": previewctl("lint", file),
        "yamllint": program("yamllint", file),
        "check-jsonschema": program("check-jsonschema", "--schemafile", schema, file),
    }
    services = work / "linted"
    write_services(services, 1_000)
    files = sorted(str(path) for path in services.glob("*/preview.yaml"))
    # yamllint has an opinion on spaces in braces; what it finds is not what is measured.
    many = {"previewctl lint": previewctl("lint", *files), "yamllint": program("yamllint", *files)}
    return side_by_side(one, ROOT), side_by_side(many, ROOT, rounds=3)


def program(name: str, *arguments: str) -> list[str]:
    """The command line of a program of this environment."""
    return [str(Path(sys.executable).with_name(name)), *arguments]


def _rendered(work: Path, render: list[str]) -> Path:
    run(previewctl(*render, "--out", str(work / "overlay")), ROOT)
    return work / "overlay"


def _kustomize() -> str | None:
    sys.path.insert(0, str(ROOT))
    from tests.realparts.programs import directory

    try:
        return str(directory("kustomize") / "kustomize")
    except BaseException:  # noqa: BLE001 - pytest's outcomes: the tool is not built
        return shutil.which("kustomize")


def bulk(work: Path, count: int) -> tuple[float, float, float]:
    """Seconds for the first and for the unchanged second run over `count` services, and the peak memory in MB."""
    services, out = work / f"services-{count}", work / f"out-{count}"
    write_services(services, count)
    command = previewctl("render", str(services), "--pr", "7", "--branch", "b", "--sha", SHA, "--out", str(out), "-q")
    first = run(command, ROOT)
    second = run(command, ROOT)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    shutil.rmtree(services)
    shutil.rmtree(out)
    return first, second, peak


def judge(name: str, value: float, bar: float, *, most: bool) -> bool:
    """Prints a figure with its bar; whether it holds."""
    holds = value <= bar if most else value >= bar
    print(f"{'ok  ' if holds else 'MISS'}  {name}: {value:.2f} (bar: {'at most' if most else 'at least'} {bar:g})")
    return holds


def main() -> int:
    """Prints every figure; gives 1 when a bar is missed."""
    with tempfile.TemporaryDirectory(prefix="previewctl-bench-") as name:
        work = Path(name)
        times = cold(work)
        base = times["python -c pass"]
        for command, seconds in times.items():
            print(f"      {command}: {seconds * 1000:.0f} ms, {seconds / base:.1f} × python -c pass")
        one, many = lint(work)
        linted = one["previewctl lint"]
        results = [
            judge("cold lint of one file, × check-jsonschema", linted / one["check-jsonschema"], 0.6, most=True),
            judge("cold lint of one file, × yamllint", linted / one["yamllint"], 1.8, most=True),
            judge("lint of 1,000 files, × yamllint", many["previewctl lint"] / many["yamllint"], 0.25, most=True),
        ]
        thousand, again, _ = bulk(work, 1_000)
        rate = 1_000 / thousand
        results += [
            judge("cold render of one service, × python -c pass", times["previewctl render"] / base, 18, most=True),
            judge("1,000 services, per second of one core", rate, 300, most=False),
            judge("the unchanged second run, × the first", again / thousand, 0.3, most=True),
        ]
        ten_thousand, _, peak = bulk(work, 10_000)
        results.append(judge("10,000 services, rate × that of 1,000", 10_000 / ten_thousand / rate, 0.9, most=False))
        results.append(judge("10,000 services, MB", peak, 400, most=True))
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
