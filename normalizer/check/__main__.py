"""Check capability files from the command line: `python -m normalizer.check [PATHS]`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from normalizer.check.paths import check_paths


def main(arguments: list[str]) -> int:
    """Print one line per problem; 0 fine (warnings and notes included), 4 bad data."""
    paths = [Path(argument) for argument in arguments] or [Path("capabilities")]
    problems = check_paths(paths, datetime.now(UTC).date())
    for problem in problems:
        level = "" if problem.level == "error" else f" ({problem.level})"
        sys.stdout.write(f"{problem}{level}\n")
    return 4 if any(problem.level == "error" for problem in problems) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
