"""Reports under faults: `python -m tests.bars.reports --schedules 2000`.

Each schedule pushes, reports, closes and kills runs at random requests, while GitHub and Jira fail, limit, drop and double
at random. Then one report is run again until it ends well. After that there is exactly one comment, one active
deployment and one Jira link, in the right state, and what belongs to others is as it was. Exits with 1 otherwise.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from previewctl.errors import RemoteError
from previewctl.integrations.github.credentials import Token
from previewctl.integrations.github.transport import Clock, Patience, Transport
from previewctl.integrations.jira import Account, link_issues
from previewctl.integrations.jira import Patience as JiraPatience
from previewctl.report.preview import Dependency, PreviewReport, State
from previewctl.report.telling import tell
from previewctl.report.tickets import wanted_of
from previewctl.reporters.comment import comment
from previewctl.spec.platform import Jira
from tests.realparts.fake_github import SECONDARY, Comment, FakeGitHub, Fault, PullRequest
from tests.realparts.fake_jira import FakeJira, Issue

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from previewctl.integrations.github.failures import Answer

ISSUES = ("SHOP-1", "SHOP-2")
URL = "https://orders-api-pr-5.preview.example.com"
PLATFORM = Jira(server="https://jira.example", projects=("SHOP",), transition="In review", field="customfield_1")
STATES = (State.QUEUED, State.BUILDING, State.DEPLOYING, State.READY, State.READY, State.FAILED, State.INACTIVE)
LAST = (State.READY, State.READY, State.READY, State.FAILED, State.INACTIVE)
FAULTS = (
    Fault(status=502),
    Fault(status=502, applied=True),
    Fault(status=500),
    Fault(drop=True),
    Fault(drop=True, applied=True),
    Fault(twice=True),
    Fault(status=429, retry_after="3"),
    Fault(status=403, message=SECONDARY),
    Fault(status=403, message=SECONDARY, retry_after="5"),
    Fault(slow=0.002),
)
_MOST_RETRIES = 60


class KilledError(BaseException):
    """The process ends here: nothing catches it."""


class MortalTransport(Transport):
    """Requests that end at one of them: before it is sent, or after it was answered."""

    mortal: tuple[int, bool] | None = None

    def _once(self, *arguments: Any) -> Answer:
        kill = self.mortal if self.mortal and self.mortal[0] == self.requests else None
        if kill and not kill[1]:
            raise KilledError
        answer = super()._once(*arguments)
        if kill:
            raise KilledError
        return answer


@dataclass
class Stage:
    """The two servers, what belongs to others on them, and what has happened."""

    github: FakeGitHub
    jira: FakeJira
    chance: random.Random
    counted: Counter[str] = field(default_factory=Counter)
    now: float = 1_790_000_000.0
    pushes: int = 0

    def reset(self, chance: random.Random) -> None:
        """A new pull request, with a comment and a deployment of another service, and a comment of somebody else's."""
        self.chance, self.pushes = chance, 0
        store = self.github.store
        for kept in (store.pulls, store.comments, store.deployments, store.statuses, self.github.requests):
            kept.clear()
        self.github.remaining = self.github.limit
        self.github.faults.chooser = self.jira.faults.chooser = None
        self.jira.issues = {key: Issue(key=key) for key in ISSUES}
        store.pulls.append(PullRequest(number=5, labels=["preview"], branch="shop-1", title="SHOP-2: refunds"))
        self.push()
        moment = store.now()
        text = "<!-- previewctl:preview service=orders-api -->\nI can write this, too"
        store.comments.append(
            Comment(id=1, repo="acme/shop", number=5, author="mallory", body=text, created=moment, updated=moment)
        )
        self.report(State.READY, service="billing-api", faulty=False, mortal=False)

    def push(self) -> None:
        """Another head, or an earlier one again, as after a force push."""
        self.pushes += 1
        pull = self.github.pull(5)
        pull.sha = f"{self.chance.choice(range(1, 5)):x}" * 40

    def report(self, state: State, *, service: str = "orders-api", faulty: bool = True, mortal: bool = True) -> bool:
        """One run as `previewctl report` does it; whether it ended well."""
        rate = self.chance.choice((0.05, 0.2, 0.5)) if faulty else 0.0
        for server in (self.github, self.jira):
            server.faults.chooser = lambda _method, _path: self._fault(rate)
        transport = MortalTransport(
            self.github.url,
            Token("secret", "GITHUB_TOKEN"),
            patience=Patience(timeout=10, budget=100.0, between_writes=0.0),
            clock=Clock(lambda: self.now, self._sleep),
        )
        if mortal and self.chance.random() < 0.4:
            transport.mortal = (self.chance.randrange(12), self.chance.random() < 0.5)
        sha = self.github.pull(5).sha if self.chance.random() < 0.7 else ""
        try:
            return self._run(transport, self.wanted(state, service, sha), jira=service == "orders-api", mortal=mortal)
        except KilledError:
            self.counted["killed"] += 1
        except RemoteError:
            self.counted["failed"] += 1
        return False

    def _run(self, transport: Transport, report: PreviewReport, *, jira: bool, mortal: bool) -> bool:
        told = tell(transport, report, comment)
        if mortal and self.chance.random() < 0.1:
            raise KilledError
        if not jira or told.skipped:
            return not told.skipped
        who = Account(self.jira.url, "jira-token", "bot@acme.dev")
        wanted = wanted_of(told.report, told.seen.url, PLATFORM)
        return not link_issues(who, ISSUES, wanted, patience=JiraPatience(5, 10, retries=1, longest_wait=0))

    def wanted(self, state: State, service: str, sha: str) -> PreviewReport:
        """The report about a state."""
        calls = (Dependency("billing-api", "staging", "no override"),)
        return PreviewReport(
            service, "acme/shop", 5, sha, state, url=URL, log_url="https://ci.example/1", dependencies=calls
        )

    def _fault(self, rate: float) -> Fault | None:
        if self.chance.random() >= rate:
            return None
        fault = self.chance.choice(FAULTS)
        self.counted["faults"] += 1
        return fault

    def _sleep(self, seconds: float) -> None:
        self.now += seconds


