"""Argo CD's own view of the sample, and of things that are wrong with it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.realparts import argocd, kubeconform, sample
from tests.realparts.fake_github import FakeGitHub, PullRequest

SET = "preview-mailer"


@pytest.fixture
def control(tmp_path: Path) -> Path:
    """A copy of the control directory that a test may change."""
    return Path(shutil.copytree(sample.CONTROL, tmp_path / "control"))


@pytest.fixture(autouse=True)
def pull_requests(github: FakeGitHub) -> None:
    """Three pull requests: 7 is labelled and published, 8 only labelled, 9 neither."""
    github.repos.add("acme/mailer")
    for number, labels in ((7, ["preview"]), (8, ["preview"]), (9, ["Preview"])):
        github.pulls.append(PullRequest(number=number, repo="acme/mailer", labels=labels))


def _replace(control: Path, file: str, old: str, new: str) -> None:
    path = control / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_labelled_and_published_pull_request_gets_an_application(github: FakeGitHub) -> None:
    result = argocd.generate(sample.CONTROL, sample.TREE, github.url)
    (application,) = result.sets[SET].applications
    assert application["metadata"]["name"] == "pv-mailer-7"
    assert application["spec"]["source"]["path"] == "previews/mailer/pr-7/00112233aabb"
    assert "status" not in application
    assert kubeconform.problems([application]) == []
    assert (result.sets[SET].error, result.problems) == ("", [])
    assert [item["metadata"]["name"] for item in result.applications] == ["previews-root"]


def test_without_the_label_the_application_goes(github: FakeGitHub) -> None:
    github.pull(7).labels.clear()
    assert argocd.generate(sample.CONTROL, sample.TREE, github.url).sets[SET].names == []


def test_all_pages_are_read_with_the_token(github: FakeGitHub) -> None:
    github.pulls += [PullRequest(number=number, repo="acme/mailer") for number in range(100, 300)]
    assert argocd.generate(sample.CONTROL, sample.TREE, github.url).sets[SET].names == ["pv-mailer-7"]
    assert [request.path for request in github.requests] == ["/api/v3/repos/acme/mailer/pulls"] * 3
    assert {request.authorization for request in github.requests} == {"Bearer invented"}


def test_an_app_installation_works_instead_of_a_token(control: Path, github: FakeGitHub) -> None:
    token = "tokenRef: {secretName: github-token, key: token}"
    _replace(control, "applicationsets/mailer.yaml", token, "appSecretName: github-app")
    assert argocd.generate(control, sample.TREE, github.url).sets[SET].names == ["pv-mailer-7"]


def test_a_failure_of_github_is_the_set_s_error(github: FakeGitHub) -> None:
    github.fail_next(500)
    result = argocd.generate(sample.CONTROL, sample.TREE, github.url).sets[SET]
    assert "induced failure" in result.error
    assert result.reason == "ApplicationGenerationFromParamsError"
    assert result.applications == []


def test_a_preview_json_without_the_wanted_key_is_the_set_s_error(tmp_path: Path, github: FakeGitHub) -> None:
    record = tmp_path / "previews" / "mailer" / "pr-7" / "preview.json"
    record.parent.mkdir(parents=True)
    record.write_text('{"preview": {}}', encoding="utf-8")
    result = argocd.generate(sample.CONTROL, tmp_path, github.url).sets[SET]
    assert "tree" in result.error
    assert result.reason == "RenderTemplateParamsError"


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("labels: [preview]", "label: [preview]", 'unknown field "spec.generators[0].matrix.generators[0].pullRequest'),
        ("goTemplate: true", "goTemplate: true\n  goTemplate: true", '"goTemplate" already set'),
        ("repoURL: ", "repoUrl: ", 'unknown field "spec.generators[0].matrix.generators[1].git.repoUrl"'),
        ("goTemplate: true", "goTemplate: yes please", "cannot unmarshal string"),
    ],
    ids=["unknown", "twice", "another case", "another type"],
)
def test_decoding_is_strict(control: Path, github: FakeGitHub, old: str, new: str, error: str) -> None:
    _replace(control, "applicationsets/mailer.yaml", old, new)
    with pytest.raises(argocd.DecodeError) as caught:
        argocd.generate(control, sample.TREE, github.url)
    assert error in str(caught.value)
    assert all(line.startswith("applicationsets/mailer.yaml") for line in caught.value.errors)


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        ("appproject.yaml", "acme/gitops", "acme/other", "does not permit the source"),
        ("appproject.yaml", '"pv-*", server', '"preview-*", server', "does not permit the destination"),
        (
            "applicationsets/mailer.yaml",
            'name: "pv-mailer-',
            'name: "PV_mailer-',
            "metadata.name: a lowercase RFC 1123",
        ),
        (
            "applicationsets/mailer.yaml",
            'namespace: "pv-mailer-',
            'namespace: "pv.mailer-',
            "spec.destination.namespace",
        ),
        ("root.yaml", "previews-root", "pv-mailer-7", "the name stands more than once"),
        ("root.yaml", "project: default", "project: absent", 'there is no AppProject "absent"'),
        ("appproject.yaml", "spec:", "spec:\n  roles: [{name: a b}]", "AppProject/previews: "),
    ],
)
def test_what_a_cluster_would_refuse_is_a_problem(
    control: Path, github: FakeGitHub, file: str, old: str, new: str, problem: str
) -> None:
    _replace(control, file, old, new)
    assert problem in "\n".join(argocd.generate(control, sample.TREE, github.url).problems)


def test_the_project_permits_what_the_overlay_holds() -> None:
    verdicts = argocd.permitted(sample.CONTROL / "appproject.yaml", sample.built())
    assert len(verdicts) == len(sample.built())
    assert all(verdicts.values())


@pytest.mark.parametrize(
    ("version", "kind", "namespace"),
    [
        ("v1", "Secret", sample.NAMESPACE),
        ("apps/v1", "Deployment", "kube-system"),
        ("v1", "Namespace", None),
        ("rbac.authorization.k8s.io/v1", "ClusterRole", None),
    ],
)
def test_the_project_permits_nothing_else(version: str, kind: str, namespace: str | None) -> None:
    item = {"apiVersion": version, "kind": kind, "metadata": {"name": "x", "namespace": namespace}}
    assert list(argocd.permitted(sample.CONTROL / "appproject.yaml", [item]).values()) == [False]


def test_both_readers_of_yaml_are_asked() -> None:
    kubernetes, kustomize = argocd.decode_text("word: y\nday: 2026-01-02\n---\n- 1\n")
    assert (kubernetes.reader, kubernetes.documents) == ("sigs.k8s.io/yaml", [{"word": True, "day": "2026-01-02"}, [1]])
    assert kustomize.reader == "go.yaml.in/yaml/v3"
    assert kustomize.documents == [{"word": "y", "day": {"!!timestamp": "2026-01-02T00:00:00Z"}}, [1]]


def test_a_document_that_is_no_yaml_has_an_error() -> None:
    assert all(decoded.error and not decoded.documents for decoded in argocd.decode_text("a: 1\na: 2\n"))
