"""What GitHub's pull requests say about targets."""

from __future__ import annotations

import pytest

from previewctl.gitops.remote_index import remote_index
from previewctl.plan.asking import Asked
from previewctl.plan.index import Gap, PreviewIndex, PublishedPreview
from previewctl.ports import RemotePullRequest
from tests.unit.plan.planning import platform

UNDER = platform(label="preview", services="{billing-api: {repository: acme/billing}, catalog-api: {}}")


def pull(number: int, *, labels: tuple[str, ...] = ("preview",), **more: object) -> RemotePullRequest:
    values = {
        "repository": "acme/billing", "number": number, "open": True, "merged": False, "draft": False, "fork": False,
        "author": "a", "title": "t", "branch": f"branch-{number}", "base": "main", "head_sha": f"{number:040x}",
        "labels": labels, "url": "",
    }  # fmt: skip
    return RemotePullRequest(**{**values, **more})  # type: ignore[arg-type]


class Pulls:
    """Pull requests in memory; `asked` are the questions."""

    def __init__(self, *items: RemotePullRequest) -> None:
        self.items = {item.number: item for item in items}
        self.asked: list[str] = []

    def pull_request(self, repository: str, number: int) -> RemotePullRequest | None:
        self.asked.append(f"{repository}#{number}")
        return self.items.get(number)

    def open_pull_requests(self, repository: str) -> tuple[RemotePullRequest, ...]:
        self.asked.append(repository)
        return tuple(item for item in self.items.values() if item.open)

    def file(self, repository: str, sha: str, path: str) -> bytes | None:
        raise AssertionError

    def blobs(self, repository: str, sha: str) -> dict[str, str]:
        raise AssertionError


def looked_up(pulls: Pulls, target: str, published: PreviewIndex | None = None) -> PreviewIndex:
    return remote_index({"billing-api": Asked(target)}, UNDER, pulls, published)


def record(number: int) -> PublishedPreview:
    return PublishedPreview("billing-api", number, "acme/billing", f"branch-{number}", "a" * 40, "")


def test_an_open_pull_request_with_the_label_counts_as_a_preview() -> None:
    index = looked_up(Pulls(pull(7)), "pr-7")
    assert index.problem("billing-api", 7) == ""
    found = index.on_branch("billing-api", "branch-7")
    assert found is not None
    assert (found.target, found.url) == ("pr-7", "https://billing-api-pr-7.preview.example.com")


@pytest.mark.parametrize(
    ("item", "gap"),
    [
        (pull(7, labels=()), Gap.UNLABELLED),
        (pull(7, labels=("Preview",)), Gap.UNLABELLED),
        (pull(7, fork=True), Gap.FORK),
        (pull(7, open=False), Gap.CLOSED),
        (pull(7, open=False, merged=True), Gap.MERGED),
        (pull(8), Gap.UNKNOWN),
    ],
    ids=["no label", "another case", "fork", "closed", "merged", "unknown"],
)
def test_why_a_pull_request_has_no_preview(item: RemotePullRequest, gap: Gap) -> None:
    assert looked_up(Pulls(item), "pr-7").problem("billing-api", 7) == gap


def test_with_a_checkout_only_what_is_published_counts() -> None:
    index = looked_up(Pulls(pull(7), pull(8)), "same-branch", PreviewIndex.of([record(7)]))
    assert index.problem("billing-api", 7) == ""
    assert index.problem("billing-api", 8) == "has no published preview"


def test_a_published_preview_whose_pull_request_was_closed_counts_no_more() -> None:
    published = PreviewIndex.of([record(7), record(9)])
    index = looked_up(Pulls(pull(7, open=False), pull(9)), "branch:branch-7", published)
    assert index.on_branch("billing-api", "branch-7") is None
    assert index.on_branch("billing-api", "branch-9") is not None


@pytest.mark.parametrize("target", ["staging", "stub", "https://mock.example.com"])
def test_what_need_not_be_looked_up_asks_nothing(target: str) -> None:
    pulls = Pulls(pull(7))
    looked_up(pulls, target)
    assert pulls.asked == []


def test_one_question_is_asked_for_each_repository_and_one_for_each_number_that_is_gone() -> None:
    pulls = Pulls(pull(7))
    looked_up(pulls, "pr-7")
    assert pulls.asked == ["acme/billing"]
    looked_up(pulls, "pr-6")
    assert pulls.asked[1:] == ["acme/billing", "acme/billing#6"]
