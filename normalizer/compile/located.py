"""Say where a file is wrong: from what cannot be compiled back to the line that says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalizer.errors import FileProblem, NormalizationError

if TYPE_CHECKING:
    from normalizer.layers import Expanded

Place = tuple[str | int, ...]
"""The way to a value inside a block, such as `("parameters", "n")`."""


class Findings:
    """The problems of one target, as they are found."""

    def __init__(self, expanded: Expanded) -> None:
        self.expanded = expanded
        self.problems: list[FileProblem] = []

    def add(self, place: Place, sentence: str) -> None:
        """Note a problem with the line of a value, once."""
        file, line = self.expanded.origin(*place)
        key = ".".join(map(str, ("providers", self.expanded.provider, self.expanded.operation, *place)))
        problem = FileProblem(file, line, key, sentence)
        if problem not in self.problems:
            self.problems.append(problem)

    def at(self, *place: str | int) -> Located:
        """Open a part of the file: a `ValueError` in it becomes a problem of its line."""
        return Located(self, place)


class Located:
    """Turns a `ValueError` of compiling one value into a problem with the line of that value."""

    __slots__ = ("findings", "place")

    def __init__(self, findings: Findings, place: Place) -> None:
        self.findings, self.place = findings, place

    def __enter__(self) -> None:
        return

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        del kind, trace
        if not isinstance(error, ValueError):
            return False
        said = error.problems[0].message if isinstance(error, NormalizationError) else str(error)
        self.findings.add(self.place, said)
        return True
