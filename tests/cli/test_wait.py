"""`previewctl wait` asks Argo CD, a cluster or the preview itself, and says what it found."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest

from tests.cli.running import PLATFORM, PREVIEW, Run, inside, run
from tests.realparts import kubeconform
from tests.realparts.answering import AnsweringServer
from tests.realparts.fixtures import api_server
from tests.unit.report.applications import IMAGE, NAMESPACE, OLD, SHA, application, node, resource, result

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.realparts.apiserver import ApiServer

__all__ = ["api_server"]

LEFT_OVER = {"KUBECONFIG": "", "PREVIEWCTL_ARGOCD_SERVER": "", "PREVIEWCTL_ARGOCD_TOKEN": ""}


def wait(work: Path, *arguments: str, **variables: str) -> Run:
    """Waits for pull request 5 at the commit of the stage, in this process."""
    with patch.dict(os.environ, {**LEFT_OVER, **variables}):
        return inside(work, "wait", "--pr", "5", "--sha", SHA, "--interval", "0s", *arguments)


def argo(applications: Sequence[dict[str, Any] | None], nodes: Sequence[dict[str, Any]] = ()) -> AnsweringServer:
    """Argo CD's API, where the Application is another one at each look; the last one stays."""
    left = list(applications)

    def answer(path: str, _query: dict[str, str]) -> tuple[int, Any, dict[str, str]]:
        if path == "/api/v1/applications/pv-orders-api-5/resource-tree":
            return 200, {"nodes": list(nodes)}, {}
        assert path == "/api/v1/applications/pv-orders-api-5"
        found = left.pop(0) if len(left) > 1 else left[0]
        return (200, found, {}) if found else (404, {"error": "not found"}, {})

    return AnsweringServer(answer)


def wait_argo(work: Path, server: AnsweringServer, *arguments: str) -> Run:
    variables = {"PREVIEWCTL_ARGOCD_SERVER": server.url, "PREVIEWCTL_ARGOCD_TOKEN": "argo-token"}
    return wait(work, "--timeout", "2s", *arguments, **variables)


def test_it_waits_from_nothing_to_ready_and_tells_what_changes(work: Path) -> None:
    waiting = application(
        phase="Running",
        message="waiting for completion of hook batch/Job/migrate",
        resources=(resource("Deployment", "postgres", -20, "Healthy"), resource("Job", "migrate", -5, hook=True)),
    )
    with argo([None, application(sha=OLD), waiting, waiting, application()]) as server:
        done = wait_argo(work, server)
    assert done.code == 0
    assert done.out.startswith(
        f"pv-orders-api-5 is ready at {SHA[:12]} after 0 s: https://orders-api-pr-5.preview.example.com"
    )
    assert done.err.splitlines() == [
        "Argo CD has no Application for it yet",
        "Argo CD still has bbbbbbbbbbbb, not aaaaaaaaaaaa",
        "wave -5 (migrations): 0 of 1 done; open: Job migrate",
        "waiting for completion of hook batch/Job/migrate",
        "it is synced and healthy",
    ]
    assert server.requests[0].query == {"project": "previews", "appNamespace": "argocd"}
    assert {request.authorization for request in server.requests} == {"Bearer argo-token"}


def test_a_failed_migration_ends_it_with_the_next_step(work: Path) -> None:
    failed = application(phase="Failed", results=(result("Job", "migrate", hookPhase="Failed", message="exit 1"),))
    with argo([failed]) as server:
        done = wait_argo(work, server)
    assert done.code == 1
    assert done.out.splitlines()[1:] == [
        "  Job migrate: a migration has failed (exit 1)",
        "    next: read why: kubectl -n pv-orders-api-5 logs job/migrate --all-containers; then push a fix, or run the job in CI again",
    ]


def test_the_time_ends_and_what_holds_it_up_is_said(work: Path) -> None:
    stuck = application(phase="Running", health="Progressing")
    pod = node("Pod", "web-5d8f-abcde", "Degraded", f'Back-off pulling image "{IMAGE}"', "ImagePullBackOff")
    with argo([stuck], [pod]) as server:
        done = wait_argo(work, server, "--timeout", "1s", "--format", "json")
    assert done.code == 1
    found = json.loads(done.out)
    assert found["state"] == "timeout"
    assert found["reasons"][0]["object"] == "Pod web-5d8f-abcde"
    assert "missing or cannot be pulled" in found["reasons"][0]["what"]


