"""`previewctl publish` from a checkout."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from previewctl import __version__
from previewctl.render.bases import bases_digest
from tests.cli.running import OVERRIDES, PLATFORM, PREVIEW, git
from tests.gitops.conftest import Shop, make_shop
from tests.gitops.remotes import seed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HERE = "previews/orders-api/pr-42"
OTHER = "1" * 40


def trees(shop: Shop) -> set[str]:
    """The overlays of orders-api's pull request 42."""
    names = {path[len(HERE) + 1 :].split("/")[0] for path in shop.files() if path.startswith(f"{HERE}/")}
    return names - {"preview.json", "preview.yaml"}


def test_the_branch_gets_the_preview_and_the_bases_that_it_names(
    shop: Shop, record: Callable[..., dict[str, str]]
) -> None:
    done = shop.publish()
    assert done.code == 0, done.err
    assert "https://orders-api-pr-42.preview.example.com  published" in done.out
    assert {path.split("/")[1] for path in shop.files()} == {"_bases", "orders-api"}
    found = record(shop)
    assert (found["headSha"], found["branch"], found["repository"]) == (shop.head(), "feature/x", "acme/orders-api")
    assert trees(shop) == {found["tree"]}
    assert shop.files()[f"{HERE}/preview.yaml"] == PREVIEW.strip()
    assert f"previews/_bases/{bases_digest()}/databases/postgres/kustomization.yaml" in shop.files()


def test_the_commit_says_what_and_from_where(shop: Shop) -> None:
    shop.publish("--run-number", "7")
    assert (
        shop.log("%B")
        == [
            f"orders-api/pr-42: publish {shop.head()[:12]}",
            "",
            "Previewctl-Preview: orders-api/pr-42",
            f"Previewctl-From: acme/orders-api@{shop.head()}",
            "Previewctl-Run: 7",
            "",
        ][: len(shop.log("%B"))]
    )


def test_the_same_again_makes_no_commit(shop: Shop) -> None:
    shop.publish()
    before = shop.tip()
    done = shop.publish()
    assert (done.code, shop.tip()) == (0, before)
    assert "unchanged" in done.out
    assert "is up to date" in done.out


def test_the_overlay_before_stays_until_the_next_one(shop: Shop, record: Callable[..., dict[str, str]]) -> None:
    made = []
    for level in ("one", "two", "three"):
        shop.commit(PREVIEW.replace("debug", level))
        assert shop.publish().code == 0
        made.append(record(shop)["tree"])
        assert trees(shop) == set(made[-2:])
    assert len(set(made)) == 3


def test_what_somebody_put_beside_it_goes_and_what_was_changed_is_mended(shop: Shop) -> None:
    shop.publish()
    good = shop.files()
    overlay = next(path for path in good if path.startswith(HERE) and path.endswith("/kustomization.yaml"))
    seed(
        shop.gitops, {overlay: "resources: []\n", f"{HERE}/extra.yaml": "kind: ClusterRole\n", f"{overlay}.bak": "x\n"}
    )
    assert shop.publish().code == 0
    assert shop.files() == good


def test_other_previews_are_left_as_they_are(shop: Shop) -> None:
    seed(shop.gitops, {"previews/other/pr-1/preview.json": "not a record\n", "README.md": "mine\n"})
    shop.publish()
    assert shop.files()["previews/other/pr-1/preview.json"] == "not a record"
    assert shop.files()["README.md"] == "mine"


def test_a_dry_run_writes_nothing_and_says_what_it_would(shop: Shop) -> None:
    done = shop.publish("--dry-run")
    assert done.code == 0
    assert f"+ {HERE}/preview.json" in done.out
    assert "would change" in done.out
    assert git(shop.gitops, "branch", "--list", "previews") == ""


def test_the_result_is_there_for_programs(shop: Shop) -> None:
    found = json.loads(shop.publish("--format", "json").out)
    assert found["commit"] == shop.tip()
    assert found["previews"] == [
        {
            "service": "orders-api",
            "outcome": "published",
            "reason": None,
            "url": "https://orders-api-pr-42.preview.example.com",
            "headSha": shop.head(),
            "image": f"registry.example.com/orders-api:{shop.head()}",
            "epoch": 0,
            "attempt": 0,
            "reset": [],
        }
    ]


def test_a_retry_raises_the_attempt_once(shop: Shop, record: Callable[..., dict[str, int]]) -> None:
    shop.publish("--retry")
    assert record(shop)["attempt"] == 0
    shop.publish("--retry")
    assert record(shop)["attempt"] == 1
    shop.publish()
    assert record(shop)["attempt"] == 1
    shop.commit()
    shop.publish("--retry")
    assert record(shop)["attempt"] == 1


