"""The Jinja engine. Its delimiters are `<%= %>` and `<% %>`, so that Argo CD's `{{ }}` stands as it is."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from previewctl.assets import asset_root
from previewctl.render.scalars import yaml_scalar


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
    )
    environment.filters["yaml"] = yaml_scalar
    return environment


def render_template(name: str, **context: Any) -> bytes:
    """The template `name`, such as `overlay/namespace.yaml`, filled in."""
    return engine().get_template(name).render(context).encode()
