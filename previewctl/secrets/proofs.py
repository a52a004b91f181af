"""What never happens to the secrets of a preview, proven on its built objects, or refuted by naming those that do it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from previewctl.plan.model import VariableKind
from previewctl.rules.secret_names import is_for_browsers
from previewctl.secrets.flow import keys, variables_in, ways
from previewctl.verify.pods import containers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from previewctl.plan.model import Environment
    from previewctl.secrets.flow import Way
    from previewctl.source.foreign import ForeignNode
    from previewctl.spec.platform import PlatformSpec
    from previewctl.verify.objects import KubeObject

_SECRET_KINDS = frozenset({"ExternalSecret", "Password"})


class Proof(NamedTuple):
    """A sentence about all secrets of a preview, what it rests on, and what refutes it: nothing where it holds."""

    claim: str
    because: str
    against: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing speaks against it."""
        return not self.against


class Subject(NamedTuple):
    """All that the proofs look at: the plan, the objects that were built of it, and the control part."""

    environment: Environment
    objects: Sequence[KubeObject]
    control: Sequence[KubeObject]
    platform: PlatformSpec


def proofs(subject: Subject) -> tuple[Proof, ...]:
    """Every proof, in the order in which they are shown."""
    found = ways(subject.objects)
    return (
        Proof(
            "every secret of the store lies within what the service may read",
            "compared are the ExternalSecrets as they are built, patches included",
            tuple(_outside(subject)),
        ),
        Proof(
            "no value is known outside of the cluster",
            "the plan, which the record, comments and reports are made of, has names of secrets and no values",
            tuple(_known(subject)),
        ),
        Proof(
            "none reaches a ConfigMap",
            "ConfigMaps are rendered from the plan, and none of them takes in a variable that a secret sets",
            tuple(_in_config_maps(subject.objects, found)),
        ),
        Proof(
            "none reaches a bundle for browsers",
            "a frontend has no Secret at all, and no variable that bundlers take up comes from one",
            tuple(_in_bundles(subject, found)),
        ),
        Proof(
            "none of the store's reaches an image that is not the service's own",
            "only containers of the service's image have them; databases and migrations of other images have the database's password",
            tuple(_in_other_images(subject.environment, found)),
        ),
        Proof(
            "none is an argument or a probe",
            "the process list and the manifest show those",
            tuple(_in_arguments(subject.objects, found)),
        ),
        Proof(
            "no other object names a Secret",
            "only pods do, beside the ExternalSecrets that make them",
            tuple(_elsewhere(subject.objects)),
        ),
        Proof(
            "none reaches a fork",
            "every Application needs a record on the branch of previews, and a fork's pull request gets none",
            tuple(_without_record(subject.control)),
        ),
    )


def _outside(subject: Subject) -> Iterator[str]:
    service, secrets = subject.environment.service, subject.platform.secrets
    entry = subject.platform.services.get(service)
    allowed = (f"{secrets.prefix}/{service}", *secrets.shared, *(entry.secrets if entry else ()))
    for key in keys(subject.objects):
        inside = any(key.source == prefix or key.source.startswith(f"{prefix}/") for prefix in allowed)
        if key.source and (not inside or ".." in key.source.split("/")):
            yield f"ExternalSecret/{key.external} reads `{key.source}`"
    for item in subject.objects:
        if item.kind == "ExternalSecret":
            yield from _other_stores(item, secrets.store)


def _other_stores(item: KubeObject, store: str) -> Iterator[str]:
    named = [item.spec.get("secretStoreRef"), *(entry.get("sourceRef", "storeRef") for entry in _entries(item))]
    for reference in named:
        name = reference.get("name").text
        if name is not None and (reference.get("kind").text, name) != ("ClusterSecretStore", store):
            yield f"{item.label} reads another store, `{name}`"
    yield from (f"{item.label} searches for secrets" for entry in _entries(item) if entry.get("find").mapping)


