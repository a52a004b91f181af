"""Seeded mutations of the example files: a pure function of a seed and an index, so any case can be made alone.

A case stacks one to six mutations: first of the data, then of the lines, then of characters and bytes.
"""

from __future__ import annotations

import copy
import random
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from tests.bars import pools
from tests.bars.writer import Bare, Pairs, written

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

EXAMPLES = Path(__file__).resolve().parent.parent.parent / "examples/shop"
PREVIEWS = ("orders-api", "billing-api", "shop-web")
PLATFORM = "platform"
_PLATFORM_SHARE = 0.2
_DEPTHS = (1, 1, 1, 1, 1, 2, 2, 2, 3, 4, 5, 6)

Path_ = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """One mutated file: which one it was (`platform`, or a service's preview.yaml), and its bytes now.

    `variant` picks the platform that a preview is checked against.
    """

    index: int
    base: str
    data: bytes
    variant: int
    mutations: tuple[str, ...]


@cache
def source(base: str) -> str:
    """The text of an example."""
    path = EXAMPLES / "platform.yaml" if base == PLATFORM else EXAMPLES / base / "preview.yaml"
    return path.read_text(encoding="utf-8")


@cache
def _tree(base: str) -> Any:
    return yaml.safe_load(source(base))


def case(seed: int, index: int) -> Case:
    """The case `index` of the run `seed`."""
    rng = random.Random(f"{seed}:{index}")
    base = PLATFORM if rng.random() < _PLATFORM_SHARE else rng.choice(PREVIEWS)
    steps = [
        rng.choices(("tree", "lines", "characters", "bytes"), (70, 12, 15, 3))[0] for _ in range(rng.choice(_DEPTHS))
    ]
    names: list[str] = []
    text = source(base)
    if "tree" in steps:
        text = written(_mutated_tree(base, rng, steps.count("tree"), names), rng)
    for _ in range(steps.count("lines")):
        text = _apply(_LINES, text.split("\n"), rng, names)
    for _ in range(steps.count("characters")):
        text = _apply(_CHARACTERS, text, rng, names)
    data = text.encode("utf-8", "surrogatepass")
    for _ in range(steps.count("bytes")):
        data = _apply(_BYTES, data, rng, names)
    return Case(index, base, data, rng.choice((0, 0, 1, 2)), tuple(names))


def _apply(mutations: tuple[Callable[[Any, Random], Any], ...], value: Any, rng: Random, names: list[str]) -> Any:
    mutation = rng.choice(mutations)
    names.append(mutation.__name__.strip("_"))
    return mutation(value, rng)


# The data tree


def _mutated_tree(base: str, rng: Random, times: int, names: list[str]) -> Any:
    tree = copy.deepcopy(_tree(base))
    parts = pools.PLATFORM_PARTS if base == PLATFORM else pools.PREVIEW_PARTS
    for _ in range(times):
        if rng.random() < 0.45:
            path, part = rng.choice(parts)
            names.append("graft " + ".".join(str(step)[:20] for step in path))
            _graft(tree, path, copy.deepcopy(part))
        else:
            tree = _apply(_TREE, tree, rng, names)
            if not isinstance(tree, dict):
                break
    return tree


def _graft(tree: Any, path: Path_, part: Any) -> None:
    for step in path[:-1]:
        if not isinstance(tree, dict):
            return
        if not isinstance(tree.get(str(step)), dict):
            tree[str(step)] = {}
        tree = tree[str(step)]
    if isinstance(tree, dict):
        tree[str(path[-1])] = part


def _places(tree: Any) -> list[tuple[Any, Any]]:
    """Every container with each of its keys or positions."""
    found: list[tuple[Any, Any]] = []
    waiting = [tree]
    while waiting and len(found) < 2_000:
        node = waiting.pop()
        if isinstance(node, dict):
            found += [(node, key) for key in node]
            waiting += node.values()
        elif isinstance(node, list) and not isinstance(node, Pairs):
            found += [(node, position) for position in range(min(len(node), 50))]
            waiting += node[:50]
    return found


def _place(tree: Any, rng: Random) -> tuple[Any, Any]:
    return rng.choice(_places(tree) or [({"": ""}, "")])


def _owner_key(tree: Any, container: Any, key: Any) -> str:
    """The nearest key of a mapping: an item of `env: [A, B]` counts as `env`."""
    if isinstance(key, str):
        return key
    return next((str(name) for node, name in _places(tree) if node[name] is container), "")


def _fitting_value(tree: Any, rng: Random) -> Any:
    container, key = _place(tree, rng)
    container[key] = rng.choice(pools.BY_KEY.get(_owner_key(tree, container, key), pools.ANY_TEXT))
    return tree


