"""Settings of a repository, and the options that count before them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.running import LINKS, PLATFORM, PREVIEW, inside, run

if TYPE_CHECKING:
    from pathlib import Path

TABLE = "[project]\nname = 'x'\n\n[tool.previewctl]\n"


@pytest.fixture
def links(work: Path) -> Path:
    """A preview.yaml with PV201, PV203 and PV204 in it."""
    (work / "preview.yaml").write_text(LINKS)
    return work


def codes(directory: Path, *options: str) -> set[str]:
    done = inside(directory, "lint", "--format", "concise", *options)
    return {line.split("[")[1].split("]")[0] for line in done.out.splitlines() if "[PV" in line}


def test_select_names_codes_slugs_and_areas(links: Path) -> None:
    assert codes(links, "--select", "PV201") == {"PV201"}
    assert codes(links, "--select", "unknown-service,PV201") == {"PV201", "PV203"}
    assert codes(links, "--select", "PV4") == set()


def test_ignore_takes_away(links: Path) -> None:
    assert "PV203" not in codes(links, "--ignore", "PV203")
    assert codes(links, "--ignore", "PV2") == set()


def test_what_cannot_be_read_cannot_be_deselected(work: Path) -> None:
    (work / "preview.yaml").write_text("a: [\n")
    assert codes(work, "--select", "PV217", "--ignore", "PV0") == {"PV005"}


def test_a_code_that_does_not_exist_is_a_usage_error(work: Path) -> None:
    done = inside(work, "lint", "--select", "unknown-servce")
    assert done.code == 2
    assert "did you mean `unknown-service`?" in done.err


UNTAGGED = "services: {search: {image: 'getmeili/meilisearch:latest', port: 7700}}\n"


@pytest.mark.parametrize(("name", "head"), [(".previewctl.toml", ""), ("pyproject.toml", TABLE)])
def test_settings_select_of_what_a_comment_may_silence(links: Path, name: str, head: str) -> None:
    (links / "preview.yaml").write_text(LINKS + UNTAGGED)
    assert codes(links) == {"PV201", "PV203", "PV414"}
    (links / name).write_text(f'{head}select = ["PV201"]\n')
    assert codes(links) == {"PV201", "PV203"}
    assert codes(links, "--select", "PV414") == {"PV414"}


@pytest.mark.parametrize("select", ["PV414", "PV2", "PV4", "two-writers"])
def test_settings_cannot_deselect_what_protects_the_platform(work: Path, select: str) -> None:
    (work / "platform.yaml").write_text(f"{PLATFORM}registries: [registry.acme.dev]\n")
    (work / "preview.yaml").write_text(f"{PREVIEW}secrets: [{{from: preview/billing-api, keys: [SENTRY_DSN]}}]\n")
    without = codes(work)
    assert {"PV401", "PV402"} <= without
    (work / ".previewctl.toml").write_text(f'select = ["{select}"]\n')
    assert codes(work) == without
    assert codes(work, "--select", "PV414") == set()


def test_each_file_has_the_settings_closest_to_it(work: Path) -> None:
    for name in ("a", "b"):
        (work / name).mkdir()
        (work / name / "preview.yaml").write_text(PREVIEW.replace("orders-api", f"{name}-api") + UNTAGGED)
    (work / "platform.yaml").write_text(PLATFORM.replace("services:", "services:\n  a-api: {}\n  b-api: {}"))
    (work / "a/.previewctl.toml").write_text('ignore = ["PV414"]\n')
    for order in (("a", "b"), ("b", "a")):
        done = inside(work, "lint", "--format", "concise", *order)
        assert [line.split(":")[0] for line in done.out.splitlines() if "PV414" in line] == ["b/preview.yaml"]


def test_each_file_has_the_platform_of_its_settings(work: Path) -> None:
    (work / "platform.yaml").rename(work / "one.yaml")
    (work / "two.yaml").write_text(PLATFORM.replace("billing-api", "invoices-api"))
    for name, platform in (("a", "one"), ("b", "two")):
        (work / name).mkdir()
        (work / name / "preview.yaml").write_text(PREVIEW.replace("orders-api", f"{name}-api"))
        (work / name / ".previewctl.toml").write_text(f'platform = "../{platform}.yaml"\n')
    done = inside(work, "lint", "--format", "concise", "--select", "PV203", "a", "b")
    assert [line.split(":")[0] for line in done.out.splitlines() if "PV203" in line] == ["b/preview.yaml"]
    planned = inside(work, "plan", "a", "b")
    assert planned.code == 2
    assert "name different platforms" in planned.err


def test_settings_name_the_platform_relative_to_themselves(work: Path) -> None:
    (work / "ops").mkdir()
    (work / "platform.yaml").rename(work / "ops/platform.yaml")
    (work / "pyproject.toml").write_text(f'{TABLE}platform = "ops/platform.yaml"\n')
    (work / "services/orders").mkdir(parents=True)
    (work / "services/orders/preview.yaml").write_text(PREVIEW)
    done = run(work, "lint", "services/orders", "-v")
    assert "platform: ops/platform.yaml" in done.err.replace("services/orders/../../", "")
    assert "PV210" not in done.out


def test_settings_cannot_silence_what_protects_the_platform(links: Path) -> None:
    (links / ".previewctl.toml").write_text('ignore = ["PV203"]\n')
    done = inside(links, "lint", "--format", "concise")
    assert done.code == 2
    assert ".previewctl.toml:1:1: error[PV019]" in done.out
    assert "cannot be ignored here" in done.out


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ('selct = ["PV2"]\n', "1:1", "did you mean `select`?"),
        ("\nselect = [\n", "2:11", "not TOML"),
        ('select = "PV2"\n', "1:1", "write a list of codes"),
        ('offline = "yes"\n', "1:1", "write `true` or `false`"),
        ('ignore = ["PV999"]\n', "1:1", "there is no code `PV999`"),
    ],
)
def test_settings_that_mean_nothing_are_named_with_their_place(work: Path, text: str, place: str, words: str) -> None:
    (work / ".previewctl.toml").write_text(text)
    done = inside(work, "lint")
    assert done.code == 2
    assert f".previewctl.toml:{place}" in done.out
    assert words in done.out


def test_a_pyproject_without_the_table_says_nothing(work: Path) -> None:
    (work / "pyproject.toml").write_text("this is not even TOML\n")
    assert inside(work, "lint", "preview.yaml").code == 0


def test_the_settings_end_at_the_root_of_the_repository(tmp_path: Path, work: Path) -> None:
    (work / ".previewctl.toml").write_text('select = ["PV999"]\n')
    inner = work / "inner"
    (inner / ".git").mkdir(parents=True)
    (inner / "preview.yaml").write_text(PREVIEW)
    assert inside(inner, "lint").code == 0


def test_exit_zero_is_for_jobs_that_upload(links: Path) -> None:
    assert inside(links, "lint").code == 1
    assert inside(links, "lint", "--exit-zero").code == 0


def test_quiet_twice_prints_nothing(links: Path) -> None:
    done = inside(links, "lint", "-qq")
    assert (done.code, done.out, done.err) == (1, "", "")


def test_a_rule_that_had_no_platform_is_said_to_be_skipped(work: Path) -> None:
    (work / "platform.yaml").unlink()
    done = run(work, "lint", "preview.yaml")
    assert "without a platform.yaml" in done.out
    assert "unknown-service" in run(work, "lint", "-v", "preview.yaml").out
