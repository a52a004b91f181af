"""What `lint --fix --unsafe-fixes` makes of a slip: the name that was meant, and every other byte as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from previewctl.cli.app import app
from tests.rules.examples import BASES

if TYPE_CHECKING:
    from pathlib import Path

BILLING = "dependencies: {billing-api: {env: BILLING_API_URL}}\n"


def fixed(directory: Path, text: str) -> str:
    """The text after the fixes, with the smallest platform.yaml beside it."""
    path = directory / "preview.yaml"
    path.write_text(text, encoding="utf-8", newline="")
    (directory / "platform.yaml").write_text(BASES["platform.yaml"], encoding="utf-8")
    # PV217 would take every override away: each is for its branch alone.
    CliRunner().invoke(app, ["lint", "--fix", "--unsafe-fixes", "--ignore", "PV217", str(path)], standalone_mode=False)
    return path.read_bytes().decode()


@pytest.mark.parametrize(
    ("text", "slip", "meant"),
    [
        ('env: {PUBLIC_URL: "${endpont.url}"}\n', "endpont", "endpoint"),
        ("env:\n  PUBLIC_URL: {value: 'a ${endpoint.ulr} b'} # why\n", "ulr", "url"),
        ("checks: [{name: a, run: [curl, '${endpont.url}/healthz']}]\n", "endpont", "endpoint"),
        ('resources: {"wbe": medium}\n', '"wbe"', "web"),
        ("endpoint: {process: wbe}\n", "wbe", "web"),
        ("volumes: {media: {path: /media, size: 1Gi, processes: [ wbe ]}}\n", "wbe", "web"),
        ("dependencies: {biling-api: {env: BILLING_API_URL}}\n", "biling", "billing"),
        (
            "dependencies: {biling-api: {env: BILLING_API_URL}}\noverrides: {billing-api: staging}\n",
            "biling-",
            "billing-",
        ),
    ],
)
def test_a_slip_becomes_what_was_meant(tmp_path: Path, text: str, slip: str, meant: str) -> None:
    text = (BASES["preview.yaml"] + text).replace("\n", "\r\n")
    assert fixed(tmp_path, text) == text.replace(slip, meant)


def test_a_slip_in_the_service_becomes_the_name_of_the_catalogue(tmp_path: Path) -> None:
    text = BASES["preview.yaml"].replace("service: orders-api", "service: order-api # ours")
    assert fixed(tmp_path, text) == text.replace("order-api #", "orders-api #")


def test_an_override_gets_the_name_of_its_dependency(tmp_path: Path) -> None:
    text = BASES["preview.yaml"] + BILLING + "overrides: {biling-api: staging}\n"
    assert fixed(tmp_path, text) == text.replace("biling-", "billing-")