def _edge_of_known_key(tree: Any, rng: Random) -> Any:
    places = [(node, key) for node, key in _places(tree) if key in pools.BY_KEY]
    if places:
        container, key = rng.choice(places)
        container[key] = rng.choice(pools.BY_KEY[key])
    return tree


def _valid_value(tree: Any, rng: Random) -> Any:
    places = [(node, key) for node, key in _places(tree) if key in pools.VALID]
    if places:
        container, key = rng.choice(places)
        container[key] = copy.deepcopy(rng.choice(pools.VALID[key]))
    return tree


def _hostile_text(tree: Any, rng: Random) -> Any:
    container, key = _place(tree, rng)
    container[key] = rng.choice(pools.TEXTS)
    return tree


def _joined_text(tree: Any, rng: Random) -> Any:
    container, key = _place(tree, rng)
    old = container[key] if isinstance(container[key], str) else ""
    new = rng.choice(pools.ANY_TEXT)
    at = rng.randint(0, len(old))
    container[key] = old[:at] + new + old[at:]
    return tree


def _number(tree: Any, rng: Random) -> Any:
    container, key = _place(tree, rng)
    container[key] = rng.choice(pools.NUMBERS)
    return tree


def _structure(tree: Any, rng: Random) -> Any:
    container, key = _place(tree, rng)
    container[key] = copy.deepcopy(rng.choice(pools.HUGE if rng.random() < 0.05 else pools.STRUCTURES))
    return tree


def _changed_type(tree: Any, rng: Random) -> Any:
    container, key = _place(tree, rng)
    value = container[key]
    container[key] = rng.choice(
        (None, True, [value], {"a": value}, [value, value], str(value), {str(value)[:40]: value})
    )
    return tree


def _deleted(tree: Any, rng: Random) -> Any:
    container, key = _place(tree, rng)
    del container[key]
    return tree


def _deleted_at_top(tree: Any, rng: Random) -> Any:
    if tree:
        del tree[rng.choice(list(tree))]
    return tree


def _renamed(tree: Any, rng: Random) -> Any:
    container, key = _place(tree, rng)
    if isinstance(container, dict):
        items = [(_typo(name, rng) if name == key else name, value) for name, value in container.items()]
        container.clear()
        container.update(items)
    return tree


def _typo(key: str | Bare, rng: Random) -> str:
    name = key.text if isinstance(key, Bare) else key
    at = rng.randint(0, len(name))
    return rng.choice(
        (
            name[:at] + name[at + 1 :],
            name[:at] + rng.choice("aeé-_ .\n") + name[at:],
            name.upper(),
            name + name,
            rng.choice(pools.ANY_TEXT),
        )
    )


def _unknown_key(tree: Any, rng: Random) -> Any:
    mappings = [node[key] for node, key in _places(tree) if isinstance(node[key], dict)]
    rng.choice([tree, *mappings])[rng.choice(pools.ANY_TEXT)] = rng.choice(("x", 1, {}, [], None, True))
    return tree


def _swapped(tree: Any, rng: Random) -> Any:
    (one, first), (other, second) = _place(tree, rng), _place(tree, rng)
    one_value, other_value = copy.deepcopy(one[first]), copy.deepcopy(other[second])
    one[first], other[second] = other_value, one_value
    return tree


def _copied_item(tree: Any, rng: Random) -> Any:
    container, key = _place(tree, rng)
    if isinstance(container, dict):
        container[rng.choice(pools.NAMES)] = copy.deepcopy(container[key])
    else:
        container.insert(key, copy.deepcopy(container[key]))
    return tree


def _many(tree: Any, rng: Random) -> Any:
    """A mapping with very many entries that are all alike, and so all valid."""
    container, key = _place(tree, rng)
    if isinstance(container, dict):
        value = container[key]
        container.update(
            {f"{key}{rng.choice(('-', '_', ''))}{number}": value for number in range(rng.choice((3, 3, 3, 30, 300)))}
        )
    else:
        container.extend([container[key]] * rng.choice((3, 3, 3, 30, 30, 30, 300, 10_000)))
    return tree


def _nested(tree: Any, rng: Random) -> Any:
    container, key = _place(tree, rng)
    deep: Any = container[key]
    shape = rng.randint(0, 2)
    for _ in range(rng.choice((5, 36, 41, 100))):
        deep = [deep] if shape == 0 or (shape == 1 and rng.random() < 0.5) else {"a": deep}
    container[key] = deep
    return tree


def _twice(tree: Any, rng: Random) -> Any:
    places = [(node, key) for node, key in _places(tree) if isinstance(node[key], dict)]
    if places:
        container, key = rng.choice(places)
        container[key] = Pairs([*container[key].items(), *list(container[key].items())[:1]])
    return tree


