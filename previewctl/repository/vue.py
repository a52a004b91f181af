"""Reads a Vue frontend: package.json, Vite's and Vue CLI's configuration, and the variables that its code is built with."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from previewctl.repository.collecting import Collector
from previewctl.repository.reading import Reading, joined
from previewctl.source.foreign import ForeignProblem, read_foreign_json

if TYPE_CHECKING:
    from previewctl.repository.files import Repository

_CONFIGURATIONS = (
    "vite.config.ts",
    "vite.config.js",
    "vite.config.mts",
    "vite.config.mjs",
    "vue.config.js",
    "vue.config.ts",
    "quasar.config.js",
)
_NUXT = ("nuxt.config.ts", "nuxt.config.js", "nuxt.config.mjs")
_SOURCES = (".vue", ".ts", ".js", ".tsx", ".jsx", ".mjs")
_USES = re.compile(r"(?:import\.meta\.env|process\.env)\.(?P<name>(?:VITE|VUE_APP)_[A-Z0-9_]+)")
_PROXY = re.compile(r"proxy\s*:\s*\{(?P<body>.{0,4000})", re.DOTALL)
_PROXY_PATH = re.compile(r"[\"'`]\^?(?P<path>/[A-Za-z0-9_~-][A-Za-z0-9._~/-]*?)/?(?:\.\*)?[\"'`]\s*:\s*[\"'`{]")
_URLS = re.compile(r"_(?:URL|URI|HOST|ENDPOINT|ORIGIN|BACKEND|SERVER|API_BASE|BASE_API|API_ROOT)(?:_|$)|_API$")
_NO_URLS = re.compile(
    r"_(?:KEY|TOKEN|ID|MOCK|PUBLIC_PATH|ASSETS?|CDN|TIMEOUT|PREFIX|VERSION|ENV|MODE)$|_(?:DOCS?|LOGO|IMG|IMAGE)_"
)
_NOT_BUILT = re.compile(
    r"(?:^|/)(?:mocks?|tests?|__tests__|e2e|cypress|scripts)/|\.(?:spec|test|stories)\.|(?:^|/)[\w.-]+\.config\."
)
_SERVERS = ("nuxt", "nuxt3", "vite-ssr", "vike", "vite-plugin-ssr", "vue-server-renderer", "@vue/server-renderer")
_STATIC = re.compile(r"\bssr\s*:\s*false\b|\bmode\s*:\s*[\"']spa[\"']|\btarget\s*:\s*[\"']static[\"']")
_MOST_SOURCES = 2_000
_MOST_CHARACTERS = 20_000_000


class Package(NamedTuple):
    """What package.json says about the frontend: its version of Vue, and the line of it."""

    path: str
    version: str
    line: int
    server: str


def read_package(repository: Repository, path: str = "package.json") -> Package | None:
    """The package, where it asks for Vue; None for all others. `server`: a framework that renders on a server."""
    text = repository.text(path)
    root = read_foreign_json(text) if text is not None else ForeignProblem("")
    if isinstance(root, ForeignProblem):
        return None
    dependencies = {**root.get("devDependencies").mapping, **root.get("dependencies").mapping}
    vue = dependencies.get("vue")
    if vue is None and "nuxt" not in dependencies and "quasar" not in dependencies:
        return None
    server = next((name for name in _SERVERS if name in dependencies), "")
    line = (
        vue.line if vue else next((dependencies[name].line for name in ("nuxt", "quasar") if name in dependencies), 0)
    )
    return Package(path, (vue.text or "") if vue else "", line, server)


def is_frontend(repository: Repository, directory: str = "") -> bool:
    """Whether a directory holds a Vue app, and not a library or the assets of something else."""
    prefix = f"{directory}/" if directory else ""
    package = read_package(repository, f"{prefix}package.json")
    if package is None:
        return False
    pages = (
        "index.html",
        "public/index.html",
        "src/index.html",
        "src/App.vue",
        "src/main.js",
        "src/main.ts",
        *_CONFIGURATIONS,
    )
    return bool(package.server) or any(repository.exists(prefix + name) for name in pages)


def read_vue(repository: Repository) -> Reading:
    """The runtime, and what a person has to decide: which backends it calls, and which variables are built in."""
    package = read_package(repository)
    if package is None:
        return Reading()
    found = Collector(package.path)
    static = next((name for name in _NUXT if _STATIC.search(repository.text(name) or "")), "")
    if package.server.startswith("nuxt") and static:
        check = f"`{static}` has no rendering on a server: see that the image serves the files of `nuxt generate`"
        found.conclude(("runtime",), "vue", package.line, check)
    elif package.server:
        check = f"`{package.server}` can render on a server, which is the runtime `container` and not `vue`"
        found.conclude(("runtime",), "container", package.line, check)
        return found.reading()
    else:
        found.conclude(("runtime",), "vue", package.line)
    found_in = [found.reading(), *_proxies(repository), _built_in(repository)]
    return joined(found_in)


def _proxies(repository: Repository) -> list[Reading]:
    """The paths that the development server passes on are those of a backend."""
    readings = []
    for name in _CONFIGURATIONS:
        text = repository.text(name)
        matched = _PROXY.search(text) if text is not None else None
        if text is None or matched is None:
            continue
        found = Collector(name)
        paths = list(dict.fromkeys(item["path"] for item in _PROXY_PATH.finditer(matched["body"])))
        if paths:
            line = text.count("\n", 0, matched.start()) + 1
            shown = ", ".join(f"`{path}`" for path in paths[:5])
            found.note(f"`{name}:{line}` passes {shown} on to a backend: name it in `dependencies`, with `path`")
        readings.append(found.reading())
    return readings


def _built_in(repository: Repository) -> Reading:
    """Variables that the build replaces: no preview can change them any more."""
    first: dict[str, str] = {}
    sources = [path for path in repository.walk() if path.endswith(_SOURCES) and not _NOT_BUILT.search(path)][
        :_MOST_SOURCES
    ]
    left = _MOST_CHARACTERS
    for path in sources:
        text = (repository.text(path) or "") if left > 0 else ""
        left -= len(text)
        if "VITE_" in text or "VUE_APP_" in text:
            for number, line in enumerate(text.splitlines(), 1):
                for item in _USES.finditer(line):
                    first.setdefault(item["name"], f"{path}:{number}")
    urls = {name: place for name, place in sorted(first.items()) if _URLS.search(name) and not _NO_URLS.search(name)}
    if not urls:
        return Reading()
    shown = ", ".join(f"`{name}` ({place})" for name, place in list(urls.items())[:5])
    return Reading(
        notes=(
            f"built into the bundle, where no preview can change it: {shown}: read `window.__CONFIG__`, and give a dependency `config`",
        )
    )
