"""The epoch: what raises it, what keeps it, and what says so. On a real Django project, in a real Git history."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.running import Run, git, inside

if TYPE_CHECKING:
    from collections.abc import Callable

SHOP = Path(__file__).parents[2] / "examples" / "shop"
AT = ("--pr", "42", "--out", "../out", "--color", "never")
MIGRATIONS = "invoices/migrations"


@pytest.fixture
def service(tmp_path: Path) -> Path:
    """The example's billing-api on a branch, published once."""
    directory = tmp_path / "shop" / "billing-api"
    shutil.copytree(SHOP / "billing-api", directory)
    shutil.copy(SHOP / "platform.yaml", directory.parent)
    git(directory, "init", "--quiet", "--initial-branch", "due-dates")
    commit(directory, "The branch")
    assert render(directory).code == 0
    return directory


def commit(service: Path, message: str) -> None:
    git(service, "add", "--all")
    git(service, "commit", "--quiet", "--message", message)


def render(service: Path, *options: str) -> Run:
    return inside(service, "render", *AT, *options)


def record(service: Path) -> dict[str, Any]:
    path = service.parent / "out/previews/billing-api/pr-42/preview.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["preview"]
    return found


def claim(service: Path) -> str:
    """The name of PostgreSQL's claim in the overlay."""
    overlay = service.parent / "out/previews/billing-api/pr-42" / record(service)["tree"] / "kustomization.yaml"
    (found,) = re.findall(r"value: (postgres-[0-9a-f]{12}-[0-9]+)", overlay.read_text(encoding="utf-8"))
    return str(found)


def rename(service: Path) -> None:
    (service / MIGRATIONS / "0004_due_required.py").rename(service / MIGRATIONS / "0004_due_not_null.py")


def remove(service: Path) -> None:
    (service / MIGRATIONS / "0004_due_required.py").unlink()


def rewrite(service: Path) -> None:
    path = service / MIGRATIONS / "0004_due_required.py"
    path.write_text(path.read_text().replace("class Migration", "OTHER = 1\n\n\nclass Migration"))


def rebase(service: Path) -> None:
    """Another branch's migration came first, so the own one has another number and another parent."""
    old = service / MIGRATIONS / "0004_due_required.py"
    text = old.read_text()
    other = text.replace("class Migration", "FIRST = True\n\n\nclass Migration")
    (service / MIGRATIONS / "0004_currency.py").write_text(other)
    (service / MIGRATIONS / "0005_due_required.py").write_text(text.replace("0003_fill_due", "0004_currency"))
    old.unlink()


def add(service: Path) -> None:
    text = (service / MIGRATIONS / "0004_due_required.py").read_text()
    (service / MIGRATIONS / "0005_more.py").write_text(text.replace("0003_fill_due", "0004_due_required"))


def comment(service: Path) -> None:
    path = service / MIGRATIONS / "0004_due_required.py"
    path.write_text("# why\n" + path.read_text())


def other_code(service: Path) -> None:
    (service / "billing/extra.py").write_text("VALUE = 1\n")


@pytest.mark.parametrize(
    ("change", "word"),
    [(rename, "is called"), (remove, "does not have it"), (rewrite, "rewritten"), (rebase, "0004_due_required")],
)
def test_a_branch_that_has_lost_an_applied_migration_gets_a_new_volume(
    service: Path, change: Callable[[Path], None], word: str
) -> None:
    before = claim(service)
    change(service)
    commit(service, "A force-push")
    planned = inside(service, "plan", *AT)
    assert (planned.code, word in planned.out, "epoch" in planned.out) == (0, True, True)
    assert record(service)["epoch"] == 0
    done = render(service)
    assert done.code == 0, done.err
    assert "its databases start over from the seed (epoch 1):" in done.out
    assert word in done.out
    assert (before[-2:], claim(service)[-2:]) == ("-0", "-1")
    assert before[:-2] == claim(service)[:-2]
    written = record(service)
    assert (written["epoch"], written["reset"]["epoch"]) == (1, 1)
    assert word in " ".join(written["reset"]["reasons"])


