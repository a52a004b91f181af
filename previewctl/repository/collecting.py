"""Collects what a reader concludes from one file, and what becomes of each of the file's keys."""

from __future__ import annotations

from copy import copy

from previewctl.repository.reading import Conclusion, Dropped, Evidence, KeyPath, Mapped, Reading, Value
from previewctl.repository.secret_values import has_secret, masked

_MOST = 5_000
_LONGEST = 200


class Collector:
    """What is found in one file. A key is reported once: as mapped when anything came of it."""

    def __init__(self, path: str) -> None:
        """`path` is the file, as evidence shows it."""
        self.path = path
        self._conclusions: list[Conclusion] = []
        self._mapped: dict[str, Mapped] = {}
        self._dropped: dict[str, Dropped] = {}
        self._notes: list[str] = []

    def at(self, path: str) -> Collector:
        """The same collector for another file: what it finds there stands among the rest."""
        if path in {"", self.path}:
            return self
        other = copy(self)  # the lists and mappings are shared
        other.path = path
        return other

    def conclude(self, path: KeyPath, value: Value, line: int = 0, check: str = "") -> None:
        """Something that belongs into preview.yaml."""
        if _leaks(path, value):
            self.note(f"`{'.'.join(map(str, path))}` was left out: there is a password in it")
        elif len(self._conclusions) < _MOST:
            self._conclusions.append(Conclusion(path, value, Evidence(self.path, line), check))

    def mapped(self, key: str, to: str, line: int = 0) -> None:
        """A key of the file that became `to`; one that became several things has all of them."""
        key = masked(key)
        known = self._mapped.get(key)
        if known is None and len(self._mapped) < _MOST:
            self._mapped[key] = Mapped(key, to, Evidence(self.path, line))
        elif known is not None and to not in known.to.split(", ") and len(known.to) < _LONGEST:
            self._mapped[key] = known._replace(to=f"{known.to}, {to}")
        self._dropped.pop(key, None)

    def dropped(self, key: str, reason: str, line: int = 0) -> None:
        """A key of the file that has no place in a preview.yaml."""
        key = masked(key)
        if key not in self._mapped and len(self._dropped) < _MOST:
            self._dropped.setdefault(key, Dropped(key, masked(reason), Evidence(self.path, line)))

    def take(self, key: str, path: KeyPath, value: Value, line: int = 0, check: str = "") -> None:
        """A key of the file, and what it becomes."""
        self.conclude(path, value, line, check)
        if _leaks(path, value):
            self.dropped(key, "there is a password in it, and the file is read by many", line)
        else:
            self.mapped(key, ".".join(map(str, path)), line)

    def taken_volumes(self) -> frozenset[str]:
        """The names of the volumes that were concluded."""
        return frozenset(str(item.path[1]) for item in self._conclusions if item.path[0] == "volumes")

    def note(self, sentence: str) -> None:
        """A whole sentence for the report."""
        self._notes.append(masked(sentence))

    def reading(self) -> Reading:
        """All of it."""
        return Reading(
            tuple(self._conclusions), tuple(self._mapped.values()), tuple(self._dropped.values()), tuple(self._notes)
        )


def _leaks(path: KeyPath, value: Value) -> bool:
    """Whether a value has a password in it; variables are looked at later, when all that is said about one is known."""
    text = " ".join(map(str, value)) if isinstance(value, list) else value
    return path[0] != "env" and isinstance(text, str) and has_secret(text)
