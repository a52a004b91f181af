"""Asks AWS what an instance type costs: its price list, and the history of spot prices.

https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/price-changes.html: the price list is served in few regions.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from previewctl.cost.prices import InstancePrices
from previewctl.errors import RemoteError, UsageError
from previewctl.integrations.aws_session import asked, aws_client

_PRICE_LIST_REGION = "us-east-1"
_HINT = "the calls are `pricing:GetProducts` and `ec2:DescribeSpotPriceHistory`; check the credentials and their policy"


def instance_prices(region: str, instance_type: str) -> InstancePrices:
    """Today's prices of an instance type in a region, spot as the mean of its zones.

    Raises UsageError for a type that the region does not have, RemoteError where AWS does not say.
    """
    prices = aws_client("pricing", _PRICE_LIST_REGION)
    filters = {
        "instanceType": instance_type,
        "regionCode": region,
        "operatingSystem": "Linux",
        "preInstalledSw": "NA",
        "tenancy": "Shared",
        "capacitystatus": "Used",
    }
    product = _product(prices, filters)
    if product is None:
        raise UsageError(f"AWS has no price for `{instance_type}` in `{region}`", hint="check both names")
    attributes = product["product"]["attributes"]
    disk = _product(prices, {"volumeApiName": "gp3", "regionCode": region, "productFamily": "Storage"})
    return InstancePrices(
        name=instance_type,
        region=region,
        vcpus=int(attributes["vcpu"]),
        memory_gib=Decimal(attributes["memory"].removesuffix(" GiB").replace(",", "")),
        on_demand=_price(product),
        spot=_spot(region, instance_type),
        storage=_price(disk) if disk else None,
    )


def _product(client: Any, filters: dict[str, str]) -> dict[str, Any] | None:
    conditions = [{"Type": "TERM_MATCH", "Field": key, "Value": value} for key, value in filters.items()]
    answer = asked(
        lambda: client.get_products(ServiceCode="AmazonEC2", Filters=conditions, MaxResults=1), "the price list", _HINT
    )
    found = [json.loads(text) for text in answer["PriceList"]]
    return found[0] if found else None


def _price(product: dict[str, Any]) -> Decimal:
    """The on-demand price of a product: https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/reading-service-price-list-file.html."""
    try:
        terms = next(iter(product["terms"]["OnDemand"].values()))
        dimension = next(iter(terms["priceDimensions"].values()))
        return Decimal(dimension["pricePerUnit"]["USD"])
    except (KeyError, StopIteration) as error:
        raise RemoteError("AWS's price list has no on-demand price in US dollars there") from error


def _spot(region: str, instance_type: str) -> Decimal | None:
    """The mean of the zones' latest prices; None where there is no history."""
    client = aws_client("ec2", region)
    answer = asked(
        lambda: client.describe_spot_price_history(
            InstanceTypes=[instance_type], ProductDescriptions=["Linux/UNIX"], MaxResults=100
        ),
        "the spot prices",
        _HINT,
    )
    latest: dict[str, Any] = {}
    for item in answer["SpotPriceHistory"]:
        known = latest.get(item["AvailabilityZone"])
        if known is None or item["Timestamp"] > known["Timestamp"]:
            latest[item["AvailabilityZone"]] = item
    amounts = [Decimal(item["SpotPrice"]) for item in latest.values()]
    return sum(amounts, Decimal()) / len(amounts) if amounts else None
