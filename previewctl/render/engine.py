"""The Jinja engine. Its delimiters are `<%= %>` and `<% %>`, so that Argo CD's `{{ }}` stands as it is."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined

from previewctl.assets import asset_root
from previewctl.cache import cache_directory
from previewctl.diagnostics.excerpt import printable
from previewctl.render.dockerfile import docker_word
from previewctl.render.scalars import yaml_scalar

if TYPE_CHECKING:
    from jinja2.bccache import Bucket


@cache
def engine() -> Environment:
    """The one environment of all templates; an undefined name is an error."""
    environment = Environment(
        loader=FileSystemLoader(asset_root("templates"), followlinks=False),
        variable_start_string="<%=",
        variable_end_string="%>",
        block_start_string="<%",
        block_end_string="%>",
        comment_start_string="<%#",
        comment_end_string="%>",
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 - not HTML: every YAML value goes through the filter `yaml`
        auto_reload=False,
        bytecode_cache=_compiled_templates(),
    )
    environment.filters["comment"] = printable
    environment.filters["docker"] = docker_word
    environment.filters["yaml"] = yaml_scalar
    return environment


class _QuietCache(FileSystemBytecodeCache):
    """A cache that a full or read-only disk does not turn into an error."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().dump_bytecode(bucket)


def _compiled_templates() -> FileSystemBytecodeCache | None:
    """Compiling the templates takes longer than rendering one preview; the cache is keyed by their content."""
    directory = cache_directory("templates")
    return _QuietCache(directory) if directory else None


def render_template(name: str, **context: Any) -> bytes:
    """The template `name`, such as `overlay/namespace.yaml`, filled in."""
    return engine().get_template(name).render(context).encode()
