"""What a single-page frontend gets at run time: `config.js`, and the web server with its proxied paths."""

from __future__ import annotations

import json
import re
from urllib.parse import urlsplit

from previewctl.plan.model import DependencyPlan, Environment, VariableKind
from previewctl.render.views import ProxyView, ServerView

NOINDEX = "noindex, nofollow"


def robots(environment: Environment) -> tuple[str, ...]:
    """The value of X-Robots-Tag, unless the preview may be listed."""
    return (NOINDEX,) if environment.endpoint and environment.endpoint.robots == "noindex" else ()


def config_js(environment: Environment) -> bytes:
    """`window.__CONFIG__`: the plain variables of `env`, and the public URL of each dependency with a `config` key."""
    declared = {
        variable.name: variable.value
        for variable in environment.variables
        if variable.kind is VariableKind.CONFIG and variable.origin.path[:1] == ("env",)
    }
    urls = {dependency.config: dependency.public_url for dependency in environment.dependencies if dependency.config}
    text = json.dumps({**declared, **urls}, indent=2, sort_keys=True)
    return f"window.__CONFIG__ = {text.replace('<', chr(92) + 'u003c')};\n".encode()


def server(environment: Environment) -> ServerView:
    """The web server of a frontend; its proxied paths in the order of their length, the longest first."""
    proxied = [dependency for dependency in environment.dependencies if dependency.path]
    proxied.sort(key=lambda dependency: (-len(dependency.path or ""), dependency.name))
    return ServerView(
        port=environment.endpoint.port if environment.endpoint else 8080,
        robots=robots(environment),
        proxies=tuple(_proxy(dependency) for dependency in proxied),
    )


def _proxy(dependency: DependencyPlan) -> ProxyView:
    """Backends compare Origin with Host, so both are those of the backend's own public URL."""
    upstream = urlsplit(dependency.internal_url)
    public = urlsplit(dependency.public_url)
    return ProxyView(
        name=dependency.name,
        target=dependency.target,
        pattern=re.escape((dependency.path or "").rstrip("/")),
        upstream=f"{upstream.scheme}://{upstream.netloc}",
        prefixes=(upstream.path,) if upstream.path else (),
        host=public.netloc,
        origin=f"{public.scheme}://{public.netloc}",
    )