def _anchored(tree: Any, rng: Random) -> Any:
    """An anchor before one value, and aliases and merge keys elsewhere."""
    name = rng.choice(("a", "a1", "é", "a" * 300))
    for _ in range(rng.randint(1, 3)):
        container, key = _place(tree, rng)
        if isinstance(container[key], str | Bare):
            container[key] = Bare(f"&{name} {getattr(container[key], 'text', 'x')}")
        elif isinstance(container[key], dict):
            container[key] = (
                Bare("&" + name + " {a: 1, <<: *" + name + "}") if rng.random() < 0.3 else Bare(f"&{name} {{port: 80}}")
            )
        other, place = _place(tree, rng)
        if isinstance(other, dict) and rng.random() < 0.5:
            other[Bare("<<")] = Bare(
                rng.choice((f"*{name}", f"[*{name}, *{name}]", "[]", "{}", "x", "{image: a, port: 1}", ""))
            )
        else:
            other[place] = Bare(f"*{name} " if rng.random() < 0.8 else "*b ")
    return tree


def _bomb(tree: Any, rng: Random) -> Any:
    """Aliases of aliases."""
    container, key = _place(tree, rng)
    width = rng.choice((2, 9, 20))
    rows = ["&a0 [x, x]"] + [
        f"&a{level} [{', '.join([f'*a{level - 1} '] * width)}]" for level in range(1, rng.choice((3, 6, 30)))
    ]
    container[key] = Bare("[" + ", ".join(rows) + "]")
    return tree


def _tagged(tree: Any, rng: Random) -> Any:
    container, key = _place(tree, rng)
    tag = rng.choice(
        (
            "!!str",
            "!!int",
            "!!binary",
            "!!python/object/apply:os.system",
            "!x",
            "!<a>",
            "!",
            "!!",
            "!e!x",
            "!!set",
            "!%zz",
        )
    )
    container[key] = Bare(f"{tag} {rng.choice(('17', 'x', '[a]', '{a: b}', '', 'web'))}")
    return tree


def _replaced_by_other_file(tree: Any, rng: Random) -> Any:
    other = copy.deepcopy(_tree(rng.choice((*PREVIEWS, PLATFORM))))
    key = rng.choice(list(other))
    if rng.random() < 0.1:
        return other
    tree[key] = other[key]
    return tree


_TREE: tuple[Callable[[Any, Random], Any], ...] = (
    *(_valid_value,) * 12,
    *(
        _fitting_value,
        _fitting_value,
        _edge_of_known_key,
        _edge_of_known_key,
        _hostile_text,
        _joined_text,
        _number,
        _structure,
    ),
    *(
        _changed_type,
        _deleted,
        _deleted_at_top,
        _renamed,
        _unknown_key,
        _swapped,
        _copied_item,
        _many,
        _nested,
        _twice,
        _anchored,
    ),
    *(_bomb, _tagged, _replaced_by_other_file),
)


# Lines


def _swap_lines(lines: list[str], rng: Random) -> str:
    one, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return "\n".join(lines)


def _duplicate_line(lines: list[str], rng: Random) -> str:
    at = rng.randrange(len(lines))
    lines[at:at] = [lines[at]] * rng.choice((1, 1, 2, 60))
    return "\n".join(lines)


def _reindent(lines: list[str], rng: Random) -> str:
    first = rng.randrange(len(lines))
    last = rng.choice((first + 1, first + rng.randint(1, 8), len(lines)))
    pad = rng.choice((" ", "  ", "   ", "\t", " \t", "    ", " " * 2_000, None))
    for at in range(first, min(last, len(lines))):
        lines[at] = lines[at].lstrip() if pad is None else pad + lines[at]
    return "\n".join(lines)


def _drop_lines(lines: list[str], rng: Random) -> str:
    first = rng.randrange(len(lines))
    del lines[first : first + rng.choice((1, 1, 2, 5))]
    return "\n".join(lines)


def _insert_line(lines: list[str], rng: Random) -> str:
    texts = (
        "---",
        "...",
        "--- x",
        "%YAML 1.2",
        "%TAG ! !",
        "# comment",
        "",
        "- x",
        "x",
        "x: y",
        "? x",
        "? [a]\n: b",
        "<<: x",
        "\t",
        ": x",
        "'",
        '"',
        "{",
        "]",
        "|",
        "&a",
        "*a",
        "!",
        "@",
        "`",
        "x:y",
        "a b c",
        "'a': 'b' c",
        "x: y: z",
    )
    lines.insert(rng.randint(0, len(lines)), rng.choice(texts))
    return "\n".join(lines)


def _line_breaks(lines: list[str], rng: Random) -> str:
    if rng.random() < 0.6:
        return rng.choice(("\r\n", "\r", "\n\r", "\x85", "\u2028")).join(lines)
    return "".join(line + rng.choice(("\n", "\r\n", "\r")) for line in lines)


