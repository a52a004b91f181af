"""What the commands that write to a GitOps repository need first: its URL, its platform.yaml, and who they are."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from previewctl.compilation import LoadedPlatform, load_platform, read_platform
from previewctl.diagnostics.model import Diagnostic
from previewctl.errors import RemoteError, UsageError
from previewctl.gitops.admission import check_writer
from previewctl.gitops.repository import open_gitops
from previewctl.integrations.git_credentials import TOKEN_VARIABLE, token_from_environment
from previewctl.source.encoding import decode
from previewctl.source.read import SourceText

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CONTROL_BRANCH = "main"
PLATFORM = "platform.yaml"
_LARGEST = 1 << 20
_MOST_LOCKS = 2_000
_GITHUB = "github.com"


class Access(NamedTuple):
    """A platform that may be written under, and the GitOps repository: a URL or a directory."""

    platform: LoadedPlatform
    gitops: str

    def token(self, host: str) -> str | None:
        """The token that git uses for a host."""
        return token_for(self.platform)(host)


@contextmanager
def access(platform: str | None, gitops: str | None, *, offline: bool = False) -> Iterator[Access | list[Diagnostic]]:
    """The platform that was named, else the one on the branch `main` of the GitOps repository.

    Never one that happens to lie in the checkout, for a pull request brings that along. Gives the findings where it cannot
    be read; UsageError where this previewctl may not write under it.
    """
    with tempfile.TemporaryDirectory(prefix="previewctl-platform-", ignore_cleanup_errors=True) as scratch:
        loaded = platform_at(platform, offline=offline) if platform else _of_repository(gitops, Path(scratch))
        if isinstance(loaded, list):
            yield loaded
            return
        check_writer(loaded)
        yield Access(loaded, gitops or loaded.spec.gitops.url)


def token_for(platform: LoadedPlatform | None) -> Callable[[str], str | None]:
    """Where the token for git comes from: `PREVIEWCTL_GITOPS_TOKEN`, the GitHub App of the environment, or `GITHUB_TOKEN`."""
    own = _github_host(platform)
    plain = token_from_environment(own)

    def token(host: str) -> str | None:
        app_is_asked = os.environ.get("PREVIEWCTL_GITHUB_APP_ID") and not os.environ.get(TOKEN_VARIABLE)
        if platform is None or host != own or not app_is_asked:
            return plain(host)
        from previewctl.integrations.github.credentials import App, api_url, credentials
        from previewctl.integrations.github.installation import installation_token

        found = credentials(os.environ)
        github = platform.spec.github
        return (
            installation_token(found, api_url(github, os.environ), github.organization)
            if isinstance(found, App)
            else plain(host)
        )

    return token


def _github_host(platform: LoadedPlatform | None) -> str:
    """The host whose repositories GITHUB_TOKEN is for."""
    if platform is not None and platform.spec.github.api_url:
        return urlsplit(platform.spec.github.api_url).netloc.lower()
    server = urlsplit(os.environ.get("GITHUB_SERVER_URL", "")).netloc.lower()
    return server or _GITHUB


def platform_at(location: str, *, offline: bool = False) -> LoadedPlatform | list[Diagnostic]:
    """The platform of a file or a Git URL; the findings where it cannot be read."""
    from previewctl.integrations.platform_url import is_git_url

    if is_git_url(location):
        from previewctl.integrations.platform_repository import fetch_platform

        fetched = fetch_platform(location, offline=offline)
        if fetched.warning and not offline:
            raise RemoteError(fetched.warning, hint="nothing is written under a platform that may have changed since")
        location = fetched.path
    return load_platform(location)


def _of_repository(gitops: str | None, scratch: Path) -> LoadedPlatform | list[Diagnostic]:
    """The platform.yaml on the reviewed branch, with the locks of shared seed data beside it."""
    if gitops is None:
        raise UsageError(
            "nobody says which GitOps repository", hint="pass `--gitops URL`, or `--platform` with its platform.yaml"
        )
    with open_gitops(gitops, CONTROL_BRANCH, token=token_for(None)) as repository:
        repository.refresh()
        content = repository.read([PLATFORM]).get(PLATFORM) if repository.tip else None
        if content is None or len(content) > _LARGEST:
            raise UsageError(
                f"{repository.shown} has no {PLATFORM} on its branch `{CONTROL_BRANCH}`",
                hint="name the platform: `--platform FILE|GIT-URL`",
            )
        text = decode(content, PLATFORM)
        if isinstance(text, Diagnostic):
            return [text]
        loaded = read_platform(SourceText(PLATFORM, text, content), scratch)
        if isinstance(loaded, list):
            return loaded
        shared = loaded.spec.seeds.directory.strip("/")
        locks = [path for path in repository.files(shared) if path.endswith("/seed.lock")][:_MOST_LOCKS]
        for path, lock in repository.read(locks).items():
            target = scratch / path
            if target.resolve().is_relative_to(scratch.resolve()) and len(lock) <= _LARGEST:
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(lock)
        return loaded
