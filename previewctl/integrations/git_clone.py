"""A bare clone of one branch's tip that holds only the objects that were asked for, and a push that expects that tip.

Git is never left to fetch what is missing by itself: it does so object by object, and whole trees at a time. The clone
knows its promisor only while it fetches, so anything else that needs a missing object fails instead.
https://git-scm.com/docs/partial-clone
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from contextlib import contextmanager
from enum import Enum
from typing import TYPE_CHECKING

from previewctl.errors import RemoteError
from previewctl.integrations.git_batch import ObjectReader
from previewctl.integrations.git_objects import import_stream
from previewctl.integrations.git_program import GitDone, GitRun, environment_with, reason, run_git
from previewctl.integrations.platform_url import without_userinfo

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from previewctl.integrations.git_credentials import Credentials, GitLocation

FETCH_SECONDS = 120
PUSH_SECONDS = 120
LOCAL_SECONDS = 60
_REMOTE = "gitops"
"""Settings of the machine about a remote `origin` are about other repositories."""
_TIP = "refs/previewctl/tip"
_NEW = "refs/previewctl/new"
_FILTERS = ("tree:3", "tree:0", "blob:none", "")
"""From the least to the most that a server sends. GitHub, for one, may not take a depth other than 0."""
_NO_SUCH_BRANCH = re.compile(r"couldn't find remote ref")
_NO_SUCH_FILTER = re.compile(r"filter.*(?:not supported|allows max depth)|invalid filter-spec", re.IGNORECASE)
_OVERTAKEN = re.compile(
    r"\((?:fetch first|non-fast-forward|stale info|failed to update ref|cannot lock ref|incorrect old value|"
    r"reference already exists|failed to lock|.*is at [0-9a-f]+ but expected|.*reference already exists|"
    r".*Unable to create .*\.lock).*\)",
)
_PASSING = re.compile(
    r"returned error: (?:5\d\d|429)|HTTP 5\d\d|RPC failed|timed out|Timeout|no answer within|early EOF|hung up|transfer closed|"
    r"Connection (?:reset|refused|closed)|Could not resolve host|unexpected disconnect|Empty reply|"
    r"Operation too slow|temporarily unavailable|Internal Server Error|curl (?:18|28|52|55|56|92)\b",
    re.IGNORECASE,
)
_SETTINGS = {
    "core.hooksPath": os.devnull,
    "core.fsmonitor": "false",
    "core.logAllRefUpdates": "false",
    "gc.auto": "0",
    "maintenance.auto": "false",
    "fetch.recurseSubmodules": "false",
    "push.recurseSubmodules": "no",
    "push.gpgSign": "false",
    "protocol.version": "2",
    "http.lowSpeedLimit": "100",
    "http.lowSpeedTime": "60",
    "advice.pushUpdateRejected": "false",
}
_LOCAL_UPLOAD = "git -c uploadpack.allowFilter=true -c uploadpack.allowAnySHA1InWant=true upload-pack"


class Push(Enum):
    """How a push ended. `OVERTAKEN`: the branch is not where it was. `BROKEN`: the connection; it may have arrived."""

    LANDED = "landed"
    OVERTAKEN = "overtaken"
    BROKEN = "broken"


class PassingError(RemoteError):
    """A failure that may be gone at the next attempt: the network, or a server that is busy."""


class GitClone:
    """The clone, in a directory of its own. It is used by one thread."""

    def __init__(self, directory: str, location: GitLocation, branch: str, credentials: Credentials) -> None:
        """Of a branch of the repository at `location`; nothing is fetched yet."""
        self.location = location
        self.branch = branch
        self.last_failure = ""
        self._filters = list(_FILTERS)
        remote = {**_SETTINGS, f"remote.{_REMOTE}.url": location.url, **credentials.settings}
        variables = {
            "GIT_DIR": directory,
            "GIT_ALLOW_PROTOCOL": "https:http:ssh:git:file",
            "GIT_SSH_COMMAND": os.environ.get("GIT_SSH_COMMAND", "ssh -oBatchMode=yes"),
            **credentials.variables,
        }
        promisor = {f"remote.{_REMOTE}.promisor": "true", f"remote.{_REMOTE}.partialCloneFilter": "blob:none"}
        if location.local:
            promisor[f"remote.{_REMOTE}.uploadpack"] = _LOCAL_UPLOAD
        self._local = GitRun(
            directory,
            environment_with(_SETTINGS, {"GIT_DIR": directory, "GIT_DEFAULT_REF_FORMAT": "files"}),
            credentials.secrets,
        )
        self._push = GitRun(directory, environment_with(remote, variables), credentials.secrets)
        self._fetch = GitRun(directory, environment_with({**remote, **promisor}, variables), credentials.secrets)
        self._reader = ObjectReader(self._local)
        self._checked(run_git(self._local, ["init", "--quiet", "--bare", "--template="]), "a clone cannot be made here")

    @property
    def shown(self) -> str:
        """The repository as messages name it."""
        return without_userinfo(self.location.url)

    def fetch(self) -> str | None:
        """Fetches the branch's tip, without history, and gives its SHA; None where there is no such branch.

        Raises PassingError for what may pass, RemoteError for all else.
        """
        refspec = f"+refs/heads/{self.branch}:{_TIP}"
        done = self._fetched(["--depth=1", "--no-write-fetch-head", _REMOTE, refspec])
        if done.code and _NO_SUCH_BRANCH.search(done.err):
            return None
        self._from_remote(done, "cannot be fetched")
        return self._ref(_TIP)

    def fetch_objects(self, oids: Iterable[str], *, whole: bool = False) -> None:
        """Fetches objects by their ids; `whole`: with everything below them."""
        wanted = "".join(f"{oid}\n" for oid in dict.fromkeys(oids)).encode()
        # Nothing is said of what is here: a server takes a commit for all that it consists of.
        options = ["--no-write-fetch-head", "--refmap=", "--stdin", _REMOTE]
        done = self._fetched(options, wanted, negotiation="noop", whole=whole)
        self._from_remote(done, "does not give what its branch consists of")

    def deepen(self, depth: int) -> None:
        """Fetches the branch's history up to that many commits, without what they hold."""
        refspec = f"+refs/heads/{self.branch}:{_TIP}"
        arguments = [f"--depth={depth}", "--no-write-fetch-head", _REMOTE, refspec]
        kept, self._filters = self._filters, [each for each in self._filters if each != "tree:3"]
        try:
            self._from_remote(self._fetched(arguments), "cannot be fetched")
        finally:
            self._filters = kept

    def messages(self, start: str, pattern: str) -> list[str]:
        """The messages of the commits fetched so far, from `start` back, that have a line of this fixed text."""
        arguments = ["log", "-z", "--format=%B", "--fixed-strings", f"--grep={pattern}", start]
        done = self._checked(run_git(self._local, arguments, seconds=LOCAL_SECONDS), "its history cannot be read")
        return [text for text in done.out.decode(errors="replace").split("\0") if text.strip()]

    def commits(self, start: str, text: str) -> list[tuple[str, str, str]]:
        """The commits fetched so far, newest first, whose message has this fixed text: SHA, time in RFC 3339, message."""
        arguments = ["log", "-z", "--format=%H %cI%n%B", "--fixed-strings", f"--grep={text}", start]
        done = self._checked(run_git(self._local, arguments, seconds=LOCAL_SECONDS), "its history cannot be read")
        found = []
        for entry in done.out.decode(errors="replace").split("\0"):
            head, _, message = entry.lstrip("\n").partition("\n")
            sha, _, at = head.partition(" ")
            if sha and at:
                found.append((sha, at, message))
        return found

    def reaches_root(self) -> bool:
        """Whether the whole history has been fetched."""
        return not os.path.exists(os.path.join(self._local.directory, "shallow"))

    def objects(self, oids: Iterable[str]) -> dict[str, bytes]:
        """The contents of those objects that are here."""
        return self._reader.read(oids)

    def close(self) -> None:
        """Ends what git still runs for it."""
        self._reader.close()

    def write(self, parent: str | None, changes: Mapping[str, bytes | None], message: str, committer: str) -> str:
        """Writes a commit on `parent`, from which the trees of all directories with changes are here; gives its SHA."""
        stream = import_stream(_NEW, parent, changes, message, committer)
        arguments = ["fast-import", "--quiet", "--force", "--done", "--date-format=now"]
        self._checked(run_git(self._local, arguments, stdin=stream, seconds=LOCAL_SECONDS), "the commit cannot be made")
        return self._ref(_NEW)

    def write_signed(self, parent: str | None, tree: str, message: str, committer: str) -> str:
        """A commit of a tree with a signature, as git is set up to sign (`gpg.format`, `user.signingKey`)."""
        before = [] if parent is None else ["-p", parent]
        name, _, address = committer.removesuffix(">").partition(" <")
        who = {
            f"GIT_{role}_{part}": text
            for role in ("AUTHOR", "COMMITTER")
            for part, text in (("NAME", name), ("EMAIL", address))
        }
        how = self._local._replace(environment={**self._local.environment, **who})
        done = run_git(how, ["commit-tree", "-S", *before, tree], stdin=message.encode(), seconds=LOCAL_SECONDS)
        if done.code:
            raise RemoteError(f"the commit cannot be signed: {reason(done)}", hint="see `git help config`: gpg.format")
        return done.out.decode().strip()

    def identity(self) -> str | None:
        """The user's name and address as git is set up with, `name <address>`."""
        done = run_git(self._local, ["-c", "user.useConfigOnly=true", "var", "GIT_COMMITTER_IDENT"])
        return done.out.decode(errors="replace").rpartition(" ")[0].rpartition(" ")[0] if done.code == 0 else None

    def push(self, commit: str, expected: str | None) -> Push:
        """Pushes a commit where the branch is still at `expected`; RemoteError where the server refuses it for good."""
        ref = f"refs/heads/{self.branch}"
        # Without --thin: a delta against what a preview held before would need those contents here.
        arguments = ["push", "--porcelain", "--no-thin", "--no-verify", f"--force-with-lease={ref}:{expected or ''}"]
        done = run_git(self._push, [*arguments, _REMOTE, f"{commit}:{ref}"], seconds=PUSH_SECONDS)
        if done.code == 0:
            return Push.LANDED
        said = done.out.decode(errors="replace")
        if _OVERTAKEN.search(said):
            return Push.OVERTAKEN
        if "[remote rejected]" not in said and _PASSING.search(done.err):
            self.last_failure = reason(done)
            return Push.BROKEN
        why = re.search(r"^!.*?\[(?:remote )?rejected\] \((.*)\)$", said, re.MULTILINE)
        text = "; ".join(dict.fromkeys([*([why[1]] if why else []), reason(done)]))
        raise RemoteError(f"{self.shown} refuses the push to {self.branch}: {text}", hint=_push_hint(text))

    def _ref(self, name: str) -> str:
        """The commit of a ref that git has just written; it stands in a file, because the clone is set up that way."""
        try:
            with open(os.path.join(self._local.directory, name), encoding="ascii") as file:
                return file.read(64).strip()
        except OSError:
            raise RemoteError(f"git did not write {name}", hint="nothing was changed") from None

    def _fetched(
        self, arguments: list[str], stdin: bytes = b"", *, negotiation: str = "consecutive", whole: bool = False
    ) -> GitDone:
        """Fetches with the first filter that the server takes, and keeps to that one."""
        command = ["-c", f"fetch.negotiationAlgorithm={negotiation}", "fetch", "--quiet", "--no-tags"]
        while True:
            kind = "" if whole else self._filters[0]
            filtering = f"--filter={kind}" if kind else "--no-filter"
            options = [*command, "--no-auto-maintenance", filtering, *arguments]
            done = run_git(self._fetch, options, stdin=stdin, seconds=FETCH_SECONDS)
            if done.code == 0 or whole or len(self._filters) == 1 or not _NO_SUCH_FILTER.search(done.err):
                return done
            self._filters.pop(0)

    def _from_remote(self, done: GitDone, what: str) -> None:
        if done.code == 0:
            return
        text = f"{self.shown} {what}: {reason(done)}"
        if _PASSING.search(done.err):
            raise PassingError(text, hint="try again; nothing was changed")
        raise RemoteError(text, hint=_fetch_hint(done.err))

    @staticmethod
    def _checked(done: GitDone, what: str) -> GitDone:
        if done.code:
            raise RemoteError(f"{what}: {reason(done)}", hint="nothing was changed")
        return done


