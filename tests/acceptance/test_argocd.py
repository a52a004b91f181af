"""What Argo CD's own code makes of a rendered tree: which pull requests become Applications, and where these point."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.acceptance import previews
from tests.acceptance.previews import PLATFORM, PREVIEW, SHA, Tree
from tests.realparts import argocd, kubeconform
from tests.realparts.fake_github import FakeGitHub, PullRequest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.realparts.argocd import Generated, GeneratedSet
    from tests.realparts.programs import Object

pytestmark = pytest.mark.acceptance

PUBLISHED = (41, 42, 43)
SET = "preview-shop"
HOSTILE = [
    "\"'`",
    "a\nb: c\n---\nkind: Secret",
    "{{ .number }}",
    '{{ printf "%s" .labels }}{{ fail "x" }}',
    "- [*a, &b, !!python/object:os.system]",
    "🦄 été \u202egnp.exe\u2028",
    "x" * 10_000,
    "../../../argocd",
    "",
]


@pytest.fixture(scope="session")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    """A service whose pull requests 41, 42 and 43 are published."""
    return _rendered(tmp_path_factory.mktemp("argocd"), PLATFORM)


@pytest.fixture(scope="session")
def rendered_by_git(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    """The same, of a repository with more pull requests than GitHub's list is good for."""
    changes = "services: {shop: {repository: acme/shop, generator: git}}"
    return _rendered(tmp_path_factory.mktemp("git"), previews.merged(PLATFORM, changes))


def _rendered(directory: Path, platform: str) -> Tree:
    sources = previews.write_inputs(directory / "service", PREVIEW, platform)
    for number in PUBLISHED:
        tree = previews.render(sources, out=directory / "out", number=number, sha=SHA)
    return tree


@pytest.fixture
def tree(rendered: Tree, tmp_path: Path) -> Tree:
    """A copy that a test may change."""
    ignored = shutil.ignore_patterns("_bases")
    return Tree(Path(shutil.copytree(rendered.directory, tmp_path / "tree", ignore=ignored)))


@pytest.fixture
def hub() -> Iterator[FakeGitHub]:
    """A GitHub with the three pull requests, all labelled."""
    pulls = [PullRequest(number=number, repo="acme/shop", labels=["preview"]) for number in PUBLISHED]
    with FakeGitHub(*pulls, repos=("acme/billing",)) as server:
        yield server


def generate(tree: Tree, hub: FakeGitHub) -> Generated:
    """What Argo CD makes of the tree."""
    return argocd.generate(tree.control, tree.directory, hub.url)


def shop_set(tree: Tree, hub: FakeGitHub) -> GeneratedSet:
    """The Applications of the service, generated without an error or a problem."""
    result = generate(tree, hub)
    assert (result.sets[SET].error, result.problems) == ("", [])
    return result.sets[SET]


def names(*numbers: int) -> list[str]:
    """The names of the Applications of some pull requests."""
    return sorted(f"pv-shop-{number}" for number in numbers)


def name_of(tree: Tree, number: int) -> str:
    """The name of a preview's overlay."""
    return tree.overlay("shop", number).name


# --- Argo CD's types


def test_argo_cd_knows_every_field_of_the_control_part(shop: Tree) -> None:
    with FakeGitHub(
        repos=tuple(f"acme/{name}" for name in ("orders-api", "billing-api", "catalog-api", "shop-web"))
    ) as hub:
        result = argocd.generate(shop.control, shop.directory, hub.url)
    assert result.problems == []
    assert sorted(result.sets) == [
        f"preview-{name}" for name in ("billing-api", "catalog-api", "orders-api", "shop-web")
    ]
    assert [item["metadata"]["name"] for item in result.applications] == ["previews-root"]


def test_both_readers_of_yaml_take_every_file_for_the_same(shop: Tree) -> None:
    read = argocd.decode(*sorted(shop.directory.rglob("*.yaml")))
    assert [(item.file, item.error) for item in read if item.error] == []
    of_file: dict[str, list[Any]] = {}
    for item in read:
        of_file.setdefault(item.file, []).append(item.documents)
    assert [file for file, (one, other) in of_file.items() if one != other] == []


