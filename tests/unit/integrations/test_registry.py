"""Asking registries for a tag: a registry on the loopback interface, and Amazon ECR as moto serves it."""

from __future__ import annotations

import base64
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, ClassVar

import pytest

from previewctl.errors import RemoteError, UsageError
from previewctl.integrations.registry import has_image

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOGIN = base64.b64encode(b"bot:s3cret").decode()
DIGEST = "sha256:" + "0" * 64


class Registry(BaseHTTPRequestHandler):
    """Has `seeds/orders/postgres:1.0`; how it asks for credentials is the test's to say."""

    challenge: ClassVar[str] = ""
    status: ClassVar[int] = 0
    seen: ClassVar[list[tuple[str, str, str]]] = []

    def log_message(self, *_arguments: object) -> None:
        return

    def _answer(self) -> None:
        authorization = self.headers.get("Authorization", "")
        self.seen.append((self.command, self.path, authorization))
        if self.status:
            self.send_response(self.status)
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        elif self.path.startswith("/token"):
            self.send_response(200 if authorization == f"Basic {LOGIN}" else 401)
        elif self.challenge and authorization not in {"Bearer a-token", f"Basic {LOGIN}"}:
            self.send_response(401)
            self.send_header("WWW-Authenticate", self.challenge)
        else:
            self.send_response(200 if self.path == "/v2/seeds/orders/postgres/manifests/1.0" else 404)
        body = json.dumps({"token": "a-token"}).encode() if self.path.startswith("/token") else b""
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_HEAD = _answer  # noqa: N815 - the names that http.server looks for


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Registry)
    name = f"127.0.0.1:{server.server_port}"
    monkeypatch.setattr(Registry, "challenge", "")
    monkeypatch.setattr(Registry, "status", 0)
    monkeypatch.setattr(Registry, "seen", [])
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))
    (tmp_path / "config.json").write_text(json.dumps({"auths": {name: {"auth": LOGIN}}}))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield name
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_tag_is_there_or_not(host: str) -> None:
    assert has_image(f"{host}/seeds/orders/postgres:1.0")
    assert not has_image(f"{host}/seeds/orders/postgres:2.0")
    assert [item[:2] for item in Registry.seen] == [
        ("HEAD", "/v2/seeds/orders/postgres/manifests/1.0"),
        ("HEAD", "/v2/seeds/orders/postgres/manifests/2.0"),
    ]


def test_no_credential_is_sent_before_it_is_asked_for(host: str) -> None:
    has_image(f"{host}/seeds/orders/postgres:1.0")

    assert [authorization for _, _, authorization in Registry.seen] == [""]


def test_a_registry_that_wants_a_token_gets_one(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    scope = "repository:seeds/orders/postgres:pull"
    challenge = f'Bearer realm="http://{host}/token",service="reg istry",scope="{scope}"'
    monkeypatch.setattr(Registry, "challenge", challenge)

    assert has_image(f"{host}/seeds/orders/postgres:1.0")
    assert Registry.seen[1][1:] == (
        "/token?service=reg+istry&scope=repository%3Aseeds%2Forders%2Fpostgres%3Apull",
        f"Basic {LOGIN}",
    )
    assert Registry.seen[2][2] == "Bearer a-token"


def test_a_registry_that_wants_a_password_gets_it(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Registry, "challenge", 'Basic realm="seeds"')

    assert has_image(f"{host}/seeds/orders/postgres:1.0")
    assert not has_image(f"{host}/seeds/orders/postgres:2.0")


@pytest.mark.parametrize(
    "challenge", ["", "Basic", "Bearer", 'Bearer realm="ftp://x/y"', "Negotiate", 'Bearer realm="']
)
def test_a_registry_that_will_not_say_is_an_error(host: str, monkeypatch: pytest.MonkeyPatch, challenge: str) -> None:
    monkeypatch.setattr(Registry, "challenge", challenge or "Unknown")
    monkeypatch.delenv("DOCKER_CONFIG")
    monkeypatch.setenv("HOME", "/nonexistent")
    with pytest.raises(RemoteError, match=r"answered 401 for seeds/orders/postgres:1\.0") as caught:
        has_image(f"{host}/seeds/orders/postgres:1.0")

    assert caught.value.hint == f"log in: `docker login {host}`"


def test_the_password_never_leaves_tls_for_another_host(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Registry, "challenge", 'Bearer realm="http://token.example.com/token"')
    with pytest.raises(RemoteError, match="answered 401"):
        has_image(f"{host}/seeds/orders/postgres:1.0")

    assert LOGIN not in str(Registry.seen)


@pytest.mark.parametrize("status", [302, 307, 403, 429, 500, 503])
def test_any_other_answer_is_no_answer(host: str, monkeypatch: pytest.MonkeyPatch, status: int) -> None:
    monkeypatch.setattr(Registry, "status", status)
    with pytest.raises(RemoteError, match=f"answered {status} "):
        has_image(f"{host}/seeds/orders/postgres:1.0")

    assert len(Registry.seen) == 1, "it follows nothing"


def test_a_registry_that_is_not_there_is_an_error() -> None:
    with pytest.raises(RemoteError, match=r"127\.0\.0\.1:1 cannot be reached"):
        has_image("127.0.0.1:1/seeds/orders/postgres:1.0")


@pytest.mark.parametrize("reference", ["orders/postgres:1.0", "postgres:1.0", "registry.example.com/x", "", "a b/c:1"])
def test_what_names_no_registry_is_refused(reference: str) -> None:
    with pytest.raises(UsageError, match="names no registry"):
        has_image(reference)


@pytest.fixture(scope="module")
def aws() -> Iterator[str]:
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    name, port = server.get_host_and_port()
    yield f"http://{name}:{port}"
    server.stop()


@pytest.fixture
def ecr(aws: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    for name, value in {
        "AWS_ENDPOINT_URL": aws,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_CONFIG_FILE": str(tmp_path / "none"),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "none"),
        "AWS_EC2_METADATA_DISABLED": "true",
    }.items():
        monkeypatch.setenv(name, value)
    return "123456789012.dkr.ecr.eu-west-1.amazonaws.com"


def test_ecr_is_asked_through_aws(ecr: str) -> None:
    import boto3

    client = boto3.client("ecr", region_name="eu-west-1")
    client.create_repository(repositoryName="seeds/orders/postgres")
    manifest = {
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "config": {"mediaType": "application/vnd.oci.image.config.v1+json", "size": 2, "digest": DIGEST},
        "layers": [],
    }
    client.put_image(repositoryName="seeds/orders/postgres", imageManifest=json.dumps(manifest), imageTag="1.0")

    assert has_image(f"{ecr}/seeds/orders/postgres:1.0")
    assert not has_image(f"{ecr}/seeds/orders/postgres:2.0")
    assert not has_image(f"{ecr}/seeds/orders/redis:1.0"), "a repository that is not there has no image"


def test_without_credentials_ecr_is_no_answer(ecr: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with pytest.raises(RemoteError, match=r"ECR did not say whether orders has 1\.0: Unable to locate credentials"):
        has_image(f"{ecr}/orders:1.0")


def test_without_the_sdk_it_says_what_to_install(ecr: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "boto3", None)
    with pytest.raises(UsageError, match="which is not installed") as caught:
        has_image(f"{ecr}/orders:1.0")

    assert caught.value.hint == "install it: `pip install 'previewctl[aws]'`"
