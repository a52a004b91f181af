"""The gate of the branch of previews: whatever was slipped in, left out, or bent is found, with its file."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from previewctl.gitops.index import previews_of
from previewctl.gitops.policy import Gate, verify_branch
from previewctl.integrations.git_objects import Entry
from previewctl.render.bases import bases_digest, bases_tree
from previewctl.render.control import render_control
from previewctl.render.git_ids import git_blob
from previewctl.render.record import record_digest
from previewctl.render.tree import FileTree
from tests.unit.gitops.previews import BACKEND, CONTAINER, FRONTEND, PLATFORM, platform, published

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

BASES = f"previews/_bases/{bases_digest()}"
TOOL = "previews/tool/pr-7"


@dataclass
class MemoryTree:
    """A branch in memory; `modes` has those of files that are not plain."""

    held: dict[str, bytes]
    modes: dict[str, str] = field(default_factory=dict)

    @property
    def files(self) -> Mapping[str, Entry]:
        return {
            path: Entry(self.modes.get(path, "100644"), git_blob(content))
            for path, content in sorted(self.held.items())
        }

    def contents(self, paths: Iterable[str]) -> dict[str, bytes]:
        return {path: self.held[path] for path in paths if path in self.held}


def branch() -> MemoryTree:
    """A branch with three previews and their bases."""
    files: dict[str, bytes] = dict(bases_tree().under(BASES))
    for text in (BACKEND, FRONTEND, CONTAINER):
        files |= published(text, 7)
    return MemoryTree(files)


def findings(tree: MemoryTree, base: MemoryTree | None = None, **options: bool) -> list[tuple[str, str]]:
    return [(item.code, item.location.path) for item in gate(tree, base, **options).diagnostics]


def gate(tree: MemoryTree, base: MemoryTree | None = None, **options: bool) -> Gate:
    return verify_branch(tree, platform(), base, **options)


def overlay(tree: MemoryTree, directory: str = TOOL) -> str:
    """The overlay of a preview."""
    return f"{directory}/{json.loads(tree.held[f'{directory}/preview.json'])['preview']['tree']}"


def edited(tree: MemoryTree, change: Callable[[dict[str, object]], object], directory: str = TOOL) -> None:
    """Edits a record, and makes its digest fit, as a forger would."""
    path = f"{directory}/preview.json"
    record = json.loads(tree.held[path])["preview"]
    change(record)
    record["digest"] = record_digest(record)
    tree.held[path] = json.dumps({"preview": record}).encode()


def test_what_was_published_is_proven() -> None:
    verdict = gate(branch())
    assert (verdict.diagnostics, verdict.proven, verdict.stale) == ((), 3, 0)


def test_an_empty_branch_is_proven() -> None:
    assert gate(MemoryTree({})).diagnostics == ()


def test_an_edited_overlay_is_found() -> None:
    tree = branch()
    path = f"{overlay(tree)}/kustomization.yaml"
    tree.held[path] += b"# nothing but a comment\n"
    assert findings(tree) == [("PV542", path)]


def test_a_manifest_beside_the_overlay_is_found() -> None:
    tree = branch()
    path = f"{overlay(tree)}/role.yaml"
    tree.held[path] = b"kind: ClusterRole\n"
    assert findings(tree) == [("PV540", path)]


@pytest.mark.parametrize("path", ["kustomization.yaml", "deployments.yaml"])
def test_a_missing_file_is_found(path: str) -> None:
    tree = branch()
    del tree.held[f"{overlay(tree)}/{path}"]
    assert findings(tree) == [("PV542", f"{overlay(tree)}/{path}")]


@pytest.mark.parametrize(
    "path",
    [
        "README.md",
        ".github/workflows/run.yaml",
        ".gitattributes",
        "previews/kustomization.yaml",
        "previews/tool/kustomization.yaml",
        "previews/tool/pr-7",
        "previews/tool/pr-07/preview.json",
        "previews/tool/pr-0/preview.json",
        "previews/tool/PR-7/preview.json",
        "previews/Tool/pr-7/preview.json",
        "Previews/tool/pr-7/preview.json",
        "previews/tool/pr-99999999999/preview.json",
        "previews/tool/pr-٣/preview.json",
        "previews/_bases/ABCDEF012345/kustomization.yaml",
        "previews/_bases/kustomization.yaml",
        "previews/../argocd/root.yaml",
        "previews/\udcff/pr-1/preview.json",
        "previews/tool/pr-7\n/preview.json",
    ],
)
def test_a_path_that_previewctl_never_writes_is_foreign(path: str) -> None:
    tree = branch()
    tree.held[path] = b"x"
    found = gate(tree).diagnostics
    assert [item.code for item in found] == ["PV540"]
    assert found[0].location.path.isprintable()


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("previews/tool/pr-7/Preview.json", "in upper and lower case alone"),
        ("previews/tool/pr-7/preview.yml", "previewctl writes no such file"),
        ("previews/tool/pr-7/0123456789abc/x", "previewctl writes no such file"),
    ],
)
def test_a_foreign_file_in_a_preview_is_found(path: str, message: str) -> None:
    tree = branch()
    tree.held[path] = b"x"
    (found,) = gate(tree).diagnostics
    assert (found.code, found.location.path) == ("PV540", path)
    assert message in found.message


@pytest.mark.parametrize("mode", ["120000", "160000", "100755", "100664"])
def test_a_link_a_submodule_and_a_program_are_found(mode: str) -> None:
    tree = branch()
    tree.modes[f"{overlay(tree)}/kustomization.yaml"] = mode
    assert ("PV541", f"{overlay(tree)}/kustomization.yaml") in findings(tree)


def test_the_record_of_another_preview_is_found() -> None:
    tree = branch()
    for path in [path for path in tree.held if path.startswith(TOOL)]:
        tree.held[path.replace("pr-7", "pr-8")] = tree.held[path]
    assert findings(tree) == [("PV543", "previews/tool/pr-8/preview.json")]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[]",
        b"\xff",
        b"[" * 100_000,
        b'{"preview": null}',
        b'{"preview": {"schema": 1}}',
        b'{"preview": 1e999}',
    ],
    ids=lambda content: str(content[:12]),
)
def test_what_is_no_record_is_found(content: bytes) -> None:
    tree = branch()
    tree.held[f"{TOOL}/preview.json"] = content
    assert findings(tree) == [("PV543", f"{TOOL}/preview.json")]


def test_a_directory_without_a_record_is_found() -> None:
    tree = branch()
    del tree.held[f"{TOOL}/preview.json"]
    assert findings(tree) == [("PV543", f"{TOOL}/preview.json")]


def test_an_edited_record_is_found() -> None:
    tree = branch()
    tree.held[f"{TOOL}/preview.json"] = tree.held[f"{TOOL}/preview.json"].replace(b'"attempt": 0', b'"attempt": 1')
    assert findings(tree) == [("PV543", f"{TOOL}/preview.json")]


def test_an_edited_snapshot_is_found() -> None:
    tree = branch()
    tree.held[f"{TOOL}/preview.yaml"] += b"team: other\n"
    assert findings(tree) == [("PV543", f"{TOOL}/preview.json")]


def test_an_edited_snapshot_whose_blob_the_record_names_renders_to_something_else() -> None:
    tree = branch()
    tree.held[f"{TOOL}/preview.yaml"] += b"team: other\n"
    blob = git_blob(tree.held[f"{TOOL}/preview.yaml"])
    edited(tree, lambda record: record["source"].update(blob=blob))  # type: ignore[attr-defined]
    assert "PV542" in {code for code, _ in findings(tree)}


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("url", "https://evil.example.org", "PV542"),
        ("tree", "0" * 12, "PV542"),
        ("overlay", "0" * 40, "PV542"),
        ("repository", "evil/tool", "PV543"),
        ("repository", None, "PV543"),
        ("image", "registry.example.com/tool:evil", "PV542"),
        ("headSha", "main", "PV543"),
        ("branch", "other\n", "PV542"),
        ("inputs", "0" * 64, "PV542"),
        ("files", {}, "PV542"),
        ("more", "keys", "PV542"),
    ],
)
def test_a_record_whose_digest_was_made_to_fit_is_found_all_the_same(key: str, value: object, code: str) -> None:
    tree = branch()
    edited(tree, lambda record: record.update({key: value}))
    assert code in {code for code, _ in findings(tree)}


def test_an_image_that_a_publication_did_not_name_is_held_to_the_registries() -> None:
    tree = branch()
    edited(tree, lambda record: record["facts"].update(image="evil.example.org/tool:1"))  # type: ignore[attr-defined]
    assert [item.message for item in gate(tree).diagnostics if item.code == "PV547"] == [
        "this snapshot cannot be rendered: `evil.example.org/tool:1` is from a registry that is not allowed (PV402)"
    ]


def test_a_snapshot_that_the_platform_refuses_is_named_with_its_reason() -> None:
    tree = branch()
    text = CONTAINER + "patches: [{target: {kind: Deployment}, patch: '- {op: remove, path: /spec}'}]\n"
    tree.held[f"{TOOL}/preview.yaml"] = text.encode()
    edited(tree, lambda record: record["source"].update(blob=git_blob(text.encode())))  # type: ignore[attr-defined]
    found = [item for item in gate(tree).diagnostics if item.code == "PV547"]
    assert [item.location.path for item in found] == [f"{TOOL}/preview.yaml"]
    assert "(PV403)" in found[0].message


def test_the_overlay_before_the_last_may_stay() -> None:
    tree = branch()
    tree.held |= {**published(CONTAINER, attempt=0), **published(CONTAINER, attempt=1)}
    before = branch()
    assert overlay(before) != overlay(tree)
    assert gate(tree).proven == 3
    assert findings(tree) == []


def test_of_older_overlays_one_may_stay() -> None:
    tree = branch()
    for attempt in (1, 2):
        tree.held |= published(CONTAINER, attempt=attempt)
    assert [code for code, _ in findings(tree)] == ["PV540"]


def test_an_older_overlay_that_was_edited_is_found() -> None:
    tree = branch()
    old = overlay(tree)
    tree.held |= published(CONTAINER, attempt=1)
    tree.held[f"{old}/kustomization.yaml"] += b"#"
    assert findings(tree) == [("PV542", old)]


def test_a_record_cannot_be_pointed_at_an_older_overlay() -> None:
    tree = branch()
    old = overlay(tree)
    tree.held |= published(CONTAINER, attempt=1)
    edited(tree, lambda record: record.update(tree=old.rpartition("/")[2]))
    assert ("PV542", f"{TOOL}/preview.json") in findings(tree)


def test_not_even_when_it_is_stale() -> None:
    tree = branch()
    old = overlay(tree)
    tree.held |= published(CONTAINER, attempt=1)
    edited(tree, lambda record: record.update(tree=old.rpartition("/")[2], platform="0" * 64))
    verdict = gate(tree, strict=True)
    assert (verdict.proven, verdict.stale) == (2, 1)
    assert [item.severity for item in verdict.diagnostics] == ["error"]


@pytest.mark.parametrize("added", [{"number": 8}, {"path": {"basename": "x"}}])
def test_a_stale_record_has_no_key_more_than_a_record_has(added: dict[str, object]) -> None:
    tree = branch()
    tree.held |= published(CONTAINER, 7, platform(PLATFORM + "# a comment\n"))
    path = f"{TOOL}/preview.json"
    assert gate(tree).proven == 3
    tree.held[path] = json.dumps({**json.loads(tree.held[path]), **added}).encode()
    assert [item.severity for item in gate(tree, strict=True).diagnostics] == ["error"]


def test_bases_of_another_content_under_our_name_are_found() -> None:
    tree = branch()
    path = next(path for path in tree.held if path.startswith(BASES) and path.endswith("kustomization.yaml"))
    tree.held[path] += b"#"
    tree.held[f"{BASES}/evil.yaml"] = b"kind: ClusterRole\n"
    assert findings(tree) == [("PV544", path), ("PV540", f"{BASES}/evil.yaml")]


def test_former_bases_are_held_to_their_name() -> None:
    tree = branch()
    former = FileTree({"a.yaml": b"kind: X\n", "b/c.yaml": b"kind: Y\n"})
    name = former.digest()[:12]
    tree.held |= former.under(f"previews/_bases/{name}")
    assert findings(tree) == []
    tree.held[f"previews/_bases/{name}/a.yaml"] = b"kind: Z\n"
    assert findings(tree) == [("PV544", f"previews/_bases/{name}")]


def test_a_preview_of_another_platform_is_stale_and_not_forged() -> None:
    tree = branch()
    tree.held |= published(CONTAINER, 7, platform(PLATFORM.replace("acme-previews.dev", "acme-other.dev")))
    verdict = gate(tree)
    assert [(item.code, item.severity) for item in verdict.diagnostics] == [("PV545", "warning")]
    assert (verdict.proven, verdict.stale) == (2, 1)


def test_a_platform_that_changes_nothing_of_a_preview_leaves_it_proven() -> None:
    tree = branch()
    tree.held |= published(CONTAINER, 7, platform(PLATFORM + "# a comment\n"))
    verdict = gate(tree)
    assert [(item.code, item.severity) for item in verdict.diagnostics] == [("PV545", "note")]
    assert (verdict.proven, verdict.stale) == (3, 0)


def test_in_a_change_a_stale_preview_is_an_error_for_nothing_proves_it() -> None:
    base, tree = branch(), branch()
    tree.held |= published(CONTAINER, 7, platform(PLATFORM.replace("acme-previews.dev", "acme-other.dev")))
    assert [item.severity for item in gate(tree, base).diagnostics] == ["error"]


def test_with_a_base_only_what_changed_is_looked_at() -> None:
    base, tree = branch(), branch()
    for changed in (base, tree):
        changed.held[f"{overlay(tree)}/kustomization.yaml"] += b"#"
        changed.held["README.md"] = b"x"
    verdict = gate(tree, base)
    assert (verdict.diagnostics, verdict.proven, verdict.others) == ((), 0, 3)
    tree.held["other"] = b"x"
    assert findings(tree, base) == [("PV540", "other")]


def test_a_preview_whose_target_has_gone_is_stale_and_its_base_proves_it() -> None:
    text = BACKEND + "overrides: {billing: pr-3}\n"
    billing = CONTAINER.replace("tool", "billing")
    base = branch()
    base.held |= published(billing, 3)
    index = previews_of([base.held["previews/billing/pr-3/preview.json"]])
    tree = MemoryTree(dict(base.held))
    tree.held |= published(text, 7, previews=index)
    for path in [path for path in tree.held if path.startswith("previews/billing/")]:
        del tree.held[path]
    tree.held = {path: content for path, content in tree.held.items() if content != b""}
    assert [(code, path) for code, path in findings(tree)] == [("PV545", "previews/orders/pr-7/preview.json")]
    assert [item.severity for item in gate(tree, base).diagnostics] == ["note"]


def test_argocd_is_held_to_the_catalogue_where_it_is_there() -> None:
    tree = branch()
    tree.held |= render_control(platform().spec)
    assert findings(tree) == []
    tree.held["argocd/root.yaml"] += b"#"
    tree.held["argocd/applicationsets/evil.yaml"] = b"kind: ApplicationSet\n"
    del tree.held["argocd/appproject.yaml"]
    assert sorted(findings(tree)) == [
        ("PV546", "argocd/applicationsets/evil.yaml"),
        ("PV546", "argocd/appproject.yaml"),
        ("PV546", "argocd/root.yaml"),
    ]


def test_a_thousand_foreign_files_are_reported_in_part() -> None:
    tree = branch()
    tree.held |= {f"foreign/{number}": b"" for number in range(1_000)}
    tree.held |= {f"{TOOL}/{number}": b"" for number in range(1_000)}
    assert len(findings(tree)) < 100
