"""Asks AWS when the load balancers last had requests for each namespace.

The AWS Load Balancer Controller tags each target group with the Ingress that it is for, `<namespace>/<name>-<service>:<port>`:
https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/#resource-tags. CloudWatch
counts the requests of each: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html.
Health checks are not among them.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from previewctl.integrations.aws_session import asked, aws_client

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_TAG = "ingress.k8s.aws/resource"
_PERIOD = 3600
_QUERIES = 500
"""Metrics of one request: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html."""
_HINT = "the calls are `tag:GetResources` and `cloudwatch:GetMetricData`; check the credentials and their policy"


def last_use(
    region: str, minimum: int, namespaces: Iterable[str], now: datetime, period: timedelta
) -> Mapping[str, datetime | None]:
    """By namespace, the last hour within `period` with at least `minimum` requests; None where there was none.

    Nobody counts the requests of a namespace without a target group, so it is left out. RemoteError where AWS does not say.
    """
    wanted = set(namespaces)
    groups = {arn: space for arn, space in _target_groups(region).items() if space in wanted}
    found: dict[str, datetime | None] = dict.fromkeys(groups.values())
    for arn, at in _requests(region, minimum, list(groups), now, period):
        before = found[groups[arn]]
        if before is None or at > before:
            found[groups[arn]] = at
    return found


def _target_groups(region: str) -> dict[str, str]:
    """The namespace of each target group, by its ARN."""
    client = aws_client("resourcegroupstaggingapi", region)
    pages = asked(
        lambda: list(
            client.get_paginator("get_resources").paginate(
                TagFilters=[{"Key": _TAG}], ResourceTypeFilters=["elasticloadbalancing:targetgroup"]
            )
        ),
        "the target groups",
        _HINT,
    )
    found = {}
    for page in pages:
        for item in page["ResourceTagMappingList"]:
            tags = {tag["Key"]: tag["Value"] for tag in item["Tags"]}
            found[item["ResourceARN"]] = tags.get(_TAG, "").partition("/")[0]
    return found


def _requests(
    region: str, minimum: int, arns: list[str], now: datetime, period: timedelta
) -> Iterator[tuple[str, datetime]]:
    client = aws_client("cloudwatch", region)
    for start in range(0, len(arns), _QUERIES):
        part = arns[start : start + _QUERIES]
        queries = [_query(number, arn) for number, arn in enumerate(part)]
        asking = client.get_paginator("get_metric_data").paginate(
            MetricDataQueries=queries, StartTime=now - period, EndTime=now
        )
        pages: list[Any] = asked(partial(list, asking), "the number of requests", _HINT)
        for page in pages:
            for result in page["MetricDataResults"]:
                arn = part[int(result["Id"].removeprefix("q"))]
                times = [
                    at for at, value in zip(result["Timestamps"], result["Values"], strict=True) if value >= minimum
                ]
                if times:
                    yield arn, min(max(times).astimezone(UTC) + timedelta(seconds=_PERIOD), now)


def _query(number: int, arn: str) -> dict[str, Any]:
    metric = {
        "Namespace": "AWS/ApplicationELB",
        "MetricName": "RequestCount",
        "Dimensions": [{"Name": "TargetGroup", "Value": arn.rpartition(":")[2]}],
    }
    return {
        "Id": f"q{number}",
        "MetricStat": {"Metric": metric, "Period": _PERIOD, "Stat": "Sum"},
        "ReturnData": True,
    }
