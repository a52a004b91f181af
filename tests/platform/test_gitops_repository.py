"""What `platform init` writes is read by the real programs: the API server, Argo CD's types, the checkers of workflows."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from previewctl.scaffold.platform_answers import PlatformAnswers, Service
from previewctl.scaffold.platform_files import loaded
from previewctl.source.document import parse
from previewctl.source.read import SourceText
from tests.platform.repository import ANSWERS, files
from tests.realparts import argocd, kubeconform, programs

if TYPE_CHECKING:
    from tests.realparts.apiserver import ApiServer
    from tests.realparts.programs import Object

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).parent / "golden"
VARIANTS = {
    "gateway": ANSWERS,
    "alb": ANSWERS._replace(endpoint="alb", class_name="previews", jira="", services=()),
    "ingress": ANSWERS._replace(endpoint="ingress", registry="", token_secret="github-token"),
    "enterprise": ANSWERS._replace(
        github_api="https://github.acme.dev/api/v3", gitops_url="https://github.acme.dev/acme/gitops.git", app_id=0
    ),
    "awkward": PlatformAnswers(
        organization="on",
        domain="y.no",
        argocd_namespace="n",
        services=(Service("on", "on/yes"), Service("1e3", "on/1e3")),
    ),
}


def objects(variant: str, name: str) -> list[Object]:
    return programs.read_yaml(files(VARIANTS[variant])[name].decode())


def cluster(variant: str) -> list[Object]:
    return [item for name in files(VARIANTS[variant]) if name.startswith("cluster/") for item in objects(variant, name)]


def written(directory: Path, variant: str = "gateway") -> Path:
    for path, content in files(VARIANTS[variant]).items():
        target = directory / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return directory


def program(name: str) -> Path:
    found = Path(sys.executable).with_name(name)
    if not found.exists():
        programs.missing(f"there is no {name} beside {sys.executable}")
    return found


@pytest.mark.parametrize("name", [name for name in files() if not name.startswith((".github/workflows", "argocd/"))])
def test_it_is_the_file_that_was_reviewed(name: str, update_goldens: bool) -> None:
    path = GOLDEN / name
    if update_goldens:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(files()[name])
    assert files()[name].decode() == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("variant", VARIANTS)
def test_platform_yaml_passes_lint(variant: str) -> None:
    """Behind a load balancer or any controller the addresses of requests are yet to be filled in: a comment says so."""
    found = loaded(files(VARIANTS[variant])["platform.yaml"])
    open_to_all = ["PV406"] if VARIANTS[variant].endpoint in {"alb", "ingress"} else []
    assert [item.code for item in found.warnings] == open_to_all


@pytest.mark.parametrize("variant", VARIANTS)
def test_what_was_answered_is_what_is_read(variant: str) -> None:
    answers = VARIANTS[variant]
    spec = loaded(files(answers)["platform.yaml"]).spec
    assert (spec.github.organization, spec.domain, spec.endpoint.kind) == (
        answers.organization, answers.domain, answers.endpoint,
    )  # fmt: skip
    assert {name: entry.repository for name, entry in spec.services.items()} == dict(answers.services)
    assert [each.server for each in answers.jiras] == ([spec.jira.server] if spec.jira else [])
    assert spec.previewctl


@pytest.mark.acceptance
@pytest.mark.parametrize("variant", VARIANTS)
def test_yamllint_and_the_checkers_of_workflows_find_nothing(variant: str, tmp_path: Path) -> None:
    root = written(tmp_path, variant)
    programs.run([program("yamllint"), "--strict", "-c", ROOT / ".yamllint.yaml", root / "cluster", root / ".github"])
    programs.run([programs.directory("actionlint") / "actionlint", *sorted(root.glob(".github/workflows/*.yaml"))])
    arguments = ["--offline", "--persona=pedantic", "--format=json", "--no-progress"]
    assert json.loads(programs.run([program("zizmor"), *arguments, root], accepted=range(20))) == []


@pytest.mark.acceptance
@pytest.mark.parametrize("variant", VARIANTS)
def test_every_object_has_the_form_that_its_schema_asks_for(variant: str) -> None:
    assert kubeconform.problems(cluster(variant)) == []


@pytest.mark.acceptance
@pytest.mark.xdist_group("apiserver")
@pytest.mark.parametrize("variant", VARIANTS)
def test_an_api_server_takes_every_object_without_a_warning(variant: str, api_server: ApiServer) -> None:
    names = {item["metadata"].get("namespace") for item in cluster(variant)} - {None}
    api_server.apply([{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}} for name in names])
    assert api_server.dry_run(cluster(variant)) == []


@pytest.mark.acceptance
@pytest.mark.parametrize("variant", VARIANTS)
def test_argo_cd_reads_the_control_part(variant: str, tmp_path: Path) -> None:
    root = written(tmp_path, variant)
    (tmp_path / "previews").mkdir()
    found = argocd.generate(root / "argocd", tmp_path / "previews", "http://127.0.0.1:1")
    assert len(found.sets) == len(VARIANTS[variant].services)
    assert found.problems == []


def test_the_store_and_the_gateway_are_those_that_previews_name() -> None:
    spec = loaded(files()["platform.yaml"]).spec
    (store,) = objects("gateway", "cluster/external-secrets.yaml")
    (gateway,) = objects("gateway", "cluster/gateway.yaml")
    assert store["metadata"]["name"] == spec.secrets.store
    assert "auth" not in store["spec"]["provider"]["aws"], "Pod Identity gives its role to the controller alone"
    assert spec.endpoint.gateway
    assert gateway["metadata"] == {"name": spec.endpoint.gateway.name, "namespace": spec.endpoint.gateway.namespace}
    (listener,) = gateway["spec"]["listeners"]
    assert listener["name"] == spec.endpoint.gateway.section_name
    assert listener["hostname"] == f"*.{spec.domain}"
    assert listener["allowedRoutes"]["namespaces"]["selector"]["matchLabels"] == spec.endpoint.namespace_labels


@pytest.mark.parametrize("namespace", ["pv-orders-api-42", "pv-1-2"])
def test_the_store_is_open_to_previews(namespace: str) -> None:
    (store,) = objects("gateway", "cluster/external-secrets.yaml")
    (pattern,) = store["spec"]["conditions"][0]["namespaceRegexes"]
    assert re.search(pattern, namespace)


@pytest.mark.parametrize("namespace", ["team-a", "my-pv-orders-1", "pv-orders", "pv--1x"])
def test_the_store_is_closed_to_others(namespace: str) -> None:
    (store,) = objects("gateway", "cluster/external-secrets.yaml")
    (pattern,) = store["spec"]["conditions"][0]["namespaceRegexes"]
    assert not re.search(pattern, namespace)


def ruleset(name: str, variant: str = "gateway") -> dict[str, Any]:
    found = json.loads(files(VARIANTS[variant])[f".github/rulesets/{name}.json"])
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize(("name", "branch"), [("control-branch", "main"), ("previews-branch", "previews")])
def test_a_branch_takes_reviewed_and_verified_changes(name: str, branch: str) -> None:
    found = ruleset(name)
    assert found["conditions"]["ref_name"]["include"] == [f"refs/heads/{branch}"]
    rules = {rule["type"]: rule["parameters"] for rule in found["rules"]}
    assert rules["pull_request"]["required_approving_review_count"] == 1
    assert rules["required_status_checks"]["required_status_checks"][0]["context"] == "verify-gitops"


def test_the_required_check_is_a_job_of_the_workflow() -> None:
    (check,) = ruleset("control-branch")["rules"][1]["parameters"]["required_status_checks"]
    workflow = yaml.safe_load(files()[".github/workflows/verify.yaml"])
    assert check["context"] in {job["name"] for job in workflow["jobs"].values()}


def test_the_publishing_app_alone_may_push_to_the_previews() -> None:
    assert ruleset("control-branch")["bypass_actors"] == []
    assert ruleset("previews-branch")["bypass_actors"] == [
        {"actor_id": 4711, "actor_type": "Integration", "bypass_mode": "always"}
    ]
    assert ruleset("previews-branch", "enterprise")["bypass_actors"] == []


def test_nobody_rewrites_either_branch() -> None:
    found = ruleset("history")
    assert [rule["type"] for rule in found["rules"]] == ["deletion", "non_fast_forward"]
    assert found["bypass_actors"] == []


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_readme_links_to_what_is_there_and_names_every_repository(variant: str) -> None:
    tree = files(VARIANTS[variant])
    text = tree["README.md"].decode()
    named = set(re.findall(r"`((?:cluster|argocd|\.github)/[\w./-]*\w)`", text))
    assert named <= set(tree)
    assert all(service.repository in text for service in VARIANTS[variant].services)
    assert [line for line in text.splitlines() if len(line) > 120 and not line.startswith("|")] == []


def test_platform_yaml_is_read_as_one_document() -> None:
    text = files()["platform.yaml"]
    assert not isinstance(parse(SourceText("platform.yaml", text.decode(), text)), list)
