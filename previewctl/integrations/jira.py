"""Links previews to Jira's issues. The only importer of its SDK, which is loaded when something is linked.

Jira Cloud takes an address and an API token, Jira Data Center a personal access token. Both know version 2 of the REST
API. Links are written through the resource `remotelink` itself: the SDK's `add_remote_link` first asks for all
application links, which ordinary users may not, and its `add_simple_link` cannot send a `globalId`.
"""

from __future__ import annotations

import json
import logging
import os
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from previewctl.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from previewctl.spec.platform import Jira as PlatformJira

TOKEN = "PREVIEWCTL_JIRA_TOKEN"  # noqa: S105 - the variable's name
EMAIL = "PREVIEWCTL_JIRA_EMAIL"
SERVER = "PREVIEWCTL_JIRA_SERVER"
_PROPERTY = "dev.previewctl.transition"


class Account(NamedTuple):
    """Where Jira is, and who previewctl is there; `email` is None on Jira Data Center."""

    server: str
    token: str
    email: str | None

    def __repr__(self) -> str:
        return f"Account(server={self.server!r}, email={self.email!r})"


class Wanted(NamedTuple):
    """What each issue gets. `transition` is the name of one, made once; `field` gets `value`, and loses `value_before`."""

    link: Mapping[str, Any]
    transition: str | None = None
    field: str | None = None
    value: str = ""
    value_before: str = ""


class Patience(NamedTuple):
    """Seconds for a connection and for an answer, how often a failure is tried again, and how long that may take."""

    connect: float = 5
    read: float = 10
    retries: int = 1
    longest_wait: int = 5


PATIENCE = Patience()


def account(platform: PlatformJira, environment: Mapping[str, str] | None = None) -> Account | None:
    """Who previewctl is for Jira; None where the environment says nothing. UsageError for a server without TLS."""
    variables = os.environ if environment is None else environment
    token = variables.get(TOKEN, "").strip()
    if not token:
        return None
    server = (variables.get(SERVER) or platform.server).rstrip("/")
    parts = urlsplit(server)
    local = parts.hostname in {"127.0.0.1", "::1", "localhost"}
    if not (parts.hostname and (parts.scheme == "https" or (parts.scheme == "http" and local))):
        raise UsageError(f"`{server}` is no HTTPS URL", hint=f"set {SERVER} to one: a token goes over TLS only")
    return Account(server, token, variables.get(EMAIL, "").strip() or None)


def link_issues(
    who: Account,
    keys: Sequence[str],
    wanted: Wanted,
    *,
    patience: Patience = PATIENCE,
    dry_run: Callable[[str], None] | None = None,
) -> tuple[str, ...]:
    """Gives every issue its link. Returns warnings and raises nothing: no preview fails because Jira does.

    After a failure that is Jira's and not an issue's, the remaining issues are left out. `dry_run` gets the writes as lines.
    """
    if dry_run is not None:
        for key in keys:
            dry_run(f"POST {who.server}/rest/api/2/issue/{key}/remotelink {json.dumps(wanted.link, sort_keys=True)}")
        return ()
    try:
        session = _Session(who, patience)
    except ImportError:
        return ("Jira's SDK is not installed: `pip install 'previewctl[jira]'`",)
    warnings: list[str] = []
    try:
        for key in keys:
            problem = session.link(key, wanted)
            if problem:
                warnings.append(problem.text)
            if problem and problem.everywhere:
                break
    finally:
        session.close()
    return tuple(warnings)


class _Problem(NamedTuple):
    """Why an issue has no link, or lacks something else; `everywhere`: others would not fare better."""

    text: str
    everywhere: bool