def _fetch_hint(err: str) -> str:
    if re.search(r"Authentication failed|could not read (?:Username|Password)|error: 40[13]|Permission denied", err):
        return "check the token or the key, and that it may read the repository"
    return "check the URL and your access to it; nothing was changed"


def _push_hint(text: str) -> str:
    if re.search(r"Authentication failed|could not read|error: 40[13]|denied to|Permission", text):
        return "the token or key needs write access to the repository's contents; nothing was changed"
    if "hook declined" in text or "protected" in text or "rule violations" in text:
        return "let the token's owner bypass the branch's rules; nothing was changed"
    return "nothing was changed"


@contextmanager
def git_clone(location: GitLocation, branch: str, credentials: Credentials) -> Iterator[GitClone]:
    """A clone in a temporary directory, which is gone afterwards; RemoteError where there is no room for one."""
    try:
        directory = tempfile.mkdtemp(prefix="previewctl-gitops-")
    except OSError as error:
        reason_text = (error.strerror or str(error)).lower()
        raise RemoteError(f"a temporary directory cannot be made: {reason_text}", hint="set TMPDIR") from None
    clone = None
    try:
        clone = GitClone(directory, location, branch, credentials)
        yield clone
    finally:
        if clone is not None:
            clone.close()
        shutil.rmtree(directory, ignore_errors=True)
