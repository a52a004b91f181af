"""Deployments, Services, claims and Jobs of a plan, as views."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.plan.model import (
    Amounts,
    Environment,
    HookPlan,
    ProcessPlan,
    ServicePlan,
    Step,
    VariableKind,
)
from previewctl.plan.objects import FIXED_PASSWORD
from previewctl.plan.processes import node_groups
from previewctl.plan.stub import STUB_PORT, STUBS
from previewctl.plan.variables import PASSWORD_VARIABLE
from previewctl.render.views import (
    ClaimMount,
    ClaimView,
    ContainerView,
    DeploymentView,
    EnvFromView,
    JobView,
    MountView,
    Pair,
    PortView,
    ProbeView,
    SecretVariable,
    ServiceView,
    VariablesView,
)

if TYPE_CHECKING:
    from previewctl.plan.waves import Wave

APP_IMAGE = "previewctl.dev/app"
"""The name that the overlay's `images` turns into the service's image: no real image is called that."""

_SCRATCH = MountView("scratch", "/scratch")


def deployments(environment: Environment, stamp: str) -> tuple[DeploymentView, ...]:
    """The plain containers, then the service's own processes; only these carry the stamp of the hooks."""
    services = tuple(_service_deployment(service) for service in environment.services)
    return services + tuple(_process(environment, process, stamp) for process in environment.processes)


def services(environment: Environment) -> tuple[ServiceView, ...]:
    """A Service for everything that listens."""
    plain = [_service(item.name, item.name, item.wave, item.port, "tcp") for item in environment.services]
    stubs = [_service(item.name, STUBS, item.wave, STUB_PORT, "http") for item in environment.stubs]
    own = [_service(item.name, item.name, item.wave, item.port, "http") for item in environment.processes if item.port]
    return tuple(plain + stubs + own)


def _service(name: str, component: str, wave: Wave, port: int, port_name: str) -> ServiceView:
    return ServiceView(name=name, component=component, wave=str(wave.value), port=port, port_name=port_name)


def claims(environment: Environment) -> tuple[ClaimView, ...]:
    """The claims of the app's own volumes."""
    return tuple(
        ClaimView(
            name=volume.name,
            claim=volume.claim,
            wave=str(volume.wave.value),
            access_mode=volume.access_mode,
            storage_classes=(volume.storage_class,) if volume.storage_class else (),
            size=str(volume.size),
        )
        for volume in environment.volumes
    )


def jobs(environment: Environment) -> tuple[JobView, ...]:
    """The hooks."""
    return tuple(_job(environment, hook) for hook in environment.hooks)


def _process(environment: Environment, process: ProcessPlan, stamp: str) -> DeploymentView:
    mounted = [volume for volume in environment.volumes if process.name in volume.processes]
    group = node_groups(environment.volumes).get(process.name)
    waits = tuple(step_container(environment, step, process.resources) for step in environment.waits)
    return DeploymentView(
        name=process.name,
        role="process",
        wave=str(process.wave.value),
        serving="http" if process.port else "none",
        replicas=(process.replicas,),
        strategy="Recreate" if process.recreate else "RollingUpdate",
        surges=() if process.recreate else (1,),
        stamps=(stamp,),
        containers=(_process_container(environment, process),),
        init_containers=(waits,) if waits else (),
        file_groups=(environment.user,) if mounted else (),
        node_groups=(group,) if group else (),
        claims=tuple(ClaimMount(name=volume.claim, claim=volume.claim) for volume in mounted),
        config_maps=("nginx", "config") if environment.runtime == "vue" else (),
    )


def _process_container(environment: Environment, process: ProcessPlan) -> ContainerView:
    port = [Pair("PORT", str(process.port))] if process.port else []
    http, tcp = _probes(environment, process.port, process.health)
    return ContainerView(
        name="app",
        image=APP_IMAGE,
        user=environment.user,
        commands=(process.command,) if process.command else (),
        env_from=(_env_from(environment),),
        variables=_app_variables(environment, port),
        ports=(PortView("http", process.port),) if process.port else (),
        http_probes=http,
        tcp_probes=tcp,
        mounts=_app_mounts(environment, process),
        read_only=_read_only(environment.runtime),
        cpu=str(process.resources.cpu),
        memory=str(process.resources.memory),
    )