def test_an_argo_cd_that_fails_now_and_then_is_asked_again(work: Path) -> None:
    with argo([application()]) as server:
        answer, broken = server.answer, iter([True, True])
        server.answer = lambda path, query: (502, "bad", {}) if next(broken, False) else answer(path, query)
        done = wait_argo(work, server)
    assert done.code == 0
    assert "no answer: 127.0.0.1" in done.err


def test_an_argo_cd_that_never_answers_is_a_remote_failure(work: Path) -> None:
    with AnsweringServer(lambda _path, _query: (403, {"error": "permission denied"}, {})) as server:
        done = wait_argo(work, server, "--timeout", "0s")
    assert done.code == 4
    assert "PREVIEWCTL_ARGOCD_TOKEN needs `applications, get` in its project" in done.err


def test_a_redirection_does_not_take_the_token_away(work: Path) -> None:
    with argo([application()]) as elsewhere:
        moved = {"Location": f"{elsewhere.url}/api/v1/applications/pv-orders-api-5"}
        with AnsweringServer(lambda _path, _query: (302, None, moved)) as server:
            assert wait_argo(work, server, "--timeout", "0s").code == 4
    assert elsewhere.requests == []


def site(answer: Callable[[str], tuple[int, Any, dict[str, str]]]) -> AnsweringServer:
    return AnsweringServer(lambda path, _query: answer(path))


def test_without_a_cluster_the_public_url_is_asked(work: Path) -> None:
    states = [
        (503, "", {}),
        (404, "", {}),
        (200, "ok", {"X-Previewctl-Sha": OLD}),
        (200, "ok", {"X-Previewctl-Sha": SHA}),
    ]
    with site(lambda _path: states.pop(0)) as server:
        done = wait(work, "--url", server.url, "--timeout", "5s")
        assert {request.path for request in server.requests} == {"/healthz"}
    assert done.code == 0
    assert "503: no pod is ready yet" in done.err
    assert "404: no route leads there yet" in done.err
    assert f"it answers with another commit: {OLD}" in done.err
    assert "it answers with this commit" in done.err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [((), 0), (("--sha-path", "/version"), 0), (("--sha-path", "/nothing"), 1), (("--sha-header", "X-Commit"), 1)],
)
def test_a_commit_that_is_shown_has_to_be_the_right_one(work: Path, arguments: tuple[str, ...], code: int) -> None:
    def answer(path: str) -> tuple[int, Any, dict[str, str]]:
        return {"/healthz": (200, "ok", {}), "/version": (200, f"v1 {SHA}", {})}.get(path, (404, "", {}))

    with site(answer) as server:
        assert wait(work, "--url", server.url, "--timeout", "1s", *arguments).code == code


@pytest.mark.parametrize(("auth", "code"), [("none", 1), ("platform", 0)])
def test_a_login_before_the_preview_counts_only_where_there_is_meant_to_be_one(
    work: Path, auth: str, code: int
) -> None:
    (work / "preview.yaml").write_text(PREVIEW + f"endpoint: {{process: web, auth: {auth}}}\n")
    (work / "platform.yaml").write_text(PLATFORM.replace("endpoint: {", "endpoint: {authLabels: {auth: oidc}, "))
    with site(lambda _path: (401, "who are you", {})) as server:
        done = wait(work, "--url", server.url, "--timeout", "0s")
    assert done.code == code, done.err


CHECKS = f"""\
checks:
  - {{name: smoke, run: [{sys.executable}, -c, "import sys; sys.exit('pr-5' not in sys.argv[1])", "${{endpoint.url}}"]}}
"""


def test_checks_run_with_their_placeholders_once_it_is_ready(work: Path) -> None:
    (work / "preview.yaml").write_text(PREVIEW + CHECKS)
    with argo([application()]) as server:
        done = wait_argo(work, server, "--checks")
    assert done.code == 0, done.err
    assert done.out.endswith("; 1 checks passed\n")


def test_a_check_that_fails_shows_its_last_lines_and_never_previewctls_credentials(work: Path) -> None:
    look = "import os, sys; print('::error::x', [k for k in os.environ if k.startswith('PREVIEWCTL_')]); sys.exit(3)"
    (work / "preview.yaml").write_text(
        PREVIEW + f"checks:\n  - {{name: smoke, run: [{sys.executable}, -c, {json.dumps(look)}]}}\n"
    )
    with argo([application()]) as server:
        done = wait_argo(work, server, "--checks")
    assert done.code == 1
    assert "checks failed: smoke" in done.out
    assert "check smoke: failed with exit code 3" in done.err
    assert "  ꞉:error::x []" in done.err


