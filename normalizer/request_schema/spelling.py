"""All ways to write one value (R1), as patterns that JavaScript and Python read alike. Knows texts, no targets."""

from __future__ import annotations

import re
from fractions import Fraction
from math import isqrt

from normalizer.values import Ratio, Size, Tier
from normalizer.values.grammar import UNIT

BLANKS = " {0,8}"
"""Outer blanks; the grammar allows as many as the longest text has room for (R1.1)."""

LARGEST_TERM = 40
"""Multiples of a ratio are matched up to this term, such as 21:9 for 7:3."""

ANY_NUMBER = r"(?:0|[1-9][0-9]{0,4})(?:\.[0-9]{1,4})?"
ANY_SIZE = rf"{BLANKS}[1-9][0-9]{{0,4}}[xX*×][1-9][0-9]{{0,4}}{BLANKS}"
ANY_RATIO = rf"{BLANKS}(?:{ANY_NUMBER}[:/]{ANY_NUMBER}|[1-9][0-9]{{0,4}}x[1-9][0-9]{{0,4}}){BLANKS}"
ANY_RATIO_IN_SIZE = rf"{BLANKS}{ANY_NUMBER}:{ANY_NUMBER}{BLANKS}"
ANY_TIER_IN_SIZE = rf"{BLANKS}{ANY_NUMBER} ?(?:[kKpP]|[mM][pP]){BLANKS}"
ANY_TIER = rf"(?:{ANY_SIZE}|{BLANKS}{ANY_NUMBER}(?: ?(?:[kKpP]|[mM][pP]))?{BLANKS})"
ANY_SIGNED = r"-?(?:0|[1-9][0-9]{0,19})(?:\.[0-9]{1,4})?"
ANY_LENGTH = rf"{BLANKS}{ANY_NUMBER} ?s?{BLANKS}"

_TIER = re.compile(r"([0-9.]+) ?([kK]|[mM][pP]|[pP]|)")


def folded(word: str) -> str:
    r"""Match a word in any case of letters.

    >>> folded("2K-a")
    '2[kK]\\-[aA]'
    """
    return "".join(
        f"[{letter.lower()}{letter.upper()}]" if letter.isascii() and letter.isalpha() else re.escape(letter)
        for letter in word
    )


def number(units: int) -> str:
    r"""Match a number of ten-thousandths with its trailing zeros.

    >>> number(80000), number(75000)
    ('8(?:\\.0{1,4})?', '7\\.50{0,3}')
    """
    whole, rest = divmod(abs(units), UNIT)
    sign = "-" if units < 0 else ""
    if not rest:
        return rf"{sign}{whole}(?:\.0{{1,4}})?"
    digits = f"{rest:04}".rstrip("0")
    zeros = 4 - len(digits)
    return rf"{sign}{whole}\.{digits}" + (rf"0{{0,{zeros}}}" if zeros else "")


