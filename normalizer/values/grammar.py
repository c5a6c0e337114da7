"""The strict grammar of numbers in text (R1.1), shared by ratios, sizes, tiers and lengths.

Length is looked at before spaces are taken away, and every pattern is ASCII and bounded: a longer text is refused
without being read to its end, and `int` sees at most nine digits. Fractions are whole numbers of ten-thousandths:
four digits after the point are all the grammar allows.
"""

from __future__ import annotations

import re

LONGEST = 32
"""Texts of more characters are refused unread."""

UNIT = 10_000
"""A decimal number is kept as a whole number of 1/UNIT."""

NUMBER = r"(?:0|[1-9][0-9]{0,4})(?:\.[0-9]{1,4})?"
PIXELS = r"[1-9][0-9]{0,4}"

_DECIMAL = re.compile(NUMBER, re.ASCII)
_WHOLE = re.compile(PIXELS, re.ASCII)


def trimmed(text: str) -> str | None:
    r"""Take outer spaces (U+0020 alone) away; nothing where the text is too long or empty.

    >>> trimmed(" 16:9 "), trimmed("9" * 33), trimmed("16:9\\n")
    ('16:9', None, '16:9\\n')
    """
    if len(text) > LONGEST:
        return None
    return text.strip(" ") or None


def ten_thousandths(digits: str) -> int:
    """Turn a text that matched NUMBER into a whole number of ten-thousandths; 0 stays 0.

    >>> ten_thousandths("2.39"), ten_thousandths("16"), ten_thousandths("0.25")
    (23900, 160000, 2500)
    """
    whole, _, rest = digits.partition(".")
    return int(whole) * UNIT + int((rest + "0000")[:4])


def decimal(text: str) -> int | None:
    """Read a positive decimal number as ten-thousandths; nothing where the text is not one.

    >>> decimal("7.5"), decimal("07"), decimal("0.0"), decimal("1e3")
    (75000, None, None, None)
    """
    if _DECIMAL.fullmatch(text) is None:
        return None
    return ten_thousandths(text) or None


def whole(text: str) -> int | None:
    """Read a positive whole number of at most five digits; nothing where the text is not one.

    >>> whole("1024"), whole("010"), whole("123456")
    (1024, None, None)
    """
    return int(text) if _WHOLE.fullmatch(text) else None


def plain(units: int) -> int | float:
    """Turn ten-thousandths back into a number: an int where there is no fraction.

    >>> plain(80000), plain(75000)
    (8, 7.5)
    """
    return units // UNIT if units % UNIT == 0 else units / UNIT
