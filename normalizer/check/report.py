"""Say where a finding is: from a path in an expanded target back to the line of the file that said it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalizer.errors import FileProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from normalizer.layers import Expanded

    Check = Callable[[Expanded], Iterator[FileProblem]]

ERROR = "error"
WARNING = "warning"
NOTE = "note"


def finding(target: Expanded, path: tuple[str | int, ...], sentence: str, level: str = ERROR) -> FileProblem:
    """Make a problem of a target; the key is that of the file in which the value stands."""
    file, line = target.origin(*path)
    own_file, _ = target.origin()
    inside = path if file != own_file else ("providers", target.provider, target.operation, *path)
    return FileProblem(file, line, ".".join(str(step) for step in inside), sentence, level)