def schedule(stage: Stage, seed: int, index: int) -> str:
    """Runs one schedule; what is wrong in the end, empty when nothing is."""
    stage.reset(random.Random(f"{seed} {index}"))
    chance = stage.chance
    for _ in range(chance.randrange(1, 6)):
        if chance.random() < 0.3:
            stage.push()
        if chance.random() < 0.1:
            stage.github.pull(5).state = chance.choice(("open", "closed"))
        stage.report(chance.choice(STATES))
    last = chance.choice(LAST)
    stage.github.pull(5).state = "closed" if last is State.INACTIVE and chance.random() < 0.5 else "open"
    for attempt in range(_MOST_RETRIES):
        if stage.report(last, mortal=attempt < _MOST_RETRIES // 2):
            stage.counted["runs"] += attempt + 1
            return "; ".join(wrong(stage, last))
    return f"{_MOST_RETRIES} runs did not end well"


def wrong(stage: Stage, last: State) -> Iterator[str]:
    """What is not as the last report says."""
    store, head = stage.github.store, stage.github.pull(5).sha
    own = [c for c in store.comments if c.author == "previewctl[bot]" and "service=orders-api" in c.body]
    report = stage.wanted(last, "orders-api", head)
    never = last is State.INACTIVE and not own
    if not never and [item.body for item in own] != [comment(report, {})]:
        yield f"{len(own)} comments, such as {[item.body[:200] for item in own]}"
    others = [c for c in store.comments if c not in own]
    if [item.author for item in others] != ["mallory", "previewctl[bot]"] or "I can write" not in others[0].body:
        yield "comments of others have changed"
    deployments = [d for d in store.deployments if d.task == report.task]
    active = [(d.sha, d.state) for d in deployments if d.state != "inactive"]
    running = [item for item in active if item[1] == "success"]
    expected = {State.READY: [(head, "success")], State.INACTIVE: []}
    if last in expected and active != expected[last]:
        yield f"deployments {active} instead of {expected[last]}"
    if last is State.FAILED and (
        [item for item in active if item[0] == head] != [(head, "failure")] or len(running) > 1
    ):
        yield f"deployments {active} of which {head[:3]} has failed"
    if [d.state for d in store.deployments if d.task != report.task] != ["success"]:
        yield "the deployment of another preview has changed"
    statuses = [s.state for s in store.statuses.get(("acme/shop", head), []) if s.context == report.context]
    if last is not State.INACTIVE and statuses[-1:] != ["success" if last is State.READY else "failure"]:
        yield f"the commit's status is {statuses[-1:]}"
    if last is State.INACTIVE and statuses[-1:] == ["pending"]:
        yield "the commit waits for a preview that has gone"
    yield from _wrong_in_jira(stage, last)


def _wrong_in_jira(stage: Stage, last: State) -> Iterator[str]:
    for key, issue in stage.jira.issues.items():
        resolved = [link["object"]["status"]["resolved"] for link in issue.links]
        if resolved != [last is State.INACTIVE]:
            yield f"{key} has the links {resolved}"
        if last is State.READY and (issue.fields.get("customfield_1") != URL or issue.status != "Review"):
            yield f"{key} is {issue.status} with {issue.fields}"
        if last is State.INACTIVE and issue.fields.get("customfield_1"):
            yield f"{key} still has the URL"


def run(seed: int, indices: Sequence[int]) -> tuple[dict[int, str], Counter[str]]:
    """The failures by index, and counts of what happened."""
    failures: dict[int, str] = {}
    with FakeGitHub() as github, FakeJira() as jira:
        stage = Stage(github, jira, random.Random(seed))
        for index in indices:
            stage.counted["schedules"] += 1
            if failure := schedule(stage, seed, index):
                failures[index] = failure
            stage.counted["requests"] += len(github.requests) + len(jira.requests)
            jira.requests.clear()
    return failures, stage.counted


def main(arguments: Sequence[str] | None = None) -> int:
    """Reads the command line and runs."""
    parser = argparse.ArgumentParser(prog="python -m tests.bars.reports", description=__doc__)
    parser.add_argument("--schedules", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--index", type=int, default=None, help="run this schedule alone")
    options = parser.parse_args(arguments)
    seed = random.SystemRandom().randrange(1_000_000) if options.seed is None else options.seed
    print(f"seed {seed}", flush=True)
    began = time.monotonic()
    indices = range(options.schedules) if options.index is None else [options.index]
    failures, counted = run(seed, indices)
    for index, failure in failures.items():
        print(f"python -m tests.bars.reports --seed {seed} --index {index}: {failure}")
    print(f"seed {seed}: {dict(counted)}, {time.monotonic() - began:.0f} s")
    print(f"{len(indices) - len(failures)} passed, {len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