@pytest.mark.parametrize(
    ("command", "problem"),
    [
        (["no-such-program"], "it cannot be run: No such file or directory"),
        (["sleep", "30"], "it did not end within 1 seconds"),
    ],
)
def test_a_check_that_cannot_end_has_failed(work: Path, command: list[str], problem: str) -> None:
    (work / "preview.yaml").write_text(PREVIEW + f"checks:\n  - {{name: smoke, run: {json.dumps(command)}}}\n")
    with argo([application()]) as server:
        done = wait_argo(work, server, "--checks", "--check-timeout", "1s", "--format", "json")
    assert done.code == 1
    assert json.loads(done.out)["checks"][0]["problem"] == problem


def test_a_named_service_needs_no_preview_yaml(work: Path) -> None:
    (work / "preview.yaml").unlink()
    with argo([application()]) as server:
        assert wait_argo(work, server, "--service", "orders-api").code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--service", "nothing"], "the catalogue has no service `nothing`"),
        (["--timeout", "soon"], "`soon` is no time"),
        (["--via", "argocd"], "nobody says where Argo CD is"),
        (["--url", "file:///etc/passwd"], "is no URL of a host"),
        (["--url", "http://127.0.0.1", "--sha-path", "version"], "--sha-path is no path"),
    ],
)
def test_what_cannot_be_waited_for_is_refused(work: Path, arguments: list[str], said: str) -> None:
    done = wait(work, *arguments)
    assert done.code == 2
    assert said in done.err


def test_a_bad_server_is_refused_before_the_token_goes_anywhere(work: Path) -> None:
    done = wait(work, PREVIEWCTL_ARGOCD_SERVER="http://argocd.acme.dev", PREVIEWCTL_ARGOCD_TOKEN="x")
    assert done.code == 2
    assert "no HTTPS URL" in done.err


def test_a_process_ends_with_the_same_code(work: Path) -> None:
    with argo([application()]) as server:
        done = run(
            work,
            *("wait", "--pr", "5", "--sha", SHA, "--timeout", "5s"),
            PREVIEWCTL_ARGOCD_SERVER=server.url,
            PREVIEWCTL_ARGOCD_TOKEN="t",
        )
    assert (done.code, done.err) == (0, "it is synced and healthy\n")


VARIANTS = [
    application(),
    application(phase="Failed", results=(result("Job", "migrate", hookPhase="Failed", hookType="Sync"),)),
    application(sync="Unknown", conditions=(("ComparisonError", "x"),), resources=(resource("Deployment", "web", 0, "Healthy"),)),
]  # fmt: skip


@pytest.mark.acceptance
def test_the_applications_of_these_tests_are_such_as_argo_cds_schema_takes() -> None:
    assert kubeconform.problems(VARIANTS) == []


@pytest.mark.acceptance
@pytest.mark.xdist_group("apiserver")
def test_kubectl_asks_a_real_cluster(work: Path, api_server: ApiServer) -> None:
    job = {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {"name": "migrate", "namespace": NAMESPACE},
        "spec": {"template": {"spec": {"restartPolicy": "Never", "containers": [{"name": "migrate", "image": IMAGE}]}}},
    }
    spaces = [{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": n}} for n in ("argocd", NAMESPACE)]
    assert api_server.apply([*spaces, application(phase="Running", message="waiting for migrate"), job]) == []
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    arguments = ("--kubeconfig", str(api_server.kubeconfig), "--timeout", "0s")
    done = wait(work, *arguments, PATH=path)
    assert (done.code, done.out) == (
        1,
        "pv-orders-api-5 is not ready after 1 s: waiting for migrate\n",
    ) or done.code == 1, done.err
    assert "waiting for migrate" in done.out
    assert api_server.apply([application()]) == []
    assert wait(work, *arguments, PATH=path).code == 0


@pytest.mark.acceptance
@pytest.mark.xdist_group("apiserver")
def test_kubectl_finds_no_application_where_there_is_none(work: Path, api_server: ApiServer) -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = wait(work, "--pr", "6", "--kubeconfig", str(api_server.kubeconfig), "--timeout", "0s", PATH=path)
    assert (done.code, done.err) == (1, "Argo CD has no Application for it yet\n")


def test_a_kubeconfig_that_leads_nowhere_is_a_remote_failure(work: Path) -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = wait(work, "--kubeconfig", "nowhere", "--timeout", "0s", PATH=path)
    assert done.code == 4
    assert "check the kubeconfig" in done.err


def test_without_kubectl_the_other_ways_are_named(work: Path) -> None:
    done = wait(work, "--via", "kubectl", "--timeout", "0s", PATH=str(work))
    assert done.code == 2
    assert "kubectl is not installed" in done.err
