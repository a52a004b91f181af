"""The URL of a platform.yaml in a Git repository: its form, and what of it may be shown."""

from __future__ import annotations

import re
from typing import NamedTuple

from previewctl.errors import UsageError

_URL = re.compile(
    r"(?P<repository>(?:(?:https|ssh|file)://[^\s?#]*?|[\w.-]+@[\w.-]+:[^\s?#]*?)(?:\.git)?)"
    r"(?://(?P<path>[^\s?#]+))?(?:\?ref=(?P<ref>[\w./-]+))?"
)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_REMOTE = re.compile(rf"\s*(?:{_SCHEME.pattern}|[^\s/@]+@[\w.-]+:)")
_LOCAL = re.compile(r"\s*file://", re.IGNORECASE)
_PASSWORD = re.compile(rf"(?:{_SCHEME.pattern}|(?!{_SCHEME.pattern}))[^/@:]*:(?!\d+(?:/|$))[^@]*@")
"""A port ends with a slash; a password may hold one, though it should not."""
_USER = re.compile(r"(?!ssh://)[a-z0-9+.-]+://[^/@]*@")
"""Only SSH needs a user; for any other scheme it is a token."""
_USERINFO = re.compile(r"(?<=://)[^\s/@]*@")


class PlatformUrl(NamedTuple):
    """`https://github.com/acme/gitops.git//platform.yaml?ref=main`, the form in which Kustomize names remote files."""

    repository: str
    path: str
    ref: str

    @property
    def shown(self) -> str:
        """The repository as messages name it."""
        return without_userinfo(self.repository)


def is_git_url(text: str) -> bool:
    """Whether a `--platform` names a repository and not a file, be it one that can be fetched or not."""
    return _REMOTE.match(text) is not None


def is_local_url(text: str) -> bool:
    """Whether the repository is a directory of this machine."""
    return _LOCAL.match(text) is not None


def without_userinfo(text: str) -> str:
    """`text` without what stands before the hosts of URLs in it."""
    return _USERINFO.sub("", text)


def parse_platform_url(text: str) -> PlatformUrl:
    """Reads it; raises UsageError for another form. Credentials in it are refused: they would show in process lists."""
    scheme, separator, rest = text.strip().partition("://")
    text = f"{scheme.lower()}{separator}{rest}" if separator else scheme
    if _PASSWORD.match(text) or _USER.match(text):
        raise UsageError("the URL of the platform holds credentials", hint="use a Git credential helper, or an SSH key")
    match = _URL.fullmatch(text)
    if match is None or not _is_inside(match["path"] or "") or (match["ref"] or "").startswith("-"):
        raise UsageError(
            "this is not the URL of a platform.yaml in a Git repository",
            hint="write https://github.com/<owner>/<repository>.git//platform.yaml?ref=main",
        )
    return PlatformUrl(match["repository"], match["path"] or "platform.yaml", match["ref"] or "HEAD")


def _is_inside(path: str) -> bool:
    return not path.startswith("/") and "\\" not in path and ".." not in path.split("/")
