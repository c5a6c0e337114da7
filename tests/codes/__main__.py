"""Write the page anew: `python -m tests.codes`."""

from __future__ import annotations

import sys

from .page import PAGE, write

if __name__ == "__main__":
    sys.stdout.write(f"{PAGE.name}: {'changed' if write() else 'fresh'}\n")
