"""The quota is the sum of everything that may run at once. The sums are made by hand."""

from __future__ import annotations

import pytest

from tests.unit.plan.planning import plan, platform

SIZES = platform(sizes="{small: {cpu: 100m, memory: 256Mi}, large: {cpu: 500m, memory: 1Gi}}")

CASES = {
    # web is one pod and, during a rollout, a second one
    "one process": ({}, "200m", "512Mi", 2),
    # worker has no port: its old pod ends before the new one starts
    "a worker": ({"processes": "{web: {port: 1}, worker: {}}"}, "300m", "768Mi", 3),
    # 3 times web and one for the surge
    "replicas": ({"processes": "{web: {port: 1, replicas: 3}}"}, "400m", "1Gi", 4),
    "asleep": ({"processes": "{web: {port: 1, replicas: 0}}"}, "100m", "256Mi", 1),
    # 2 times (500m, 1Gi)
    "a size": ({"resources": "{web: large}"}, "1", "2Gi", 2),
    # 2 times (1.5, 256Mi): what is not said comes from the default size
    "numbers": ({"resources": "{web: {cpu: 1.5}}"}, "3", "512Mi", 2),
    # with a volume web is recreated, so there is no surge
    "a volume": ({"volumes": "{media: {path: /m, size: 1Gi, processes: [web]}}"}, "100m", "256Mi", 1),
    # 200m + 50m, 512Mi + 128Mi
    "a service": ({"services": "{mailpit: {image: m:1, port: 1}}"}, "250m", "640Mi", 3),
    # 200m + 100m + 50m + 100m, 512Mi + 256Mi + 64Mi + 256Mi
    "databases": (
        {"databases": "{postgres: {version: 17}, redis: {version: 7}, mongodb: {version: 8}}"},
        "450m",
        "1088Mi",
        5,
    ),
    # one hook at a time: 200m + 100m, 512Mi + 512Mi
    "hooks": ({"migrations": "{command: [a]}", "hooks": "{release: [b]}"}, "300m", "1Gi", 3),
}


@pytest.mark.parametrize(("keys", "cpu", "memory", "pods"), CASES.values(), ids=CASES)
def test_requests_and_pods(keys: dict[str, str], cpu: str, memory: str, pods: int) -> None:
    usage = plan(SIZES, **keys).usage
    assert (str(usage.cpu), str(usage.memory), usage.pods) == (cpu, memory, pods)


def test_a_database_may_use_more_memory_than_it_requests() -> None:
    # web 2 times 256Mi, postgres 256Mi and up to 1Gi
    usage = plan(SIZES, databases="{postgres: {version: 17}}").usage
    assert (str(usage.memory), str(usage.memory_limit)) == ("768Mi", "1536Mi")


def test_storage_is_the_sum_of_all_volumes() -> None:
    usage = plan(
        databases="{postgres: {version: 17, storage: 3Gi}, redis: {version: 7, storage: 1Gi}}",
        volumes="{media: {path: /m, size: 2Gi, processes: [web]}}",
    ).usage
    assert (str(usage.storage), usage.claims) == ("6Gi", 3)


def test_the_quota_is_the_platforms_ceilings_with_room_for_hooks() -> None:
    """So that the hooks of a smaller plan start while the larger one before it still runs."""
    ceilings = platform(ceilings="{cpu: 4, memory: 8Gi, storage: 10Gi, pods: 12}")
    small, large = (
        plan(ceilings, migrations="{command: [a]}", processes=f"{{web: {{port: 1, replicas: {n}}}}}") for n in (1, 9)
    )
    assert small.quota == large.quota
    assert (str(small.quota.cpu), str(small.quota.memory), small.quota.pods) == ("4100m", "8704Mi", 13)


def test_the_quota_has_room_for_data_of_before() -> None:
    quota = plan(platform(ceilings="{storage: 10Gi}")).quota
    assert (str(quota.storage), quota.claims) == ("30Gi", 30)
