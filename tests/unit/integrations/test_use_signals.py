"""When previews were last in use: Prometheus on loopback, and AWS by moto."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from previewctl.errors import RemoteError, UsageError
from previewctl.integrations import cloudwatch, prometheus
from previewctl.lifecycle.used import last_uses
from previewctl.spec.embedded import embedded_platform
from previewctl.spec.platform import CloudWatchTraffic, Lifecycle, PlatformSpec, PrometheusSignals, Signals
from tests.realparts.loopback import Answer, Asked, serving

NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
THREE_DAYS = timedelta(days=3)
QUERY = 'sum by (namespace) (increase(requests_total{namespace=~"pv-.*"}[1h]))'


def matrix(**series: list[tuple[int, str]]) -> Answer:
    result = [
        {
            "metric": {"namespace": name.replace("_", "-")},
            "values": [[(NOW - hours * HOUR).timestamp(), value] for hours, value in samples],
        }
        for name, samples in series.items()
    ]
    return Answer(json.dumps({"status": "success", "data": {"resultType": "matrix", "result": result}}).encode())


def test_the_last_hour_above_zero_counts() -> None:
    asked: list[Asked] = []

    def answer(request: Asked) -> Answer:
        asked.append(request)
        return matrix(pv_a_1=[(5, "3"), (2, "0.5"), (1, "0")], pv_b_2=[(2, "0"), (1, "0")])

    with serving(answer) as url:
        found = prometheus.last_use(url, QUERY, NOW, THREE_DAYS)
    assert found == {"pv-a-1": NOW - 2 * HOUR, "pv-b-2": None}
    parameters = parse_qs(urlsplit(asked[0].path).query)
    assert urlsplit(asked[0].path).path == "/api/v1/query_range"
    assert parameters["query"] == [QUERY]
    assert float(parameters["end"][0]) - float(parameters["start"][0]) == THREE_DAYS.total_seconds()


def test_a_value_that_is_no_number_counts_as_use() -> None:
    with serving(lambda _: matrix(pv_a_1=[(1, "NaN")])) as url:
        assert prometheus.last_use(url, QUERY, NOW, THREE_DAYS) == {"pv-a-1": NOW - HOUR}


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer(b'{"status": "error", "error": "parse error"}', 400), "parse error"),
        (Answer(b"<html>", 200), "cannot be asked"),
        (Answer(b'{"status": "success", "data": {"result": [{"metric": {}, "values": []}]}}'), "no `namespace`"),
        (Answer(b"down", 503), "503"),
    ],
)
def test_what_is_no_answer_is_an_error(answer: Answer, said: str) -> None:
    with serving(lambda _: answer) as url, pytest.raises(RemoteError, match=said):
        prometheus.last_use(url, QUERY, NOW, THREE_DAYS)


def test_a_url_without_a_scheme_is_refused() -> None:
    with pytest.raises(UsageError, match="is not the URL"):
        prometheus.last_use("prometheus:9090", QUERY, NOW, THREE_DAYS)


def platform(signals: Signals) -> PlatformSpec:
    found = embedded_platform({"orders-api": "acme/orders-api"})
    values = {name: getattr(found, name) for name in found.__fields__}  # type: ignore[attr-defined]
    return PlatformSpec(**{**values, "lifecycle": Lifecycle(signals=signals)})


def test_a_source_that_does_not_answer_is_a_missing_signal() -> None:
    said: list[str] = []
    with serving(lambda _: Answer(b"", 500)) as url:
        signals = Signals(prometheus=PrometheusSignals(url=url, traffic=QUERY, database=QUERY))
        used = last_uses(platform(signals), ["pv-a-1"], NOW, THREE_DAYS, said.append)
    assert used.last == {}
    assert used.missing == ("traffic from Prometheus", "database from Prometheus")
    assert all("everything counts as used" in text for text in said)


def test_a_namespace_without_a_series_is_unknown_and_not_idle() -> None:
    with serving(lambda _: matrix(pv_a_1=[(1, "2")])) as url:
        signals = Signals(prometheus=PrometheusSignals(url=url, traffic=QUERY))
        used = last_uses(platform(signals), ["pv-a-1", "pv-b-2"], NOW, THREE_DAYS, lambda _: None)
    assert used.last == {("traffic", "pv-a-1"): NOW - HOUR}
    assert used.unknown == {("traffic", "pv-b-2")}


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("boto3")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.setenv(name, "testing")


def target_group(name: str, tag: str, requests: dict[int, int]) -> None:
    """A target group with the controller's tag, and its requests by how many hours ago they came."""
    import boto3

    vpc = boto3.client("ec2", "eu-west-1").create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    balancing = boto3.client("elbv2", "eu-west-1")
    created = balancing.create_target_group(Name=name, Protocol="HTTP", Port=80, VpcId=vpc, TargetType="ip")
    arn = created["TargetGroups"][0]["TargetGroupArn"]
    balancing.add_tags(ResourceArns=[arn], Tags=[{"Key": "ingress.k8s.aws/resource", "Value": tag}])
    for hours, count in requests.items():
        boto3.client("cloudwatch", "eu-west-1").put_metric_data(
            Namespace="AWS/ApplicationELB",
            MetricData=[
                {
                    "MetricName": "RequestCount",
                    "Dimensions": [{"Name": "TargetGroup", "Value": arn.rpartition(":")[2]}],
                    "Timestamp": NOW - hours * HOUR,
                    "Value": float(count),
                }
            ],
        )


@pytest.mark.usefixtures("aws")
def test_the_requests_of_a_target_group_are_those_of_its_namespace() -> None:
    from moto import mock_aws

    with mock_aws():
        target_group("busy", "pv-orders-api-1/endpoint-web:8000", {30: 100, 5: 40, 2: 3})
        target_group("idle", "pv-orders-api-2/endpoint-web:8000", {})
        target_group("other", "shop/production-web:80", {1: 9000})
        spaces = ["pv-orders-api-1", "pv-orders-api-2", "pv-worker-3"]
        found = cloudwatch.last_use("eu-west-1", 20, spaces, NOW, THREE_DAYS)
    assert set(found) == {"pv-orders-api-1", "pv-orders-api-2"}
    assert found["pv-orders-api-2"] is None
    last = found["pv-orders-api-1"]
    assert last is not None
    assert NOW - 5 * HOUR <= last <= NOW - 3 * HOUR


@pytest.mark.usefixtures("aws")
def test_without_permission_the_signal_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    signals = Signals(cloud_watch=CloudWatchTraffic(region="eu-west-1"))
    used = last_uses(platform(signals), ["pv-a-1"], NOW, THREE_DAYS, lambda _: None)
    assert used.missing == ("traffic from CloudWatch",)