def test_the_control_part_satisfies_the_schemas(shop: Tree) -> None:
    files = sorted(shop.control.rglob("*.yaml"))
    documents = [item.documents[0] for item in argocd.decode(*files) if item.reader == "sigs.k8s.io/yaml"]
    assert len(documents) == len(files)
    assert kubeconform.problems(documents) == []


def test_neither_a_set_nor_the_project_goes_with_a_line_that_was_lost(shop: Tree) -> None:
    files = [shop.control / "appproject.yaml", *(shop.control / "applicationsets").iterdir()]
    for item in argocd.decode(*files):
        (document,) = item.documents
        assert document["metadata"]["annotations"]["argocd.argoproj.io/sync-options"] == "Prune=false,Delete=false"


def test_the_root_application_does_not_manage_itself(shop: Tree) -> None:
    (root,) = argocd.decode(shop.control / "root.yaml")[0].documents
    assert root["spec"]["source"]["directory"] == {"recurse": True, "exclude": "root.yaml"}


# --- one Application


@pytest.fixture(scope="module")
def application(rendered: Tree) -> Object:
    """The Application of pull request 42."""
    with FakeGitHub(PullRequest(number=42, repo="acme/shop", labels=["preview"]), repos=("acme/billing",)) as hub:
        (found,) = shop_set(rendered, hub).applications
    return found


def test_an_application_is_named_by_service_and_number(application: Object) -> None:
    assert application["metadata"]["name"] == "pv-shop-42"
    assert application["metadata"]["namespace"] == "argocd"


def test_it_deploys_into_the_namespace_of_its_own_name(application: Object, rendered: Tree) -> None:
    destination = {"server": "https://kubernetes.default.svc", "namespace": "pv-shop-42"}
    assert application["spec"]["destination"] == destination
    assert application["spec"]["project"] == "previews"
    assert rendered.build("shop", 42).of("Namespace")[0]["metadata"]["name"] == "pv-shop-42"


def test_it_reads_the_overlay_that_the_record_names(application: Object, rendered: Tree) -> None:
    source = application["spec"]["source"]
    assert source == {
        "repoURL": "https://github.com/acme/gitops.git",
        "targetRevision": "previews",
        "path": f"previews/shop/pr-42/{name_of(rendered, 42)}",
    }
    assert (rendered.directory / source["path"] / "kustomization.yaml").is_file()


def test_its_namespace_goes_with_it(application: Object) -> None:
    assert application["metadata"]["finalizers"] == ["resources-finalizer.argocd.argoproj.io"]
    assert application["spec"]["syncPolicy"]["automated"] == {"prune": True, "selfHeal": True}
    assert {"CreateNamespace=false", "PruneLast=true"} <= set(application["spec"]["syncPolicy"]["syncOptions"])


def test_a_failed_sync_is_tried_once_more_and_then_gives_way(application: Object) -> None:
    assert application["spec"]["syncPolicy"]["retry"]["limit"] == 1


def test_it_says_which_commit_it_runs(application: Object) -> None:
    annotations = application["metadata"]["annotations"]
    assert annotations["previewctl.dev/head-sha"] == SHA
    assert annotations["previewctl.dev/url"] == "https://shop-pr-42.previews.example.com"
    assert annotations["previewctl.dev/repository"] == "acme/shop"


# --- the states of a pull request


def test_labelled_and_published_is_deployed(tree: Tree, hub: FakeGitHub) -> None:
    assert shop_set(tree, hub).names == names(*PUBLISHED)


def test_without_the_label_it_is_gone(tree: Tree, hub: FakeGitHub) -> None:
    hub.pull(42).labels.clear()
    assert shop_set(tree, hub).names == names(41, 43)


@pytest.mark.parametrize("label", ["Preview", "PREVIEW", "preview ", "previews", "no-preview"])
def test_another_label_is_not_the_label(tree: Tree, hub: FakeGitHub, label: str) -> None:
    hub.pull(42).labels = [label]
    assert shop_set(tree, hub).names == names(41, 43)


