"""A Jira on loopback: remote links, transitions, fields and properties of issues, of Jira Cloud or Data Center.

Written from https://developer.atlassian.com/cloud/jira/platform/rest/v2/ and the same resources of Jira Data Center.
"""

from __future__ import annotations

import base64
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from tests.realparts.github_api.faults import Fault, Faults
from tests.realparts.github_api.server import Request, Served, handler_for
from tests.realparts.loopback import LoopbackServer

Answer = tuple[int, Any]
_REFUSED: Answer = (403, {"errorMessages": ["You do not have the permission to see the specified issue."]})


@dataclass(kw_only=True)
class Issue:
    """An issue. `links` are its remote links; `offers` the transitions from its status, by their names to the next status."""

    key: str
    status: str = "In progress"
    offers: dict[str, str] = field(default_factory=lambda: {"In review": "Review", "Done": "Closed"})
    fields: dict[str, Any] = field(default_factory=dict)
    properties: dict[str, Any] = field(default_factory=dict)
    links: list[dict[str, Any]] = field(default_factory=list)
    forbidden: bool = False
    moves: list[str] = field(default_factory=list)


class FakeJira(LoopbackServer):
    """The server, running inside its `with` block at `url`. `email` None: Data Center, which takes a bearer token."""

    def __init__(self, *issues: Issue, email: str | None = "bot@acme.dev", token: str = "jira-token") -> None:
        self.issues = {issue.key: issue for issue in issues}
        self.requests: list[Request] = []
        self.faults = Faults()
        self.last_id = 10_000
        basic = base64.b64encode(f"{email}:{token}".encode()).decode()
        self._authorization = f"Basic {basic}" if email else f"Bearer {token}"
        self._lock = threading.Lock()
        super().__init__(handler_for(self))

    def served(self, method: str, path: str, query: dict[str, str], authorization: str | None, body: Any) -> Served:
        """What is sent for a request, its fault included."""
        with self._lock:
            fault = self.faults.next(method, path)
            if fault is None or fault.applied or fault.twice or not (fault.status or fault.drop):
                status, answered = self._answer(method, path, query, authorization, body)
                if fault and fault.twice:
                    self._answer(method, path, query, authorization, body)
            else:
                status, answered = 200, {}
            if fault and fault.status:
                status, answered = fault.status, {"errorMessages": [fault.message]}
            self.requests.append(Request(method, path, query, authorization, status, body))
        if fault and fault.slow:
            time.sleep(fault.slow)
        return Served(status, answered, (fault or Fault()).headers, cut=bool(fault and fault.drop))

    def _answer(self, method: str, path: str, query: dict[str, str], authorization: str | None, body: Any) -> Answer:
        if authorization != self._authorization:
            return 401, {"errorMessages": ["You are not authenticated."]}
        match [method, *path.strip("/").split("/")]:
            case [_, "rest", "applinks", *_]:
                return 401, {"message": "You are not permitted to list application links."}
            case [_, "rest", "api", "2", "issue", key, *rest]:
                issue = self.issues.get(key)
                if issue is None:
                    return 404, {"errorMessages": ["Issue does not exist or you do not have permission to see it."]}
                return _REFUSED if issue.forbidden else self._issue(issue, method, rest, query, body)
        return 404, {"errorMessages": ["null for uri"]}

    def _issue(self, issue: Issue, method: str, rest: list[str], query: dict[str, str], body: Any) -> Answer:
        match [method, *rest]:
            case ["GET"]:
                wanted = query.get("fields", "").split(",")
                return 200, {"key": issue.key, "fields": {name: issue.fields.get(name) for name in wanted}}
            case ["PUT"]:
                issue.fields |= body["fields"]
                return 204, None
            case ["POST", "remotelink"]:
                return self._link(issue, body)
            case ["GET", "transitions"]:
                offered = enumerate(issue.offers.items(), 11)
                return 200, {
                    "transitions": [{"id": str(i), "name": name, "to": {"name": to}} for i, (name, to) in offered]
                }
            case ["POST", "transitions"]:
                name, to = list(issue.offers.items())[int(body["transition"]["id"]) - 11]
                issue.status = to
                issue.moves.append(name)
                return 204, None
            case ["GET", "properties"]:
                return 200, {"keys": [{"key": name} for name in issue.properties]}
            case ["PUT", "properties", name]:
                issue.properties[name] = body
                return 201, None
        return 404, {"errorMessages": ["null for uri"]}

    def _link(self, issue: Issue, body: Any) -> Answer:
        """A link with a `globalId` that the issue has is updated: 200; a new one is created: 201."""
        if not body.get("object", {}).get("url") or not body["object"].get("title"):
            return 400, {"errorMessages": ["'url' and 'title' are required."]}
        if len(body.get("globalId", "")) > 255:
            return 400, {"errorMessages": ["globalId is longer than 255 characters"]}
        known = next(
            (link for link in issue.links if "globalId" in link and link["globalId"] == body.get("globalId")), None
        )
        if known is not None:
            known |= body
            return 200, {"id": known["id"]}
        self.last_id += 1
        issue.links.append({**body, "id": self.last_id})
        return 201, {"id": self.last_id}
