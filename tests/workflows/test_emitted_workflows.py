"""The workflows that previewctl writes: as they were reviewed, and without a finding of the programs that check such files."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from previewctl import __version__
from previewctl.cli.commands import COMMANDS
from tests.cli.running import inside
from tests.realparts import programs
from tests.workflows.emitted import FILES, ROOT, emitted

if TYPE_CHECKING:
    from collections.abc import Iterator

GOLDEN = Path(__file__).parent / "golden"
ACTION = ROOT / "action.yml"
CONFIGURATION = ROOT / ".yamllint.yaml"


def program(name: str) -> Path:
    found = Path(sys.executable).with_name(name)
    if not found.exists():
        programs.missing(f"there is no {name} beside {sys.executable}")
    return found


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All of them as repositories have them, each kind in a repository of its own."""
    root = tmp_path_factory.mktemp("emitted")
    for kind, tree in emitted().items():
        for path, content in tree.items():
            target = root / kind / ".github" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    (root / "action").mkdir()
    (root / "action" / "action.yml").write_bytes(ACTION.read_bytes())
    return root


def jobs(name: str) -> dict[str, Any]:
    found = yaml.safe_load(FILES[name])["jobs"]
    assert isinstance(found, dict)
    return found


def steps(name: str) -> Iterator[dict[str, Any]]:
    for job in jobs(name).values():
        yield from job["steps"]


@pytest.mark.parametrize("name", FILES)
def test_it_is_the_file_that_was_reviewed(name: str, update_goldens: bool) -> None:
    path = GOLDEN / name
    if update_goldens:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(FILES[name])
    assert FILES[name].decode() == path.read_text(encoding="utf-8")


def test_no_reviewed_file_is_left_behind() -> None:
    assert {path.relative_to(GOLDEN).as_posix() for path in GOLDEN.rglob("*.yaml")} == set(FILES)


@pytest.mark.acceptance
def test_actionlint_finds_nothing(directory: Path) -> None:
    files = sorted(directory.glob("*/.github/workflows/*.yaml"))
    assert len(files) == len(FILES)
    # Without shellcheck on the PATH actionlint leaves the scripts out, so it is named.
    programs.run([programs.directory("actionlint") / "actionlint", "-shellcheck", program("shellcheck"), *files])


@pytest.mark.acceptance
@pytest.mark.parametrize("kind", [*emitted(), "action"])
def test_zizmor_finds_nothing(kind: str, directory: Path) -> None:
    arguments = ["--offline", "--persona=pedantic", "--format=json", "--no-progress"]
    found = programs.run([program("zizmor"), *arguments, directory / kind], accepted=range(20))
    assert json.loads(found) == []


@pytest.mark.acceptance
def test_zizmor_finds_what_is_wrong_where_something_is(directory: Path, tmp_path: Path) -> None:
    """The check above is worth something: one line that a script must not have is found."""
    text = FILES["app-pull/workflows/preview.yaml"].decode()
    broken = text.replace('--tag "$IMAGE:$SHA"', '--tag "$IMAGE:${{ github.head_ref }}"', 1)
    path = tmp_path / ".github" / "workflows" / "preview.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(broken, encoding="utf-8")
    found = programs.run(
        [program("zizmor"), "--offline", "--format=json", "--no-progress", tmp_path], accepted=range(20)
    )
    assert {item["ident"] for item in json.loads(found)} == {"template-injection"}


@pytest.mark.acceptance
def test_githubs_schemas_accept_them(directory: Path) -> None:
    files = sorted(directory.glob("*/.github/workflows/*.yaml"))
    programs.run([program("check-jsonschema"), "--builtin-schema", "vendor.github-workflows", *files])
    action = directory / "action" / "action.yml"
    programs.run([program("check-jsonschema"), "--builtin-schema", "vendor.github-actions", action])


@pytest.mark.acceptance
def test_yamllint_finds_nothing(directory: Path) -> None:
    programs.run([program("yamllint"), "--strict", "-c", CONFIGURATION, directory])


