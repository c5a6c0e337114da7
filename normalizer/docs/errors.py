"""The one error of a site."""

from __future__ import annotations

from normalizer.errors import one_line


class SiteError(Exception):
    """A site cannot be made, or not there: one line that says what was expected, what was got, and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(one_line(sentence))
