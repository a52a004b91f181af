"""Each `bad_*.yaml` yields the findings in its `.out`, each `good_*.yaml` none. A new file is a new test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from previewctl.diagnostics.catalogue import CODES
from previewctl.rules.environment_too_large import MAXIMUM_BYTES
from tests.rules.linting import HERE, ROOT, cases, findings, lint, shown, source, text_under

if TYPE_CHECKING:
    from pathlib import Path

WITHOUT_A_CASE = {
    "PV001": "there is no file to lint: tests/unit/source",
    "PV002": "a file of 1 MiB does not belong into a repository: tests/unit/source",
    "PV003": "editors and Git rewrite what is not UTF-8: tests/unit/source",
    "PV019": "settings are another file: tests/cli/test_settings.py",
    "PV100": "only what pydantic-core says in words that no one foresaw: no input is known to cause it",
    "PV113": "the file is made by test_an_environment_beyond_a_config_map",
    "PV117": "no field of this version is deprecated: tests/unit/rules/test_deprecated_field.py",
    "PV119": "it takes two files: tests/cli/snapshots/lint_same_service_twice.txt",
    **{f"PV{number}": "it is about several previews: tests/unit/graph" for number in range(245, 253)},
    **{f"PV{number}": "it is about the files of a dataset: tests/unit/seed_rules" for number in range(320, 332)},
    **{f"PV{number}": "it is about built objects: tests/verify" for number in (*range(510, 530), *range(560, 567))},
    "PV229": "it takes an index of previews: tests/cli/test_lookup.py",
    "PV232": "it takes an index of previews: tests/cli/test_lookup.py",
    **{f"PV{number}": "it is about a published tree: tests/gitops" for number in (*range(530, 535), *range(540, 550))},
    **{f"PV{number}": "a store has to be asked: tests/cli/test_secrets_check.py" for number in range(430, 439)},
    "PV901": "no input causes it: tests/cli",
}


_VALID = {"PV017", "PV018"}
"""Codes of files that have their shape."""


@pytest.mark.parametrize("case", cases("bad_"))
def test_a_bad_file_has_exactly_these_findings(case: str, *, update_goldens: bool) -> None:
    expected, found = HERE / f"{case}.out", shown(findings(case))
    if update_goldens:
        expected.write_text(found, encoding="utf-8")
    assert found == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("case", cases("bad_"))
def test_a_bad_file_has_the_finding_that_its_directory_is_named_after(case: str) -> None:
    assert case[:5] in {finding["code"] for finding in findings(case)}


@pytest.mark.parametrize("case", cases("good_"))
def test_a_good_file_has_no_findings(case: str) -> None:
    # Without a platform.yaml beside it every staging is guessed, and an override is for its branch alone.
    expected = {"PV210"} if case.startswith("PV217") else {"PV210", "PV217"}
    assert shown([finding for finding in findings(case) if finding["code"] not in expected]) == ""


def test_linting_many_files_in_one_run_finds_what_linting_each_alone_does() -> None:
    # All others share a service's name, so only the first of them would be looked at.
    shapes = [case for case in cases("bad_") if case.startswith(("PV00", "PV01", "PV10")) and case[:5] not in _VALID]
    together = lint(*(source(case) for case in shapes))
    alone = {case: shown(findings(case)) for case in shapes}
    assert {
        case: shown([item for item in together if item["path"].endswith(f"/{case}.yaml") and item["code"] != "PV119"])
        for case in shapes
    } == alone


def test_no_finding_depends_on_what_was_linted_before() -> None:
    everything = cases("bad_")
    backwards = {case: shown(lint(source(case))) for case in reversed(everything)}
    assert backwards == {case: shown(findings(case)) for case in everything}


def test_every_expectation_belongs_to_a_case() -> None:
    assert {path.relative_to(HERE).with_suffix("").as_posix() for path in HERE.glob("PV*/*.out")} == set(cases("bad_"))


@pytest.mark.parametrize("code", [item.code for item in CODES])
def test_every_code_has_a_bad_file_or_a_reason_why_not(code: str) -> None:
    covered = {case[:5] for case in cases("bad_")}
    assert (code in covered) != (code in WITHOUT_A_CASE)


def test_an_environment_beyond_a_config_map(tmp_path: Path) -> None:
    lines = [f"  VARIABLE_{number}: {'x' * 60_000}\n" for number in range(MAXIMUM_BYTES // 60_000 + 1)]
    path = tmp_path / "preview.yaml"
    path.write_text(source("PV101/good_smallest").read_text(encoding="utf-8") + "env:\n" + "".join(lines))
    assert shown(lint(path)) == (
        "8:1-8:4 PV113 `env` has 527 KiB, and 512 KiB is the most | put large values into a file of the image\n"
    )


UNDER_THE_CARETS = {
    "PV017/bad_typo": "secret-by-nmae",
    "PV018/bad_mended": "PV414",
    "PV101/bad_in_a_service": "mailpit",
    "PV101/bad_in_a_volume": "media",
    "PV102/bad_typo": "proceses",
    "PV102/bad_in_a_process": "helth",
    "PV102/bad_in_a_list_item": "retries",
    "PV103/bad_quoted_port": '"8000"',
    "PV103/bad_command_as_text": "gunicorn shop.wsgi",
    "PV104/bad_runtime": "rails",
    "PV105/bad_variable_name": "LOG-LEVEL",
    "PV105/bad_target": "PR-123",
    "PV105/bad_date": "2026-02-30",
    "PV106/bad_port_too_large": "80000",
    "PV106/bad_empty_command": "[]",
    "PV107/bad_text": "~",
    "PV108/bad_shell_variable": "${USER}",
    "PV108/bad_not_closed": "${endpoint.host",
    "PV110/bad_process_and_service": "web",
    "PV112/bad_differ_in_case": "Token",
    "PV201/bad_typo": "${endpont.url}",
    "PV201/bad_second_of_two": "${pullRequest.nummer}",
    "PV201/bad_in_a_check": "${endpoint.uri}",
    "PV202/bad_volume": "weber",
    "PV203/bad_typo": "biling-api",
    "PV204/bad_no_dependency": "billing-api",
    "PV205/bad_url": "https://billing.example.com",
    "PV206/bad_env_and_database": "DATABASE_URL",
    "PV206/bad_service_and_dependency": "EMAIL_HOST",
    "PV211/bad_path": "path",
    "PV212/bad_path": "/api",
    "PV301/bad_version": "2026.11.2",
    "PV303/bad_no_database": "postdeploy",
    "PV401/bad_another_service": "preview/billing-api",
    "PV402/bad_migration": "flyway/flyway:11.8",
    "PV403/bad_patch": "patches",
    "PV404/bad_variable": "API_KEY",
    "PV115_sizes/bad_default_size_typo": "tinny",
    "PV305/bad_variant": "17-alpine",
    "PV306/bad_mongodb": '"6.0"',
    "PV307/bad_typo": "pg_trgrm",
    "PV308/bad_postgres": "18",
    "PV309/bad_own_policy": "ephemeral",
    "PV310/bad_own_hours": "ephemeral",
    "PV311/bad_mongodb": "ephemeral",
    "PV312/bad_postgres": "postdeploy",
    "PV228/bad_hooks": "hooks",
    "PV407/bad_password": "DEMO_PASSWORD",
    "PV408/bad_aws": "AKIAR7TQXN5WZ2LCKD4V",
    "PV409/bad_hex": "9f2c41d07be85a6630c1fe97b24d8a5e",
    "PV410/bad_password": "s3cr3t",
    "PV411/bad_staging": "preview.acme.dev",
    "PV412/bad_class": "nginx",
    "PV413/bad_password_of_a_database": "${databases.postgres.password}",
    "PV413/bad_frontend": "VITE_CLIENT_SECRET",
    "PV414/bad_latest": "latest",
    "PV603/bad_warn_and_idle": "24h",
    "PV604/bad_typo": "Europe/Berlni",
    "PV601/bad_storage_of_databases": "18Gi",
    "PV601/bad_lifetime": "31d",
    "PV602/bad_typo": "smal",
}


@pytest.mark.parametrize(("case", "text"), UNDER_THE_CARETS.items())
def test_the_carets_stand_under_the_offending_text(case: str, text: str) -> None:
    found = [text_under(ROOT / finding["path"], finding) for finding in findings(case) if finding["code"] == case[:5]]
    assert found == [text]