@pytest.mark.parametrize("name", FILES)
def test_every_action_is_pinned_by_its_commit_with_the_version_beside_it(name: str) -> None:
    used = re.findall(r"(?m)^ +(?:- )?uses: (.*)", FILES[name].decode())
    assert all(re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", each) for each in used)


def test_an_action_has_one_version_everywhere() -> None:
    used = {each for content in FILES.values() for each in re.findall(r"(?m)^ +(?:- )?uses: (.*)", content.decode())}
    assert len({each.split("@")[0].split("/")[1] for each in used}) == len(used)


@pytest.mark.parametrize("name", FILES)
def test_nothing_is_permitted_but_what_a_job_says(name: str) -> None:
    workflow = yaml.safe_load(FILES[name])
    assert workflow["permissions"] == {}
    assert all("permissions" in job and job["timeout-minutes"] <= 60 for job in workflow["jobs"].values())


@pytest.mark.parametrize("name", FILES)
def test_no_expression_stands_inside_a_script(name: str) -> None:
    assert [step["run"] for step in steps(name) if "${{" in step.get("run", "")] == []


@pytest.mark.parametrize("name", FILES)
def test_a_checkout_leaves_no_credential_behind(name: str) -> None:
    checkouts = [step for step in steps(name) if step.get("uses", "").startswith("actions/checkout@")]
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


@pytest.mark.parametrize("name", FILES)
def test_every_token_of_an_app_names_its_repositories_and_permissions(name: str) -> None:
    asked = [
        step["with"] for step in steps(name) if step.get("uses", "").startswith("actions/create-github-app-token@")
    ]
    for values in asked:
        assert values["owner"]
        assert values["repositories"]
        assert [key for key in values if key.startswith("permission-")]


def test_an_app_that_asks_holds_no_token_that_can_write_contents() -> None:
    for name in ("app-pull/workflows/preview.yaml", "app-pull/workflows/preview-lint.yaml"):
        for job in jobs(name).values():
            assert job["permissions"].get("contents", "read") == "read"
        assert "permission-contents: write" not in FILES[name].decode()
        assert "PUBLISHER" not in FILES[name].decode()


def test_where_images_are_built_no_other_token_is() -> None:
    for mode in ("pull", "push"):
        for name, job in jobs(f"app-{mode}/workflows/preview.yaml").items():
            if name.startswith("image-"):
                assert not [step for step in job["steps"] if "create-github-app-token" in step.get("uses", "")]


def test_the_key_that_can_publish_is_kept_for_the_reviewed_branch() -> None:
    for name in (name for name in FILES if name.startswith("gitops/")):
        for job in jobs(name).values():
            holds = "PUBLISHER_PRIVATE_KEY" in json.dumps(job)
            assert (job.get("environment") == "previews") == holds


def test_no_workflow_runs_a_pull_requests_code_with_the_rights_of_the_repository() -> None:
    triggers = {name: set(yaml.safe_load(content)[True]) for name, content in FILES.items()}
    assert not [name for name, found in triggers.items() if found & {"pull_request_target", "workflow_run"}]


def test_the_action_installs_this_version() -> None:
    assert yaml.safe_load(ACTION.read_text(encoding="utf-8"))["inputs"]["version"]["default"] == __version__


def invocations() -> set[tuple[str, str]]:
    """Each command of previewctl that a script runs, with each of its long options."""
    found = set()
    for content in FILES.values():
        text = content.decode().replace("\\\n", " ")
        for line in re.findall(r"(?<![\w`.])previewctl ([a-z][^\n]*)", re.sub(r"(?m)^ *#.*$", "", text)):
            words = line.split()
            command = " ".join(words[:2]) if words[0] in {"seed", "platform"} else words[0]
            found |= {(command, option) for option in re.findall(r"(?<=\s)--[a-z-]+", line)}
    return found


@pytest.mark.parametrize(("command", "option"), sorted(invocations()))
def test_every_option_of_a_script_is_one_of_its_command(command: str, option: str) -> None:
    if command.split(maxsplit=1)[0] not in COMMANDS:
        pytest.skip(f"this version has no `previewctl {command}`")
    shown = inside(ROOT, *command.split(), "--help").out
    assert re.search(rf"{option}(?![a-z-])", shown)


def test_the_scripts_run_every_part_of_the_life_of_a_preview() -> None:
    assert {command for command, _ in invocations()} >= {"lint", "publish", "remove", "sync", "verify-gitops", "report"}
