"""Long histories of pull requests over five services: `python -m tests.bars.resolution --sequences 200`.

After each step: no address of a preview that is not there, in any rendered file, and rendering everything again changes no
byte. Exits with 1 when a sequence fails, with the command that runs it alone.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter

from tests.property.pull_requests_over_time import History, random_action


def run_sequence(seed: int, steps: int) -> Counter[str]:
    """One history; raises AssertionError where it fails. Counts what it was made of, so that nobody runs an empty one."""
    choices = random.Random(seed)
    history = History()
    counts: Counter[str] = Counter()
    for _ in range(steps):
        action = random_action(choices)
        history.apply(action)
        history.sync()
        history.check()
        targets = (item.target for plan in history.branch.plans.values() for item in plan.dependencies)
        counts.update(
            f"target {'pr-<n>' if target.startswith('pr-') else target.partition(':')[0]}" for target in targets
        )
    counts["steps"], counts["published"], counts["refused"] = steps, history.published, history.refused
    counts[f"most rounds {history.rounds}"] += 1
    return counts


def main() -> int:
    """Runs the bar."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sequences", type=int, default=200, help="how many histories")
    parser.add_argument("--steps", type=int, default=40, help="how many things happen in each")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    options = parser.parse_args()
    start = time.monotonic()
    totals: Counter[str] = Counter()
    failed = []
    for seed in range(options.seed, options.seed + options.sequences):
        try:
            totals += run_sequence(seed, options.steps)
        except AssertionError as error:
            failed.append(seed)
            print(f"python -m tests.bars.resolution --sequences 1 --steps {options.steps} --seed {seed}\n  {error}")
    for name, count in sorted(totals.items()):
        print(f"{count:8} {name}")
    passed = options.sequences - len(failed)
    print(f"{passed} of {options.sequences} sequences pass, {time.monotonic() - start:.1f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
