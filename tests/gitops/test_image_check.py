"""An image has to be in its registry before anything refers to it."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from tests.cli.running import PREVIEW, Run, git, run
from tests.gitops.conftest import Shop, make_shop

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Images(ThreadingHTTPServer):
    """A registry of these tags of orders-api; `status` is what it answers for them, `asked` what it was asked for."""

    tags: set[str]
    status: int
    asked: list[str]


class Handler(BaseHTTPRequestHandler):
    server: Images

    def do_HEAD(self) -> None:
        self.server.asked.append(self.path)
        there = self.path in {f"/v2/orders-api/manifests/{tag}" for tag in self.server.tags}
        self.send_response(self.server.status if there else 404)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Says nothing."""


@pytest.fixture
def images() -> Iterator[Images]:
    server = Images(("127.0.0.1", 0), Handler)
    server.tags, server.status, server.asked = set(), 200, []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def shop(tmp_path: Path, images: Images) -> Shop:
    registry = f"127.0.0.1:{images.server_address[1]}"
    return make_shop(tmp_path, preview=PREVIEW.replace("registry.example.com", registry))


def publish(shop: Shop, *arguments: str) -> Run:
    return run(shop.app, "publish", "--gitops", str(shop.gitops), "--pr", "42", "--branch", "x", *arguments)


def is_published(shop: Shop) -> bool:
    return bool(git(shop.gitops, "branch", "--list", "previews"))


def test_an_image_that_is_not_there_is_refused(shop: Shop) -> None:
    done = publish(shop)
    assert done.code == 1
    assert "error[PV533]" in done.err
    assert "preview.yaml:5:8" in done.err
    assert not is_published(shop)


def test_an_image_that_is_there_is_published(shop: Shop, images: Images) -> None:
    images.tags.add(shop.head())
    done = publish(shop)
    assert done.code == 0, done.err
    assert images.asked == [f"/v2/orders-api/manifests/{shop.head()}"]


def test_a_tag_that_ci_names_is_asked_for(shop: Shop, images: Images) -> None:
    images.tags.add("v7")
    assert publish(shop, "--image", f"127.0.0.1:{images.server_address[1]}/orders-api:v7").code == 0
    assert images.asked == ["/v2/orders-api/manifests/v7"]


def test_a_registry_that_does_not_say_ends_the_run(shop: Shop, images: Images) -> None:
    images.tags.add(shop.head())
    images.status = 503
    done = publish(shop)
    assert done.code == 4
    assert "answered 503" in done.err
    assert not is_published(shop)


def test_nobody_is_asked_with_no_image_check(shop: Shop, images: Images) -> None:
    assert publish(shop, "--no-image-check").code == 0
    assert images.asked == []
