"""Which settings module a preview.yaml names: it says where the migrations are."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from previewctl.spec.preview import PreviewSpec

SETTINGS_MODULE = "DJANGO_SETTINGS_MODULE"


def settings_module(spec: PreviewSpec) -> str | None:
    """The module of the Django settings, where preview.yaml says it."""
    return plain_value(spec, SETTINGS_MODULE)


def plain_value(spec: PreviewSpec, name: str) -> str | None:
    """The value of a variable under `env`, where it is a text without placeholders."""
    value = spec.env[name].value if name in spec.env else None
    text = value.parts[0] if value and len(value.parts) == 1 else None
    return text if isinstance(text, str) else None
