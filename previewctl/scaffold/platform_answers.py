"""What a platform team says about its organisation: by flags, or asked for on a terminal."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from previewctl.diagnostics.excerpt import printable
from previewctl.errors import UsageError
from previewctl.spec import patterns
from previewctl.spec.patterns import EXPLANATIONS

if TYPE_CHECKING:
    from collections.abc import Callable

    from previewctl.scaffold.answers import Ask

_REGION = r"[a-z]{2}(-[a-z]+)+-[0-9]"
_TEAM = r"@[A-Za-z0-9-]+/[A-Za-z0-9._-]+"
_JIRA_PROJECT = r"[A-Z][A-Z0-9]{1,9}"
_SERVICE = re.compile(rf"(?P<name>{patterns.SERVICE_NAME.strip('^$')})=(?P<repository>.+)")
_FORMS = {
    "organization": (patterns.GITHUB_OWNER, EXPLANATIONS[patterns.GITHUB_OWNER]),
    "gitops_url": (patterns.GIT_URL, "a Git URL such as `https://github.com/acme/gitops.git`"),
    "domain": (patterns.DNS_NAME, "a domain such as `preview.acme-previews.dev`"),
    "region": (_REGION, "a region of AWS such as `eu-west-1`"),
    "argocd_namespace": (patterns.NAME, "a namespace such as `argocd`"),
    "team": (_TEAM, "a team of GitHub such as `@acme/platform`"),
    "github_api": (
        r"https://[^\s/]+/\S*",
        "the API of a GitHub Enterprise server, such as `https://github.acme.dev/api/v3`",
    ),
}
"""The form of each text, and what it is called."""


class Service(NamedTuple):
    """A service of the catalogue, and its repository."""

    name: str
    repository: str


class JiraAnswer(NamedTuple):
    """A Jira, and the first project whose issues link to previews."""

    server: str
    project: str


class PlatformAnswers(NamedTuple):
    """What was said; an empty text where nothing was.

    `app_id` is the number of the GitHub App that publishes, 0 where it is not known yet.
    """

    organization: str = ""
    gitops_url: str = ""
    domain: str = ""
    region: str = ""
    endpoint: str = "gateway"
    class_name: str = ""
    gateway: str = "gateway-system/previews"
    registry: str = ""
    argocd_namespace: str = "argocd"
    token_secret: str = ""
    app_secret: str = ""
    github_api: str = ""
    jira: str = ""
    team: str = ""
    app_id: int = 0
    services: tuple[Service, ...] = ()

    @property
    def jiras(self) -> tuple[JiraAnswer, ...]:
        """The Jira, if there is one."""
        if not self.jira:
            return ()
        server, _, project = self.jira.partition("#")
        return (JiraAnswer(server, project),)


def completed(answers: PlatformAnswers, ask: Ask | None) -> PlatformAnswers:
    """The answers with what was asked for, and with defaults that follow from others.

    Raises UsageError for an answer of a wrong form, and for one that is missing where nobody can be asked.
    """
    for name in _FORMS:
        value = getattr(answers, name)
        if value and (problem := _problem(name, value)):
            raise UsageError(f"{_flag(name)}: {problem}")
    _check_rest(answers)
    answers = _asked(answers, ask, "organization", "the GitHub organisation", "")
    url = f"https://github.com/{answers.organization}/gitops.git"
    answers = _asked(answers, ask, "gitops_url", "the URL of the GitOps repository, as Argo CD has it", url)
    answers = _asked(answers, ask, "domain", "the domain of previews, used for nothing else", "")
    answers = _asked(answers, ask, "region", "the AWS region of secrets and images", "eu-west-1")
    return answers._replace(team=answers.team or f"@{answers.organization}/platform")


def parse_service(text: str) -> Service:
    """`orders-api=acme/orders-api`; UsageError for anything else."""
    found = _SERVICE.fullmatch(text)
    if found is None or not re.fullmatch(patterns.GITHUB_REPOSITORY, found["repository"]) or len(found["name"]) > 40:
        raise UsageError(
            f"--service: `{printable(text)}` is no service with its repository", hint="write NAME=OWNER/REPOSITORY"
        )
    return Service(found["name"], found["repository"])


def _asked(answers: PlatformAnswers, ask: Ask | None, name: str, question: str, default: str) -> PlatformAnswers:
    if getattr(answers, name):
        return answers
    if ask is None and not default:
        raise UsageError(f"nothing says {question}", hint=f"pass {_flag(name)}")
    answer: dict[str, Any] = {name: ask(question, default, _check(name, needed=not default)) if ask else default}
    return answers._replace(**answer)


def _check(name: str, *, needed: bool) -> Callable[[str], str]:
    def check(text: str) -> str:
        if not text:
            return "it is needed" if needed else ""
        return _problem(name, text)

    return check


def _problem(name: str, text: str) -> str:
    pattern, called = _FORMS[name]
    return "" if re.fullmatch(pattern, text) and len(text) <= 253 else f"`{printable(text)}` is not {called}"


def _check_rest(answers: PlatformAnswers) -> None:
    """Raises UsageError for what has a form of its own."""
    namespace, slash, name = answers.gateway.partition("/")
    if not slash or not re.fullmatch(patterns.NAME, namespace) or not re.fullmatch(patterns.DNS_NAME, name):
        raise UsageError(f"--gateway: `{printable(answers.gateway)}` is not NAMESPACE/NAME")
    for flag, value in (
        ("--class", answers.class_name),
        ("--token-secret", answers.token_secret),
        ("--app-secret", answers.app_secret),
    ):
        if value and not re.fullmatch(patterns.DNS_NAME, value):
            raise UsageError(f"{flag}: `{printable(value)}` is no name of a Kubernetes object")
    for each in answers.jiras:
        if not re.fullmatch(r"https://[^\s/#]+", each.server) or not re.fullmatch(_JIRA_PROJECT, each.project):
            raise UsageError(
                f"--jira: `{printable(answers.jira)}` is not URL#PROJECT",
                hint="such as https://acme.atlassian.net#SHOP",
            )
    if answers.token_secret and answers.app_secret:
        raise UsageError(
            "--token-secret and --app-secret exclude each other", hint="take the App above some 50 services"
        )


def _flag(name: str) -> str:
    return f"--{name.replace('_', '-')}"
