"""Files at a commit: regular ones only, of bounded size, whole even where GitHub cuts a tree."""

from __future__ import annotations

import pytest

from previewctl.errors import UsageError
from previewctl.integrations.github import files
from previewctl.integrations.github.failures import GitHubError
from tests.realparts.fake_github import SHA, FakeGitHub, Link, Submodule
from tests.unit.integrations.github.connecting import client

FILES: dict[str, bytes | Link | Submodule] = {
    "preview.yaml": b"service: shop\n",
    "link.yaml": Link("preview.yaml"),
    "seed-data/orders/seed.lock": b"\x00\xff\n",
    "seed-data/orders/postgres/1_a.sql": b"",
    "seed-data.txt": b"x",
    "vendored": Submodule(),
    "deep/er/and/deeper.txt": b"deep",
}
REGULAR = sorted(path for path, content in FILES.items() if isinstance(content, bytes))


@pytest.fixture(params=[100_000, 3, 1], ids=["whole", "cut", "cut everywhere"])
def cut(request: pytest.FixtureRequest, github: FakeGitHub) -> FakeGitHub:
    github.commit("acme/shop", SHA, FILES)
    github.store.truncated_above = request.param
    return github


def test_a_regular_file_is_read_as_it_is(cut: FakeGitHub) -> None:
    reader = client(cut)
    assert {path: reader.file("acme/shop", SHA, path) for path in REGULAR} == {p: FILES[p] for p in REGULAR}


@pytest.mark.parametrize("path", ["link.yaml", "seed-data", "vendored", "missing", "", "preview.yaml/x", "vendored/x"])
def test_links_directories_and_submodules_are_no_files(cut: FakeGitHub, path: str) -> None:
    assert client(cut).file("acme/shop", SHA, path) is None


def test_all_regular_files_are_listed_with_their_blobs(cut: FakeGitHub) -> None:
    found = client(cut).blobs("acme/shop", SHA)
    assert sorted(found) == REGULAR
    # git hash-object gives this id to an empty file
    assert found["seed-data/orders/postgres/1_a.sql"] == "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"


def test_one_tree_serves_all_files_of_a_commit(github: FakeGitHub) -> None:
    github.commit("acme/shop", SHA, FILES)
    reader = client(github)
    reader.blobs("acme/shop", SHA)
    reader.file("acme/shop", SHA, "preview.yaml")
    reader.file("acme/shop", SHA, "missing")
    assert [request.path.split("/")[5] for request in github.requests] == ["trees", "blobs"]


def test_a_large_file_is_not_even_asked_for(github: FakeGitHub) -> None:
    github.commit("acme/shop", SHA, {"large": b"x" * (files.LARGEST_FILE + 1)})
    with pytest.raises(GitHubError, match="larger than 4 MiB"):
        client(github).file("acme/shop", SHA, "large")
    assert [request.path.split("/")[5] for request in github.requests] == ["trees"]


def test_a_commit_that_is_not_there_is_an_error(github: FakeGitHub) -> None:
    github.repos.add("acme/shop")
    with pytest.raises(GitHubError, match="does not find it"):
        client(github).file("acme/shop", "a" * 40, "preview.yaml")


@pytest.mark.parametrize("sha", ["main", "abc", "../x", "A" * 40])
def test_only_a_full_sha_names_a_commit(github: FakeGitHub, sha: str) -> None:
    with pytest.raises(UsageError, match="full SHA"):
        client(github).blobs("acme/shop", sha)