def _app_mounts(environment: Environment, process: ProcessPlan) -> tuple[MountView, ...]:
    mounts = [
        MountView(volume.claim, volume.path) for volume in environment.volumes if process.name in volume.processes
    ]
    if environment.runtime == "vue":
        mounts += [
            MountView("nginx", "/etc/nginx/templates"),
            MountView("config", "/usr/share/nginx/html/config.js", ("config.js",)),
        ]
    return tuple(mounts)


def _probes(
    environment: Environment, port: int | None, health: str | None
) -> tuple[tuple[ProbeView, ...], tuple[ProbeView, ...]]:
    if not port:
        return (), ()
    kinds = (("startupProbe", 2, 90), ("readinessProbe", 5, 3))
    path, host = health or "", environment.names.host
    probes = tuple(ProbeView(kind, port, period, failures, path, host) for kind, period, failures in kinds)
    return (probes, ()) if health else ((), probes)


def _service_deployment(service: ServicePlan) -> DeploymentView:
    return DeploymentView(
        name=service.name,
        role="service",
        wave=str(service.wave.value),
        serving="tcp",
        replicas=(1,),
        strategy="Recreate",
        surges=(),
        containers=(
            ContainerView(
                name=service.name,
                image=service.image,
                user=service.user,
                arguments=(service.args,) if service.args else (),
                ports=(PortView("tcp", service.port),),
                tcp_probes=(
                    ProbeView("startupProbe", service.port, 2, 90),
                    ProbeView("readinessProbe", service.port, 5, 3),
                ),
                read_only=False,
                cpu=str(service.resources.cpu),
                memory=str(service.resources.memory),
            ),
        ),
    )


def _job(environment: Environment, hook: HookPlan) -> JobView:
    containers = tuple(step_container(environment, step, hook.resources) for step in hook.steps)
    return JobView(
        name=hook.name,
        wave=str(hook.wave.value),
        retries=hook.retries,
        timeout=hook.timeout.seconds,
        init_containers=(containers[:-1],) if containers[:-1] else (),
        containers=containers[-1:],
        scratch=("scratch",) if any(step.scratch for step in hook.steps) else (),
    )


def step_container(environment: Environment, step: Step, resources: Amounts) -> ContainerView:
    """The container of a step, which may use `resources`."""
    is_app_image = step.image == environment.image
    return ContainerView(
        name=step.name,
        image=APP_IMAGE if is_app_image else step.image,
        user=step.user,
        commands=(step.command,),
        env_from=(_env_from(environment),) if step.app else (),
        variables=_app_variables(environment, []) if step.app else _step_variables(environment, step),
        mounts=(_SCRATCH,) if step.scratch else (),
        read_only=_read_only(environment.runtime) if is_app_image else not step.app,
        cpu=str(resources.cpu),
        memory=str(resources.memory),
    )


def _step_variables(environment: Environment, step: Step) -> tuple[VariablesView, ...]:
    secrets = (_password(environment, "PGPASSWORD"),) if step.password else ()
    return (VariablesView(secrets, tuple(Pair(name, value) for name, value in step.variables)),)


def _password(environment: Environment, name: str) -> SecretVariable:
    """PostgreSQL's password: from its Secret, or from a ConfigMap where it is no secret."""
    if any(database.auth == "fixed" for database in environment.databases):
        return SecretVariable(name, FIXED_PASSWORD, "password", "configMapKeyRef")
    return SecretVariable(name, "postgres", "password")


def _env_from(environment: Environment) -> EnvFromView:
    return EnvFromView(("env",), tuple(secret.name for secret in environment.remote_secrets if secret.all_variables))


def _app_variables(environment: Environment, more: list[Pair]) -> tuple[VariablesView, ...]:
    """Passwords come first: Kubernetes expands `$(NAME)` only from variables that stand above."""
    connections = [variable for variable in environment.variables if variable.kind is VariableKind.CONNECTION]
    secrets = [_password(environment, PASSWORD_VARIABLE)] if connections else []
    secrets += [
        SecretVariable(variable.name, variable.secret, variable.key)
        for variable in environment.variables
        if variable.kind is VariableKind.SECRET
    ]
    values = [Pair(variable.name, variable.value) for variable in connections] + more
    return (VariablesView(tuple(secrets), tuple(values)),) if secrets or values else ()


def _read_only(runtime: str) -> bool:
    """The usual images of these two runtimes write to /tmp alone; of any other image nothing is known."""
    return runtime in {"django", "vue"}
