"""What must hold of the split, the frame grid and the fit, for all small whole numbers.

Each function calls the library; `pre` says which numbers are meant, `post` what must hold of the result, `_`. Split and
frames are decided for all of the numbers; the roots of the fit make CrossHair take numbers one by one, as far as it
gets.
"""

from __future__ import annotations

from normalizer.fit import Limits, fit
from normalizer.parameters.count import split
from normalizer.parameters.offer import FRAME, frame_grid


def split_by_most(total: int, most: int) -> tuple[int, ...]:
    """Make full calls first and the rest last: they add up, none is above the most, and none could be saved (R8.1).

    pre: 1 <= total <= 12
    pre: 1 <= most <= 12
    post: sum(_) == total
    post: all(1 <= count <= most for count in _)
    post: all(count == most for count in _[:-1])
    post: len(_) == -(-total // most)
    """
    return split(total, most)


def split_by_allowed_counts(total: int, middle: int, large: int) -> tuple[int, ...]:
    """Take allowed counts alone, the larger ones first, and the fewest calls (R8.1).

    pre: 1 <= total <= 10
    pre: 1 < middle < large <= 6
    post: sum(_) == total
    post: all(count in (1, middle, large) for count in _)
    post: list(_) == sorted(_, reverse=True)
    post: len(_) == fewest(total, middle, large)
    """
    return split(total, None, (1, middle, large))


def fewest(total: int, middle: int, large: int) -> int:
    """Count the calls of every mixture, and give the fewest."""
    return min(
        many + some + total - many * large - some * middle
        for many in range(total // large + 1)
        for some in range((total - many * large) // middle + 1)
    )


def frames_nearest(tenths: int, step: int, plus: int, lowest: int, highest: int) -> int:
    """Stay on the grid, between the bounds, and no other point nearer; a tie goes down (R6.4).

    pre: 0 <= tenths <= 400
    pre: 1 <= step <= 6
    pre: 0 <= plus < step
    pre: 1 <= lowest <= highest <= 30
    pre: (highest - plus) // step * step + plus >= lowest
    post: (_ - plus) % step == 0
    post: lowest <= _ <= highest
    post: _ + step > highest or abs(10 * _ - tenths) <= abs(10 * (_ + step) - tenths)
    post: _ - step < lowest or abs(10 * _ - tenths) < abs(10 * (_ - step) - tenths)
    """
    return frame_grid(tenths * FRAME // 10, step, plus, lowest, highest, "nearest")


def frames_at_least(tenths: int, step: int, plus: int, lowest: int, highest: int) -> int:
    """Take the smallest point of the grid that is not below, the largest where all are (R9.1).

    pre: 0 <= tenths <= 400
    pre: 1 <= step <= 6
    pre: 0 <= plus < step
    pre: 1 <= lowest <= highest <= 30
    pre: (highest - plus) // step * step + plus >= lowest
    post: (_ - plus) % step == 0
    post: lowest <= _ <= highest
    post: 10 * _ >= tenths or _ + step > highest
    post: 10 * (_ - step) < tenths or _ - step < lowest
    """
    return frame_grid(tenths * FRAME // 10, step, plus, lowest, highest, "at_least")


def frames_at_most(tenths: int, step: int, plus: int, lowest: int, highest: int) -> int:
    """Take the largest point of the grid that is not above, the smallest where all are (R9.1).

    pre: 0 <= tenths <= 400
    pre: 1 <= step <= 6
    pre: 0 <= plus < step
    pre: 1 <= lowest <= highest <= 30
    pre: (highest - plus) // step * step + plus >= lowest
    post: (_ - plus) % step == 0
    post: lowest <= _ <= highest
    post: 10 * _ <= tenths or _ - step < lowest
    post: 10 * (_ + step) > tenths or _ + step > highest
    """
    return frame_grid(tenths * FRAME // 10, step, plus, lowest, highest, "at_most")


def fit_into_edges(width: int, height: int, most: int, step: int) -> tuple[int, int]:
    """Be legal and on the grid; leave a legal wish and an answer unchanged (R5.1, R5.4).

    pre: 1 <= width <= 12
    pre: 1 <= height <= 12
    pre: 1 <= step <= 3
    pre: step <= most <= 8
    post: edges(most, step).admits(*_)
    post: fit(_, (_[0] * _[1], 1), edges(most, step)) == _
    post: _ == (width, height) or not edges(most, step).admits(width, height)
    """
    return fit((width, height), (width * height, 1), edges(most, step))


def edges(most: int, step: int) -> Limits:
    """Give limits of both sides alike."""
    return Limits.of(width=(step, most), height=(step, most), step=step)


def fit_into_pixels(width: int, height: int, most: int) -> tuple[int, int]:
    """Stay within the most pixels, and leave what is below them (R5.3).

    pre: 1 <= width <= 12
    pre: 1 <= height <= 12
    pre: 1 <= most <= 40
    post: 1 <= _[0] * _[1] <= most
    post: _ == (width, height) or width * height > most
    """
    return fit((width, height), (width * height, 1), Limits.of(pixels=(None, most)))


def fit_turned(width: int, height: int, most: int, step: int) -> tuple[int, int]:
    """Give a turned wish the turned answer where both sides are alike (R5.6); a square wish aside.

    pre: 1 <= width < height <= 12
    pre: 1 <= step <= 3
    pre: step <= most <= 8
    post: (_[1], _[0]) == fit((height, width), (width * height, 1), edges(most, step))
    """
    return fit((width, height), (width * height, 1), edges(most, step))
