"""`previewctl reap --orphans`: what closed pull requests have left behind."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from previewctl.integrations.ecr_tags import commit_tags, is_ecr
from tests.lifecycle.conftest import DAY
from tests.realparts.fake_github import Fault

if TYPE_CHECKING:
    from tests.lifecycle.conftest import Organisation


def reported(organisation: Organisation, number: int) -> None:
    """A published, open pull request whose preview is reported as ready."""
    organisation.publish(number)
    organisation.pull(number, DAY)
    sha = f"{number:040x}"
    done = organisation.inside_without_gitops(
        "report", "--pr", str(number), "--service", "orders-api", "--state", "ready", "--sha", sha
    )
    assert done.code == 0, done.err


def test_without_closed_pull_requests_there_are_none(organisation: Organisation) -> None:
    reported(organisation, 1)
    done = organisation.inside("reap", "--orphans")
    assert (done.code, done.out, done.err) == (0, "no orphans\n", "")


@pytest.mark.parametrize("change", ["closed", "merged", "unlabelled"])
def test_what_a_pull_request_has_left_is_shown_and_taken_away(organisation: Organisation, change: str) -> None:
    reported(organisation, 1)
    reported(organisation, 2)
    pull = organisation.server.pull(1)
    if change == "unlabelled":
        pull.labels = []
    else:
        pull.state, pull.merged = "closed", change == "merged"
    word = "is not labelled" if change == "unlabelled" else f"is {change}"
    shown = organisation.inside("reap", "--orphans")
    assert (shown.code, shown.err) == (0, "nothing was changed; `--apply` does it\n")
    assert shown.out == (
        "KIND        REPOSITORY       WHAT                           WHY\n"
        f"directory   acme/orders-api  previews/orders-api/pr-1       pull request 1 {word}\n"
        f"deployment  acme/orders-api  preview:orders-api:pr-1        pull request 1 {word}\n"
        f"comment     acme/orders-api  says orders-api/pr-1 is there  pull request 1 {word}\n"
    )
    done = organisation.inside("reap", "--orphans", "--apply")
    assert done.code == 0
    assert done.err == "orders-api/pr-1: directory, deployment, comment taken away\n"
    paths = {"/".join(name.split("/")[:3]) for name in organisation.files() if not name.startswith("previews/_bases")}
    assert paths == {"previews/orders-api/pr-2"}
    bodies = {comment.number: comment.body for comment in organisation.server.store.comments}
    assert "has gone" in bodies[1]
    assert f"Why: `pull request 1 {word}`." in bodies[1]
    assert "is ready" in bodies[2]
    states = {item.task: item.state for item in organisation.server.store.deployments}
    assert states == {"preview:orders-api:pr-1": "inactive", "preview:orders-api:pr-2": "success"}
    again = organisation.inside("reap", "--orphans", "--apply")
    assert (again.code, again.out) == (0, "no orphans\n")


def test_where_github_does_not_answer_nothing_is_an_orphan(organisation: Organisation) -> None:
    reported(organisation, 1)
    organisation.server.pull(1).state = "closed"
    organisation.server.faults.waiting.extend([Fault(status=502)] * 5)
    done = organisation.inside("reap", "--orphans", "--repo", "acme/orders-api", "--apply", "--format", "json")
    assert done.code == 4
    assert json.loads(done.out)["orphans"] == []
    assert "acme/orders-api is left alone" in done.err


def test_a_deployment_that_names_another_repositorys_service_is_none_of_ours(organisation: Organisation) -> None:
    reported(organisation, 1)
    organisation.server.pull(1).state = "closed"
    for item in organisation.server.store.deployments:
        item.task = "preview:billing-api:pr-1"
    done = organisation.inside("reap", "--orphans", "--format", "json")
    kinds = [item["kind"] for item in json.loads(done.out)["orphans"]]
    assert kinds == ["directory", "comment"]


def test_the_images_of_commits_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    boto3, moto = pytest.importorskip("boto3"), pytest.importorskip("moto")
    for name, value in {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", "AWS_SESSION_TOKEN": "x"}.items():
        monkeypatch.setenv(name, value)
    with moto.mock_aws():
        client = boto3.client("ecr", "eu-west-1")
        client.create_repository(repositoryName="orders-api")
        for tag in ("a" * 40, "latest", "1.2.3"):
            manifest = {
                "mediaType": "application/vnd.oci.image.manifest.v1+json",
                "layers": [],
                "config": {"digest": tag},
            }
            client.put_image(repositoryName="orders-api", imageTag=tag, imageManifest=json.dumps(manifest))
        image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/orders-api"
        assert is_ecr(image)
        assert commit_tags(image) == {"a" * 40}
    assert not is_ecr("registry.example.com/orders-api")
