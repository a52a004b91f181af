"""The shape of the code: one direction, no cycles, small parts, everything registered."""

from __future__ import annotations

import ast
import re
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import grimp
import pytest
from importlinter.cli import lint_imports

from previewctl.diagnostics import catalogue
from previewctl.diagnostics.catalogue import CODES, Code
from previewctl.rules import registry

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "previewctl"
MODULES = sorted(path.relative_to(ROOT).as_posix() for path in PACKAGE.rglob("*.py"))
MODELS = {"previewctl/spec/preview.py", "previewctl/spec/platform.py"}
"""Mostly the documentation of their fields, which the schemas and the reference are made of."""

RULES = sorted(path.stem for path in (PACKAGE / "rules").glob("*.py") if "\n@" in path.read_text(encoding="utf-8"))
"""The modules of rules that make one; the others hold what several rules know."""
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "base", "core"}


def functions(module: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse((ROOT / module).read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_every_layer_imports_only_what_stands_below_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert lint_imports(config_filename="pyproject.toml", no_cache=True) == 0


def test_no_module_imports_itself_through_others() -> None:
    graph = grimp.build_graph("previewctl", cache_dir=None)
    cycles = [
        (module, imported)
        for module in graph.modules
        for imported in graph.find_modules_directly_imported_by(module)
        if graph.find_shortest_chain(importer=imported, imported=module)
    ]
    assert cycles == []


def test_a_module_is_read_in_one_sitting() -> None:
    lengths = {module: len((ROOT / module).read_text(encoding="utf-8").splitlines()) for module in MODULES}
    assert {module: lines for module, lines in lengths.items() if lines > 400 and module not in MODELS} == {}


def test_a_function_fits_on_a_screen() -> None:
    lengths = {
        f"{module}:{node.name}": (node.end_lineno or 0) - node.lineno + 1
        for module in MODULES
        for node in functions(module)
    }
    assert {name: lines for name, lines in lengths.items() if lines > 60} == {}


def test_every_function_says_what_it_returns() -> None:
    assert [f"{module}:{node.name}" for module in MODULES for node in functions(module) if node.returns is None] == []


def test_a_module_is_named_after_what_it_does() -> None:
    assert [module for module in MODULES if FORBIDDEN_NAMES & set(Path(module).with_suffix("").parts[1:])] == []


@pytest.mark.parametrize("name", RULES)
def test_every_rule_is_registered_and_says_what_it_reports(name: str) -> None:
    check = import_module(f"previewctl.rules.{name}").check
    assert registry.ALL_RULES.count(check) == 1
    assert check.code.slug.replace("-", "_") == name
    assert (check.run.__doc__ or "").startswith("Reports ")


def test_one_file_holds_one_rule() -> None:
    assert len(RULES) == len(registry.ALL_RULES)


def test_the_codes_are_unique_and_in_the_order_of_their_numbers() -> None:
    codes = [item.code for item in CODES]
    assert codes == sorted(set(codes))
    assert len({item.slug for item in CODES}) == len(CODES)


@pytest.mark.parametrize("code", CODES, ids=lambda code: code.code)
def test_a_code_has_a_readable_name_and_a_summary(code: Code) -> None:
    assert re.fullmatch(r"PV[0-69]\d\d", code.code)
    assert re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", code.slug)
    assert not code.summary.endswith(".")


def test_every_code_is_used_by_the_program() -> None:
    source = "\n".join(
        (ROOT / module).read_text(encoding="utf-8")
        for module in MODULES
        if not module.endswith("diagnostics/catalogue.py")
    )
    unused = [
        name
        for name, value in vars(catalogue).items()
        if isinstance(value, Code) and not re.search(rf"\b{name}\b", source)
    ]
    assert unused == []