def test_a_reset_raises_the_epoch(shop: Shop, record: Callable[..., dict[str, int]]) -> None:
    shop.publish()
    done = shop.publish("--reset")
    assert record(shop)["epoch"] == 1
    assert "its databases start over from the seed (epoch 1)" in done.out
    shop.commit()
    shop.publish()
    assert record(shop)["epoch"] == 1


def test_a_migration_that_is_gone_raises_the_epoch_by_itself(shop: Shop, record: Callable[..., dict[str, int]]) -> None:
    migrations = shop.app / "shop/migrations"
    migrations.mkdir(parents=True)
    (shop.app / "manage.py").write_text("import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n")
    (shop.app / "shop/__init__.py").write_text("")
    (shop.app / "shop/settings.py").write_text("INSTALLED_APPS = ['shop']\n")
    (migrations / "__init__.py").write_text("")
    text = "from django.db import migrations\nclass Migration(migrations.Migration):\n    dependencies = {}\n"
    (migrations / "0001_initial.py").write_text(text.format("[]"))
    (migrations / "0002_more.py").write_text(text.format("[('shop', '0001_initial')]"))
    shop.commit()
    shop.publish()
    assert record(shop)["epoch"] == 0
    (migrations / "0002_more.py").unlink()
    shop.commit()
    done = shop.publish()
    assert record(shop)["epoch"] == 1
    assert "`shop.0002_more` was applied, and the branch does not have it" in done.out


def targets(shop: Shop) -> dict[str, str]:
    """What each dependency of orders-api's pull request 42 was resolved to."""
    record = json.loads(shop.files()[f"{HERE}/preview.json"])["preview"]
    return {name: found["target"] for name, found in record["facts"]["dependencies"].items()}


def billing(shop: Shop, number: int, branch: str) -> None:
    """Publishes a preview of billing-api from a checkout of its own."""
    work = shop.app.parent / "billing-api"
    if not work.exists():
        work.mkdir()
        text = PREVIEW.replace("orders-api", "billing-api")
        own = text.replace("dependencies:\n  billing-api: {env: BILLING_API_URL}\n", "")
        Shop(shop.gitops, work).write(own)
    shop_of_it = Shop(shop.gitops, work)
    given = ("--branch", branch, "--sha", f"{number:040x}")
    done = shop_of_it.publish(*given, pr=number, GITHUB_REPOSITORY="acme/billing-api")
    assert done.code == 0, done.err


def test_an_override_is_looked_up_among_what_is_published(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, preview=PREVIEW + OVERRIDES)
    assert shop.publish().code == 0
    assert targets(shop) == {"billing-api": "staging"}
    billing(shop, 123, "any")
    assert shop.publish().code == 0
    assert targets(shop) == {"billing-api": "pr-123"}


def test_a_branch_is_followed_to_its_newest_preview(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, preview=PREVIEW + "overrides:\n  billing-api: same-branch\n")
    for number, branch in ((7, "feature/x"), (8, "feature/x"), (9, "other")):
        billing(shop, number, branch)
    assert shop.publish().code == 0
    assert targets(shop) == {"billing-api": "pr-8"}


# What is refused


def test_an_embedded_platform_is_refused(tmp_path: Path) -> None:
    shop = make_shop(tmp_path)
    git(shop.gitops, "update-ref", "-d", "refs/heads/main")
    done = shop.publish()
    assert done.code == 2
    assert "has no platform.yaml on its branch `main`" in done.err


def test_a_platform_in_the_checkout_does_not_count(shop: Shop) -> None:
    (shop.app / "platform.yaml").write_text(PLATFORM.replace("preview.example.com", "evil.example.com"))
    shop.commit()
    assert "https://orders-api-pr-42.preview.example.com" in shop.publish().out


def test_another_version_than_the_pinned_one_is_refused(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, platform=f"previewctl: 9.9.9\n{PLATFORM}")
    done = shop.publish()
    assert done.code == 2
    assert "pip install previewctl==9.9.9" in done.err
    shop.platform(f"previewctl: {__version__}\n{PLATFORM}")
    assert shop.publish().code == 0


@pytest.mark.parametrize(
    ("platform", "words"),
    [
        (PLATFORM.replace("orders-api: {}", "orders-api: {repository: acme/money}"), "belongs to `acme/money`"),
        (PLATFORM.replace("orders-api: {}", "orders-api: {previews: false}"), "has no previews"),
        (PLATFORM.replace("  orders-api: {}\n", ""), "the catalogue has no service `orders-api`"),
    ],
)
def test_a_service_of_another_repository_is_refused(tmp_path: Path, platform: str, words: str) -> None:
    shop = make_shop(tmp_path, platform=platform)
    done = shop.publish()
    assert done.code == 1
    assert "error[PV530]" in done.err
    assert words in done.err
    assert "preview.yaml:3:10" in done.err
    assert git(shop.gitops, "branch", "--list", "previews") == ""


