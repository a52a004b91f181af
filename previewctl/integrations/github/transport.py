"""Sends one request to GitHub: with a timeout, with retries within a budget, and never twice what may not happen twice.

PyGithub signs, throttles and sends. Its own retries are off: they repeat a POST whose fate nobody knows, and wait without
an end for a limit. Its pauses (a quarter of a second between requests, a second between writes) are set to what GitHub's
limit of 80 creations a minute asks of a run that makes a handful.
"""

from __future__ import annotations

import json
import time
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

from previewctl.errors import UsageError
from previewctl.integrations.github.credentials import App, Token, authentication, redacted
from previewctl.integrations.github.failures import Answer, GitHubError, limited, rate_limit_wait, refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

PAGE = 100
_LARGEST_LIST = 100
"""Pages that a list may have."""


class Patience(NamedTuple):
    """How long a run waits: seconds for one answer, for all retries together, and between writes; `attempts` for one request."""

    timeout: int = 20
    budget: float = 120.0
    between_writes: float = 0.2
    attempts: int = 5
    first_wait: float = 0.5


class Clock(NamedTuple):
    """What tells the time, in seconds since 1970, and what waits."""

    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep


PATIENCE = Patience()
CLOCK = Clock()


class Transport:
    """Requests to one API with one identity. `dry_run` gets each write as a line, and it is not sent."""

    def __init__(
        self,
        url: str,
        credentials: Token | App,
        *,
        patience: Patience = PATIENCE,
        clock: Clock = CLOCK,
        dry_run: Callable[[str], None] | None = None,
    ) -> None:
        self.url = url
        self.credentials = credentials
        self.requests = 0
        self.server_time: datetime | None = None
        """GitHub's clock at the last answer; None where none said it."""
        self.dry_run = dry_run
        self._patience = patience
        self._clock = clock
        self._waited = 0.0
        self._requester: Any = None

    def get(self, path: str, query: Mapping[str, Any] | None = None) -> Any:
        """The body of a GET; GitHubError with its `status` where there is none."""
        return self._sent("GET", path, query=query).body

    def listed(self, path: str, query: Mapping[str, Any] | None = None) -> Iterator[Any]:
        """All items of a list, page after page. What a page links to is followed by its query alone, never to another host."""
        parameters: Mapping[str, Any] | None = {"per_page": PAGE, **(query or {})}
        for _ in range(_LARGEST_LIST):
            answer = self._sent("GET", path, query=parameters)
            if not isinstance(answer.body, list):
                raise GitHubError(f"GitHub's answer to GET {path} is no list", hint="check `github.apiUrl`")
            yield from answer.body
            parameters = _next(answer.headers.get("link", ""))
            if parameters is None:
                return
        raise GitHubError(f"GET {path} has more than {_LARGEST_LIST * PAGE} items", hint="that many are not read")

    def graphql(self, query: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        """The `data` of a query (never a mutation: it is sent again when its fate is unknown)."""
        answer = self._sent("POST", "graphql", body={"query": query, "variables": dict(variables)}, reads=True)
        errors = answer.body.get("errors") if isinstance(answer.body, dict) else None
        if errors:
            raise _graphql_refusal(answer, errors, self.credentials)
        data = answer.body.get("data") if isinstance(answer.body, dict) else None
        if not isinstance(data, dict):
            raise GitHubError("GitHub's answer to a GraphQL query has no data", hint="check `github.apiUrl`")
        return data

    def write(self, verb: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Sends POST, PATCH, PUT or DELETE. A POST whose fate is unknown raises GitHubError with `applied` None."""
        if self.dry_run is not None:
            self.dry_run(f"{verb} {path} {json.dumps(body, sort_keys=True)}" if body is not None else f"{verb} {path}")
            return {}
        return self._sent(verb, path, body=body).body

    def _sent(
        self,
        verb: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Mapping[str, Any] | None = None,
        reads: bool = False,
    ) -> Answer:
        call = f"{verb} {path}"
        repeatable = reads or verb != "POST"
        for attempt in range(1, self._patience.attempts + 1):
            last = attempt == self._patience.attempts
            try:
                answer = self._once(verb, path, query, body)
            except GitHubError as error:
                if error.applied is not None or last or not repeatable or not self._may_wait(attempt):
                    raise
                continue
            now = self._clock.now()
            if (wait := rate_limit_wait(answer, now)) is not None:
                if last or not self._wait(wait):
                    raise limited(call, wait, now)
                continue
            if answer.status < 300:
                return answer
            if answer.status < 500 or last or not repeatable or not self._may_wait(attempt):
                raise self._cleaned(refusal(call, answer, self.credentials.source))
        raise GitHubError(f"GitHub does not answer: {call}")

    def _may_wait(self, attempt: int) -> bool:
        return self._wait(self._patience.first_wait * 2 ** (attempt - 1))

    def _wait(self, seconds: float) -> bool:
        """Waits, if the budget of the run has room for it."""
        if self._waited + seconds > self._patience.budget:
            return False
        self._waited += seconds
        self._clock.sleep(seconds)
        return True

    def _once(self, verb: str, path: str, query: Mapping[str, Any] | None, body: Mapping[str, Any] | None) -> Answer:
        requester = self._connected()
        url = requester.graphql_url if path == "graphql" else path
        self.requests += 1
        from github import GithubException
        from requests import RequestException

        parameters = {key: str(value) for key, value in (query or {}).items()}
        try:
            status, headers, text = requester.requestJson(verb, url, parameters, {}, body)
            self.server_time = _date(headers.get("date", ""))
            return Answer(status, headers, json.loads(text) if text else None)
        except GithubException as error:  # the token of an installation could not be had
            answer = Answer(error.status, {k.lower(): v for k, v in (error.headers or {}).items()}, error.data)
            raise self._cleaned(
                refusal("the token of the App's installation", answer, self.credentials.source)
            ) from None
        except RequestException as error:
            raise self._cleaned(_unreachable(urlsplit(self.url).netloc, error)) from None
        except (ValueError, RuntimeError) as error:
            raise self._cleaned(
                GitHubError(
                    f"{verb} {path}: the answer is not GitHub's: {error}", hint="check `github.apiUrl`", applied=None
                )
            ) from None

    def _cleaned(self, error: GitHubError) -> GitHubError:
        error.args = (redacted(str(error), self.credentials),)
        return error

    def _connected(self) -> Any:
        if self._requester is None:
            self._requester = self._requester_of(authentication(self.credentials, self._installation()))
        return self._requester

    def _installation(self) -> int | None:
        return self.credentials.installation if isinstance(self.credentials, App) else None

    def _requester_of(self, auth: Any) -> Any:
        from github import Github

        client = Github(
            auth=auth,
            base_url=self.url,
            timeout=self._patience.timeout,
            user_agent="previewctl",
            per_page=PAGE,
            retry=None,
            seconds_between_requests=None,
            seconds_between_writes=self._patience.between_writes,
            lazy=True,
        )
        return _following_nothing(client.requester)

    def install(self, organization: str) -> None:
        """Lets an App without an installation find that of an organisation, or of a person."""
        if not isinstance(self.credentials, App) or self.credentials.installation is not None:
            return
        for kind in ("orgs", "users"):
            try:
                found = self.get(f"/{kind}/{organization}/installation")
            except GitHubError as error:
                if error.status != 404:
                    raise
                continue
            if isinstance(found, dict) and isinstance(found.get("id"), int):
                self.credentials = self.credentials._replace(installation=found["id"])
                self._requester = None
                return
        raise UsageError(
            f"the GitHub App {self.credentials.id} is not installed for {organization}",
            hint=f"install it there, or set another {self.credentials.source}",
        )


def _following_nothing(requester: Any) -> Any:
    """The same, for which a repository that has moved is an error.

    PyGithub would go on at the new path without the query: a list would lose its filter, and a recursive tree all that is
    below. What it would follow is decided where it keeps the class of its connections; the public way to set that is one
    for all, and gives up connections that stay open.
    """
    name = "_Requester__connectionClass"

    class Connection(getattr(requester, name)):  # type: ignore[misc]
        def getresponse(self) -> Any:
            return _unfollowed(super().getresponse())

    setattr(requester, name, Connection)
    return requester


def _unfollowed(response: Any) -> Any:
    if response.status == 301:
        response.status = 308  # which PyGithub leaves alone
    return response


def sdk_missing() -> UsageError:
    """What to say where PyGithub is not installed."""
    return UsageError(
        "asking GitHub needs its SDK, which is not installed", hint="install it: `pip install 'previewctl[github]'`"
    )


def _next(link: str) -> dict[str, str] | None:
    """The query of the next page in a `Link` header."""
    for part in link.split(","):
        target, _, rest = part.partition(";")
        if 'rel="next"' in rest:
            return dict(parse_qsl(urlsplit(target.strip().strip("<>")).query))
    return None


def _date(text: str) -> datetime | None:
    """The time of a `Date` header, https://www.rfc-editor.org/rfc/rfc9110#name-date."""
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    return found if found.tzinfo is not None else None


def _unreachable(host: str, error: Exception) -> GitHubError:
    from requests import exceptions

    if isinstance(error, exceptions.Timeout):
        reason = "no answer in time"
    elif isinstance(error, exceptions.SSLError):
        reason = "its certificate is not accepted"
    elif isinstance(error, exceptions.ChunkedEncodingError):
        reason = "the answer broke off"
    else:
        reason = "no connection, or it broke off"
    return GitHubError(f"{host} cannot be reached: {reason}", hint="check the network and the proxy", applied=None)


def _graphql_refusal(answer: Answer, errors: Any, credentials: Token | App) -> GitHubError:
    first = errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else {}
    kind, message = str(first.get("type", "")), str(first.get("message", "no reason given"))
    status = {"NOT_FOUND": 404, "FORBIDDEN": 403, "INSUFFICIENT_SCOPES": 403, "RATE_LIMITED": 429}.get(kind, 422)
    return refusal(
        "GraphQL", Answer(status, answer.headers, {"message": redacted(message, credentials)}), credentials.source
    )
