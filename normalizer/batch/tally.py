"""A verdict, and how many rows of a log got it: what a judge remembers, and a summary counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from normalizer.batch.verdict import Verdict


class Tally:
    """Raise `count` for each row; `file` and `line` are the first one's, while there is any.

    A judge's tallies are for one summary, which begins and folds them. What is not remembered has one for each row.

    >>> from normalizer.batch.verdict import broken
    >>> tally = Tally(broken(("row", "not_json")))
    >>> tally.count += 1
    >>> tally.verdict, tally.count
    (<Verdict error: row:not_json>, 1)
    """

    __slots__ = ("count", "file", "line", "verdict")

    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict
        self.count = 0
        self.file = ""
        self.line = 0
