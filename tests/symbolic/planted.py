"""Mistakes on purpose: CrossHair must find each of them, or it would not find the others either."""

from __future__ import annotations

from normalizer.fit import Limits, fit
from normalizer.parameters.count import split
from normalizer.parameters.offer import FRAME, frame_grid


def split_forgets_one(total: int, most: int) -> tuple[int, ...]:
    """Lose a result at one place.

    pre: 1 <= total <= 12
    pre: 1 <= most <= 12
    post: sum(_) == total
    """
    calls = split(total, most)
    return calls[:-1] if (total, most) == (11, 3) else calls


def frames_tie_up(tenths: int, step: int, plus: int) -> int:
    """Let a tie go up.

    pre: 0 <= tenths <= 400
    pre: 1 <= step <= 6
    pre: 0 <= plus < step
    post: _ - step < 1 or abs(10 * _ - tenths) < abs(10 * (_ - step) - tenths)
    """
    down = frame_grid(tenths * FRAME // 10, step, plus, 1, None, "nearest")
    return down + step if 10 * (2 * down + step) == 2 * tenths else down


def fit_off_by_one(width: int, height: int, step: int) -> tuple[int, int]:
    """Leave the grid at one width.

    pre: 1 <= width <= 12
    pre: 1 <= height <= 12
    pre: 1 <= step <= 3
    post: _[0] % step == 0
    """
    made = fit((width, height), (width * height, 1), Limits.of(width=(step, 8), height=(step, 8), step=step))
    return (made[0] + 1, made[1]) if step == 3 and made[0] == 6 else made
