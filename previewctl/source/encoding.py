"""From bytes to text: UTF-8, and a precise word about anything else."""

from __future__ import annotations

from previewctl.diagnostics.catalogue import WRONG_ENCODING
from previewctl.diagnostics.model import FILE_START, Diagnostic, Location
from previewctl.source.places import Places

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# The order matters: the UTF-32 marks begin like the UTF-16 ones.
_FOREIGN_MARKS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
_SAMPLE = 64


def decode(data: bytes, path: str) -> str | Diagnostic:
    """The text of UTF-8 bytes without its byte order mark, or what is wrong with them."""
    if (foreign := _foreign_encoding(data)) is not None:
        return WRONG_ENCODING.at(
            Location(path, FILE_START),
            f"this file is {foreign}, expected UTF-8",
            help="save it as UTF-8, for instance with your editor's “Save with encoding”",
        )
    data = data.removeprefix(_BYTE_ORDER_MARK)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _bad_byte(data, error.start, path)


def _foreign_encoding(data: bytes) -> str | None:
    for mark, name in _FOREIGN_MARKS:
        if data.startswith(mark):
            return name
    return _by_zero_bytes(data[:_SAMPLE])


def _by_zero_bytes(sample: bytes) -> str | None:
    """UTF-16 and UTF-32 without a mark: zero bytes at regular places, ASCII between them."""
    if len(sample) < 4 or 0 not in sample:
        return None
    for width, name in ((4, "UTF-32"), (2, "UTF-16")):
        for kept in (0, width - 1):
            if len(sample) % width == 0 and _only_at(sample, width, kept):
                return name
    return None


def _only_at(sample: bytes, width: int, kept: int) -> bool:
    return all(bool(byte) == (index % width == kept) for index, byte in enumerate(sample))


def _bad_byte(data: bytes, offset: int, path: str) -> Diagnostic:
    text = data.decode("utf-8", "replace")
    start = len(data[:offset].decode("utf-8"))
    byte = data[offset]
    character = bytes((byte,)).decode("cp1252", "replace")
    reading = f" (“{character}” in Latin-1)" if character.isprintable() and character != "\ufffd" else ""
    return WRONG_ENCODING.at(
        Places(path, text).location(start, start + 1),
        f"the byte 0x{byte:02X}{reading} is not UTF-8",
        label="not UTF-8",
        help="save the file as UTF-8; it looks like Latin-1 or Windows-1252" if reading else "save the file as UTF-8",
    )
