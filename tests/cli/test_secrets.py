"""`previewctl secrets diff`, `flow` and `policy`, on the example shop and on services that lack something."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.running import PLATFORM, PREVIEW, git, inside
from tests.realparts import secrets_manager
from tests.realparts.gitops_checkout import new, publish
from tests.realparts.secrets_manager import Store

if TYPE_CHECKING:
    from collections.abc import Iterator

SHOP = Path(__file__).parents[2] / "examples" / "shop"
SETTINGS = """\
import os
SECRET_KEY = os.environ["SECRET_KEY"]
SEARCH_URL = os.environ["SEARCH_URL"]
PAGE_SIZE = int(os.environ.get("PAGE_SIZE", "20"))
DATABASE_URL = os.environ["DATABASE_URL"]
"""
MANAGE = 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n'


@pytest.fixture
def service(tmp_path: Path) -> Path:
    git(tmp_path, "init", "--quiet")
    (tmp_path / "platform.yaml").write_text(PLATFORM, encoding="utf-8")
    (tmp_path / "manage.py").write_text(MANAGE, encoding="utf-8")
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "settings.py").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "preview.yaml").write_text(PREVIEW, encoding="utf-8")
    return tmp_path


def compared(service: Path, *arguments: str) -> dict[str, tuple[str, str | None, str | None]]:
    found: dict[str, Any] = json.loads(inside(service, "secrets", "diff", "--format", "json", *arguments).out)
    return {item["name"]: (item["state"], item["origin"], item["read"]) for item in found["services"][0]["variables"]}


def test_what_the_code_needs_and_nothing_sets_is_missing(service: Path) -> None:
    ended = inside(service, "secrets", "diff", "--color", "never")
    assert ended.code == 1
    assert "orders-api  against the Django settings in shop/settings.py\n" in ended.out
    assert (
        "  missing: the code needs them, and nothing sets them\n    SEARCH_URL  read at shop/settings.py:3\n"
        in ended.out
    )


def test_each_variable_has_its_state_and_its_origin(service: Path) -> None:
    found = compared(service)
    assert found["SEARCH_URL"] == ("missing", None, "shop/settings.py:3")
    assert found["PAGE_SIZE"] == ("default", None, "shop/settings.py:4")
    assert found["SECRET_KEY"] == ("given", "generated in the cluster", "shop/settings.py:2")
    assert found["DATABASE_URL"] == ("given", "databases.postgres", "shop/settings.py:5")
    assert found["LOG_LEVEL"] == ("unused", "env", None)
    assert found["ALLOWED_HOSTS"] == ("given", "previewctl", None)


def test_what_other_code_mentions_is_not_unused(service: Path) -> None:
    (service / "shop" / "tasks.py").write_text('import os\n\nLEVEL = os.getenv("LOG_LEVEL")\n', encoding="utf-8")
    assert compared(service)["LOG_LEVEL"] == ("given", "env", "shop/tasks.py:3")
    (service / "shop" / "tasks.py").write_text('MY_LOG_LEVELS = "x"\n', encoding="utf-8")
    assert compared(service)["LOG_LEVEL"][0] == "unused"


def test_a_key_of_a_secret_is_given(service: Path) -> None:
    with (service / "preview.yaml").open("a", encoding="utf-8") as file:
        file.write("secrets: [{from: preview/orders-api, keys: [SEARCH_URL]}]\n")
    assert compared(service)["SEARCH_URL"] == ("given", "secret preview/orders-api", "shop/settings.py:3")
    assert inside(service, "secrets", "diff").code == 0


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    yield from secrets_manager.serve()


def test_a_secret_that_is_taken_whole_leaves_it_open_until_its_keys_are_asked_for(
    service: Path, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (service / "preview.yaml").open("a", encoding="utf-8") as file:
        file.write("secrets: [{from: preview/orders-api}]\n")
    assert compared(service)["SEARCH_URL"][0] == "open"
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name, value in secrets_manager.variables(server, service).items():
        monkeypatch.setenv(name, value)
    store = Store(server)
    store.empty()
    store.put("preview/orders-api", {"SEARCH_URL": "https://hunter2.example.com"})
    found = inside(service, "secrets", "diff", "--keys", "--region", "eu-west-1")
    assert "SEARCH_URL" in found.out
    assert "secret preview/orders-api, taken whole" in found.out
    assert "hunter2" not in found.out + found.err
    store.client.put_secret_value(SecretId="preview/orders-api", SecretString='{"OTHER": "x"}')
    assert compared(service, "--keys", "--region", "eu-west-1")["SEARCH_URL"][0] == "missing"


def test_of_code_that_nobody_reads_only_what_is_given_is_known() -> None:
    found = inside(SHOP, "secrets", "diff", "shop-web")
    assert found.code == 0
    assert found.out.startswith("shop-web  nothing is known of what its code needs\n")


def test_flow_shows_the_way_of_every_secret_and_proves_where_none_goes() -> None:
    found = inside(SHOP, "secrets", "flow", ".", "--color", "never")
    assert found.code == 0
    assert (
        "  preview/orders-api/stripe#test_key\n    → ExternalSecret/env-stripe-key → Secret/env-stripe-key, key test_key\n"
        in found.out
    )
    assert "refuted" not in found.out
    assert found.out.count("proven: none reaches a fork") == 3


def test_flow_tells_programs_the_same() -> None:
    found = json.loads(inside(SHOP, "secrets", "flow", "orders-api", "--format", "json").out)["services"][0]
    stripe = next(item for item in found["secrets"] if item["source"] == "preview/orders-api/stripe")
    assert {each["variable"] for each in stripe["receivers"]} == {"STRIPE_KEY"}
    assert all(proof["holds"] for proof in found["proofs"])


def test_flow_as_mermaid_names_every_node_once() -> None:
    lines = inside(SHOP, "secrets", "flow", ".", "--format", "mermaid").out.splitlines()
    assert lines[0] == "flowchart LR"
    assert sum(line.startswith("  subgraph ") for line in lines) == lines.count("  end") == 3
    assert '(["preview/orders-api/stripe#35;test_key"]) --> ' in "\n".join(lines)
    assert len(set(lines[1:])) == len(lines) - 1 - 2, "two more ends"


def test_flow_looks_at_what_patches_make_of_the_objects(service: Path) -> None:
    (service / "platform.yaml").write_text(PLATFORM + "patches: true\n", encoding="utf-8")
    with (service / "preview.yaml").open("a", encoding="utf-8") as file:
        file.write(
            "patches:\n"
            "  - target: {kind: Deployment, name: worker}\n"
            "    patch: |\n"
            "      - {op: add, path: /spec/template/spec/containers/0/args, value: ['--key=$(SECRET_KEY)']}\n"
        )
    found = inside(service, "secrets", "flow", "--color", "never")
    assert found.code == 1, found
    assert "refuted: none is an argument or a probe\n    Deployment/worker has `$(SECRET_KEY)` in `app`\n" in found.out


def test_a_file_with_errors_has_no_flow(service: Path) -> None:
    with (service / "preview.yaml").open("a", encoding="utf-8") as file:
        file.write("secrets: [{from: production/orders-api, keys: [A]}]\n")
    found = inside(service, "secrets", "flow")
    assert found.code == 1
    assert found.out == ""
    assert "error[PV401]" in found.err


def resources(*arguments: str, directory: Path = SHOP) -> list[str]:
    found = inside(
        directory, "secrets", "policy", ".", "--account", "123456789012", "--region", "eu-west-1", *arguments
    )
    assert found.code == 0, found
    assert found.err == ""
    names: list[str] = json.loads(found.out)["Statement"][0]["Resource"]
    return [name.removeprefix("arn:aws:secretsmanager:eu-west-1:123456789012:secret:") for name in names]


def test_the_policy_is_about_exactly_the_secrets_that_are_named() -> None:
    assert resources() == ["preview/orders-api-??????", "preview/orders-api/stripe-??????"]
    assert resources("--services", "orders-api") == resources()
    found = inside(SHOP, "secrets", "policy", ".", "--services", "billing-api")
    assert (found.code, found.out) == (0, "")
    assert "there is nothing to allow" in found.err


def test_the_policy_of_what_is_published_comes_from_the_snapshots(tmp_path: Path) -> None:
    root = new(tmp_path / "gitops")
    publish(root, "orders-api", 7)
    shutil.copy(SHOP / "platform.yaml", root)
    assert resources("--gitops", ".", directory=root) == [
        "preview/orders-api-??????",
        "preview/orders-api/stripe-??????",
    ]


def test_a_policy_for_anywhere_says_so() -> None:
    found = inside(SHOP, "secrets", "policy", ".")
    assert "warning: without --account the policy is about every account\n" in found.err
    assert "arn:aws:secretsmanager:*:*:secret:preview/orders-api-??????" in found.out


@pytest.mark.parametrize("arguments", [("--services", "nobody"), ("--account", "12"), ("--account", "x" * 12)])
def test_what_cannot_be_meant_is_refused(arguments: tuple[str, ...]) -> None:
    assert inside(SHOP, "secrets", "policy", ".", *arguments).code == 2


def test_a_policy_that_is_too_large_says_how_to_split_it(tmp_path: Path) -> None:
    (tmp_path / "platform.yaml").write_text(PLATFORM, encoding="utf-8")
    entries = "".join(f"  - {{from: preview/orders-api/{'x' * 400}-{n}, keys: [KEY_{n}]}}\n" for n in range(20))
    (tmp_path / "preview.yaml").write_text(f"{PREVIEW}secrets:\n{entries}", encoding="utf-8")
    found = inside(tmp_path, "secrets", "policy", "--account", "123456789012", "--region", "eu-west-1")
    assert found.code == 0
    assert "split it by --services" in found.err
