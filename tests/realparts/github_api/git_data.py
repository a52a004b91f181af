"""Trees and blobs, with the ids that Git gives them."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from tests.realparts.github_api.model import Link, Store, Submodule, git_id

if TYPE_CHECKING:
    from collections.abc import Mapping

Answer = tuple[int, Any, dict[str, str]]
NOT_FOUND: Answer = (404, {"message": "Not Found"}, {})


def add_commit(store: Store, repo: str, sha: str, files: Mapping[str, bytes | Link | Submodule]) -> None:
    """Puts a commit with these files into a repository."""
    nested: dict[str, Any] = {}
    for path, content in files.items():
        *directories, name = path.split("/")
        place = nested
        for directory in directories:
            place = place.setdefault(directory, {})
        place[name] = content
    store.repos.add(repo)
    root = _add_tree(store, repo, nested)
    store.trees[repo, sha] = store.trees[repo, root]


def _add_tree(store: Store, repo: str, nested: Mapping[str, Any]) -> str:
    entries = []
    for name, item in nested.items():
        entry: dict[str, Any] = {"path": name}
        if isinstance(item, dict):
            entry |= {"mode": "040000", "type": "tree", "sha": _add_tree(store, repo, item)}
        elif isinstance(item, Submodule):
            entry |= {"mode": "160000", "type": "commit", "sha": item.sha}
        else:
            content = item.target.encode() if isinstance(item, Link) else item
            blob = git_id("blob", content)
            store.blobs[repo, blob] = content
            mode = "120000" if isinstance(item, Link) else "100644"
            entry |= {"mode": mode, "type": "blob", "sha": blob, "size": len(content)}
        entries.append(entry)
    entries.sort(key=lambda entry: entry["path"] + ("/" if entry["type"] == "tree" else ""))
    raw = b"".join(f"{e['mode'].lstrip('0')} {e['path']}\0".encode() + bytes.fromhex(e["sha"]) for e in entries)
    tree_id = git_id("tree", raw)
    store.trees[repo, tree_id] = {"sha": tree_id, "tree": entries, "truncated": False}
    return tree_id


def tree(store: Store, repo: str, tree_id: str, query: Mapping[str, str]) -> Answer:
    """GET /repos/{owner}/{repo}/git/trees/{tree_sha}: any value of `recursive` counts, even 0."""
    found = store.trees.get((repo, tree_id))
    if found is None:
        return NOT_FOUND
    if "recursive" not in query:
        return 200, found, {}
    entries = list(_all(store, repo, found, ""))
    cut = entries[: store.truncated_above]
    return 200, {"sha": found["sha"], "tree": cut, "truncated": len(cut) < len(entries)}, {}


def _all(store: Store, repo: str, found: Mapping[str, Any], prefix: str) -> Any:
    for entry in found["tree"]:
        yield {**entry, "path": prefix + entry["path"]}
        if entry["type"] == "tree":
            yield from _all(store, repo, store.trees[repo, entry["sha"]], f"{prefix}{entry['path']}/")


def blob(store: Store, repo: str, blob_id: str) -> Answer:
    """GET /repos/{owner}/{repo}/git/blobs/{file_sha}, in base64 with line breaks as GitHub sends it."""
    content = store.blobs.get((repo, blob_id))
    if content is None:
        return NOT_FOUND
    encoded = base64.encodebytes(content).decode()
    return 200, {"sha": blob_id, "size": len(content), "encoding": "base64", "content": encoded}, {}


def contents(store: Store, repo: str, path: str, ref: str) -> Answer:
    """GET /repos/{owner}/{repo}/contents/{path}: a link is followed to the file that it names, as GitHub does."""
    found = store.trees.get((repo, ref))
    entries = {entry["path"]: entry for entry in _all(store, repo, found, "")} if found else {}
    entry = entries.get(path)
    if entry is None:
        return NOT_FOUND
    if entry["mode"] == "120000":
        target = store.blobs[repo, entry["sha"]].decode()
        return (
            contents(store, repo, target, ref)
            if target in entries
            else (200, {"type": "symlink", "target": target}, {})
        )
    if entry["type"] != "blob":
        return 200, [], {}
    content = store.blobs[repo, entry["sha"]]
    encoded = base64.encodebytes(content).decode() if len(content) <= 1 << 20 else ""
    kind = {"type": "file", "encoding": "base64" if encoded else "none", "content": encoded}
    return 200, {**kind, "path": path, "sha": entry["sha"], "size": len(content)}, {}
