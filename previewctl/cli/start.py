"""Where a run begins."""

from __future__ import annotations

import gc


def main() -> None:
    """Runs the command line; see `app.main`."""
    # A run is short and makes many small objects that live to its end: to collect them often only costs time, and begins
    # to with the first import.
    gc.set_threshold(200_000)
    from previewctl.cli import app

    app.main()