def test_the_case_of_a_repository_does_not_matter(shop: Shop) -> None:
    assert shop.publish(GITHUB_REPOSITORY="Acme/Orders-API").code == 0


@pytest.mark.parametrize(
    ("ceilings", "words"), [("{previewsPerService: 2}", "previewsPerService"), ("{previews: 3}", "`ceilings.previews`")]
)
def test_ceilings_hold_for_new_previews_alone(tmp_path: Path, ceilings: str, words: str) -> None:
    shop = make_shop(tmp_path, platform=f"{PLATFORM}ceilings: {ceilings}\n")
    seed(shop.gitops, {f"previews/orders-api/pr-{n}/preview.json": "{}\n" for n in (1, 42)})
    seed(shop.gitops, {"previews/billing-api/pr-1/preview.json": "{}\n", "previews/_bases/x/y": "z\n"})
    refused = shop.publish(pr=43)
    assert refused.code == 1
    assert "error[PV531]" in refused.err
    assert words in refused.err
    assert shop.publish(pr=42).code == 0


def test_errors_in_the_file_publish_nothing(shop: Shop) -> None:
    shop.commit(PREVIEW.replace("${endpoint.url}", "${endpont.url}"))
    done = shop.publish()
    assert done.code == 1
    assert "PV201" in done.err
    assert "orders-api: not published: preview.yaml has errors" in done.out
    assert git(shop.gitops, "branch", "--list", "previews") == ""


def test_a_fork_is_refused_unless_the_platform_names_its_author(shop: Shop, tmp_path: Path) -> None:
    event = tmp_path / "event.json"
    head = {"repo": {"full_name": "somebody/orders-api"}}
    request = {"head": head, "base": {"repo": {"full_name": "acme/orders-api"}}, "user": {"login": "Octocat"}}
    event.write_text(json.dumps({"pull_request": request}))
    done = shop.publish(GITHUB_EVENT_PATH=str(event))
    assert done.code == 1
    assert "error[PV532]" in done.err
    shop.platform(PLATFORM.replace("{organization: acme}", "{organization: acme, forkAuthors: [octocat]}"))
    assert shop.publish(GITHUB_EVENT_PATH=str(event)).code == 0
    event.write_text(json.dumps({"pull_request": {**request, "head": {"repo": None}, "user": None}}))
    assert shop.publish(GITHUB_EVENT_PATH=str(event)).code == 1


def test_an_image_of_another_name_is_refused_and_another_tag_is_not(
    shop: Shop, record: Callable[..., dict[str, str]]
) -> None:
    refused = shop.publish("--image", "registry.example.com/other:1")
    assert refused.code == 1
    assert "error[PV534]" in refused.err
    assert shop.publish("--image", f"registry.example.com/orders-api:{shop.head()}").code == 0
    assert record(shop)["image"] == f"registry.example.com/orders-api:{shop.head()}"
    assert shop.publish("--image", "registry.example.com/orders-api:v1.2").code == 0
    assert record(shop)["image"] == "registry.example.com/orders-api:v1.2"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--sha", "abc"), "is not a full SHA"),
        (("--repository", "acme/orders-api", "--sha", "1" * 40), "everything is read from GitHub"),
        (("--branch", "a\nb"), "branch"),
    ],
)
def test_a_command_line_that_says_too_little_or_too_much_is_refused(
    shop: Shop, arguments: tuple[str, ...], words: str
) -> None:
    done = shop.publish(*arguments)
    assert done.code == 2
    assert words in done.err


def test_a_file_that_is_not_there_is_unreadable(shop: Shop) -> None:
    done = shop.publish("nowhere/preview.yaml")
    assert done.code == 2
    assert "does not exist" in done.err


# Which commit is newer


def test_a_run_with_a_lower_number_does_not_undo_a_higher_one(
    shop: Shop, record: Callable[..., dict[str, str]]
) -> None:
    old = shop.head()
    assert shop.publish("--run-number", "10").code == 0
    new = shop.commit(PREVIEW.replace("debug", "info"))
    assert shop.publish("--run-number", "11").code == 0
    done = shop.publish("--sha", old, "--run-number", "10")
    assert done.code == 0
    assert "which is newer than" in done.out
    assert record(shop)["headSha"] == new


