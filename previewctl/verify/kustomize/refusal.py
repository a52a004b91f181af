"""Why an overlay cannot be read."""

from __future__ import annotations


class Refused(Exception):  # noqa: N818 - an outcome, not an error of the program
    """Ends the reading of an overlay; the text says why, `path` is the file, `known` whether Kustomize could build it."""

    def __init__(self, message: str, path: str, line: int = 1, *, kustomize_could: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        self.line = max(line, 1)
        self.kustomize_could = kustomize_could