def test_more_labels_do_no_harm(tree: Tree, hub: FakeGitHub) -> None:
    hub.pull(42).labels += ["bug", "{{ .number }}"]
    assert shop_set(tree, hub).names == names(*PUBLISHED)


def test_closed_it_is_gone_though_it_is_published(tree: Tree, hub: FakeGitHub) -> None:
    hub.pull(42).state = "closed"
    assert shop_set(tree, hub).names == names(41, 43)


def test_labelled_it_waits_until_it_is_published(tree: Tree, hub: FakeGitHub) -> None:
    hub.pulls.append(PullRequest(number=44, repo="acme/shop", labels=["preview"]))
    assert shop_set(tree, hub).names == names(*PUBLISHED)


def test_without_its_record_it_is_gone(tree: Tree, hub: FakeGitHub) -> None:
    (tree.unit("shop", 42) / "preview.json").unlink()
    assert shop_set(tree, hub).names == names(41, 43)


def test_a_draft_is_deployed(tree: Tree, hub: FakeGitHub) -> None:
    hub.pull(42).draft = True
    assert shop_set(tree, hub).names == names(*PUBLISHED)


def test_a_pull_request_of_another_repository_with_the_same_number_is_not(tree: Tree, hub: FakeGitHub) -> None:
    hub.pulls = [PullRequest(number=42, repo="acme/billing", labels=["preview"])]
    hub.repos.add("acme/shop")
    result = generate(tree, hub)
    assert {name: found.names for name, found in result.sets.items()} == {SET: [], "preview-billing": []}


def test_of_250_pull_requests_on_three_pages_the_published_ones_are_deployed(tree: Tree, hub: FakeGitHub) -> None:
    hub.pulls += [PullRequest(number=number, repo="acme/shop", labels=["preview"]) for number in range(101, 348)]
    assert len(hub.pulls) == 250
    assert shop_set(tree, hub).names == names(*PUBLISHED)
    assert len([request for request in hub.requests if "/acme/shop/" in request.path]) == 3


@pytest.mark.parametrize("field", ["title", "branch", "base", "author"])
def test_what_people_write_changes_nothing(tree: Tree, hub: FakeGitHub, field: str) -> None:
    copies = publish_copies(tree, hub, len(HOSTILE))
    ordinary = shop_set(tree, hub).applications
    for number, text in zip(copies, HOSTILE, strict=True):
        setattr(hub.pull(number), field, text)
    assert shop_set(tree, hub).applications == ordinary


def publish_copies(tree: Tree, hub: FakeGitHub, count: int) -> list[int]:
    """More pull requests, published like 42; their numbers."""
    numbers = list(range(101, 101 + count))
    for number in numbers:
        shutil.copytree(tree.unit("shop", 42), tree.unit("shop", number))
        hub.pulls.append(PullRequest(number=number, repo="acme/shop", labels=["preview"]))
    return numbers


# --- GitHub out of order


@pytest.mark.parametrize("status", [401, 403, 404, 429, 500, 502])
def test_a_failure_of_github_is_an_error_and_no_removal(tree: Tree, hub: FakeGitHub, status: int) -> None:
    hub.fail_next(status, times=10)
    result = generate(tree, hub).sets[SET]
    assert result.error
    assert result.applications == []


def test_a_failure_of_one_service_s_repository_is_no_other_s(tree: Tree, hub: FakeGitHub) -> None:
    hub.repos.discard("acme/billing")
    result = generate(tree, hub)
    assert result.sets["preview-billing"].error
    assert result.sets[SET].names == names(*PUBLISHED)


# --- records that somebody rewrote


def record_of(tree: Tree, number: int = 42) -> dict[str, Any]:
    """A preview.json."""
    record: dict[str, Any] = json.loads((tree.unit("shop", number) / "preview.json").read_text(encoding="utf-8"))
    return record


def rewrite(tree: Tree, number: int, record: object) -> None:
    """Another preview.json."""
    (tree.unit("shop", number) / "preview.json").write_text(json.dumps(record), encoding="utf-8")


