"""AWS's prices through boto3: the price list from a server on loopback, for moto has none; spot prices from moto."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from previewctl.errors import RemoteError, UsageError
from previewctl.integrations.aws_prices import instance_prices
from tests.realparts.loopback import Answer, Asked, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def product(attributes: dict[str, str], usd: str) -> str:
    """A product as the price list has it."""
    dimensions = {"X.Y.Z": {"unit": "Hrs", "pricePerUnit": {"USD": usd}}}
    terms = {"OnDemand": {"X.Y": {"priceDimensions": dimensions}}}
    return json.dumps({"product": {"attributes": attributes}, "terms": terms})


def price_list(asked: Asked) -> Answer:
    """Knows m7g.large and gp3 in one region."""
    wanted = {item["Field"]: item["Value"] for item in json.loads(asked.body)["Filters"]}
    found = []
    if wanted["regionCode"] == "eu-west-1" and wanted.get("instanceType") == "m7g.large":
        found = [product({"vcpu": "2", "memory": "8 GiB"}, "0.0911000000")]
    elif wanted["regionCode"] == "eu-west-1" and wanted.get("volumeApiName") == "gp3":
        found = [product({}, "0.0880000000")]
    return Answer(json.dumps({"FormatVersion": "aws_v1", "PriceList": found}).encode())


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    name, port = server.get_host_and_port()
    with serving(price_list) as url:
        for variable, value in {
            "AWS_ENDPOINT_URL_EC2": f"http://{name}:{port}",
            "AWS_ENDPOINT_URL_PRICING": url,
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_CONFIG_FILE": str(tmp_path / "none"),
            "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "none"),
            "AWS_EC2_METADATA_DISABLED": "true",
        }.items():
            monkeypatch.setenv(variable, value)
        yield
    server.stop()


@pytest.mark.usefixtures("aws")
def test_an_instance_has_its_size_and_its_prices() -> None:
    found = instance_prices("eu-west-1", "m7g.large")

    assert (found.vcpus, found.memory_gib, found.on_demand, found.storage) == (
        2,
        Decimal(8),
        Decimal("0.0911"),
        Decimal("0.088"),
    )
    assert found.spot is not None
    assert found.spot > 0


@pytest.mark.usefixtures("aws")
def test_a_type_that_the_region_does_not_have_is_named() -> None:
    with pytest.raises(UsageError, match=r"no price for `m7g\.large` in `mars-1`"):
        instance_prices("mars-1", "m7g.large")


@pytest.mark.usefixtures("aws")
def test_a_refusal_says_which_calls_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    refusal: dict[str, Any] = {"__type": "AccessDeniedException", "message": "no"}
    with serving(lambda _: Answer(json.dumps(refusal).encode(), 400)) as url:
        monkeypatch.setenv("AWS_ENDPOINT_URL_PRICING", url)
        with pytest.raises(RemoteError) as refused:
            instance_prices("eu-west-1", "m7g.large")

    assert "pricing:GetProducts" in refused.value.hint
