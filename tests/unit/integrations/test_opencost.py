"""OpenCost's allocations, from a server on loopback that answers as its API does."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from previewctl.cost.actual import Measured, compared
from previewctl.errors import RemoteError, UsageError
from previewctl.integrations.opencost import measured
from tests.realparts.loopback import Answer, Asked, serving

ALLOCATIONS = {
    "code": 200,
    "data": [
        {
            "pv-orders-api-42": {"name": "pv-orders-api-42", "minutes": 1440.0, "totalCost": 0.24},
            "kube-system": {"name": "kube-system", "minutes": 10080.0, "totalCost": 9.0},
        }
    ],
}


def test_each_namespace_has_what_it_cost_and_for_how_long() -> None:
    seen: list[Asked] = []

    def answer(asked: Asked) -> Answer:
        seen.append(asked)
        return Answer(json.dumps(ALLOCATIONS).encode())

    with serving(answer) as url:
        found = measured(url)

    assert found["pv-orders-api-42"] == Measured(Decimal("0.24"), Decimal(24))
    assert seen[0].path == "/allocation?window=7d&aggregate=namespace&accumulate=true"


def test_a_comparison_has_planned_previews_and_measured_ones_and_nothing_else() -> None:
    day = Measured(Decimal("0.24"), Decimal(24))

    found = compared({"pv-a-1": Decimal(5)}, {"pv-a-1": day, "pv-gone-2": day, "kube-system": day})

    # 0.24 a day is 0.01 an hour, 7.30 a month
    assert [(item.namespace, item.expected, item.measured) for item in found] == [
        ("pv-a-1", Decimal(5), Decimal("7.30")),
        ("pv-gone-2", None, Decimal("7.30")),
    ]


def test_a_namespace_of_no_minutes_was_not_measured() -> None:
    assert compared({"pv-a-1": Decimal(5)}, {"pv-a-1": Measured(Decimal(1), Decimal(0))})[0].measured is None


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"data": 3}', b'{"data": [{"a": {"minutes": "x"}}]}'])
def test_another_answer_than_opencosts_is_said_to_be_one(body: bytes) -> None:
    with serving(lambda _: Answer(body)) as url, pytest.raises(RemoteError):
        measured(url)


def test_a_refusal_is_said_with_its_status() -> None:
    with serving(lambda _: Answer(b"no", 503)) as url, pytest.raises(RemoteError, match="answered 503"):
        measured(url)


def test_nobody_there_is_a_failure_of_the_remote() -> None:
    with pytest.raises(RemoteError, match="cannot be asked"):
        measured("http://127.0.0.1:1")


@pytest.mark.parametrize("url", ["file:///etc/passwd", "localhost:9003", ""])
def test_only_urls_are_asked(url: str) -> None:
    with pytest.raises(UsageError):
        measured(url)
