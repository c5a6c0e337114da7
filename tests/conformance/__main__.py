"""Write `normalizer/conformance.json` anew: `python -m tests.conformance update`."""

from __future__ import annotations

import sys

from .source import OUTPUT, UPDATE, text


def main(arguments: list[str]) -> int:
    """Update; 2 where the command is another one."""
    if arguments != ["update"]:
        sys.stderr.write(f"usage: {UPDATE}\n")
        return 2
    OUTPUT.write_text(text(), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
