"""Write the snapshots and `docs/shapes.md` anew: `python -m tests.matrix update`."""

from __future__ import annotations

import sys

from . import shapes_page
from .snapshot import UPDATE, update


def main(arguments: list[str]) -> int:
    """Update, and name what changed; 2 where the command is another one."""
    if arguments != ["update"]:
        sys.stderr.write(f"usage: {UPDATE}\n")
        return 2
    for name in (*update(), *(["docs/shapes.md"] if shapes_page.write() else [])):
        sys.stdout.write(f"changed: {name}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