def test_a_forced_push_back_to_an_older_commit_counts_with_a_higher_number(
    shop: Shop, record: Callable[..., dict[str, str]]
) -> None:
    old = shop.head()
    shop.publish("--run-number", "1")
    shop.commit(PREVIEW.replace("debug", "info"))
    shop.publish("--run-number", "2")
    assert shop.publish("--sha", old, "--run-number", "3").code == 0
    assert record(shop)["headSha"] == old


def test_without_numbers_the_checkout_knows_descendants(shop: Shop, record: Callable[..., dict[str, str]]) -> None:
    old = shop.head()
    shop.publish()
    new = shop.commit(PREVIEW.replace("debug", "info"))
    assert shop.publish().code == 0
    assert record(shop)["headSha"] == new
    done = shop.publish("--sha", old)
    assert (done.code, record(shop)["headSha"]) == (0, new)


def test_an_order_that_nothing_tells_is_refused(shop: Shop) -> None:
    shop.publish()
    done = shop.publish("--sha", OTHER)
    assert done.code == 2
    assert "nothing tells whether 111111111111 is newer" in done.err
    assert "GITHUB_TOKEN" in done.err


def test_numbers_of_two_workflows_are_not_compared(shop: Shop) -> None:
    first = "acme/orders-api/.github/workflows/a.yml@refs/heads/x"
    shop.publish("--run-number", "100", GITHUB_WORKFLOW_REF=first)
    shop.commit(PREVIEW.replace("debug", "info"))
    assert shop.publish("--run-number", "1", GITHUB_WORKFLOW_REF=first.replace("a.yml", "b.yml")).code == 0
    assert shop.publish("--sha", OTHER, "--run-number", "1", GITHUB_WORKFLOW_REF=first).code == 2


def test_an_older_publication_is_found_under_those_of_others(shop: Shop) -> None:
    shop.publish("--run-number", "5")
    for number in range(120):
        seed(shop.gitops, {"previews/x/pr-1/preview.json": str(number)}, f"x\n\nPreviewctl-Preview: x/pr-{number}\n")
    done = shop.publish("--sha", OTHER, "--run-number", "4")
    assert done.code == 0
    assert "not published" in done.out


# Removing


def test_a_preview_is_removed_with_the_bases_that_only_it_used(shop: Shop) -> None:
    shop.publish(pr=41)
    shop.publish()
    done = shop.remove("--service", "orders-api")
    assert done.code == 0
    assert "orders-api/pr-42  removed" in done.out
    assert {path.split("/")[2] for path in shop.files() if "_bases" not in path} == {"pr-41"}
    assert any("_bases" in path for path in shop.files())
    done = shop.remove("--service", "orders-api", pr=41)
    assert f"previews/_bases/{bases_digest()}  removed: nothing else names it" in done.out
    assert shop.files() == {}


def test_removing_what_is_not_there_is_no_mistake(shop: Shop) -> None:
    assert "nothing to remove" in shop.remove("--service", "orders-api").out
    shop.publish()
    before = shop.tip()
    done = shop.remove("--service", "orders-api", pr=7)
    assert (done.code, shop.tip()) == (0, before)


def test_bases_stay_while_a_record_cannot_be_read(shop: Shop) -> None:
    shop.publish()
    seed(shop.gitops, {"previews/other/pr-1/preview.json": "broken"})
    shop.remove("--service", "orders-api")
    assert any("_bases" in path for path in shop.files())


def test_a_dry_removal_writes_nothing(shop: Shop) -> None:
    shop.publish()
    before = shop.tip()
    done = shop.remove("--service", "orders-api", "--dry-run", "--format", "json")
    assert json.loads(done.out)["removed"] == [{"service": "orders-api", "pullRequest": 42}]
    assert shop.tip() == before


def test_whose_preview_has_to_be_said(shop: Shop) -> None:
    assert shop.remove().code == 2
    assert shop.remove("--service", "a", "--repository", "acme/a").code == 2


def test_a_kept_copy_of_the_platform_does_not_do_for_who_writes(shop: Shop, tmp_path: Path) -> None:
    cache = {"PREVIEWCTL_CACHE_DIR": str(tmp_path / "cache"), "PREVIEWCTL_PLATFORM": f"file://{shop.gitops}?ref=main"}
    assert shop.publish(**cache).code == 0  # type: ignore[arg-type]
    (kept,) = (tmp_path / "cache/previewctl/platforms").iterdir()
    os.utime(kept, (0, kept.stat().st_mtime - 10_000))
    git(shop.gitops, "update-ref", "-d", "refs/heads/main")
    done = shop.publish(**cache)  # type: ignore[arg-type]
    assert done.code == 4
    assert "nothing is written under a platform that may have changed" in done.err
