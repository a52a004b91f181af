"""Whatever stands in a repository's files, its migrations are read without a crash, and within bounds."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from previewctl.seeds.migrations.check import branch_of
from previewctl.seeds.migrations.recorded import ahead, record
from previewctl.seeds.migrations.state import State
from previewctl.seeds.migrations.verdict import judge

LINES = (
    "from django.db import migrations",
    "from django.apps import AppConfig",
    "from config import *",
    "class Migration(migrations.Migration):",
    "class Migration(A, A, migrations.Migration): pass",
    "class A(B, B): pass",
    "class B(A, A): pass",
    "class Config(AppConfig):",
    "    name = 'orders'",
    "    label = 'sales'",
    "    dependencies = [('orders', '0001'), ('orders', '__first__'), A]",
    "    dependencies += [('orders', '0002'), ('', '')] + A",
    "    run_before = [('orders', '0001'), ('orders', '__latest__')]",
    "    replaces = [('orders', '0001'), ('orders', '0002'), ('orders', '0003')]",
    "    initial: bool = True",
    "A = [('orders', '0002')] + A",
    "INSTALLED_APPS = ['orders', *A] + INSTALLED_APPS",
    "INSTALLED_APPS += ['orders.apps.Config', '', '.', 'a..b', '../x']",
    "MIGRATION_MODULES = {'orders': 'orders.migrations', **A, 'x': '..', None: 1}",
    "AUTH_USER_MODEL = 'orders'",
    "if True:",
    "(((",
    "\x00",
    "'''",
)
TEXT = st.lists(st.sampled_from(LINES), max_size=12).map("\n".join)
NAMES = ("shop/settings.py", "orders/apps.py", *(f"orders/migrations/{name}.py" for name in ("0001", "0002", "0003")))


@given(st.tuples(*(TEXT for _ in NAMES)), st.sampled_from(["", "0001", "0003", "0009", "é"]), st.booleans())
@settings(max_examples=150, deadline=None)
def test_any_text_has_a_verdict(texts: tuple[str, ...], last: str, exact: bool) -> None:
    with tempfile.TemporaryDirectory() as directory:
        root = Path(directory)
        manage = 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n'
        files = {"manage.py": manage, "orders/migrations/__init__.py": "", **dict(zip(NAMES, texts, strict=True))}
        for path, text in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding="utf-8")
        branch = branch_of(root, digests=True)
        assert branch is not None
        verdict = judge(branch, State({"orders": (last,), "sales": ("0001",), "": ()}, exact=exact))
        assert verdict.fits or verdict.problems
        assert len(set(verdict.plan)) == len(verdict.plan)
        assert "removed" not in {reason.kind for reason in ahead(record(branch), branch).reasons}


def test_classes_that_name_bases_without_end_are_given_up(tmp_path: Path) -> None:
    levels = "".join(f"class C{n}({', '.join([f'C{n - 1}'] * 50)}): pass\n" for n in range(1, 5))
    text = (
        f"from django.db import migrations\nclass C0(migrations.Migration): pass\n{levels}class Migration(C4): pass\n"
    )
    (tmp_path / "orders/migrations").mkdir(parents=True)
    (tmp_path / "orders/migrations/__init__.py").touch()
    (tmp_path / "orders/migrations/0001_initial.py").write_text(text)
    branch = branch_of(tmp_path)
    assert branch is not None
    assert [item.reason for item in branch.unreadable] == ["it is built on too many classes"]
