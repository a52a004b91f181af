"""Volumes, users, endpoints and lifetimes: the file's word, else the platform's."""

from __future__ import annotations

import pytest

from previewctl.plan.processes import node_groups
from tests.unit.plan.planning import plan, platform

SHARED = platform(defaults="{storageClass: gp3, sharedStorageClass: efs}")


@pytest.mark.parametrize(
    ("processes", "mounted_by", "mode", "same_node"),
    [
        ("{web: {port: 1}, worker: {}}", "[web]", "ReadWriteOncePod", False),
        ("{web: {port: 1}, worker: {}}", "[web, worker]", "ReadWriteOnce", True),
        ("{web: {port: 1, replicas: 2}}", "[web]", "ReadWriteOnce", True),
    ],
)
def test_a_volume_of_several_pods_is_one_disk_on_one_node(
    processes: str, mounted_by: str, mode: str, *, same_node: bool
) -> None:
    volumes = f"{{media: {{path: /m, size: 1Gi, processes: {mounted_by}}}}}"
    (volume,) = plan(processes=processes, volumes=volumes).volumes
    assert (volume.access_mode, volume.same_node) == (mode, same_node)


def test_what_kubernetes_refuses_to_change_of_a_claim_is_part_of_its_name() -> None:
    def claim(size: str, mounted_by: str) -> str:
        volumes = f"{{media: {{path: /m, size: {size}, processes: {mounted_by}}}}}"
        return plan(processes="{web: {port: 1}, worker: {}}", volumes=volumes).volumes[0].claim

    names = [claim("1Gi", "[web]"), claim("2Gi", "[web]"), claim("1Gi", "[web, worker]")]
    assert len(set(names)) == 3
    assert all(name.startswith("volume-media-") for name in names)
    assert claim("1024Mi", "[web]") == names[0]


def test_volumes_that_share_a_process_tie_all_their_pods_to_one_node() -> None:
    volumes = plan(
        processes="{web: {port: 1}, worker: {}, beat: {}, mailer: {}}",
        volumes="{media: {path: /m, size: 1Gi, processes: [web, worker]}, exports: {path: /e, size: 1Gi, processes: [worker, beat]}}",
    ).volumes
    groups = node_groups(volumes)
    assert set(groups) == {"web", "worker", "beat"}
    assert len(set(groups.values())) == 1


@pytest.mark.parametrize(
    ("mounted_by", "mode", "storage_class"),
    [("[web]", "ReadWriteOncePod", "gp3"), ("[web, worker]", "ReadWriteMany", "efs")],
)
def test_a_shared_storage_class_lets_pods_be_anywhere(mounted_by: str, mode: str, storage_class: str) -> None:
    (volume,) = plan(
        SHARED,
        processes="{web: {port: 1}, worker: {}}",
        volumes=f"{{media: {{path: /m, size: 1Gi, processes: {mounted_by}}}}}",
    ).volumes
    assert (volume.access_mode, volume.storage_class, volume.same_node) == (mode, storage_class, False)


def test_processes_with_a_volume_or_without_a_port_are_recreated() -> None:
    environment = plan(
        processes="{api: {port: 1}, web: {port: 2}, worker: {}}",
        volumes="{media: {path: /m, size: 1Gi, processes: [web]}}",
    )
    assert {item.name: item.recreate for item in environment.processes} == {"api": False, "web": True, "worker": True}


@pytest.mark.parametrize(
    ("lifetime", "shown"),
    [
        ("{}", ("2d", "10d", "12h")),
        ("{idle: 1d}", ("1d", "10d", "12h")),
        ("{idle: 1d, max: 3d, warn: 1h}", ("1d", "3d", "1h")),
    ],
)
def test_the_lifetime_is_the_files_else_the_platforms(lifetime: str, shown: tuple[str, str, str]) -> None:
    under = platform(defaults="{lifetime: {idle: 2d, max: 10d, warn: 12h}}")
    found = plan(under, lifetime=lifetime).lifetime
    assert (str(found.idle), str(found.max), str(found.warn)) == shown


def test_a_platform_that_names_no_lifetime_has_previewctls() -> None:
    found = plan(platform(defaults="{lifetime: {}}")).lifetime
    assert (str(found.idle), str(found.max), str(found.warn)) == ("3d", "14d", "1d")


@pytest.mark.parametrize(("runtime", "user"), [("django", 1000), ("vue", 101), ("container", 1000)])
def test_the_user_is_that_of_the_usual_image(runtime: str, user: int) -> None:
    assert plan(runtime=runtime).user == user
    assert plan(runtime=runtime, user="2000").user == 2000


def test_a_frontend_has_its_web_server_by_itself() -> None:
    environment = plan(runtime="vue", processes="{}")
    assert [(item.name, item.port) for item in environment.processes] == [("web", 8080)]


@pytest.mark.parametrize(
    ("keys", "process"),
    [
        ({}, "web"),
        ({"processes": "{api: {port: 1}}", "endpoint": "{process: api}"}, "api"),
        ({"processes": "{web: {}}"}, None),
    ],
)
def test_the_public_address_is_answered_by_a_process_with_a_port(keys: dict[str, str], process: str | None) -> None:
    endpoint = plan(**keys).endpoint
    assert (endpoint and endpoint.process) == process


@pytest.mark.parametrize(("spot", "policy"), [({}, "never"), ({"spot": "required"}, "required")])
def test_the_spot_policy_is_the_files_else_the_platforms(spot: dict[str, str], policy: str) -> None:
    assert plan(platform(spot="{policy: never}"), **spot).spot.policy == policy
