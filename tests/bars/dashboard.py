"""How soon the dashboard can be used: `python -m tests.bars.dashboard [--previews 1000] [--screenshots DIR]`.

Opens a page of that many previews in a real Chromium, several times, and takes the time from the start of the navigation
until the first screen is painted and the filters answer, until every row is there, and from a typed letter until the rows have changed on the screen.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

from previewctl.dashboard.page import page as made
from tests.realparts.browser import Browser, Page
from tests.realparts.many_previews import many_previews

LONGEST_MS = 1_000
ROUNDS = 7
_MARK = """
(async () => {
  while (!performance.getEntriesByName("complete").length) await new Promise((done) => setTimeout(done, 5));
  return ["interactive", "complete"].map((name) => performance.getEntriesByName(name)[0].startTime);
})()
"""
"""The page notes the times itself: once its first screen is painted and the filters answer, and once every row is there."""
_SEARCH = """
(async () => {
  const field = document.querySelector("#query");
  const start = performance.now();
  field.value = "stock";
  field.dispatchEvent(new Event("input", { bubbles: true }));
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return performance.now() - start;
})()
"""


def main() -> int:
    """0 when the median of the rounds is within a second, 1 otherwise."""
    parser = argparse.ArgumentParser(prog="python -m tests.bars.dashboard")
    parser.add_argument("--previews", type=int, default=1_000)
    parser.add_argument("--screenshots", type=Path, help="a directory for pictures of the page")
    options = parser.parse_args()
    now = int(time.time())
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        path = Path(scratch) / "index.html"
        start = time.perf_counter()
        path.write_bytes(made(many_previews(options.previews, now), now))
        print(
            f"{options.previews} previews: {path.stat().st_size / 1e6:.2f} MB, made in {time.perf_counter() - start:.2f} s"
        )
        with Browser(Path(scratch) / "profile") as browser:
            page = browser.page()
            page.look()
            median = _measured(page, path.as_uri(), 1)
            _measured(page, path.as_uri(), 4)
            if options.screenshots:
                _pictures(page, path.as_uri(), options.screenshots)
    return 0 if median <= LONGEST_MS else 1


def _measured(page: Page, url: str, slower: int) -> float:
    """The median time in milliseconds until the page can be used, on a processor that is so many times slower."""
    page.send("Emulation.setCPUThrottlingRate", rate=slower)
    ready: list[float] = []
    complete: list[float] = []
    search: list[float] = []
    for _ in range(ROUNDS):
        page.open(url)
        for times, mark in zip((ready, complete), page.evaluate(_MARK), strict=True):
            times.append(float(mark))
        search.append(float(page.evaluate(_SEARCH)))
    page.send("Emulation.setCPUThrottlingRate", rate=1)
    median = statistics.median(ready)
    print(
        f"processor {slower} times slower: interactive after {median:.0f} ms (worst {max(ready):.0f}), "
        f"complete after {statistics.median(complete):.0f} ms, "
        f"a search shows after {statistics.median(search):.0f} ms (worst {max(search):.0f})"
    )
    return median


def _pictures(page: Page, url: str, directory: Path) -> None:
    directory.mkdir(parents=True, exist_ok=True)
    for dark in (False, True):
        for name, width, height in (("desktop", 1280, 900), ("phone", 390, 844)):
            page.look(dark=dark, width=width, height=height, phone=name == "phone")
            page.open(url)
            shown = f"{name}-{'dark' if dark else 'light'}"
            page.screenshot(directory / f"{shown}.png")
            page.click("tbody tr:nth-child(12) .open")
            page.screenshot(directory / f"{shown}-details.png")


if __name__ == "__main__":
    sys.exit(main())
