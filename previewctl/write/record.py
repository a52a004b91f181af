"""The list of the files that previewctl has written, as `preview.json` holds it."""

from __future__ import annotations

RECORD = "preview.json"


def owned_files(record: bytes) -> frozenset[str]:
    """The paths, relative to the preview's directory, that `record` lists, and the record itself.

    A record that cannot be read lists nothing: what it wrote is then foreign, which loses nothing.
    """
    import json

    try:
        files = json.loads(record)["preview"]["files"]
    except (ValueError, TypeError, LookupError, RecursionError):
        files = None
    return frozenset({RECORD, *(files if isinstance(files, dict) else ())})
