"""A token of a GitHub App's installation, for git: it lives for an hour, and can write contents and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.errors import RemoteError
from previewctl.integrations.github.credentials import authentication
from previewctl.integrations.github.transport import PATIENCE, Transport, sdk_missing

if TYPE_CHECKING:
    from previewctl.integrations.github.credentials import App

PERMISSIONS = {"contents": "write"}
"""https://docs.github.com/en/rest/apps/apps#create-an-installation-access-token-for-an-app: no more than what is asked for."""


def installation_token(app: App, url: str, organization: str) -> str:
    """A token of the App's installation in an organisation (or for a person); `url` is that of the API.

    RemoteError where GitHub gives none, UsageError without PyGithub, or where the App is not installed there.
    """
    try:
        from github import GithubException, GithubIntegration
    except ImportError:
        raise sdk_missing() from None
    transport = Transport(url, app)
    transport.install(organization)
    installed = transport.credentials
    number = getattr(installed, "installation", None)
    integration = GithubIntegration(
        auth=authentication(app), base_url=url, timeout=PATIENCE.timeout, retry=None, user_agent="previewctl"
    )
    try:
        return str(integration.get_access_token(int(number or 0), permissions=PERMISSIONS).token)
    except GithubException as error:
        raise RemoteError(
            f"GitHub gives the App no token for the GitOps repository: it answered {error.status}",
            hint="the App needs the permission `contents: write`, and to be installed for that repository",
        ) from None
    except OSError:
        raise RemoteError("GitHub gives the App no token: it cannot be reached", hint="check the network") from None
