"""The overlay of one preview: a Kustomize directory that names the bases and brings what differs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.plan.model import DatabasePlan, DependencyPlan, Environment, RemoteSecret, VariableKind
from previewctl.plan.stub import STUB_PORT, STUBS
from previewctl.plan.waves import Wave
from previewctl.render.endpoint import ingresses, pairs, routes
from previewctl.render.engine import render_template
from previewctl.render.ephemeral import ephemeral_components, ephemeral_patches
from previewctl.render.frontend import config_js, server
from previewctl.render.network import policies, uses_label
from previewctl.render.sleep import sleep_annotations, sleep_info
from previewctl.render.stamp import stamp_of
from previewctl.render.tree import FileTree
from previewctl.render.views import (
    ConfigMapView,
    DatabaseView,
    GeneratedView,
    ImageView,
    NamespaceView,
    NoteView,
    OverlayView,
    Pair,
    PatchView,
    QuotaView,
    RemoteKeyView,
    RemoteView,
)
from previewctl.render.workloads import APP_IMAGE, claims, deployments, jobs, services

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.spec.platform import PlatformSpec
    from previewctl.spec.preview import Patch

_DATABASE_IMAGES = {
    "postgres": "previewctl.dev/postgres",
    "redis": "previewctl.dev/redis",
    "mongodb": "previewctl.dev/mongo",
}
_DEFAULT_TAINT = "previewctl.dev/spot"


def render_overlay(environment: Environment, platform: PlatformSpec, bases: str) -> FileTree:
    """The overlay's files; `bases` is the relative path from the overlay to the bases."""
    hooks = render_template("overlay/hooks.yaml", jobs=jobs(environment))
    stamp = stamp_of(environment, hooks)
    files = {
        "namespace.yaml": render_template("overlay/namespace.yaml", namespace=_namespace(environment, platform)),
        "deployments.yaml": render_template(
            "overlay/deployments.yaml",
            deployments=deployments(environment, stamp),
            services=services(environment),
            claims=claims(environment),
        ),
    }
    if environment.hooks and not environment.rest.asleep:
        files["hooks.yaml"] = hooks
    if (info := sleep_info(environment, platform)) is not None:
        files["sleep.yaml"] = info
    if environment.generated_secrets or environment.remote_secrets:
        files["secrets.yaml"] = _secrets(environment, platform)
    if wanted := policies(environment, platform):
        files["network.yaml"] = render_template("overlay/network.yaml", policies=wanted)
    patches = dict(ephemeral_patches(environment))
    overlay = _overlay(environment, platform, bases, tuple(sorted(files)), tuple(patches))
    files |= patches
    files["kustomization.yaml"] = render_template("overlay/kustomization.yaml", overlay=overlay)
    return FileTree({**files, **dict(_config_files(environment))})


def _config_files(environment: Environment) -> Iterator[tuple[str, bytes]]:
    """One file for each plain variable: a value in a file is not parsed, quoted or expanded by anything."""
    for variable in environment.variables:
        if variable.kind is VariableKind.CONFIG:
            yield f"env/{variable.name}", variable.value.encode()
    if environment.runtime == "vue":
        yield "config.js", config_js(environment)
        yield "default.conf.template", render_template("overlay/nginx.conf", server=server(environment))
    if environment.stubs:
        yield "stubs.conf", render_template("overlay/stubs.conf", stubs=environment.stubs, port=STUB_PORT)


def _namespace(environment: Environment, platform: PlatformSpec) -> NamespaceView:
    labels = dict(platform.endpoint.namespace_labels)
    for dependency in environment.dependencies:
        if dependency.preview is not None:
            labels[uses_label(dependency.name)] = str(dependency.preview)
    return NamespaceView(
        name=environment.names.namespace,
        wave=str(Wave.NAMESPACE.value),
        labels=pairs(labels),
        annotations=pairs(dict(sleep_annotations(environment, platform))),
    )


