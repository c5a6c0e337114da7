"""Where the files are that come with the library."""

from __future__ import annotations

from pathlib import Path

from normalizer.errors import CapabilityError, FileProblem

MARKER = "CATALOGUE"
"""The name of a file by which a folder of capability files is known in a checkout."""


def bundled_root() -> Path:
    """Give the folder of the bundled files: inside the package, or beside it in a checkout (known by its marker)."""
    package = Path(__file__).resolve().parent
    inside, beside = package / "capabilities", package.parent / "capabilities"
    if inside.is_dir():
        return inside
    if (beside / MARKER).is_file():
        return beside
    sentence = "the bundled capability files are missing; install the package again"
    raise CapabilityError([FileProblem(str(package), 0, "", sentence)])
