"""The live volume against the branch, on real Git histories: what rebases, force-pushes and rewrites leave behind."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from previewctl.seeds.migrations.recorded import Ahead, Kind, ahead, record
from tests.unit.seeds.migrations.projects import branch, linear, migration, write

if TYPE_CHECKING:
    from pathlib import Path

    from previewctl.seeds.migrations.recorded import Recorded

ADD = "migrations.AddField('order', 'status', models.TextField())"


class History:
    """A Git repository with a Django project: two migrations on main, and a branch with a third."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.git("init", "-q", "-b", "main")
        self.commit("Begin", linear("orders", "0001_initial", "0002_status"))
        self.git("checkout", "-q", "-b", "feature")
        self.commit("Add totals", {"orders/0003_total": migration("orders.0002_status", operations=ADD)})

    def git(self, *arguments: str) -> None:
        names = {
            f"GIT_{who}_{what}": "test@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
        }
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.root), "GIT_CONFIG_NOSYSTEM": "1", **names}
        subprocess.run(["git", *arguments], cwd=self.root, check=True, env=environment, capture_output=True)

    def commit(self, message: str, files: dict[str, str]) -> None:
        write(self.root, files)
        self.git("add", "-A")
        self.git("commit", "-q", "-m", message)

    def on_main(self, files: dict[str, str]) -> None:
        """A commit on main, and back on the branch."""
        self.git("checkout", "-q", "main")
        self.commit("Go on", files)
        self.git("checkout", "-q", "feature")

    def published(self) -> tuple[Recorded, ...]:
        """What a publication of the branch as it is records."""
        return record(branch(self.root, digests=True))

    def ahead_of(self, recorded: tuple[Recorded, ...]) -> Ahead:
        return ahead(recorded, branch(self.root, digests=True))


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path)


def kinds(found: Ahead) -> list[tuple[str, str]]:
    return [(reason.kind.value, f"{reason.app}.{reason.name}") for reason in found.reasons]


def test_a_branch_that_only_grows_keeps_its_volume(history: History) -> None:
    recorded = history.published()
    history.commit("Add notes", {"orders/0004_note": migration("orders.0003_total"), "orders/models.py": "# more"})
    assert history.ahead_of(recorded) == Ahead(())
    assert not history.ahead_of(recorded).is_ahead
    assert not history.ahead_of(()).is_ahead


def test_a_merge_of_main_with_a_merge_migration_keeps_it(history: History) -> None:
    recorded = history.published()
    history.on_main({"orders/0003_note": migration("orders.0002_status")})
    history.git("merge", "-q", "--no-edit", "main")
    history.commit("Merge migrations", {"orders/0004_merge": migration("orders.0003_total", "orders.0003_note")})
    assert not history.ahead_of(recorded).is_ahead


def test_a_rebase_that_renumbers_a_migration(history: History) -> None:
    recorded = history.published()
    history.on_main({"orders/0003_note": migration("orders.0002_status")})
    history.git("rebase", "-q", "main")
    history.git("mv", "orders/migrations/0003_total.py", "orders/migrations/0004_total.py")
    history.commit("Renumber", {"orders/0004_total": migration("orders.0003_note", operations=ADD)})
    found = history.ahead_of(recorded)
    assert kinds(found) == [("removed", "orders.0003_total")]
    assert found.is_ahead


def test_a_rebase_that_points_a_migration_at_a_newer_one(history: History) -> None:
    recorded = history.published()
    history.on_main({"orders/0003_note": migration("orders.0002_status")})
    history.git("rebase", "-q", "main")
    history.commit("Follow main", {"orders/0003_total": migration("orders.0003_note", operations=ADD)})
    assert ("inserted before", "orders.0003_note") in kinds(history.ahead_of(recorded))
    assert ("rewritten", "orders.0003_total") in kinds(history.ahead_of(recorded))


def test_a_rebase_onto_unrelated_work_keeps_it(history: History) -> None:
    recorded = history.published()
    history.on_main({"orders/models.py": "# main went on"})
    history.git("rebase", "-q", "main")
    assert not history.ahead_of(recorded).is_ahead


def test_a_force_push_without_the_migration(history: History) -> None:
    recorded = history.published()
    history.git("reset", "-q", "--hard", "HEAD~1")
    found = history.ahead_of(recorded)
    assert kinds(found) == [("removed", "orders.0003_total")]
    assert found.reasons[0].text == "`orders.0003_total` was applied, and the branch does not have it"


