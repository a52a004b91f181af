"""Makes up Django projects: apps, their migrations, and what a database has applied. A case is a function of seed and index."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from previewctl.seeds.migrations.model import FIRST, LATEST, Key

LABELS = ("orders", "billing", "stock", "people", "mail", "zones")


@dataclass(slots=True)
class File:
    """A migration file; `style` is how it is written."""

    key: Key
    dependencies: list[Key] = field(default_factory=list)
    run_before: list[Key] = field(default_factory=list)
    replaces: list[Key] = field(default_factory=list)
    style: str = "plain"


@dataclass(slots=True)
class Project:
    """One case. `forms` say for each app how it is kept: a package, nested, with a label of its own, and so on.

    `user_app` is the app of `AUTH_USER_MODEL`; empty where that is Django's own. `ahead`: the database has migrations
    that no file has. `nested`: a squash is squashed, or two of them overlap, which Django 5 does not know.
    """

    forms: dict[str, str]
    files: list[File]
    applied: set[Key]
    targets: list[Key]
    user_app: str
    contrib: bool
    ahead: bool = False
    nested: bool = False
    unreadable: bool = False


def project(seed: int, index: int) -> Project:
    """The case of a number."""
    return _Maker(random.Random(f"{seed} {index}")).made()


class _Maker:
    """Grows a project in steps."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.apps = list(LABELS[: chance.randint(1, 5)])
        chance.shuffle(self.apps)
        self.bare = [app for app in self.apps if chance.random() < 0.08]
        self.contrib = chance.random() < 0.3
        self.user_app = "" if self.contrib or chance.random() < 0.3 else chance.choice(self.apps)
        self.order: list[File] = []
        self.nested = False

    def made(self) -> Project:
        for _ in range(self.chance.randint(2, 22)):
            app = self.chance.choice(self.apps)
            if app not in self.bare:
                self.grow(app)
        for _ in range(self.chance.choice((0, 0, 1, 1, 2, 3))):
            self.squash()
        self.merge()
        for _ in range(self.chance.choice((0, 0, 0, 0, 0, 1, 2))):
            self.spoil()
        forms = {app: self.form(app) for app in self.apps}
        unreadable = self.chance.random() < 0.05 and bool(self.order)
        for file in self.order:
            file.style = self.chance.choice(
                ("plain", "plain", "tuple", "annotated", "named", "sum", "alias", "inherits")
            )
        if unreadable:
            self.chance.choice(self.order).style = "computed"
        applied, ahead = self.database()
        keys = [file.key for file in self.order]
        targets = self.chance.sample(keys, min(len(keys), self.chance.randint(1, 3))) if keys else []
        files = sorted(self.order, key=lambda file: file.key)
        return Project(
            forms,
            files,
            applied,
            targets,
            self.user_app,
            self.contrib,
            ahead,
            self.nested or self.overlaps(),
            unreadable,
        )

    def form(self, app: str) -> str:
        if app in self.bare:
            return self.chance.choice(("none", "empty", "namespace", "module", "nowhere"))
        return self.chance.choice(("package", "package", "nested", "label", "config", "moved", "no init"))

    def of(self, app: str) -> list[File]:
        return [file for file in self.order if file.key[0] == app]

    def leaves(self, app: str) -> list[Key]:
        inner = {key for file in self.of(app) for key in file.dependencies}
        return [file.key for file in self.of(app) if file.key not in inner]

    def number(self, app: str) -> int:
        return 1 + max((int(file.key[1][:4]) for file in self.of(app)), default=0)

    def grow(self, app: str) -> None:
        """One more migration, after the last ones of its app or beside them."""
        earlier = self.of(app)
        parents = self.leaves(app)
        if earlier and self.chance.random() < 0.12:
            parents = [self.chance.choice(earlier).key]
        word = self.chance.choice(("initial", "status", "fill", "index", "merge"))
        name = f"{self.number(app):04}_{word}{self.chance.randint(0, 9)}"
        if self.chance.random() < 0.03:
            name = f"{word}_without_number{len(self.order)}"
            name = f"{self.number(app):04}{name}"
        file = File((app, name), list(parents))
        others = [item for item in self.order if item.key[0] != app]
        if others and self.chance.random() < 0.45:
            file.dependencies.append(self.chance.choice(others).key)
        if self.chance.random() < 0.12:
            file.dependencies.append(self.special(app))
        if others and self.chance.random() < 0.08:
            self.chance.choice(others).run_before.append(file.key)
        if self.chance.random() < 0.2:
            self.chance.shuffle(file.dependencies)
        self.order.append(file)

    def special(self, app: str) -> Key:
        """`__first__`, `__latest__`, the app of the user model, or Django's own."""
        grown = [item for item in self.apps if self.of(item) or item in self.bare] or [app]
        other = self.chance.choice(grown if self.chance.random() < 0.9 else self.apps)
        if self.contrib and self.chance.random() < 0.6:
            return self.chance.choice(
                (("auth", "0001_initial"), ("contenttypes", FIRST), ("auth", LATEST), ("", FIRST))
            )
        if self.user_app and self.chance.random() < 0.4:
            return "", FIRST
        return other, FIRST if other == app or self.chance.random() < 0.9 else LATEST

    def squash(self) -> None:
        """A file that replaces some in a row; these stay or go, and what depends on them is pointed at it or not."""
        app = self.chance.choice(self.apps)
        chain = self.of(app)
        if len(chain) < 2:
            return
        first = self.chance.randrange(len(chain) - 1) if self.chance.random() < 0.4 else 0
        last = self.chance.randrange(first + 1, len(chain))
        replaced = chain[first : last + 1]
        if any(file.replaces for file in replaced):
            self.nested = True
            replaced = self.whole(replaced)
        keys = [file.key for file in replaced]
        outer = [key for file in replaced for key in file.dependencies if key not in keys and key[1] != FIRST]
        name = f"{keys[0][1][:4]}_squashed_{keys[-1][1][:4]}_{len(self.order)}"
        made = File((app, name), list(dict.fromkeys(outer)), replaces=keys)
        made.run_before = [key for file in replaced for key in file.run_before if key not in keys]
        if self.chance.random() < 0.35:
            self.order = [file for file in self.order if file.key not in keys]
        repoints = self.chance.random() < 0.4
        for file in self.order if repoints else ():
            file.dependencies = list(dict.fromkeys(made.key if key in keys else key for key in file.dependencies))
        place = max((index for index, file in enumerate(self.order) if file in replaced), default=None)
        at = (
            place + 1
            if place is not None
            else next((index for index, file in enumerate(self.order) if file.key[0] == app), len(self.order))
        )
        self.order.insert(at, made)

    def whole(self, replaced: list[File]) -> list[File]:
        """Without the files that an inner squash among them replaces already: the way that Django 6 writes it."""
        inner = {key for file in replaced for key in file.replaces}
        return [file for file in replaced if file.key not in inner]

    def overlaps(self) -> bool:
        seen = [key for file in self.order for key in file.replaces]
        squashes = {file.key for file in self.order if file.replaces}
        return len(seen) != len(set(seen)) or bool(squashes & set(seen))

    def merge(self) -> None:
        """What `makemigrations --merge` writes, for most forks."""
        for app in self.apps:
            replaced = {key for file in self.of(app) for key in file.replaces}
            leaves = [key for key in self.leaves(app) if key not in replaced]
            if len(leaves) > 1 and self.chance.random() < 0.8:
                plain = [key for key in leaves if not any(file.key == key and file.replaces for file in self.order)]
                if len(plain) > 1:
                    self.order.append(File((app, f"{self.number(app):04}_merged"), plain))

    def spoil(self) -> None:
        """One mistake."""
        if not self.order:
            return
        file = self.chance.choice(self.order)
        kind = self.chance.randrange(8)
        if kind == 0:
            self.order.remove(file)
        elif kind == 1:
            file.dependencies.append((self.chance.choice(self.apps), "0077_missing"))
        elif kind == 2:
            file.dependencies.append(self.chance.choice(self.order).key)
        elif kind == 3:
            file.run_before.append(self.chance.choice(self.order).key)
        elif kind == 4:
            file.dependencies.append(("nobody", self.chance.choice((FIRST, LATEST, "0001_initial"))))
        elif kind == 5:
            file.replaces.append(self.chance.choice(self.order).key)
            self.nested = True
        elif kind == 6 and file.dependencies:
            file.dependencies.pop()
        elif kind == 7:
            file.dependencies.append((self.chance.choice(self.apps), self.chance.choice((FIRST, LATEST))))

    def database(self) -> tuple[set[Key], bool]:
        """What is applied: for the most part all that comes before something, sometimes anything."""
        applied: set[Key] = set()
        kind = self.chance.random()
        everything = list(dict.fromkeys(key for file in self.order for key in (*file.replaces, file.key)))
        if kind < 0.1:
            applied = {key for key in everything if self.chance.random() < 0.5}
        elif kind < 0.95:
            cut = self.chance.randint(0, len(everything))
            applied = self.closed(everything[:cut])
            if self.chance.random() < 0.6:
                squashes = {file.key for file in self.order if file.replaces}
                applied -= {key for key in squashes if self.chance.random() < 0.7}
        ahead = bool(applied) and self.chance.random() < 0.15
        if ahead:
            applied.add((self.chance.choice(sorted(applied))[0], "0099_of_the_default_branch"))
        return applied, ahead

    def closed(self, keys: list[Key]) -> set[Key]:
        """The keys, and all that they need by name."""
        files = {file.key: file for file in self.order}
        earlier = {key: {*file.dependencies, *file.replaces} for key, file in files.items()}
        for file in self.order:
            for child in file.run_before:
                earlier.setdefault(child, set()).add(file.key)
        found: set[Key] = set()
        pending = list(keys)
        while pending:
            key = pending.pop()
            if key not in found and key[0] in self.apps and key[1] not in {FIRST, LATEST}:
                found.add(key)
                pending += earlier.get(key, ())
        return found & set(keys) | {key for key in found if key in files}