def ratio(value: Ratio, text: str | None = None, *, colon_only: bool = False) -> str:
    """Match a ratio in lowest terms, as a file writes it, and as a decimal beside 1.

    Multiples of the terms cannot all be matched: those of a square are, of others the ones that people write.
    """
    pairs = {(value.width * UNIT, value.height * UNIT)}
    named = None if text is None else re.fullmatch(rf"({ANY_NUMBER})[:/]({ANY_NUMBER})", text)
    if named:
        pairs.add((int(Fraction(named[1]) * UNIT), int(Fraction(named[2]) * UNIT)))
    for wide, tall in (
        (Fraction(value.width, value.height), Fraction(1)),
        (Fraction(1), Fraction(value.height, value.width)),
    ):
        units = wide * UNIT, tall * UNIT
        if all(side.denominator == 1 and 0 < side < 10**5 * UNIT for side in units):
            pairs.add((int(units[0]), int(units[1])))
    mark = ":" if colon_only else "[:/]"
    ways = [f"{number(wide)}{mark}{number(tall)}" for wide, tall in sorted(pairs)]
    if not colon_only:
        ways += [f"{w // UNIT}x{t // UNIT}" for w, t in sorted(pairs) if w % UNIT == t % UNIT == 0]
    across = mark if colon_only else "[:/x]"
    multiples = range(2, LARGEST_TERM // max(value) + 1 if value != (1, 1) else 0)
    ways += [f"{value.width * times}{across}{value.height * times}" for times in multiples]
    if value == (1, 1):
        ways.append(rf"([1-9][0-9]{{0,4}}){across}\1")
    return f"{BLANKS}(?:{'|'.join(ways)}){BLANKS}"


def size(value: Size | tuple[int, int]) -> str:
    """Match a size with any of its marks.

    >>> size((64, 32))
    ' {0,8}64[xX*×]32 {0,8}'
    """
    return f"{BLANKS}{value[0]}[xX*×]{value[1]}{BLANKS}"


def otherwise(text: str) -> str | None:
    """Write a tier in another way that means the same, unless the file has a word that looks like it.

    >>> otherwise("2K"), otherwise("720p"), otherwise("square")
    ('2.0 K', '720 p', None)
    """
    found = _TIER.fullmatch(text)
    if found is None or Tier.read(text) is None:
        return None
    number_ = found[1] if found[2] in {"p", "P"} or "." in found[1] else f"{found[1]}.0"
    return f"{number_} {found[2]}".rstrip()


def tier(text: str) -> str:
    """Match a tier in any case, with or without the blank before its unit; other words in any case alone."""
    pixels = Size.read(text)
    if pixels is not None:
        return size(pixels)
    found = _TIER.fullmatch(text)
    if found is None or Tier.read(text) is None:
        return f"{BLANKS}{folded(text)}{BLANKS}"
    unit = found[2].lower()
    digits = found[1] if unit == "p" else number(int(Fraction(found[1]) * UNIT))
    return f"{BLANKS}{digits}{f' ?{folded(unit)}' if unit else ''}{BLANKS}"


def length(units: int) -> str:
    """Match a length in seconds."""
    return f"{BLANKS}{number(units)} ?s?{BLANKS}"


def units_of(pixels: Fraction) -> list[str]:
    """Write a number of pixels as a tier: in every unit with at most two decimals, and as a frame of it.

    >>> units_of(Fraction(1024 * 1024)), units_of(Fraction(1280 * 720))
    (['1K', '1MP', '1', '768p', '1024x1024'], ['720p', '960x960', '1280x720', '720x1280'])
    """
    found = []
    side = _root(pixels)
    if side is not None and (decimal := _decimal(side / 1024)):
        found.append(f"{decimal}K")
    if (decimal := _decimal(pixels / 1024**2)) is not None:
        found.append(f"{decimal}MP")
        found += [decimal] if pixels <= 64 * 1024**2 else []
    lines = _root(pixels * 9 / 16)
    if lines is not None and lines.denominator == 1 and lines < 10**5:
        found.append(f"{lines}p")
    if side is not None and side.denominator == 1 and side < 10**5:
        found.append(f"{side}x{side}")
    part = _root(pixels / 144)  # of which 16 are the width and 9 the height
    if part is not None and part.denominator == 1 and part * 16 < 10**5:
        found += [f"{16 * part}x{9 * part}", f"{9 * part}x{16 * part}"]
    return found


def _root(value: Fraction) -> Fraction | None:
    width, height = isqrt(value.numerator), isqrt(value.denominator)
    return Fraction(width, height) if (width**2, height**2) == (value.numerator, value.denominator) else None


def _decimal(value: Fraction) -> str | None:
    """Write a number with at most two decimals and five digits before them; nothing where it has more."""
    hundredths = value * 100
    if hundredths.denominator != 1 or not 0 < hundredths < 10**7:
        return None
    whole, rest = divmod(int(hundredths), 100)
    return f"{whole}.{rest:02}".rstrip("0").rstrip(".")
