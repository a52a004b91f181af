"""A GitHub App writes to the GitOps repository: with the token of its installation, for contents alone."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from previewctl.cli.gitops_access import token_for
from previewctl.compilation import LoadedPlatform, read_platform
from previewctl.errors import RemoteError, UsageError
from previewctl.source.read import SourceText
from tests.cli.running import PLATFORM
from tests.realparts.fake_github import FakeGitHub

if TYPE_CHECKING:
    from collections.abc import Iterator

HOST = "github.acme.dev"


@pytest.fixture
def github() -> Iterator[FakeGitHub]:
    with FakeGitHub() as server:
        yield server


@pytest.fixture
def platform() -> LoadedPlatform:
    text = PLATFORM.replace("{organization: acme}", f'{{organization: acme, apiUrl: "https://{HOST}/api/v3"}}')
    found = read_platform(SourceText("platform.yaml", text, text.encode()))
    assert isinstance(found, LoadedPlatform)
    return found


@pytest.fixture(autouse=True)
def _app(github: FakeGitHub, monkeypatch: pytest.MonkeyPatch) -> None:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    for name in ("PREVIEWCTL_GITOPS_TOKEN", "GITHUB_TOKEN", "PREVIEWCTL_GITHUB_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PREVIEWCTL_GITHUB_API_URL", github.url)
    monkeypatch.setenv("PREVIEWCTL_GITHUB_APP_ID", "7")
    monkeypatch.setenv("PREVIEWCTL_GITHUB_APP_KEY", pem)


def test_the_installation_of_the_organisation_gives_a_token_for_contents_alone(
    github: FakeGitHub, platform: LoadedPlatform
) -> None:
    github.store.installations["acme"] = 99
    assert token_for(platform)(HOST) == "invented"
    asked = next(item for item in github.requests if item.path.endswith("/access_tokens"))
    assert urlsplit(asked.path).path.endswith("/app/installations/99/access_tokens")
    assert asked.body == {"permissions": {"contents": "write"}}


def test_another_host_gets_no_token_of_the_app(github: FakeGitHub, platform: LoadedPlatform) -> None:
    github.store.installations["acme"] = 99
    assert token_for(platform)("git.example.com") is None
    assert not github.requests


def test_a_token_that_is_set_counts_before_the_app(platform: LoadedPlatform, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREVIEWCTL_GITOPS_TOKEN", "own")
    assert token_for(platform)(HOST) == "own"


def test_an_app_that_is_not_installed_is_said_so(platform: LoadedPlatform) -> None:
    with pytest.raises(UsageError, match="not installed for acme"):
        token_for(platform)(HOST)


def test_a_refusal_says_what_the_app_needs(github: FakeGitHub, platform: LoadedPlatform) -> None:
    github.store.installations["acme"] = 99
    found = token_for(platform)
    github.store.installations["acme"] = 99
    original = github.answer

    def refusing(*arguments: object, **options: object) -> object:
        if "access_tokens" in str(arguments):
            return 422, {"message": "The permissions requested are not granted"}, {}
        return original(*arguments, **options)  # type: ignore[arg-type]

    github.answer = refusing  # type: ignore[method-assign,assignment]
    with pytest.raises(RemoteError, match="gives the App no token") as caught:
        found(HOST)
    assert "contents: write" in caught.value.hint
