"""Puts a finished directory in the place of another one."""

from __future__ import annotations

import os
import sys
from functools import cache
from typing import TYPE_CHECKING

from previewctl.write.leftovers import Purpose, temporary_path

if TYPE_CHECKING:
    from collections.abc import Callable

_AT_THE_WORKING_DIRECTORY = -100
_RENAME_EXCHANGE = 2


def swap(new: str, target: str) -> str:
    """Puts the directory `new` at `target`, where one stands already; the answer is where the replaced one now is.

    One step on Linux. Where the system cannot exchange two directories it takes two renames: a kill between them
    leaves nothing at `target` and the complete old directory beside it, which the next run puts back.
    Raises OSError; `target` is then what it was.
    """
    if exchange(new, target):
        return new
    aside = temporary_path(target, Purpose.RESTORE)
    os.rename(target, aside)
    try:
        os.rename(new, target)
    except BaseException:
        os.rename(aside, target)
        raise
    return aside


def exchange(one: str, other: str) -> bool:
    """Exchanges two directories atomically; False when the system refuses (for whatever reason): nothing happened."""
    function = _renameat2()
    if function is None:
        return False
    here = _AT_THE_WORKING_DIRECTORY
    return function(here, os.fsencode(one), here, os.fsencode(other), _RENAME_EXCHANGE) == 0


@cache
def _renameat2() -> Callable[[int, bytes, int, bytes, int], int] | None:
    """The C library's function of that name; None where there is none."""
    if sys.platform != "linux":
        return None
    import ctypes

    try:
        function = ctypes.CDLL(None).renameat2
    except (OSError, AttributeError):
        return None
    function.argtypes = [ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint]
    function.restype = ctypes.c_int
    answer: Callable[[int, bytes, int, bytes, int], int] = function
    return answer
