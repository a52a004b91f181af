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
    "a service": ({"services": "{mailpit: {image: m, port: 1}}"}, "250m", "640Mi", 3),
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
    quota = plan(SIZES, **keys).quota
    assert (str(quota.cpu), str(quota.memory), quota.pods) == (cpu, memory, pods)


def test_a_database_may_use_more_memory_than_it_requests() -> None:
    # web 2 times 256Mi, postgres 256Mi and up to 1Gi
    quota = plan(SIZES, databases="{postgres: {version: 17}}").quota
    assert (str(quota.memory), str(quota.memory_limit)) == ("768Mi", "1536Mi")


def test_the_quota_has_room_for_three_generations_of_every_volume() -> None:
    quota = plan(
        databases="{postgres: {version: 17, storage: 3Gi}, redis: {version: 7, storage: 1Gi}}",
        volumes="{media: {path: /m, size: 2Gi, processes: [web]}}",
    ).quota
    assert (str(quota.storage), quota.claims) == ("18Gi", 9)  # 3 times 3 + 1 + 2
    assert str(quota.volumes) == "6Gi"
