"""The emitted workflows together: from an event of a pull request to the branch of previews, against real Git and boto3.

GitHub's API and Amazon ECR are stand-ins. A token of a GitHub App has the permissions that its step asks for, and no others.
"""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest
from moto.server import ThreadedMotoServer

from previewctl.compilation import LoadedPlatform, load_platform
from previewctl.render.workflow_views import AppView, ServiceView, gitops_view
from previewctl.render.workflows import app_workflows, gitops_workflows
from tests.cli.running import PLATFORM, PREVIEW, environment, git, inside
from tests.gitops.remotes import bare, files_of, seed, tip_of
from tests.realparts.fake_github import FakeGitHub, PullRequest, Token
from tests.realparts.workflow_runner import ActionError, Job, Runner
from tests.workflows.emitted import dispatched, pull_request

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from previewctl.render.tree import FileTree

pytestmark = [pytest.mark.acceptance, pytest.mark.slow]
FIRST, SECOND = "1" * 40, "2" * 40
REGISTRY = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"
APP = PREVIEW.replace("registry.example.com/orders-api", f"{REGISTRY}/orders-api")
ECR = f"""\
exec {sys.executable} - "$@" <<'PYTHON'
import json, sys
import boto3
from botocore.exceptions import ClientError
ecr = boto3.client("ecr", "eu-west-1")
words = sys.argv[1:]
if words[:2] == ["ecr", "get-login-password"]:
    print("password")
elif words[:2] == ["ecr", "describe-images"]:
    tag = words[words.index("--image-ids") + 1].removeprefix("imageTag=")
    name = words[words.index("--repository-name") + 1]
    try:
        ecr.describe_images(repositoryName=name, imageIds=[dict(imageTag=tag)])
    except ClientError as error:
        print(error, file=sys.stderr)
        sys.exit(254)
elif words[:2] == ["buildx", "build"]:
    name, _, tag = words[words.index("--tag") + 1].partition("/")[2].partition(":")
    config = dict(mediaType="application/vnd.docker.container.image.v1+json", size=1, digest="sha256:" + tag + "0" * 24)
    kind = "application/vnd.docker.distribution.manifest.v2+json"
    manifest = dict(schemaVersion=2, mediaType=kind, config=config, layers=[])
    ecr.put_image(repositoryName=name, imageManifest=json.dumps(manifest), imageTag=tag)
PYTHON
"""


