"""`previewctl explain` and `previewctl rules`."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from typing import Annotated

import typer

from previewctl.cli.options import Color, ColorOption
from previewctl.cli.printing import print_json, text_width
from previewctl.errors import UsageError


class ExplainFormat(StrEnum):
    """How explanations are printed."""

    TEXT = "text"
    JSON = "json"


Format = Annotated[ExplainFormat, typer.Option("--format", help="How it is printed.")]


def _complete(start: str) -> list[str]:
    from previewctl.diagnostics.catalogue import BY_NAME

    return sorted(name for name in BY_NAME if name.startswith(start))


def explain(
    subject: Annotated[
        str,
        typer.Argument(
            metavar="CODE|FIELD",
            help="A code (`PV203`), its name (`unknown-service`), or a field (`databases.postgres.version`).",
            autocompletion=_complete,
        ),
    ],
    form: Format = ExplainFormat.TEXT,
    color: ColorOption = Color.AUTO,
) -> int:
    """Explain a code of a finding, or a field of preview.yaml or platform.yaml."""
    from previewctl.diagnostics.catalogue import BY_NAME
    from previewctl.reporters import explanations as report
    from previewctl.reporters.style import style_for

    style, width = style_for(sys.stdout, color.value, os.environ), text_width(sys.stdout)
    name = subject.upper() if subject.upper() in BY_NAME else subject.lower()
    if name in BY_NAME:
        from previewctl.explain.lookup import explanation

        code = BY_NAME[name]
        found = explanation(code.code)
        if form is ExplainFormat.JSON:
            print_json(report.code_data(code, found))
        else:
            sys.stdout.write(report.code_text(code, found, style, width))
        return 0
    from previewctl.explain.fields import all_fields, find_field

    fields = all_fields()
    field = find_field(subject, fields)
    if field is None:
        raise _unknown(subject, [*BY_NAME, *fields])
    if form is ExplainFormat.JSON:
        print_json(field._asdict())
    else:
        sys.stdout.write(report.field_text(field, style, width))
    return 0


def _unknown(subject: str, known: list[str]) -> UsageError:
    from previewctl.source.suggest import nearest

    guess = nearest(subject, known)
    hint = f"did you mean `{guess}`?" if guess else "`previewctl rules` lists all codes"
    return UsageError(f"there is no code and no field `{subject}`", hint=hint)


def rules(form: Format = ExplainFormat.TEXT, color: ColorOption = Color.AUTO) -> int:
    """List all codes that findings can have."""
    from previewctl.diagnostics.catalogue import CODES
    from previewctl.reporters import explanations as report
    from previewctl.reporters.style import style_for

    if form is ExplainFormat.JSON:
        from previewctl.explain.lookup import explanation

        print_json({"version": 1, "rules": [report.code_data(code, explanation(code.code)) for code in CODES]})
        return 0
    style = style_for(sys.stdout, color.value, os.environ)
    sys.stdout.write(report.rules_table(CODES, style, text_width(sys.stdout, 160)))
    return 0
