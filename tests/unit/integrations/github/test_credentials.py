"""Who previewctl is for GitHub."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from previewctl.errors import UsageError
from previewctl.integrations.github import github as connect
from previewctl.integrations.github.credentials import App, Token, api_url, credentials
from previewctl.integrations.github.failures import GitHubError
from previewctl.integrations.github.transport import Patience
from previewctl.spec.platform import GitHub as PlatformGitHub
from tests.realparts.fake_github import FakeGitHub, PullRequest
from tests.realparts.fake_github import Token as KnownToken

if TYPE_CHECKING:
    from pathlib import Path

QUICK = Patience(timeout=5, between_writes=0.0)


@pytest.fixture(scope="session")
def key() -> str:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return made.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    ).decode()


def test_previewctls_own_variable_comes_before_the_usual_ones() -> None:
    variables = {"GITHUB_TOKEN": "b", "PREVIEWCTL_GITHUB_TOKEN": "a", "GH_TOKEN": "c"}
    assert credentials(variables) == Token("a", "PREVIEWCTL_GITHUB_TOKEN")
    assert credentials({"GITHUB_TOKEN": " b\n"}) == Token("b", "GITHUB_TOKEN")


def test_without_credentials_the_variables_are_named() -> None:
    with pytest.raises(UsageError, match="no credentials") as missing:
        credentials({"GITHUB_TOKEN": " "})
    assert "GITHUB_TOKEN" in missing.value.hint


@pytest.mark.parametrize("value", ["a\nX-Evil: 1", "a b", "tökén"])
def test_what_cannot_be_a_token_is_refused(value: str) -> None:
    with pytest.raises(UsageError, match="holds no token"):
        credentials({"GITHUB_TOKEN": value})


def test_neither_token_nor_key_shows_when_an_object_is_printed() -> None:
    assert "abc" not in repr(Token("abc", "GITHUB_TOKEN"))
    assert "KEY" not in repr(App("1", "-----BEGIN KEY", 2, "X"))


@pytest.mark.parametrize(
    ("url", "works"),
    [
        ("https://github.acme.dev/api/v3/", True),
        ("http://127.0.0.1:80", True),
        ("http://github.acme.dev/api/v3", False),
        ("ftp://x", False),
        ("https://", False),
        ("https://x:99999999/", False),
        ("https://user:pass@x", False),
    ],
)
def test_a_token_goes_over_tls_only(url: str, works: bool) -> None:
    platform = PlatformGitHub(organization="acme")
    variables = {"PREVIEWCTL_GITHUB_API_URL": url}
    if works:
        assert api_url(platform, variables) == url.rstrip("/")
    else:
        with pytest.raises(UsageError):
            api_url(platform, variables)


def test_platform_yaml_says_where_an_enterprise_server_is() -> None:
    assert api_url(PlatformGitHub(organization="acme"), {}) == "https://api.github.com"
    enterprise = PlatformGitHub(organization="acme", api_url="https://github.acme.dev/api/v3")
    assert api_url(enterprise, {}) == "https://github.acme.dev/api/v3"


def test_an_enterprise_server_is_asked_below_its_path(github: FakeGitHub) -> None:
    github.pulls.append(PullRequest(number=5))
    variables = {"PREVIEWCTL_GITHUB_API_URL": f"{github.url}/api/v3", "GITHUB_TOKEN": "x"}
    one = connect(PlatformGitHub(organization="acme"), variables, patience=QUICK)
    assert one.pull_request("acme/shop", 5)
    assert one.open_pull_requests("acme/shop")
    assert [request.path for request in github.requests] == ["/api/v3/repos/acme/shop/pulls/5", "/api/graphql"]


def _app(github: FakeGitHub, key_file: Path, **more: str) -> dict[str, str]:
    return {
        "PREVIEWCTL_GITHUB_API_URL": github.url,
        "PREVIEWCTL_GITHUB_APP_ID": "77",
        "PREVIEWCTL_GITHUB_APP_KEY_FILE": str(key_file),
        "GITHUB_TOKEN": "not-this-one",
        **more,
    }


def test_an_app_finds_its_installation_and_acts_as_it(github: FakeGitHub, key: str, tmp_path: Path) -> None:
    (tmp_path / "app.pem").write_text(key)
    github.pulls.append(PullRequest(number=5))
    github.store.tokens["invented"] = KnownToken()
    github.store.installations["acme"] = 9
    one = connect(PlatformGitHub(organization="acme"), _app(github, tmp_path / "app.pem"), patience=QUICK)
    assert one.pull_request("acme/shop", 5)
    assert [request.path for request in github.requests] == [
        "/orgs/acme/installation",
        "/app/installations/9/access_tokens",
        "/repos/acme/shop/pulls/5",
    ]
    assert github.requests[-1].authorization == "token invented"


def test_an_app_whose_installation_is_named_does_not_look_for_it(github: FakeGitHub, key: str, tmp_path: Path) -> None:
    (tmp_path / "app.pem").write_text(key)
    variables = _app(github, tmp_path / "app.pem", PREVIEWCTL_GITHUB_INSTALLATION_ID="12")
    github.pulls.append(PullRequest(number=5))
    connect(PlatformGitHub(organization="acme"), variables, patience=QUICK).pull_request("acme/shop", 5)
    assert github.requests[0].path == "/app/installations/12/access_tokens"


def test_an_app_that_is_not_installed_says_where(github: FakeGitHub, key: str, tmp_path: Path) -> None:
    (tmp_path / "app.pem").write_text(key)
    with pytest.raises(UsageError, match="not installed for acme"):
        connect(PlatformGitHub(organization="acme"), _app(github, tmp_path / "app.pem"), patience=QUICK)


def test_a_token_of_the_installation_that_cannot_be_had_is_an_error(
    github: FakeGitHub, key: str, tmp_path: Path
) -> None:
    (tmp_path / "app.pem").write_text(key)
    variables = _app(github, tmp_path / "app.pem", PREVIEWCTL_GITHUB_INSTALLATION_ID="12")
    github.fail_next(401, times=9)
    with pytest.raises(GitHubError, match="does not accept"):
        connect(PlatformGitHub(organization="acme"), variables, patience=QUICK).pull_request("acme/shop", 5)


@pytest.mark.parametrize("content", ["", "no key", "-----BEGIN RSA PRIVATE KEY-----\nsecret-words\n-----END-----\n"])
def test_a_key_that_is_none_is_refused_without_being_quoted(github: FakeGitHub, tmp_path: Path, content: str) -> None:
    (tmp_path / "app.pem").write_text(content)
    with pytest.raises(UsageError, match="cannot be read") as refused:
        connect(PlatformGitHub(organization="acme"), _app(github, tmp_path / "app.pem"))
    assert "secret-words" not in str(refused.value) + refused.value.hint


def test_a_key_file_that_is_not_there_is_named(github: FakeGitHub, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"app\.pem cannot be read"):
        connect(PlatformGitHub(organization="acme"), _app(github, tmp_path / "app.pem"))