@pytest.mark.parametrize("change", [add, comment, other_code])
def test_a_branch_that_has_all_of_them_keeps_its_volume(service: Path, change: Callable[[Path], None]) -> None:
    before = claim(service)
    change(service)
    commit(service, "A push")
    done = render(service)
    assert (done.code, "start over" in done.out) == (0, False), done.err
    assert (claim(service), record(service)["epoch"], record(service)["reset"]) == (before, 0, None)


def test_what_was_decided_once_is_not_decided_again(service: Path) -> None:
    remove(service)
    commit(service, "A force-push")
    render(service)
    first = record(service)
    assert render(service).out.splitlines()[-1] == "../out is up to date"
    assert render(service, "--check").code == 0
    other_code(service)
    commit(service, "A push")
    done = render(service)
    assert "start over" not in done.out
    assert (record(service)["epoch"], record(service)["reset"]) == (1, first["reset"])


def test_a_preview_is_reset_by_hand_at_the_commit_that_it_has(service: Path) -> None:
    before, old = record(service), claim(service)
    other_code(service)
    commit(service, "A commit that is not published")
    done = inside(service, "reset", *AT)
    assert done.code == 0, done.err
    assert "its databases start over from the seed (epoch 1):\n    somebody asked for it" in done.out
    after = record(service)
    assert (after["epoch"], after["headSha"], after["branch"]) == (1, before["headSha"], before["branch"])
    assert claim(service) == f"{old[:-2]}-1"
    assert after["migrations"] == before["migrations"]
    assert inside(service, "reset", *AT).code == 0
    assert record(service)["epoch"] == 2


@pytest.mark.parametrize("option", ["--dry-run", "--diff"])
def test_a_reset_can_be_looked_at_first(service: Path, option: str) -> None:
    before = record(service)
    done = inside(service, "reset", *AT, option)
    assert done.code == 0
    assert record(service) == before


def test_there_is_nothing_to_reset_before_a_preview_was_rendered(service: Path) -> None:
    done = inside(service, "reset", "--pr", "7", "--out", "../out")
    assert (done.code, done.out) == (2, "")
    assert "there is no preview of `billing-api` for pull request 7 below ../out" in done.err


def test_a_reset_wants_a_pull_request(service: Path) -> None:
    assert inside(service, "reset", "--out", "../out").code == 2


def test_the_record_has_each_migration_with_the_digest_of_its_content(service: Path) -> None:
    found = record(service)["migrations"]
    names = sorted(path.stem for path in (service / MIGRATIONS).glob("0*.py"))
    assert sorted(found["files"]) == [f"invoices.{name}" for name in names]
    assert all(len(digest) == 64 for digest in found["files"].values())


def test_programs_are_told_too(service: Path) -> None:
    remove(service)
    (preview,) = json.loads(render(service, "--format", "json").out)["previews"]
    assert preview["epoch"] == 1
    assert "does not have it" in preview["reset"][0]


@pytest.mark.parametrize(
    "text",
    ["", "[]", '{"preview": 1}', '{"preview": {"epoch": "x", "migrations": [], "reset": 1}}', "[" * 10_000, "\0",
     '{"preview": {"epoch": -1, "migrations": {"files": {"nodot": 1}}, "reset": {"reasons": [1]}}}'],
    ids=["empty", "a list", "a number", "other types", "deep", "nul", "other values"],
)  # fmt: skip
def test_a_record_of_another_form_counts_as_none(service: Path, text: str) -> None:
    path = service.parent / "out/previews/billing-api/pr-42/preview.json"
    path.write_text(text, encoding="utf-8")
    done = render(service)
    assert done.code == 0, done.err
    assert record(service)["epoch"] == 0


def test_an_ephemeral_database_starts_over_anyway(service: Path) -> None:
    file = service / "preview.yaml"
    file.write_text(file.read_text().replace('version: "17"', 'version: "17", persistence: ephemeral'))
    assert "ephemeral" in file.read_text()
    render(service)
    remove(service)
    done = render(service)
    assert (done.code, record(service)["epoch"]) == (0, 0), done.err
