"""Runs all checks on a dataset."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import UNREADABLE_FILE
from previewctl.diagnostics.model import in_order
from previewctl.seed_rules.collecting import Findings
from previewctl.seed_rules.layout import check_order, check_sizes, check_strays
from previewctl.seed_rules.limits import Limits
from previewctl.seed_rules.lock_drift import lock_findings
from previewctl.seed_rules.migrations import check_migrations
from previewctl.seed_rules.persons import check_csv_columns, check_field_names, check_forms, check_sql_columns
from previewctl.seed_rules.readable import check_csv, check_documents, check_redis, check_text
from previewctl.seed_rules.statements import check_sql
from previewctl.seeds.dataset import read_dataset
from previewctl.seeds.files import DECLARATION
from previewctl.seeds.text_lines import text_of

if TYPE_CHECKING:
    from pathlib import Path

    from previewctl.diagnostics.model import Diagnostic
    from previewctl.seeds.dataset import Dataset
    from previewctl.seeds.files import DatasetFile

_DEFAULTS = Limits()


def check_directory(directory: Path, limits: Limits = _DEFAULTS) -> list[Diagnostic]:
    """Everything that is wrong with the dataset in a directory and with its lock."""
    dataset = read_dataset(directory)
    if isinstance(dataset, list):
        return dataset
    found = check_dataset(dataset, limits)
    try:
        return in_order([*found, *lock_findings(dataset)])
    except OSError:  # said by `check_dataset` already
        return found


def check_dataset(dataset: Dataset, limits: Limits = _DEFAULTS) -> list[Diagnostic]:
    """Everything that is wrong with a dataset, its lock left aside, in the order of places."""
    findings = Findings(dataset)
    check_sizes(dataset, limits, findings)
    check_strays(dataset, findings)
    check_order(dataset, findings)
    readable = True
    for file in dataset.files:
        # What is too large is not read: a pull request must not keep its checks busy.
        readable &= file.size <= limits.file and _check_file(dataset, file, findings)
    if readable:
        check_migrations(dataset, findings)
    return in_order(findings.all())


def _check_file(dataset: Dataset, file: DatasetFile, findings: Findings) -> bool:
    """Whether a file could be read."""
    try:
        return _check_content(dataset, file, findings)
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or "it changes while it is read").lower()
        findings.add(UNREADABLE_FILE, file.path, f"the file cannot be read: {reason}", "check its permissions")
        return False


def _check_content(dataset: Dataset, file: DatasetFile, findings: Findings) -> bool:
    path = dataset.directory / file.path
    if not check_text(path, file, findings):
        return False
    if file.ending == ".csv":
        check_csv(path, file, findings)
        check_csv_columns(path, file, dataset.allowed, findings)
    elif file.ending == ".sql":
        text = text_of(path)
        check_sql(file.path, text, findings)
        check_sql_columns(text, file, dataset.allowed, findings)
    elif file.ending == ".redis":
        check_redis(path, file, findings)
    else:
        check_documents(path, file, findings)
        check_field_names(path, file, dataset.allowed, findings)
    check_forms(path, file, dataset.allowed, findings)
    return True


def is_dataset(directory: Path) -> bool:
    """Whether there is a dataset to check: a lock alone can stand for one that is kept elsewhere."""
    return (directory / DECLARATION).is_file()