def test_a_revert_is_a_migration_less_too(history: History) -> None:
    recorded = history.published()
    history.git("revert", "--no-edit", "HEAD")
    assert kinds(history.ahead_of(recorded)) == [("removed", "orders.0003_total")]


def test_a_renamed_migration(history: History) -> None:
    recorded = history.published()
    history.git("mv", "orders/migrations/0003_total.py", "orders/migrations/0003_order_total.py")
    history.git("commit", "-q", "-m", "Rename")
    found = history.ahead_of(recorded)
    assert kinds(found) == [("renamed", "orders.0003_total")]
    assert "is called `0003_order_total` now" in found.reasons[0].text


def test_a_renamed_app(history: History) -> None:
    recorded = history.published()
    history.git("mv", "orders", "sales")
    files = linear("sales", "0001_initial", "0002_status") | {
        "sales/0003_total": migration("sales.0002_status", operations=ADD)
    }
    write(history.root, files, apps=("sales",))
    found = history.ahead_of(recorded)
    assert kinds(found) == [("app renamed", f"orders.{name}") for name in ("0001_initial", "0002_status", "0003_total")]
    assert "its app is called `sales` now" in found.reasons[0].text


def test_an_amended_migration_is_rewritten(history: History) -> None:
    recorded = history.published()
    other = ADD.replace("TextField", "IntegerField")
    write(history.root, {"orders/0003_total": migration("orders.0002_status", operations=other)})
    history.git("commit", "-q", "-a", "--amend", "--no-edit")
    assert kinds(history.ahead_of(recorded)) == [("rewritten", "orders.0003_total")]


def test_a_comment_a_docstring_or_another_layout_rewrites_nothing(history: History) -> None:
    recorded = history.published()
    path = history.root / "orders/migrations/0003_total.py"
    text = path.read_text().replace("class Migration", "# why\n\n\n\nclass Migration").replace("'", '"')
    path.write_text('"""Totals."""\n' + text.replace("    operations", '    """More."""\n\n    operations'))
    assert not history.ahead_of(recorded).is_ahead


def test_a_squash_takes_over_what_is_applied_in_full_and_not_in_part(history: History) -> None:
    recorded = history.published()
    names = ("orders.0001_initial", "orders.0002_status", "orders.0003_total")
    history.git("rm", "-q", *(f"orders/migrations/{name.partition('.')[2]}.py" for name in names))
    history.commit("Squash", {"orders/0001_squashed_0003_total": migration(replaces=names)})
    assert not history.ahead_of(recorded).is_ahead
    in_part = tuple(item for item in recorded if item.name != "0003_total")
    assert {kind for kind, _ in kinds(history.ahead_of(in_part))} == {Kind.SQUASHED_IN_PART.value}


def test_a_squash_may_forget_what_it_replaced(history: History) -> None:
    names = ("orders.0001_initial", "orders.0002_status", "orders.0003_total")
    history.commit("Squash", {"orders/0001_squashed_0003_total": migration(replaces=names)})
    recorded = history.published()
    history.git("rm", "-q", *(f"orders/migrations/{name.partition('.')[2]}.py" for name in names))
    history.commit("Forget", {"orders/0001_squashed_0003_total": migration()})
    assert not history.ahead_of(recorded).is_ahead


def test_a_new_migration_that_has_to_run_before_an_applied_one(history: History) -> None:
    recorded = history.published()
    history.commit(
        "Sneak in", {"orders/0002_before": migration("orders.0001_initial", run_before=("orders.0003_total",))}
    )
    assert kinds(history.ahead_of(recorded)) == [("inserted before", "orders.0002_before")]


def test_a_file_that_cannot_be_read_is_recorded_by_its_content(history: History) -> None:
    computed = migration("orders.0003_total").replace("= [(", "= [x for x in ()] + [(")
    history.commit("Compute", {"orders/0004_computed": computed})
    recorded = history.published()
    assert not history.ahead_of(recorded).is_ahead
    write(history.root, {"orders/0004_computed": computed.replace("x for x", "y for y")})
    assert kinds(history.ahead_of(recorded)) == [("rewritten", "orders.0004_computed")]
