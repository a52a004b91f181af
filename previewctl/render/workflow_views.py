"""What the templates of GitHub workflows are filled with."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from previewctl.plan.catalogue import repository_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from previewctl.spec.platform import PlatformSpec

_ECR = re.compile(r"(?P<account>[0-9]{12})\.dkr\.ecr(?:-fips)?\.(?P<region>[a-z0-9-]+)\.amazonaws\.com(?:\.cn)?")
_REPOSITORY = re.compile(
    r"(?:https://[^/]+/|ssh://git@[^/]+/|git@[^:]+:)(?P<name>[A-Za-z0-9-]+/[A-Za-z0-9._-]+?)(?:\.git)?/?"
)


class Registry(NamedTuple):
    """Where a workflow logs in: the host, and for Amazon ECR its account and region."""

    host: str
    account: str = ""
    region: str = ""

    @property
    def is_ecr(self) -> bool:
        """Whether it is one of Amazon's."""
        return bool(self.region)


class GitOpsView(NamedTuple):
    """The GitOps repository, as workflows of it and of other repositories name it.

    `catalogue` are the repositories of its organisation whose previews it publishes, as a list with commas.
    """

    url: str
    repository: str
    branch: str
    control_branch: str
    seeds: str
    catalogue: str
    ecr: tuple[Registry, ...]

    @property
    def owner(self) -> str:
        """The organisation."""
        return self.repository.partition("/")[0]

    @property
    def name(self) -> str:
        """The repository's name in it."""
        return self.repository.partition("/")[2]

    @property
    def seed_paths(self) -> tuple[str, ...]:
        """The files of shared datasets, if they stand in this repository."""
        return () if self.seeds.startswith((".", "/")) else (f"{self.seeds}/**",)

    @property
    def wanted_files(self) -> str:
        """What is checked out of it to lint with, one pattern on each line."""
        return "\n".join(["/platform.yaml", *(f"/{path}" for path in self.seed_paths)])


class ServiceView(NamedTuple):
    """A service of an app's repository: its preview.yaml, and the image that is built for it."""

    name: str
    file: str
    context: str
    image: str

    @property
    def registry(self) -> Registry:
        """Where the image goes."""
        return registry_of(self.image)

    @property
    def image_name(self) -> str:
        """The image's name in its registry."""
        return self.image.partition("/")[2]

    @property
    def job(self) -> str:
        """The job that builds it."""
        return f"image-{self.name}"

    @property
    def title(self) -> str:
        """What that job's check is called."""
        return f"image of {self.name}"

    @property
    def publish_job(self) -> str:
        """The job that publishes it."""
        return f"publish-{self.name}"

    @property
    def publish_title(self) -> str:
        """What that job's check is called."""
        return f"publish {self.name}"

    @property
    def ecr(self) -> tuple[Registry, ...]:
        """The registry, if it is Amazon's."""
        return (self.registry,) if self.registry.is_ecr else ()

    @property
    def github(self) -> tuple[Registry, ...]:
        """The registry, if it is GitHub's."""
        return (self.registry,) if self.registry.host == "ghcr.io" else ()

    @property
    def other(self) -> tuple[Registry, ...]:
        """The registry, if it is any other."""
        return () if self.ecr or self.github else (self.registry,)

    @property
    def not_ecr(self) -> tuple[Registry, ...]:
        """The registry, unless it is Amazon's."""
        return () if self.ecr else (self.registry,)


class AppView(NamedTuple):
    """An app's repository: its services, and GitHub's expressions about the pull request of an event.

    Expressions compare texts without regard to case; previewctl and Argo CD compare the label exactly, once more. What
    stands in quotes here is a label, whose pattern has neither quotes nor line breaks.
    """

    services: tuple[ServiceView, ...]
    label: str

    @property
    def files(self) -> str:
        """The preview.yaml files, one on each line."""
        return "\n".join(service.file for service in self.services)

    @property
    def wanted(self) -> tuple[str, ...]:
        """The event asks for a preview: of an open, labelled pull request of this repository itself.

        A label can be set on a closed pull request, and another label than ours asks for nothing.
        """
        return (
            f"{_OWN} &&",
            "github.event.pull_request.state == 'open' &&",
            f"contains(github.event.pull_request.labels.*.name, '{self.label}') &&",
            "github.event.action != 'unlabeled' &&",
            f"(github.event.action != 'labeled' || github.event.label.name == '{self.label}')",
        )

    @property
    def gone(self) -> tuple[str, ...]:
        """The event ends a preview: a labelled pull request is closed, or an open one loses the label."""
        return (
            f"{_OWN} &&",
            f"((github.event.action == 'closed' && contains(github.event.pull_request.labels.*.name, '{self.label}')) ||",
            f"(github.event.action == 'unlabeled' && github.event.label.name == '{self.label}'))",
        )

    @property
    def group(self) -> tuple[str, ...]:
        """The concurrency group: one for the events of a preview, one of its own for any other event."""
        return (
            "preview-${{ github.event.number }}-${{",
            *("(" * (not number) + line for number, line in enumerate(self.wanted[:-1])),
            f"{self.wanted[-1]} ||",
            *self.gone[:-1],
            f"{self.gone[-1]}) && 'preview' || github.run_id }}}}",
        )

    @property
    def platform_readable(self) -> tuple[str, ...]:
        """Whether a token for the platform can be had."""
        return (f"{_OWN} &&", "vars.PREVIEW_TRIGGER_CLIENT_ID != ''")

    @property
    def code_scanning(self) -> tuple[str, ...]:
        """Whether findings can be uploaded, whatever the lint before this step has found."""
        scanned = "(!github.event.repository.private || vars.CODE_SCANNING == 'true')"
        return ("!cancelled() &&", f"{_OWN} &&", scanned)


_OWN = "github.event.pull_request.head.repo.full_name == github.repository"


def registry_of(image: str) -> Registry:
    """The registry of an image, or of what has images below it: its host, and account and region of Amazon ECR.

    A name whose first part is no host is one on Docker Hub, as Docker itself reads it.
    """
    host, slash, _ = image.partition("/")
    if not slash or not ("." in host or ":" in host or host == "localhost"):
        return Registry("docker.io")
    found = _ECR.fullmatch(host)
    return Registry(host, found["account"], found["region"]) if found else Registry(host)


def gitops_view(platform: PlatformSpec) -> GitOpsView | None:
    """The GitOps repository of a platform; None where its URL is none of a repository on GitHub."""
    found = _REPOSITORY.fullmatch(platform.gitops.url)
    if found is None:
        return None
    name = found["name"]
    owner = name.partition("/")[0].lower()
    services = (repository_of(service, platform) for service, entry in platform.services.items() if entry.previews)
    ours = [each.partition("/") for each in sorted({service for service in services if service})]
    tokens = dict.fromkeys(each for organization, _, each in ours if organization.lower() == owner)
    return GitOpsView(
        url=platform.gitops.url,
        repository=name,
        branch=platform.gitops.branch,
        control_branch=platform.gitops.control_branch,
        seeds=platform.seeds.directory,
        catalogue=",".join(tokens),
        ecr=_amazons((*platform.registries, platform.seeds.registry or "")),
    )


def _amazons(places: Iterable[str]) -> tuple[Registry, ...]:
    """The first of Amazon's registries: one region is what credentials are asked for, and they count in all."""
    found = [registry_of(f"{place}/") for place in places]
    return tuple(registry for registry in found if registry.is_ecr)[:1]
