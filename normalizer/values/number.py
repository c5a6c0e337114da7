"""Numbers as callers write them (R1.1, R1.2): ints, floats and texts of digits. `True` is never a number."""

from __future__ import annotations

import re
from typing import Any

from normalizer.values.grammar import UNIT, decimal, ten_thousandths, trimmed

_SIGNED = re.compile(r"-?(?:0|[1-9][0-9]{0,19})(?:\.[0-9]{1,4})?", re.ASCII)
_DIGITS = re.compile(r"0|[1-9][0-9]{0,4}", re.ASCII)

LARGEST = 2**64
"""Whole numbers beyond this are refused: no provider has a field for them."""


def whole_number(value: Any) -> int | None:
    """Read a whole number from 0: an int, a float without fraction, a text of at most five digits; else nothing.

    >>> whole_number(3), whole_number(3.0), whole_number("3"), whole_number(True), whole_number("03")
    (3, 3, 3, None, None)
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return int(value) if 0 <= value <= LARGEST else None
    if isinstance(value, float):
        return int(value) if 0 <= value <= LARGEST and value == int(value) else None
    if isinstance(value, str) and _DIGITS.fullmatch(value):
        return int(value)
    return None


def number(value: Any) -> int | None:
    """Read any number of at most four decimals as ten-thousandths; else nothing. Texts may have a minus sign.

    >>> number(2.5), number("-1"), number(float("nan")), number(True)
    (25000, -10000, None, None)
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return int(value) * UNIT if -LARGEST <= value <= LARGEST else None
    if isinstance(value, float):
        if not -LARGEST <= value <= LARGEST:  # NaN fails here too
            return None
        units = round(value * UNIT)
        return units if units / UNIT == value else None
    if isinstance(value, str) and _SIGNED.fullmatch(value):
        units = ten_thousandths(value.removeprefix("-"))
        return -units if value[0] == "-" else units
    return None


def seconds(value: Any) -> int | None:
    """Read a length in seconds as ten-thousandths: a positive number, or a text with an optional `s` (R1).

    >>> seconds("8s"), seconds(7.5), seconds("8 s"), seconds("08"), seconds(0)
    (80000, 75000, 80000, None, None)
    """
    if isinstance(value, str):
        text = trimmed(value)
        if text is None:
            return None
        return decimal(text[:-1].removesuffix(" ") if text[-1] == "s" else text)
    units = number(value)
    return units if units is not None and 0 < units < 100_000 * UNIT else None