class World:
    """An organisation: an app, its GitOps repository, GitHub, Amazon ECR, and a runner for the workflows of both."""

    def __init__(self, directory: Path, github: FakeGitHub, mode: str) -> None:
        self.github = github
        self.gitops = bare(directory / "gitops.git")
        self.app = directory / "app"
        seed(self.gitops, {"platform.yaml": PLATFORM}, "platform", "main")
        seed(self.gitops, {}, "previews", "previews")
        platform = load_platform(str(_written(directory / "platform.yaml", PLATFORM)))
        assert isinstance(platform, LoadedPlatform)
        view = gitops_view(platform.spec)
        assert view is not None
        service = ServiceView("orders-api", "preview.yaml", ".", f"{REGISTRY}/orders-api")
        self.of_app: FileTree = app_workflows(AppView((service,), "preview"), view, push=mode == "push")
        self.of_gitops = gitops_workflows(view)
        self.runner = Runner(directory / "runner", self._actions())
        self.runner.variables = {
            "PREVIEW_TRIGGER_CLIENT_ID": "Iv1.trigger",
            "PREVIEW_PUBLISHER_CLIENT_ID": "Iv1.publisher",
            "PREVIEW_IMAGES_ROLE": "arn:aws:iam::123456789012:role/images",
        }
        self.runner.secrets = {"PREVIEW_TRIGGER_PRIVATE_KEY": "key", "PREVIEW_PUBLISHER_PRIVATE_KEY": "key"}
        self.runner.install_previewctl()
        self.runner.program("gh", 'printf \'%s\\0\' "$@" >> "$0.log"\nprintf \'\\n\' >> "$0.log"\n')
        for name in ("aws", "docker"):
            self.runner.program(name, f'[ "$1" = login ] && exec cat > /dev/null\n{ECR}')
        instead = f'[url "file://{self.gitops}"]\n\tinsteadOf = https://github.com/acme/gitops.git\n'
        settings = _written(directory / "gitconfig", f"[user]\n\tname = bot\n\temail = bot@example.com\n{instead}")
        self.runner.environment = {
            "GIT_CONFIG_GLOBAL": str(settings),
            "PREVIEWCTL_GITHUB_API_URL": github.url,
            "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_RUN_ID": "7",
        }
        github.store.tokens["nobody"] = Token(permissions={})

    def _actions(self) -> Mapping[str, Any]:
        def checkout(job: Job, values: dict[str, str]) -> dict[str, str]:
            target = job.workspace / values.get("path", ".")
            if values.get("repository", job.contexts["github"]["repository"]) == "acme/orders-api":
                subprocess.run(["cp", "-r", f"{self.app}/.", str(target)], check=True)
                return {}
            scratch = target.parent / f"{target.name}-clone"
            branch = values.get("ref", "main")
            git(self.gitops, "clone", "--quiet", "--branch", branch, f"file://{self.gitops}", str(scratch))
            target.mkdir(exist_ok=True)
            subprocess.run(["cp", "-r", f"{scratch}/.", str(target)], check=True)
            return {}

        def token(job: Job, values: dict[str, str]) -> dict[str, str]:
            if not values["private-key"] or not values["repositories"]:
                raise ActionError("a token of what, for what?")
            value = f"ghs_{secrets.token_hex(20)}"
            asked = {
                name.removeprefix("permission-").replace("-", "_"): level
                for name, level in values.items()
                if name.startswith("permission-")
            }
            self.github.store.tokens[value] = Token(permissions=asked)
            return {"token": value}

        return {
            "actions/checkout": checkout,
            "actions/create-github-app-token": token,
            "aws-actions/configure-aws-credentials": lambda job, values: {},
        }

    def commit(self, sha: str, text: str = APP) -> None:
        """Another head of the pull request, in GitHub and in the app's checkout."""
        self.github.pull(42).sha = sha
        self.github.commit("acme/orders-api", sha, {"preview.yaml": text.encode()})
        self.app.mkdir(exist_ok=True)
        (self.app / "preview.yaml").write_text(text, encoding="utf-8")

    def event(self, action: str = "synchronize", **changes: Any) -> dict[str, Job]:
        """What GitHub does for an event: the app's workflow, and what it starts in the GitOps repository."""
        done = self.runner.workflow(
            self.of_app["workflows/preview.yaml"],
            pull_request(action, sha=self.github.pull(42).sha, branch="feature/x", **changes),
        )
        log = self.runner.programs / "gh.log"
        lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
        log.unlink(missing_ok=True)
        for line in lines:
            words = line.rstrip("\0").split("\0")
            fields = (words[number + 1] for number, word in enumerate(words) if word == "-f")
            inputs: dict[str, Any] = dict(each.split("=", 1) for each in fields)
            inputs["retry"] = inputs.get("retry") == "true"
            done |= {f"gitops-{name}": job for name, job in self.start(words[2], inputs).items()}
        return done

    def start(self, workflow: str, inputs: dict[str, Any] | None = None) -> dict[str, Job]:
        """A workflow of the GitOps repository."""
        return self.runner.workflow(self.of_gitops[f"workflows/{workflow}"], dispatched(inputs or {}))

    def record(self) -> dict[str, Any] | None:
        """What is published of the pull request."""
        text = files_of(self.gitops).get("previews/orders-api/pr-42/preview.json")
        return json.loads(text)["preview"] if text else None


