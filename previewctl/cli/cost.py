"""`previewctl cost`."""

from __future__ import annotations

import sys
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from previewctl.cli.inputs import Inputs, PlatformOptions, PullRequestOptions, Reader
from previewctl.cli.options import Branch, Color, ColorOption, Offline, Paths, Platform, PullRequestNumber, Sha
from previewctl.cli.printing import exit_code, print_findings, print_json
from previewctl.compilation import has_errors
from previewctl.errors import UsageError
from previewctl.reporters.findings.formats import FindingsFormat

if TYPE_CHECKING:
    from previewctl.compilation import LoadedPlatform
    from previewctl.cost.comparison import CostChange
    from previewctl.cost.estimate import Estimate
    from previewctl.cost.prices import PriceTable
    from previewctl.plan.model import Environment
    from previewctl.reporters.cost import Costed


class CostFormat(StrEnum):
    """How costs are printed."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


def cost(
    paths: Paths = None,
    pr: PullRequestNumber = 0,
    branch: Branch = None,
    sha: Sha = None,
    platform: Platform = None,
    offline: Offline = None,
    gitops: Annotated[
        Path | None,
        typer.Option("--gitops", metavar="DIR", help="Price every preview that is published in this checkout."),
    ] = None,
    compare: Annotated[
        str | None,
        typer.Option("--compare", metavar="REF", help="Show the difference to the preview.yaml of a Git ref."),
    ] = None,
    live: Annotated[
        bool, typer.Option("--live", help="Ask AWS for today's prices of --instance-type in --region.")
    ] = False,
    region: Annotated[str, typer.Option("--region", help="The AWS region of --live.")] = "us-east-1",
    instance_type: Annotated[
        str, typer.Option("--instance-type", help="The instance type that --live asks about.")
    ] = "m7g.large",
    actual: Annotated[
        str | None,
        typer.Option("--actual", metavar="URL", help="Compare with what OpenCost at this URL has measured."),
    ] = None,
    form: Annotated[CostFormat, typer.Option("--format", help="How costs are printed.")] = CostFormat.TEXT,
    color: ColorOption = Color.AUTO,
) -> int:
    """Estimate what previews cost in a month: each part, on demand, as planned, and with their sleep."""
    if gitops and (paths or compare):
        raise UsageError("--gitops prices what is published", hint="leave out the paths and --compare")
    reader = Reader(PullRequestOptions(pr, branch, sha))
    options = PlatformOptions(platform, offline)
    if gitops:
        from previewctl.cli.published import published

        inputs = published(gitops, options)
    else:
        inputs = reader.read(paths, options)
    if inputs.diagnostics:
        print_findings(inputs, FindingsFormat.FULL, sys.stderr, color)
    if (has_errors(inputs.diagnostics) and not gitops) or inputs.platform is None:
        return exit_code(inputs.diagnostics)
    prices = _live_prices(region, instance_type, inputs.platform) if live else None
    costed = [_costed(item.environment, item.source.path, inputs.platform, prices, compare) for item in inputs.planned]
    if actual:
        return _print_actual(actual, inputs, costed, form)
    _print(costed, form)
    return _over_budget(costed, inputs.platform) if gitops else 0


def _costed(
    environment: Environment, path: str, platform: LoadedPlatform, prices: PriceTable | None, ref: str | None
) -> Costed:
    from previewctl.cost.comparison import compare
    from previewctl.cost.estimate import estimate
    from previewctl.reporters.cost import Costed

    now = estimate(environment, platform.spec, prices)
    changes: tuple[CostChange, ...] | None = None
    if ref is not None:
        changes = compare(_before(environment, path, platform, prices, ref), now)
    return Costed(environment.names.application, now, changes)


def _before(
    environment: Environment, path: str, platform: LoadedPlatform, prices: PriceTable | None, ref: str
) -> Estimate | None:
    """The estimate of the file as it is at a ref; None where it is not there. What cannot be planned there ends the run."""
    from previewctl.cli.clock import today
    from previewctl.compilation import compile_preview, gather_facts, load_preview
    from previewctl.cost.estimate import estimate
    from previewctl.integrations.git import file_at
    from previewctl.source.encoding import decode
    from previewctl.source.read import SourceText

    data = file_at(Path(path), ref)
    if data is None:
        return None
    text = decode(data, path)
    preview = load_preview(SourceText(path, text, data)) if isinstance(text, str) else [text]
    planned = None
    if not isinstance(preview, list):
        facts, _ = gather_facts(preview, platform, environment.pull_request, today())
        planned = compile_preview(preview, platform, facts).environment
    if planned is None:
        raise UsageError(
            f"{path} cannot be planned as it is at `{ref}`", hint="check it out there and run `previewctl lint`"
        )
    return estimate(planned, platform.spec, prices)


def _live_prices(region: str, instance_type: str, platform: LoadedPlatform) -> PriceTable:
    from previewctl.cli.clock import today
    from previewctl.cost.prices import prices_of, with_instance
    from previewctl.integrations.aws_prices import instance_prices

    return with_instance(prices_of(platform.spec), instance_prices(region, instance_type), today())


def _print(costed: list[Costed], form: CostFormat) -> None:
    from previewctl.reporters import cost as report

    if form is CostFormat.JSON:
        print_json(report.as_json(costed))
    elif not costed:
        print("no preview is published here", file=sys.stderr)
    else:
        sys.stdout.write(report.markdown(costed) if form is CostFormat.MARKDOWN else report.text(costed))


def _print_actual(url: str, inputs: Inputs, costed: list[Costed], form: CostFormat) -> int:
    from previewctl.cost.actual import compared
    from previewctl.integrations.opencost import measured
    from previewctl.reporters import actual_cost as report

    names = [item.environment.names.namespace for item in inputs.planned]
    expected = {name: item.estimate.scheduled for name, item in zip(names, costed, strict=True)}
    found = compared(expected, measured(url))
    if form is CostFormat.JSON:
        print_json(report.as_json(found))
    else:
        sys.stdout.write(report.markdown(found) if form is CostFormat.MARKDOWN else report.text(found))
    return 0


def _over_budget(costed: list[Costed], platform: LoadedPlatform) -> int:
    """1 where all previews together cost more than the platform allows."""
    from previewctl.cost.estimate import cents

    most = platform.spec.ceilings.monthly_cost_of_all
    total = cents(sum((item.estimate.scheduled for item in costed), Decimal()))
    if most is None or total <= Decimal(str(most)):
        return 0
    print(f"error: all previews cost ${total} a month, and ${cents(Decimal(str(most)))} is the most", file=sys.stderr)
    print("  help: close some, let them sleep, or raise `ceilings.monthlyCostOfAll` in platform.yaml", file=sys.stderr)
    return 1
