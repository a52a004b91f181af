"""`previewctl publish --repository`: everything but repository and number comes from GitHub."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from tests.cli.running import PLATFORM, PREVIEW, Run, git, run
from tests.gitops.remotes import bare, files_of, seed, tip_of
from tests.realparts.fake_github import FakeGitHub, Link, PullRequest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FIRST, SECOND = "1" * 40, "2" * 40
MIGRATION = b"from django.db import migrations\nclass Migration(migrations.Migration):\n    dependencies = []\n"
DJANGO = {
    "manage.py": b"import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n",
    "shop/__init__.py": b"",
    "shop/settings.py": b"INSTALLED_APPS = ['shop']\n",
    "shop/migrations/__init__.py": b"",
    "shop/migrations/0001_initial.py": MIGRATION,
}
FILES = {"preview.yaml": PREVIEW.encode(), **DJANGO}


class Pulls(NamedTuple):
    """A GitOps repository, and GitHub with one labelled pull request of orders-api."""

    gitops: Path
    github: FakeGitHub
    directory: Path

    def publish(self, *arguments: str, repository: str = "acme/orders-api", **changes: str) -> Run:
        return self.run("publish", "--no-image-check", *arguments, repository=repository, **changes)

    def run(self, command: str, *arguments: str, repository: str = "acme/orders-api", **changes: str) -> Run:
        given = ["--gitops", str(self.gitops), "--repository", repository, "--pr", "42", *arguments]
        token = {"GITHUB_TOKEN": "ghs_secretsecretsecret", "PREVIEWCTL_GITHUB_API_URL": self.github.url}
        return run(self.directory, command, *given, **{**token, **changes})

    @property
    def pull(self) -> PullRequest:
        return self.github.pull(42)

    def record(self, service: str = "orders-api") -> dict[str, Any]:
        found: dict[str, Any] = json.loads(files_of(self.gitops)[f"previews/{service}/pr-42/preview.json"])["preview"]
        return found

    def has_branch(self) -> bool:
        return bool(git(self.gitops, "branch", "--list", "previews"))


@pytest.fixture
def pulls(tmp_path: Path) -> Iterator[Pulls]:
    gitops = bare(tmp_path / "gitops.git")
    seed(gitops, {"platform.yaml": PLATFORM}, "platform", "main")
    work = tmp_path / "work"
    work.mkdir()
    one = PullRequest(number=42, repo="acme/orders-api", labels=["preview"], branch="feature/x", sha=FIRST)
    with FakeGitHub(one, repos=("acme/orders-api",)) as github:
        github.commit("acme/orders-api", FIRST, FILES)
        yield Pulls(gitops, github, work)


def test_the_head_is_published_as_github_has_it(pulls: Pulls) -> None:
    done = pulls.publish()
    assert done.code == 0, done.err
    found = pulls.record()
    assert (found["headSha"], found["branch"], found["repository"]) == (FIRST, "feature/x", "acme/orders-api")
    assert list(found["migrations"]["files"]) == ["shop.0001_initial"]
    assert files_of(pulls.gitops)["previews/orders-api/pr-42/preview.yaml"] == PREVIEW.strip()


def test_a_dispatch_for_an_older_head_publishes_the_current_one(pulls: Pulls) -> None:
    pulls.publish()
    pulls.pull.sha = SECOND
    pulls.github.commit("acme/orders-api", SECOND, {**FILES, "preview.yaml": PREVIEW.replace("debug", "info").encode()})
    pulls.publish()
    tip = tip_of(pulls.gitops)
    assert pulls.record()["headSha"] == SECOND
    assert pulls.publish().code == 0
    assert tip_of(pulls.gitops) == tip


def test_migrations_are_read_again_only_where_something_of_them_changed(pulls: Pulls) -> None:
    pulls.publish()
    before = pulls.record()["migrations"]
    pulls.pull.sha = SECOND
    pulls.github.commit("acme/orders-api", SECOND, {**FILES, "shop/views.py": b"x = 1\n"})
    pulls.github.requests.clear()
    pulls.publish()
    read = [item.path for item in pulls.github.requests if "/git/blobs/" in item.path]
    assert len(read) == 1
    assert pulls.record()["migrations"] == before
    third = "3" * 40
    pulls.pull.sha = third
    files = {name: text for name, text in FILES.items() if "0001" not in name}
    pulls.github.commit("acme/orders-api", third, {**files, "shop/migrations/0001_first.py": MIGRATION + b"x = 1\n"})
    pulls.publish()
    assert pulls.record()["epoch"] == 1


@pytest.mark.parametrize(
    ("change", "outcome"),
    [({"state": "closed"}, "closed"), ({"state": "closed", "merged": True}, "closed"), ({"labels": []}, "unlabelled")],
)
def test_a_pull_request_that_wants_no_preview_is_not_published(
    pulls: Pulls, change: dict[str, Any], outcome: str
) -> None:
    for name, value in change.items():
        setattr(pulls.pull, name, value)
    done = pulls.publish("--format", "json")
    assert done.code == 0, done.err
    assert json.loads(done.out)["previews"][0]["outcome"] == outcome
    assert not pulls.has_branch()


def test_a_label_in_other_letters_is_another_label(pulls: Pulls) -> None:
    pulls.pull.labels = ["Preview"]
    assert "is not labelled with `preview`" in pulls.publish().out


def test_a_pull_request_that_is_gone_is_not_published(pulls: Pulls) -> None:
    pulls.github.pulls = []
    done = pulls.publish()
    assert done.code == 0
    assert "pull request 42 does not exist" in done.out


def test_a_fork_is_refused_unless_its_author_is_named(pulls: Pulls) -> None:
    pulls.pull.head_repo = "somebody/orders-api"
    done = pulls.publish()
    assert done.code == 1
    assert "error[PV532]: pull request 42 by `dev` comes from a fork" in done.err
    assert not pulls.has_branch()
    named = PLATFORM.replace("{organization: acme}", "{organization: acme, forkAuthors: [Dev]}")
    seed(pulls.gitops, {"platform.yaml": named}, "platform", "main")
    assert pulls.publish().code == 0


def test_a_repository_outside_of_the_catalogue_is_refused(pulls: Pulls) -> None:
    done = pulls.publish(repository="acme/other")
    assert done.code == 2
    assert "no service of the catalogue lives in acme/other" in done.err


def test_without_credentials_nothing_is_published(pulls: Pulls) -> None:
    done = pulls.publish(GITHUB_TOKEN="")
    assert done.code == 2
    assert "no credentials for GitHub" in done.err


def test_an_answer_that_github_does_not_give_publishes_nothing(pulls: Pulls) -> None:
    pulls.github.fail_next(500, times=50)
    done = pulls.publish(timeout="")
    assert done.code == 4
    assert not pulls.has_branch()


def test_every_service_of_a_repository_is_published_in_one_commit(pulls: Pulls) -> None:
    both = PLATFORM.replace("  orders-api: {}", "  orders-api: {path: services/orders}").replace(
        "  billing-api: {", "  billing-api: {repository: acme/orders-api, path: services/billing, "
    )
    seed(pulls.gitops, {"platform.yaml": both}, "platform", "main")
    billing = PREVIEW.replace("orders-api", "billing-api").replace(
        "dependencies:\n  billing-api: {env: BILLING_API_URL}\n", ""
    )
    files = {"services/orders/preview.yaml": PREVIEW.encode(), "services/billing/preview.yml": billing.encode()}
    pulls.github.commit("acme/orders-api", FIRST, files)
    done = pulls.publish()
    assert done.code == 0, done.err
    assert {pulls.record(service)["service"] for service in ("orders-api", "billing-api")} == {
        "orders-api",
        "billing-api",
    }
    assert git(pulls.gitops, "rev-list", "--count", "previews") == "1"
    assert "acme/orders-api#42: publish" in git(pulls.gitops, "log", "--format=%s", "previews")


def test_a_broken_service_does_not_keep_the_other_one_back(pulls: Pulls) -> None:
    both = PLATFORM.replace("  billing-api: {", "  billing-api: {repository: acme/orders-api, path: billing, ")
    seed(pulls.gitops, {"platform.yaml": both}, "platform", "main")
    pulls.github.commit("acme/orders-api", FIRST, {**FILES, "billing/preview.yaml": b"service: [\n"})
    done = pulls.publish()
    assert done.code == 1
    assert "billing/preview.yaml" in done.err
    assert pulls.record()["headSha"] == FIRST


def test_the_catalogue_says_which_service_a_path_is(pulls: Pulls) -> None:
    stolen = PREVIEW.replace("service: orders-api", "service: billing-api")
    pulls.github.commit("acme/orders-api", FIRST, {**FILES, "preview.yaml": stolen.encode()})
    done = pulls.publish()
    assert done.code == 1
    assert "error[PV530]" in done.err
    assert not pulls.has_branch()


def test_a_pull_request_without_a_preview_yaml_is_said_so(pulls: Pulls) -> None:
    pulls.github.commit("acme/orders-api", FIRST, {"preview.yaml": Link("/etc/passwd")})
    done = pulls.publish()
    assert done.code == 0
    assert "orders-api: the pull request has no preview.yaml" in done.err


def test_a_lock_of_seed_data_is_read_at_the_head(pulls: Pulls) -> None:
    seeded = PREVIEW + "seed: {dataset: orders, version: 2026.11.1}\n"
    lock = f"dataset: orders\nversion: 2026.11.1\ncontentHash: {'ab' * 32}\nengines:\n  postgres: {{version: '17', image: 'postgres:17.7-bookworm'}}\n"
    platform = PLATFORM + "seeds: {registry: registry.example.com/seeds}\n"
    seed(pulls.gitops, {"platform.yaml": platform}, "platform", "main")
    files = {**FILES, "preview.yaml": seeded.encode(), "seed-data/orders/2026.11.1/seed.lock": lock.encode()}
    pulls.github.commit("acme/orders-api", FIRST, files)
    done = pulls.publish()
    assert done.code == 0, done.err
    assert pulls.record()["facts"]["seed"]["contentHash"] == "ab" * 32


def test_hostile_text_of_a_pull_request_stays_text(pulls: Pulls) -> None:
    pulls.pull.branch = "x\x1b[31m\n::error::owned"
    pulls.pull.title = "$(touch /tmp/owned)"
    done = pulls.publish()
    assert "\x1b" not in done.out + done.err
    assert "\n::error::" not in done.out + done.err
    assert done.code == 0, done.err
    assert "owned" not in git(pulls.gitops, "log", "--format=%B", "previews")


def test_the_token_is_in_no_output(pulls: Pulls) -> None:
    done = pulls.publish()
    assert "ghs_secret" not in done.out + done.err


# Removing


def test_a_preview_goes_when_github_says_that_nobody_wants_it(pulls: Pulls) -> None:
    pulls.publish()
    kept = pulls.run("remove")
    assert "pull request 42 of acme/orders-api is open and wants a preview" in kept.out
    assert pulls.record()["headSha"] == FIRST
    pulls.pull.state = "closed"
    done = pulls.run("remove")
    assert done.code == 0, done.err
    assert "orders-api/pr-42  removed" in done.out
    assert files_of(pulls.gitops) == {}
    assert "nothing to remove" in pulls.run("remove").out