BAD_TREES: dict[str, object] = {
    "a path": "../../../argocd",
    "a path below": "0123456789ab/..",
    "an absolute path": "/etc",
    "a template": "{{ .number }}",
    "a digest with more after it": "0123456789ab/../../pr-41",
    "a digest on a second line": "x\n0123456789ab",
    "a digest before a second line": "0123456789ab\n../..",
    "capitals": "0123456789AB",
    "nothing": "",
    "a number": 123456789012,
    "a float": 1.5,
    "a list": ["0123456789ab"],
    "a mapping": {"a": "0123456789ab"},
    "true": True,
    "null": None,
}
BAD_RECORDS: dict[str, object] = {
    **{f"a tree that is {what}": {"preview": {"schema": 1, "tree": tree}} for what, tree in BAD_TREES.items()},
    "no tree": {"preview": {"schema": 1}},
    "no preview": {"other": {}},
    "no keys": {},
    "a preview that is a text": {"preview": "0123456789ab"},
    "a preview that is a number": {"preview": 7},
    "a preview that is a list": {"preview": ["tree"]},
    "a preview that is null": {"preview": None},
    "a preview that is true": {"preview": True},
}
SHADOWS: dict[str, dict[str, object]] = {
    f"{key} as a {type(value).__name__}": {key: value}
    for key in ("number", "branch", "path", "labels", "head_sha", "path.basename")
    for value in ("41", 41, {"basename": "pr-41", "path": "argocd"}, ["41"])
}
"""Keys beside `preview` that have the names of the generators' own parameters."""