def _entries(item: KubeObject) -> list[ForeignNode]:
    return [*item.spec.get("data").items, *item.spec.get("dataFrom").items]


def _known(subject: Subject) -> Iterator[str]:
    for variable in subject.environment.variables:
        if variable.kind is VariableKind.SECRET and variable.value:
            yield f"the plan has a value of `{variable.name}`"


def _fed(found: Sequence[Way]) -> dict[str, str]:
    """The variables that secrets set, or are built with them, and the Secret."""
    fed: dict[str, str] = {}
    for way in found:
        for receiver in way.receivers:
            fed.update(dict.fromkeys((receiver.variable, *receiver.through), way.key.secret))
    fed.pop("", None)
    return fed


def _in_config_maps(objects: Sequence[KubeObject], found: Sequence[Way]) -> Iterator[str]:
    fed = _fed(found)
    for item in objects:
        if item.kind == "ConfigMap":
            for name, value in item.node.get("data").mapping.items():
                for variable in sorted(variables_in(value.text or "") & fed.keys()):
                    yield f"{item.label} has `{variable}` of Secret/{fed[variable]} in `{name}`"


def _in_bundles(subject: Subject, found: Sequence[Way]) -> Iterator[str]:
    for way in found:
        for receiver in way.receivers:
            if subject.environment.runtime == "vue":
                yield f"{receiver.workload} gets Secret/{way.key.secret}"
            elif is_for_browsers(receiver.variable):
                yield f"{receiver.workload} gets `{receiver.variable}`, which bundlers put into what browsers load"


def _in_other_images(environment: Environment, found: Sequence[Way]) -> Iterator[str]:
    for way in found:
        for receiver in way.receivers if way.key.source else ():
            if receiver.image != environment.image:
                yield f"{receiver.workload} gives Secret/{way.key.secret} to `{receiver.container}` of the image {receiver.image}"


def _in_arguments(objects: Sequence[KubeObject], found: Sequence[Way]) -> Iterator[str]:
    """`$(NAME)` alone: the cluster writes its value into the argument. What a shell expands stays in its memory."""
    fed = _fed(found)
    for item in objects:
        for container in containers(item):
            probes = (container.node.get(name) for name in ("livenessProbe", "readinessProbe", "startupProbe"))
            texts = [*container.words, *(text for probe in probes for text in _texts(probe))]
            for variable in sorted(fed):
                if any(f"$({variable})" in text for text in texts):
                    yield f"{item.label} has `$({variable})` in `{container.name}`"


def _elsewhere(objects: Sequence[KubeObject]) -> Iterator[str]:
    secrets = {key.secret for key in keys(objects)}
    for item in objects:
        if item.kind in _SECRET_KINDS or item.template.mapping:
            continue
        for name in sorted(secrets & set(_referred_to(item.node))):
            yield f"{item.label} names Secret/{name}"
        if item.kind == "Secret":
            yield f"{item.label} is written out"


def _referred_to(node: ForeignNode) -> Iterator[str]:
    """The texts below keys that are about Secrets, such as `secretName`, and the names of objects of that kind."""
    if node.get("kind").text == "Secret" and "apiVersion" not in node.mapping:
        yield from _texts(node.get("name"))
    for name, child in node.mapping.items():
        yield from _texts(child) if "secret" in name.lower() else _referred_to(child)
    for child in node.items:
        yield from _referred_to(child)


def _texts(node: ForeignNode) -> Iterator[str]:
    if node.text is not None:
        yield node.text
    for child in (*node.items, *node.mapping.values()):
        yield from _texts(child)


def _without_record(control: Sequence[KubeObject]) -> Iterator[str]:
    for item in control:
        if item.kind == "ApplicationSet":
            for generator in item.spec.get("generators").items:
                parts = generator.get("matrix", "generators").items or [generator]
                files = [file.get("path").text or "" for part in parts for file in part.get("git", "files").items]
                if not files or not all(path.endswith("/preview.json") for path in files):
                    yield f"{item.label} makes Applications of what nobody has published"
