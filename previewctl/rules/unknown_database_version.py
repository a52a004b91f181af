"""A database has a version that there is an image of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import UNKNOWN_DATABASE_VERSION
from previewctl.diagnostics.model import Severity
from previewctl.rules.context import Finding, RuleContext, rule
from previewctl.rules.database_versions import Product, declared_databases, major_of
from previewctl.rules.suggestions import replaced_value
from previewctl.source.scalars import Plain
from previewctl.source.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.rules.context import KeyPath
    from previewctl.source.scalars import Data


@rule(UNKNOWN_DATABASE_VERSION)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a version of a database that previews have no image for.

    Why:
        The version becomes the tag of the database's image. Of a tag that does not exist no pod can start, and the sync waits
        for it until its deadline. Versions that nobody maintains any more are not offered either. One that is newer than this
        previewctl is a warning: there may be an image by now.

    Bad:
        databases: {postgres: {version: "177"}}

    Good:
        databases: {postgres: {version: "17"}, redis: {version: "7.4"}, mongodb: {version: "8.0"}}

    Fix:
        Write one of the versions that the message lists, without the name of a variant such as `-alpine`.
    """
    for engine, version, product in declared_databases(context.spec):
        path = ("databases", engine, "version")
        if product.series(version) or _means_another_number(context.document.value(path)):
            continue
        known = ", ".join(f"`{name}`" for name in product.ends)
        if finding := _too_old_or_new(path, version, product, f"known: {known}"):
            yield finding
            continue
        guess = _guess(version, product)
        yield Finding(
            path,
            f"previews can run no {product.title} `{version}`",
            f"did you mean `{guess}`? known: {known}" if guess else f"known: {known}",
            remedy=replaced_value(path, guess),
        )


def _means_another_number(written: Data | None) -> bool:
    """Whether readers of YAML differ about it, as about `017`: another rule says so, and nobody knows the version before."""
    return isinstance(written, Plain) and re.fullmatch(r"0[0-9]+", written.text) is not None


def _too_old_or_new(path: KeyPath, version: str, product: Product, known: str) -> Finding | None:
    """What is no slip, but a version from before or after those that are known here."""
    name, age = f"{product.title} `{version}`", product.age(version)
    if age < 0:
        return Finding(path, f"previews no longer offer {name}: nobody mends it any more", known)
    if age > 0 and product.no_newer:
        return Finding(path, f"previews can run no {name}: {product.no_newer}", known)
    if age > 0:
        message = f"{name} is newer than this previewctl, so nobody has checked that there is an image"
        return Finding(path, message, known, severity=Severity.WARNING)
    return None


def _guess(version: str, product: Product) -> str | None:
    """A tag such as `17-alpine` without its variant, else the newest series of the same major version or of a similar one."""
    plain = version.partition("-")[0]
    if product.series(plain):
        return plain
    siblings = product.series(major_of(plain))
    return siblings[-1] if siblings else nearest(version, product.ends)