class Harmed:
    """What comes out when each case is the record of a pull request of its own."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        with FakeGitHub(repos=("acme/billing",)) as hub:
            hub.pulls = [PullRequest(number=number, repo="acme/shop", labels=["preview"]) for number in PUBLISHED]
            cases = {**BAD_RECORDS, **{what: {**record_of(tree), **shadow} for what, shadow in SHADOWS.items()}}
            self._numbers = dict(zip(cases, publish_copies(tree, hub, len(cases)), strict=True))
            for what, record in cases.items():
                rewrite(tree, self._numbers[what], record)
            self._applications = {item["metadata"]["name"]: item for item in shop_set(tree, hub).applications}

    def __getitem__(self, what: str) -> tuple[int, Object]:
        """The number of a case, and its Application."""
        return self._numbers[what], self._applications[f"pv-shop-{self._numbers[what]}"]

    def paths(self) -> dict[str, str]:
        """Where the Applications of the ordinary pull requests point."""
        return {name: self._applications[name]["spec"]["source"]["path"] for name in names(*PUBLISHED)}


@pytest.fixture(scope="module", params=["pullRequest", "git"])
def harmed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Harmed:
    """Every case at once, with either generator."""
    source: Tree = request.getfixturevalue("rendered" if request.param == "pullRequest" else "rendered_by_git")
    directory = tmp_path_factory.mktemp("harmed") / "tree"
    return Harmed(Tree(Path(shutil.copytree(source.directory, directory, ignore=shutil.ignore_patterns("_bases")))))


def test_records_that_somebody_rewrote_harm_no_other_preview(harmed: Harmed) -> None:
    assert harmed.paths() == {
        f"pv-shop-{number}": f"previews/shop/pr-{number}/{name_of(harmed.tree, number)}" for number in PUBLISHED
    }


@pytest.mark.parametrize("what", BAD_RECORDS)
def test_a_record_without_a_digest_names_no_overlay(harmed: Harmed, what: str) -> None:
    number, application = harmed[what]
    assert application["spec"]["source"]["path"] == f"previews/shop/pr-{number}/"
    assert application["spec"]["destination"]["namespace"] == f"pv-shop-{number}"


@pytest.mark.parametrize("what", SHADOWS)
def test_a_record_cannot_overwrite_the_generators_parameters(harmed: Harmed, what: str) -> None:
    number, application = harmed[what]
    assert application["spec"]["source"]["path"] == f"previews/shop/pr-{number}/{name_of(harmed.tree, 42)}"
    assert application["spec"]["destination"]["namespace"] == f"pv-shop-{number}"


@pytest.mark.parametrize(
    "changes",
    [
        {"namespace": "kube-system", "name": "pv-shop-41", "service": "billing", "pullRequest": 41},
        {"headSha": "{{ .number }}"},
        {"headSha": ["x"]},
        {"headSha": "x' injected: 'y"},
    ],
    ids=["names", "a template as commit", "a list as commit", "quotes in the commit"],
)
def test_nothing_else_in_a_record_reaches_an_application(tree: Tree, hub: FakeGitHub, changes: dict[str, Any]) -> None:
    ordinary = {item["metadata"]["name"]: item["spec"] for item in shop_set(tree, hub).applications}
    record = record_of(tree)
    rewrite(tree, 42, {"preview": {**record["preview"], **changes}})
    assert {item["metadata"]["name"]: item["spec"] for item in shop_set(tree, hub).applications} == ordinary


@pytest.mark.parametrize(
    "text", ["{", "[", "\0", "preview: &a [*a]"], ids=["half a record", "half a list", "NUL", "YAML in a circle"]
)
def test_a_record_that_nobody_can_read_stops_the_set_and_removes_nothing(
    tree: Tree, hub: FakeGitHub, text: str
) -> None:
    (tree.unit("shop", 42) / "preview.json").write_text(text, encoding="utf-8")
    result = generate(tree, hub).sets[SET]
    assert "preview.json" in result.error
    assert result.applications == []


# --- other ways to find pull requests


def test_with_the_git_generator_all_that_is_published_is_deployed(rendered_by_git: Tree, rendered: Tree) -> None:
    with FakeGitHub() as hub:
        found = shop_set(rendered_by_git, hub)
        assert hub.requests == []
    assert found.names == names(*PUBLISHED)
    paths = {item["metadata"]["name"]: item["spec"]["source"]["path"] for item in found.applications}
    assert paths == {
        f"pv-shop-{number}": f"previews/shop/pr-{number}/{name_of(rendered_by_git, number)}" for number in PUBLISHED
    }


def test_two_services_of_one_repository_are_two_applications(tmp_path: Path) -> None:
    changes = "services: {shop: {repository: acme/mono, path: shop}, billing: {repository: acme/mono, path: billing}}"
    platform = previews.merged(PLATFORM, changes)
    (tmp_path / "mono").mkdir()
    (tmp_path / "mono" / "platform.yaml").write_text(platform, encoding="utf-8")
    for service in ("shop", "billing"):
        directory = tmp_path / "mono" / service
        directory.mkdir()
        (directory / "preview.yaml").write_text(previews.merged(PREVIEW, f"service: {service}"), encoding="utf-8")
    tree = previews.render(tmp_path / "mono", out=tmp_path / "out", number=7)
    with FakeGitHub(PullRequest(number=7, repo="acme/mono", labels=["preview"])) as hub:
        result = generate(tree, hub)
    assert result.problems == []
    assert {name: found.names for name, found in result.sets.items()} == {
        "preview-shop": ["pv-shop-7"],
        "preview-billing": ["pv-billing-7"],
    }


def test_a_service_without_previews_has_no_set(tmp_path: Path) -> None:
    platform = previews.merged(PLATFORM, "services: {shop: {}, billing: {previews: false}}")
    tree = previews.render_text(tmp_path, PREVIEW, platform)
    assert [path.name for path in (tree.control / "applicationsets").iterdir()] == ["shop.yaml"]


def test_a_github_app_and_an_enterprise_server_are_passed_on(tmp_path: Path) -> None:
    github = "github: {organization: acme, apiUrl: 'https://github.example.com/api/v3', appSecret: github-app}"
    tree = previews.render_text(tmp_path, PREVIEW, previews.merged(PLATFORM, github))
    (decoded,) = (
        item
        for item in argocd.decode(tree.control / "applicationsets" / "shop.yaml")
        if item.reader == "sigs.k8s.io/yaml"
    )
    pull_request = decoded.documents[0]["spec"]["generators"][0]["matrix"]["generators"][0]["pullRequest"]["github"]
    assert pull_request["api"] == "https://github.example.com/api/v3"
    assert pull_request["appSecretName"] == "github-app"
    assert "tokenRef" not in pull_request