def _written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """Amazon ECR with the repository of the app's image."""
    import boto3

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    variables = {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    urllib.request.urlopen(f"http://{host}:{port}/moto-api/reset", b"").close()
    ecr = boto3.client("ecr", "eu-west-1", endpoint_url=variables["AWS_ENDPOINT_URL"])
    ecr.create_repository(repositoryName="orders-api", imageTagMutability="IMMUTABLE")
    yield variables
    ecr.close()
    server.stop()


@pytest.fixture(params=["pull", "push"])
def world(tmp_path: Path, request: pytest.FixtureRequest, aws: dict[str, str]) -> Iterator[World]:
    pull = PullRequest(number=42, repo="acme/orders-api", labels=["preview"], branch="feature/x", sha=FIRST)
    with FakeGitHub(pull, repos=("acme/orders-api", "acme/billing-api")) as github:
        found = World(tmp_path, github, request.param)
        found.runner.environment |= aws
        found.commit(FIRST)
        yield found


def problems(jobs: dict[str, Job]) -> dict[str, str]:
    return {name: job.log for name, job in jobs.items() if job.result == "failure"}


def test_a_labelled_pull_request_is_published_and_reported(world: World) -> None:
    jobs = world.event("labeled", label="preview")
    assert problems(jobs) == {}
    record = world.record()
    assert record is not None
    assert (record["headSha"], record["repository"], record["branch"]) == (FIRST, "acme/orders-api", "feature/x")
    assert len(world.github.store.comments) == 1
    assert FIRST[:7] in world.github.store.comments[0].body


def test_the_next_commit_replaces_it(world: World) -> None:
    world.event("labeled", label="preview")
    world.commit(SECOND, APP.replace("debug", "info"))
    assert problems(world.event("synchronize")) == {}
    record = world.record()
    assert record is not None
    assert record["headSha"] == SECOND
    assert len(world.github.store.comments) == 1


def test_the_same_event_once_more_commits_nothing(world: World) -> None:
    world.event("labeled", label="preview")
    tip = tip_of(world.gitops)
    assert problems(world.event("synchronize")) == {}
    assert tip_of(world.gitops) == tip


def test_a_run_that_is_started_again_lets_hooks_run_once_more(world: World) -> None:
    world.event("labeled", label="preview")
    before = world.record()
    assert problems(world.event("labeled", label="preview", attempt=2)) == {}
    after = world.record()
    assert before is not None
    assert after is not None
    assert after["tree"] != before["tree"]
    assert after["headSha"] == FIRST


@pytest.mark.parametrize("how", ["closed", "unlabeled"])
def test_the_end_of_a_pull_request_removes_it(how: str, world: World) -> None:
    world.event("labeled", label="preview")
    pull = world.github.pull(42)
    if how == "closed":
        pull.state = "closed"
        jobs = world.event("closed")
    else:
        pull.labels = []
        jobs = world.event("unlabeled", label="preview", labels=[])
    assert problems(jobs) == {}
    assert world.record() is None


@pytest.mark.parametrize("world", ["pull"], indirect=True)
def test_whoever_starts_the_publication_of_something_else_gets_nothing(world: World) -> None:
    world.github.pull(42).labels = []
    tip = tip_of(world.gitops)
    world.start("publish.yaml", {"repository": "acme/orders-api", "pull-request": "42", "retry": False})
    assert tip_of(world.gitops) == tip


@pytest.mark.parametrize("world", ["pull"], indirect=True)
def test_whoever_starts_the_removal_of_a_living_preview_removes_nothing(world: World) -> None:
    world.event("labeled", label="preview")
    world.start("remove.yaml", {"repository": "acme/orders-api", "pull-request": "42"})
    assert world.record() is not None


@pytest.mark.parametrize("world", ["pull"], indirect=True)
def test_an_image_that_is_not_there_is_not_published_and_the_pull_request_hears_of_it(world: World) -> None:
    jobs = world.start("publish.yaml", {"repository": "acme/orders-api", "pull-request": "42", "retry": False})
    assert jobs["publish"].result == "failure"
    assert world.record() is None
    assert len(world.github.store.comments) == 1


@pytest.mark.parametrize("world", ["pull"], indirect=True)
def test_sync_finds_what_no_event_has_published(world: World) -> None:
    """A label that a workflow's own token sets starts no workflow; the image is there from an earlier run."""
    world.event("labeled", label="preview")
    world.github.pull(42).labels = []
    world.event("unlabeled", label="preview", labels=[])
    world.github.pull(42).labels = ["preview"]
    jobs = world.start("sync.yaml")
    assert problems(jobs) == {}
    assert world.record() is not None


@pytest.mark.parametrize("world", ["pull"], indirect=True)
def test_sync_renders_again_after_a_change_of_the_platform(world: World) -> None:
    world.event("labeled", label="preview")
    before = world.record()
    seed(
        world.gitops,
        {"platform.yaml": PLATFORM.replace("preview.example.com", "previews.example.net")},
        "domain",
        "main",
    )
    assert problems(world.start("sync.yaml")) == {}
    after = world.record()
    assert before is not None
    assert after is not None
    assert after["tree"] != before["tree"]


def control(world: World, directory: Path) -> None:
    """What a reviewed control branch holds."""
    directory.mkdir()
    _written(directory / "platform.yaml", PLATFORM)
    assert inside(directory, "platform", "init", "--refresh").code == 0
    files = {
        path.relative_to(directory).as_posix(): path.read_bytes() for path in directory.rglob("*") if path.is_file()
    }
    seed(world.gitops, files, "control", "main")


@pytest.mark.parametrize("world", ["pull"], indirect=True)
def test_verify_is_content_with_what_the_workflows_have_written(world: World, tmp_path: Path) -> None:
    control(world, tmp_path / "control")
    world.event("labeled", label="preview")
    jobs = world.start("verify.yaml")
    assert problems(jobs) == {}
    assert {name: job.result for name, job in jobs.items()} == {
        "verify-gitops": "success",
        "sources": "success",
        "previews-pull-request": "skipped",
    }


TAMPERED = {
    "a rendered file": ("previews", "previews/orders-api/pr-42/{tree}/namespace.yaml", "verify-gitops"),
    "a file of one's own": ("previews", "previews/orders-api/pr-42/{tree}/evil.yaml", "verify-gitops"),
    "an ApplicationSet": ("main", "argocd/applicationsets/orders-api.yaml", "verify-gitops"),
    "a workflow": ("main", ".github/workflows/publish.yaml", "verify-gitops"),
}


@pytest.mark.parametrize("world", ["pull"], indirect=True)
@pytest.mark.parametrize("case", TAMPERED)
def test_verify_finds_what_somebody_has_slipped_in(case: str, world: World, tmp_path: Path) -> None:
    control(world, tmp_path / "control")
    world.event("labeled", label="preview")
    record = world.record()
    assert record is not None
    branch, path, job = TAMPERED[case]
    seed(world.gitops, {path.format(tree=record["tree"]): "kind: Evil\n"}, "evil", branch)
    assert world.start("verify.yaml")[job].result == "failure"


@pytest.mark.parametrize("world", ["pull"], indirect=True)
def test_a_pull_request_to_the_previews_is_verified_and_told_so(world: World, tmp_path: Path) -> None:
    control(world, tmp_path / "control")
    world.event("labeled", label="preview")
    git(world.gitops, "update-ref", "refs/heads/refs/pull/9/head", tip_of(world.gitops))
    jobs = world.start("verify.yaml", {"pull-request": "9"})
    assert jobs["previews-pull-request"].result == "success", jobs["previews-pull-request"].log
    log = (world.runner.programs / "gh.log").read_text(encoding="utf-8")
    assert f"repos/acme/gitops/statuses/{tip_of(world.gitops)}" in log
    assert "context=verify-gitops" in log


@pytest.mark.parametrize("world", ["pull"], indirect=True)
def test_a_notification_of_argo_cd_is_reported(world: World) -> None:
    world.event("labeled", label="preview")
    inputs = {"repository": "acme/orders-api", "pull-request": "42", "sha": FIRST, "state": "ready"}
    assert problems(world.start("report.yaml", inputs)) == {}
    (comment,) = world.github.store.comments
    assert "https://orders-api-pr-42.preview.example.com" in comment.body


def test_no_token_stands_in_a_log(world: World) -> None:
    jobs = world.event("labeled", label="preview")
    tokens = [value for value in world.github.store.tokens if value.startswith("ghs_")]
    assert tokens
    assert not [name for name, job in jobs.items() for value in tokens if value in job.log]


def test_the_environment_of_these_tests_is_their_own() -> None:
    assert "GITHUB_TOKEN" not in environment()