class _Session:
    def __init__(self, who: Account, patience: Patience) -> None:
        from jira import JIRA

        # The SDK logs each retry as a warning, which would stand between the lines of a run.
        logging.getLogger("jira").addHandler(logging.NullHandler())
        auth: dict[str, Any] = {"basic_auth": (who.email, who.token)} if who.email else {"token_auth": who.token}
        self._who = who
        self._jira: Any = JIRA(
            server=who.server,
            get_server_info=False,
            logging=False,
            max_retries=patience.retries,
            timeout=(patience.connect, patience.read),
            options={"rest_api_version": "2", "check_update": False},
            **auth,
        )
        self._jira._session.max_retry_delay = patience.longest_wait  # noqa: SLF001 - the SDK has no way to set it
        self._jira._session.trust_env = False  # noqa: SLF001 - a .netrc would replace the credentials

    def close(self) -> None:
        self._jira.close()

    def link(self, key: str, wanted: Wanted) -> _Problem | None:
        from jira import JIRAError
        from requests import RequestException

        try:
            self._send("post", f"issue/{key}/remotelink", wanted.link)
            if wanted.field:
                self._set_field(key, wanted.field, wanted.value, wanted.value_before)
            if wanted.transition:
                self._move_once(key, wanted)
        except JIRAError as error:
            return _refused(key, error, self._who)
        except (RequestException, ValueError, KeyError, TypeError, AttributeError) as error:
            host = urlsplit(self._who.server).netloc
            return _Problem(f"{host} did not take the link of {key}: {type(error).__name__}", everywhere=True)
        return None

    def _set_field(self, key: str, field: str, value: str, before: str) -> None:
        """Writes a field, unless it has the value; takes out only what a report about this very preview put there."""
        fields = self._send("get", f"issue/{key}?fields={field}")["fields"]
        current = fields.get(field) or ""
        if current == value or (not value and current != before):
            return
        self._send("put", f"issue/{key}?notifyUsers=false", {"fields": {field: value or None}})

    def _move_once(self, key: str, wanted: Wanted) -> None:
        """Makes the transition at the first ready report only: later ones would undo what people did since.

        A property of the issue remembers it; where the issue does not offer the transition, nothing happens.
        """
        name = f"{_PROPERTY}.{_digest(str(wanted.link['globalId']))}"
        known = self._send("get", f"issue/{key}/properties")["keys"]
        if any(item["key"] == name for item in known):
            return
        offered = self._send("get", f"issue/{key}/transitions")["transitions"]
        found = next((item for item in offered if item["name"].lower() == str(wanted.transition).lower()), None)
        if found is not None:
            self._send("post", f"issue/{key}/transitions", {"transition": {"id": found["id"]}})
        self._send("put", f"issue/{key}/properties/{name}", {"made": found is not None})

    def _send(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        session = self._jira._session  # noqa: SLF001 - signs, and raises JIRAError; the SDK has no method for globalId
        url = self._jira._get_url(path)  # noqa: SLF001
        sent = {} if body is None else {"data": json.dumps(body), "headers": {"Content-Type": "application/json"}}
        answer = getattr(session, method)(url, **sent)
        return json.loads(answer.text) if answer.text else None


def _digest(text: str) -> str:
    import hashlib

    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _refused(key: str, error: Any, who: Account) -> _Problem:
    status = error.status_code or 0
    host = urlsplit(who.server).netloc
    match status:
        case 401:
            return _Problem(
                f"{host} does not accept {TOKEN}: set a new one (with {EMAIL} on Jira Cloud)", everywhere=True
            )
        case 403:
            return _Problem(f"{key}: {host} does not allow it; the account needs `Link issues` there", everywhere=False)
        case 404:
            return _Problem(f"{key}: there is no such issue on {host}, or it is not shown", everywhere=False)
        case 429:
            return _Problem(f"{host} has too many requests; the next report links {key}", everywhere=True)
        case _ if status >= 500 or status == 0:
            return _Problem(f"{host} failed ({status}); the next report links {key}", everywhere=True)
    return _Problem(f"{key}: {host} refused the link ({status})", everywhere=False)
