"""Decides the Deployments of a preview: the service's processes, plain containers and volumes."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from previewctl.plan.model import Amounts, ProcessPlan, ServicePlan, VolumePlan
from previewctl.spec.preview import PreviewSpec, Process, Volume
from previewctl.spec.quantities import parse_quantity

if TYPE_CHECKING:
    from previewctl.spec.platform import PlatformSpec
    from previewctl.spec.quantities import Quantity

DEFAULT_USERS = {"django": 1000, "vue": 101, "container": 1000}
"""The users of the usual images: 101 is the unprivileged nginx image's."""

_VUE_WEB = Process(port=8080, health="/healthz")
_SERVICE_RESOURCES = Amounts(cpu=parse_quantity("50m"), memory=parse_quantity("128Mi"))


def declared_processes(spec: PreviewSpec) -> dict[str, Process]:
    """The processes; a `vue` service has `web` without saying so, and need not say where its image listens."""
    if spec.runtime != "vue":
        return spec.processes
    if not spec.processes:
        return {"web": _VUE_WEB}
    web = spec.processes.get("web")
    if web is None or web.port or web.command:
        return spec.processes
    listening = Process(port=_VUE_WEB.port, health=web.health or _VUE_WEB.health, replicas=web.replicas)
    return {**spec.processes, "web": listening}


def endpoint_process(spec: PreviewSpec) -> str:
    """The process that answers the public address."""
    return spec.endpoint.process or "web"


def plan_processes(spec: PreviewSpec, platform: PlatformSpec) -> tuple[ProcessPlan, ...]:
    """The processes, sorted by name.

    Without a port nothing is served meanwhile, so the old pod ends before the new one starts: never two schedulers.
    """
    plans = []
    for name, process in sorted(declared_processes(spec).items()):
        volumes = tuple(sorted(volume for volume, declared in spec.volumes.items() if name in declared.processes))
        plans.append(
            ProcessPlan(
                name=name,
                command=process.command or (),
                port=process.port,
                health=process.health,
                replicas=process.replicas,
                resources=resources_of(name, spec, platform),
                recreate=process.port is None or bool(volumes),
                volumes=volumes,
            )
        )
    return tuple(plans)


def resources_of(process: str, spec: PreviewSpec, platform: PlatformSpec) -> Amounts:
    """What a process requests: its own numbers, else those of its size class, else those of the default class."""
    declared = spec.resources.get(process)
    fallback = platform.sizes[platform.defaults.size]
    size = platform.sizes.get(declared.size, fallback) if declared and declared.size else fallback
    return Amounts(cpu=(declared and declared.cpu) or size.cpu, memory=(declared and declared.memory) or size.memory)


def plan_services(spec: PreviewSpec) -> tuple[ServicePlan, ...]:
    """The plain containers, sorted by name."""
    return tuple(
        ServicePlan(
            name=name,
            image=service.image,
            port=service.port,
            args=service.command or (),
            user=service.user,
            resources=_SERVICE_RESOURCES,
        )
        for name, service in sorted(spec.services.items())
    )


def plan_volumes(spec: PreviewSpec, platform: PlatformSpec) -> tuple[VolumePlan, ...]:
    """The volumes, sorted by name."""
    return tuple(_volume(name, volume, spec, platform) for name, volume in sorted(spec.volumes.items()))


def _volume(name: str, volume: Volume, spec: PreviewSpec, platform: PlatformSpec) -> VolumePlan:
    processes = declared_processes(spec)
    pods = sum(processes[process].replicas for process in volume.processes if process in processes)
    shared, anywhere = pods > 1, platform.defaults.shared_storage_class
    access_mode = "ReadWriteMany" if shared and anywhere else "ReadWriteOnce" if shared else "ReadWriteOncePod"
    storage_class = anywhere if shared and anywhere else platform.defaults.storage_class
    return VolumePlan(
        name=name,
        claim=f"volume-{name}-{_claim_identity(access_mode, storage_class, volume.size)}",
        path=volume.path,
        size=volume.size,
        processes=tuple(sorted(volume.processes)),
        access_mode=access_mode,
        storage_class=storage_class,
        same_node=shared and not anywhere,
    )


def _claim_identity(access_mode: str, storage_class: str | None, size: Quantity) -> str:
    """Kubernetes refuses to change these of a claim, and a refused claim blocks the sync: another one is another claim."""
    return hashlib.sha256(f"{access_mode}\n{storage_class}\n{size}".encode()).hexdigest()[:8]


def node_groups(volumes: tuple[VolumePlan, ...]) -> dict[str, str]:
    """By process: the group whose pods have to share a node, named after one of their volumes.

    A volume on one node ties its processes together, and a process with two such volumes ties both groups.
    """
    groups: dict[str, str] = {}
    for volume in volumes:
        if volume.same_node:
            merged = {groups[process] for process in volume.processes if process in groups}
            members = {*volume.processes, *(process for process, group in groups.items() if group in merged)}
            groups |= dict.fromkeys(members, volume.name)
    return groups