def _secrets(environment: Environment, platform: PlatformSpec) -> bytes:
    generated = tuple(
        GeneratedView(name=secret.name, key=secret.key, length=secret.length, digits=secret.length // 4)
        for secret in environment.generated_secrets
    )
    remote = tuple(_remote(secret, platform.secrets.store) for secret in environment.remote_secrets)
    return render_template("overlay/secrets.yaml", generated_secrets=generated, remote_secrets=remote)


def _remote(secret: RemoteSecret, store: str) -> RemoteView:
    keys = tuple(RemoteKeyView(key=key.key, remote=key.remote, property=key.property) for key in secret.keys)
    return RemoteView(
        name=secret.name,
        store=store,
        keys=(keys,) if keys else (),
        extracts=(secret.extract,) if secret.extract else (),
    )


def _overlay(
    environment: Environment, platform: PlatformSpec, bases: str, files: tuple[str, ...], patch_files: tuple[str, ...]
) -> OverlayView:
    notes = tuple(_note(item) for item in environment.dependencies)
    return OverlayView(
        notes=(notes,) if notes else (),
        namespace=environment.names.namespace,
        resources=(*(f"{bases}/databases/{database.engine}" for database in environment.databases), *files),
        components=tuple(f"{bases}/{component}" for component in _components(environment)),
        labels=_labels(environment),
        images=_images(environment),
        config_maps=_config_maps(environment),
        config_wave=str(Wave.SECRETS_AND_CONFIG.value),
        quota=_quota(environment),
        databases=tuple(_database(database, platform) for database in environment.databases if database.claim),
        patch_files=patch_files,
        routes=routes(environment, platform),
        ingresses=ingresses(environment, platform),
        excluded_ranges=_excluded_ranges(platform),
        taints=(environment.spot.taint,)
        if environment.spot.taint != _DEFAULT_TAINT and environment.spot.policy != "never"
        else (),
        asleep=(0,) if environment.rest.asleep else (),
        patches=tuple(_patch(patch) for patch in environment.patches),
    )


def _components(environment: Environment) -> Iterator[str]:
    yield f"runtimes/{environment.runtime}"
    for database in environment.databases:
        yield from _database_components(database)
    if environment.generated_secrets or environment.remote_secrets:
        yield "concerns/external-secrets"
    if environment.endpoint:
        yield f"concerns/endpoint-{environment.endpoint.kind}"
    if environment.stubs:
        yield "concerns/stubs"
    yield f"concerns/spot/{environment.spot.policy}"
    yield "concerns/isolation"


def _database_components(database: DatabasePlan) -> Iterator[str]:
    """What becomes of the server's container comes last: the others know it by its place."""
    is_seeded, is_fixed = database.engine == "postgres" and database.seeded, database.auth == "fixed"
    if is_seeded:
        yield "databases/postgres-seed"
    if is_fixed:
        yield "databases/postgres-fixed-password"
    if is_seeded and is_fixed:
        yield "databases/postgres-seed-fixed-password"
    yield from ephemeral_components(database)


def _labels(environment: Environment) -> tuple[Pair, ...]:
    labels = {
        "app.kubernetes.io/instance": environment.names.application,
        "app.kubernetes.io/managed-by": "previewctl",
        "app.kubernetes.io/name": environment.service,
        "app.kubernetes.io/part-of": environment.service,
        "previewctl.dev/pull-request": str(environment.pull_request.number),
        "previewctl.dev/service": environment.service,
    }
    if environment.team:
        labels["previewctl.dev/team"] = environment.team
    return pairs(labels)


def _images(environment: Environment) -> tuple[ImageView, ...]:
    images = [_image(APP_IMAGE, environment.image)]
    for database in environment.databases:
        images.append(_image(_DATABASE_IMAGES[database.engine], database.image))
        if database.engine == "postgres" and database.seeded:
            images.append(_image("previewctl.dev/postgres-seed", database.image))
    return tuple(images)


def _image(name: str, reference: str) -> ImageView:
    repository, _, tag = reference.rpartition(":")
    return ImageView(name=name, repository=repository, tag=tag)


def _config_maps(environment: Environment) -> tuple[ConfigMapView, ...]:
    files = tuple(
        f"{variable.name}=env/{variable.name}"
        for variable in environment.variables
        if variable.kind is VariableKind.CONFIG
    )
    maps = [ConfigMapView(name="env", files=files)]
    if environment.runtime == "vue":
        maps.append(ConfigMapView(name="config", files=("config.js",)))
        maps.append(ConfigMapView(name="nginx", files=("default.conf.template",)))
    if environment.stubs:
        maps.append(ConfigMapView(name=STUBS, files=("stubs.conf",)))
    return tuple(maps)


def _note(dependency: DependencyPlan) -> NoteView:
    reason = dependency.reason if dependency.narrowed else f"{dependency.reason}; not narrowed"
    return NoteView(dependency.name, dependency.target, reason)


def _quota(environment: Environment) -> QuotaView:
    quota = environment.quota
    return QuotaView(
        cpu=str(quota.cpu),
        memory=str(quota.memory),
        memory_limit=str(quota.memory_limit),
        storage=str(quota.storage),
        claims=str(quota.claims),
        pods=str(quota.pods),
    )


def _database(database: DatabasePlan, platform: PlatformSpec) -> DatabaseView:
    storage_class = platform.defaults.storage_class
    return DatabaseView(
        engine=database.engine,
        claim=database.claim,
        storage=str(database.storage),
        storage_classes=(storage_class,) if storage_class else (),
    )


def _excluded_ranges(platform: PlatformSpec) -> tuple[tuple[Pair, ...], ...]:
    """The base's policy has one block for each version of IP."""
    ranges = tuple(
        Pair(f"/spec/egress/0/to/{1 if ':' in value else 0}/ipBlock/except/-", value)
        for value in sorted(platform.network.excluded_ranges)
    )
    return (ranges,) if ranges else ()


def _patch(patch: Patch) -> PatchView:
    fields = {
        "group": patch.target.group,
        "version": patch.target.version,
        "kind": patch.target.kind,
        "name": patch.target.name,
        "labelSelector": patch.target.label_selector,
    }
    return PatchView(target=pairs({name: value for name, value in fields.items() if value}), text=patch.patch)
