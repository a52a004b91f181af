"""Five services whose pull requests are opened, labelled, pushed, pointed at each other, unlabelled and closed."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from hypothesis import strategies as st

from tests.property.branch_in_memory import Branch, platform_of

if TYPE_CHECKING:
    from random import Random

    from previewctl.plan.index import Key

Target = str | dict[str, str]

DOMAIN = "acme-previews.dev"
PLATFORM = f"""\
apiVersion: previewctl.dev/v1
kind: Platform
domain: {DOMAIN}
endpoint: {{gateway: {{name: previews, namespace: gateway-system}}}}
github: {{organization: acme}}
gitops: {{url: https://github.com/acme/gitops.git}}
urls: true
services:
  orders: {{staging: {{public: "https://orders.staging.example.com"}}}}
  billing: {{staging: {{public: "https://billing.staging.example.com"}}}}
  catalog: {{staging: {{public: "https://catalog.staging.example.com"}}}}
  shop: {{callable: false, staging: {{public: "https://shop.staging.example.com"}}}}
  jobs: {{staging: {{public: "https://jobs.staging.example.com"}}}}
"""
DEPENDENCIES = {
    "orders": ("billing", "catalog"),
    "billing": ("orders", "catalog"),
    "catalog": ("orders",),
    "shop": ("orders", "billing"),
    "jobs": ("orders", "billing", "shop"),
}
"""Calls go round in a circle, and one service (`jobs`) listens on no port when its pull request's number is odd."""
SERVICES = tuple(DEPENDENCIES)
BRANCHES = ("new-prices", "new-prices", "new-prices", "old-prices", "x\n# y", "")
TARGETS: tuple[Target, ...] = ("staging", "pr-1", "pr-2", "pr-3", "pr-4", "pr-77", "same-branch", "branch:new-prices", "branch:old-prices",
           "https://mock.example.com", "stub", {"target": "pr-1", "onMissing": "error"},
           {"target": "pr-2", "until": "2026-11-29"}, {"target": "same-branch", "onMissing": "error"})  # fmt: skip
START = date(2026, 11, 27)
_ADDRESS = re.compile(
    rf"(?P<a>[a-z]+)-pr-(?P<m>[0-9]+)\.{re.escape(DOMAIN)}|\bpv-(?P<b>[a-z]+)-(?P<n>[0-9]+)\b|uses\.previewctl\.dev/(?P<c>[a-z]+): \"(?P<o>[0-9]+)\""
)


class Action(NamedTuple):
    """What happens to the pull request `number` of a service; `dependency` and `target` are for overrides."""

    kind: str
    service: str
    number: int
    branch: str
    dependency: int
    target: Target


KINDS = ("open", "push", *("override",) * 5, "follow", "rename", "label", "unlabel", "close", "close", "day")


def actions() -> st.SearchStrategy[Action]:
    """Any action."""
    return st.builds(
        Action,
        kind=st.sampled_from(KINDS),
        service=st.sampled_from(SERVICES),
        number=st.integers(1, 2),
        branch=st.sampled_from(BRANCHES),
        dependency=st.integers(0, 2),
        target=st.sampled_from(TARGETS),
    )


def random_action(random: Random) -> Action:
    """The same for long runs, which need no shrinking."""
    choose = random.choice
    return Action(
        choose(KINDS), choose(SERVICES), random.randint(1, 2), choose(BRANCHES), random.randint(0, 2), choose(TARGETS)
    )


@dataclass
class Request:
    """An open pull request: what its branch's preview.yaml asks for, and the head that was published."""

    branch: str
    labelled: bool = True
    head: int = 1
    published: int = 0
    follow: bool = False
    overrides: dict[str, Target] = field(default_factory=dict)

    def text(self, key: Key) -> str:
        """Its preview.yaml, in the part of YAML that is JSON."""
        service, number = key
        is_vue, names = service == "shop", DEPENDENCIES[service]
        silent = service == "jobs" and number % 2
        wired = [
            {"path": f"/{name}"} if is_vue else {"env": {"url": f"{name.upper()}_URL", "port": f"{name.upper()}_PORT"}}
            for name in names
        ]
        env = {"ORIGINS": "${consumers.origins}", "AT": f"${{dependencies.{names[0]}.url}}"}
        keys: dict[str, object] = {
            "apiVersion": "previewctl.dev/v1",
            "kind": "Preview",
            "service": service,
            "runtime": "vue" if is_vue else "container",
            "image": f"registry.example.com/{service}",
            "processes": {} if is_vue else {"worker": {}} if silent else {"web": {"port": 8000 + self.head % 2}},
            "dependencies": {name: {**item, "optional": True} for name, item in zip(names, wired, strict=True)},
            "overrides": self.overrides,
            "env": {} if service == "jobs" else env,
        }
        return json.dumps({**keys, "follow": "same-branch"} if self.follow else keys)


class History:
    """What has happened so far, on GitHub and on the branch `previews`."""

    def __init__(self) -> None:
        self.branch = Branch(platform_of(PLATFORM), START)
        self.open: dict[Key, Request] = {}
        self.rounds = 0
        self.published = self.refused = 0

    def apply(self, action: Action) -> None:
        """One thing that a person does; what makes no sense does nothing."""
        key = action.service, action.number
        if action.kind == "day":
            self.branch.today += timedelta(days=1)
            return
        if key not in self.open:
            if action.kind in {"close", "unlabel"}:
                return
            uncallable: dict[str, Target] = {"shop": "stub"} if action.service == "jobs" else {}
            self.open[key] = Request(action.branch, follow=action.kind == "push", overrides=uncallable)
        request = self.open[key]
        request.head += action.kind in {"push", "override", "follow", "rename"}
        match action.kind:
            case "close":
                del self.open[key]
            case "label" | "unlabel":
                request.labelled = action.kind == "label"
            case "rename":
                request.branch = action.branch
            case "override":
                names = DEPENDENCIES[action.service]
                request.overrides[names[action.dependency % len(names)]] = action.target
            case "follow":
                request.follow = not request.follow

    def sync(self) -> None:
        """Publishes what CI would, removes what is closed or unlabelled, and looks everything up again."""
        for key in [key for key in self.branch.files if key not in self.open or not self.open[key].labelled]:
            self.branch.remove(key)
        for key, request in self.open.items():
            if request.labelled and (request.published != request.head or key not in self.branch.files):
                done = self.branch.publish(request.text(key), key[1], request.branch, f"{request.head:040x}")
                self.published, self.refused = self.published + done, self.refused + (not done)
                request.published = request.head
        self.rounds = max(self.rounds, self.branch.settle())

    def check(self) -> None:
        """No address of a preview that is not there, in any file; and rendering everything again changes no byte."""
        for key, files in self.branch.files.items():
            for path, content in files.items():
                if path.endswith("/preview.yaml"):
                    continue  # what its author has written, whatever became of it
                for found in _ADDRESS.finditer(content.decode()):
                    named = (found["a"] or found["b"] or found["c"], int(found["m"] or found["n"] or found["o"]))
                    assert named in self.branch.files, f"{key}: {path} names {named}"
            assert self.branch.again(key).tree == files, f"{key} is not rendered to the same bytes"
