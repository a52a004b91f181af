"""`python -m tests.tools [NAME…]`: install the named tools, or all, and print one line for each."""

from __future__ import annotations

import argparse
import sys
import time
from typing import TYPE_CHECKING

from tests.tools import cache
from tests.tools.registry import TOOLS
from tests.tools.tool import BuildError, Tool

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0 when every tool asked for stands in the cache, 1 when a build failed, 2 for a name nobody knows."""
    parser = argparse.ArgumentParser(prog="python -m tests.tools", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(TOOLS)}")
    names: list[str] = parser.parse_args(arguments).names
    if unknown := [name for name in names if name not in TOOLS]:
        parser.error(f"no tool is called {', '.join(unknown)}: there are {', '.join(TOOLS)}")
    try:
        for name in names or TOOLS:
            print(_report(TOOLS[name]), flush=True)
    except BuildError as error:
        print(f"{name}: {error}", file=sys.stderr)
        return 1
    return 0


def _report(tool: Tool) -> str:
    if (directory := cache.installed(tool)) is not None:
        return f"{tool.name} {tool.version}: cached in {directory}"
    start = time.monotonic()
    directory = cache.install(tool)
    return f"{tool.name} {tool.version}: built in {time.monotonic() - start:.0f} s in {directory}"


if __name__ == "__main__":
    sys.exit(main())
