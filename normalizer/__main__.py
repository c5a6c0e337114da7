"""The way in from a shell: `normalizer` and `python -m normalizer`. Knows only whether the extra is installed."""

from __future__ import annotations

import sys

EXTRA = frozenset({"typer", "rich"})
"""What the extra `cli` brings."""

INTERRUPTED = 130


def main() -> int:
    """Run the command line on the arguments of this process; gives the exit code."""
    try:
        from normalizer.cli.program import program

        return program()
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in EXTRA:
            raise
        sys.stderr.write("error: the command line needs the extra cli; try pip install 'param-normalizer[cli]'\n")
        return 2
    except KeyboardInterrupt:
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
