"""What the code of a Vue frontend says about its preview."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from previewctl.repository.vue import read_vue
from tests.repository.trees import checks, tree, values

if TYPE_CHECKING:
    from pathlib import Path

    from previewctl.repository.reading import Reading

VUE = '{\n "dependencies": {\n  "vue": "^3.5"\n }\n}\n'


def read(root: Path, package: str = VUE, **files: str) -> Reading:
    named = {name.replace("__", "/").replace("_dot_", "."): text for name, text in files.items()}
    return read_vue(tree(root, {"package.json": package, **named}))


def test_a_package_with_vue_has_the_runtime(tmp_path: Path) -> None:
    found = read(tmp_path)
    assert [(item.path, item.value, str(item.evidence)) for item in found.conclusions] == [
        (("runtime",), "vue", "package.json:3")
    ]
    assert found.notes == ()


@pytest.mark.parametrize("package", ['{"dependencies": {"react": "19"}}', "{", "[]", '{"dependencies": []}', "1"])
def test_all_others_have_none(tmp_path: Path, package: str) -> None:
    assert read(tmp_path, package).conclusions == ()


@pytest.mark.parametrize("name", ["nuxt", "vue-server-renderer", "vike"])
def test_what_renders_on_a_server_is_a_container(tmp_path: Path, name: str) -> None:
    found = read(tmp_path, f'{{"dependencies": {{"vue": "3", "{name}": "1"}}}}')
    assert values(found) == {"runtime": "container"}
    assert checks(found)


def test_nuxt_without_a_server_is_a_frontend(tmp_path: Path) -> None:
    found = read(tmp_path, '{"dependencies": {"nuxt": "3"}}', nuxt_dot_config_dot_ts="export default { ssr: false }")
    assert values(found) == {"runtime": "vue"}
    assert "nuxt generate" in checks(found)["runtime"]


@pytest.mark.parametrize("name", ["vite_dot_config_dot_ts", "vue_dot_config_dot_js"])
def test_paths_of_the_development_proxy_are_a_backends(tmp_path: Path, name: str) -> None:
    config = (
        "export default {\n server: {\n  proxy: {\n   '/api': {target: 'http://localhost'},\n   \"^/ws/.*\": 'x' } } }"
    )
    (note,) = read(tmp_path, **{name: config}).notes
    assert (
        note
        == f"`{name.replace('_dot_', '.')}:3` passes `/api`, `/ws` on to a backend: name it in `dependencies`, with `path`"
    )


def test_addresses_that_are_built_in_are_told(tmp_path: Path) -> None:
    code = "const a = import.meta.env.VITE_API_URL\nconst b = process.env.VUE_APP_BACKEND\nconst c = import.meta.env.VITE_TITLE\n"
    (note,) = read(tmp_path, src__main_dot_ts=code).notes
    assert "`VITE_API_URL` (src/main.ts:1), `VUE_APP_BACKEND` (src/main.ts:2)" in note
    assert "VITE_TITLE" not in note


@pytest.mark.parametrize("name", ["VITE_BASE", "VITE_API_KEY", "VITE_MOCK", "VUE_APP_API_IDENTIFIER"])
def test_variables_that_are_no_addresses_are_not(tmp_path: Path, name: str) -> None:
    assert read(tmp_path, src__main_dot_ts=f"import.meta.env.{name}\n").notes == ()


@pytest.mark.parametrize(
    "path", ["mock__x_dot_js", "src__x_dot_spec_dot_ts", "tests__x_dot_ts", "node_modules__x_dot_js"]
)
def test_code_that_is_not_in_the_bundle_does_not_count(tmp_path: Path, path: str) -> None:
    assert read(tmp_path, **{path: "import.meta.env.VITE_API_URL\n"}).notes == ()