def _join_lines(lines: list[str], rng: Random) -> str:
    at = rng.randrange(len(lines))
    lines[at : at + 2] = [rng.choice(("", " ", ", ", " # ")).join(lines[at : at + 2])]
    return "\n".join(lines)


def _shuffle_lines(lines: list[str], rng: Random) -> str:
    rng.shuffle(lines)
    return "\n".join(lines)


_LINES: tuple[Callable[[Any, Random], Any], ...] = (
    *(_swap_lines, _duplicate_line, _reindent, _drop_lines, _insert_line, _line_breaks, _join_lines, _shuffle_lines),
)


# Characters


def _at(text: str | bytes, rng: Random) -> int:
    return rng.randint(0, len(text))


def _insert_character(text: str, rng: Random) -> str:
    at = _at(text, rng)
    return text[:at] + rng.choice(pools.CHARACTERS) + text[at:]


def _delete_characters(text: str, rng: Random) -> str:
    at = _at(text, rng)
    return text[:at] + text[at + rng.choice((1, 1, 1, 2, 10, 100)) :]


def _replace_character(text: str, rng: Random) -> str:
    at = _at(text, rng)
    return text[:at] + rng.choice(pools.CHARACTERS) + text[at + 1 :]


def _flip_quote_or_bracket(text: str, rng: Random) -> str:
    places = [at for at, character in enumerate(text) if character in "\"'{}[]:,#"]
    if not places:
        return text
    at = rng.choice(places)
    new: str = rng.choice(("", *"\"'{}[]:,#", text[at] * 2))
    return text[:at] + new + text[at + 1 :]


def _truncate(text: str, rng: Random) -> str:
    return text[: _at(text, rng)]


def _repeat(text: str, rng: Random) -> str:
    at = _at(text, rng)
    end = min(len(text), at + rng.randint(1, 40))
    return text[:end] + text[at:end] * rng.choice((1, 2, 50, 2_000)) + text[end:]


def _huge(text: str, rng: Random) -> str:
    at = _at(text, rng)
    unit: str = rng.choice(
        (*"[{a-&*!'\" \t\n#:", "- ", "? ", "a: ", "{a: ", "[&a ", "\n- ", "\n a: ", "\\", "😀", "&a *a ")
    )
    return text[:at] + unit * rng.choice((50, 50, 1_000, 1_000, 20_000)) + text[at:]


def _surround(text: str, rng: Random) -> str:
    before, after = rng.choice(
        (
            ("[", "]"),
            ("{", "}"),
            ("- ", ""),
            ("'", "'"),
            ('"', '"'),
            ("a: |\n ", ""),
            ("---\n", "\n---\n"),
            ("%YAML 1.2\n---\n", ""),
            ("\ufeff", ""),
            ("# ", ""),
            ("\n" * 1_000, " " * 1_000),
            ("", "\n...\n"),
            ("", "\n\0"),
            ("&a ", "*a"),
        )
    )
    return before + text + after


def _placeholder(text: str, rng: Random) -> str:
    at = _at(text, rng)
    return text[:at] + rng.choice(pools.TEXTS)[:2_000] + text[at:]


_CHARACTERS: tuple[Callable[[Any, Random], Any], ...] = (
    *(
        _insert_character,
        _insert_character,
        _delete_characters,
        _replace_character,
        _flip_quote_or_bracket,
        _truncate,
        _repeat,
        _huge,
    ),
    *(_surround, _placeholder),
)


# Bytes


def _insert_bytes(data: bytes, rng: Random) -> bytes:
    at = _at(data, rng)
    return data[:at] + rng.choice(pools.BYTES) + data[at:]


def _replace_byte(data: bytes, rng: Random) -> bytes:
    at = _at(data, rng)
    return data[:at] + bytes((rng.randrange(256),)) + data[at + 1 :]


def _recode(data: bytes, rng: Random) -> bytes:
    return data.decode("utf-8", "replace").encode(rng.choice(pools.ENCODINGS), "replace")


def _byte_order_mark(data: bytes, rng: Random) -> bytes:
    return (
        rng.choice((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xff\xfe\0\0", b"\0\0\xfe\xff", b"\xef\xbb\xbf" * 2))
        + data
    )


def _too_large(data: bytes, rng: Random) -> bytes:
    size = rng.choice((70_000, 70_000, 70_000, 1 << 20, (1 << 20) + 1))
    return (data + rng.choice((b"#", b"\n", b" ", b"\0")) * size)[:size]


def _only(data: bytes, rng: Random) -> bytes:
    return rng.choice((b"", b"\0", b"\n", b"\xef\xbb\xbf", b"\xff", b"#", b"~", b"[]", b"{}", rng.randbytes(64)))


_BYTES: tuple[Callable[[Any, Random], Any], ...] = (
    *(_insert_bytes, _insert_bytes, _replace_byte, _replace_byte, _recode, _recode, _byte_order_mark, _only),
    *(_too_large,),
)
