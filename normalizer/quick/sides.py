"""Read the plainest spelling of a size, `1024x1536`, by looking its sides up. All others are the engine's to read."""

from __future__ import annotations

from typing import Any

from normalizer.request import SMALL_SIDE

LARGEST = 8192
SIDES = {str(side): side for side in range(SMALL_SIDE + 1, LARGEST + 1)}
"""Every usual side by its text: a look-up costs less than to test digits, zeros and length, and to convert."""

_side = SIDES.get


def pixels(value: Any) -> tuple[int, int] | None:
    """Give width and height; nothing where the text is not two usual sides with an `x` between them.

    >>> pixels("1024x1536"), pixels("1024X1536"), pixels("01024x1536"), pixels("16x9")
    ((1024, 1536), None, None, None)
    """
    if type(value) is str and len(value) <= 9:
        left, _, right = value.partition("x")
        width = _side(left)
        if width:
            height = _side(right)
            if height:
                return width, height
    return None
