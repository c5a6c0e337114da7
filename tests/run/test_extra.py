"""Without the extra: one friendly error, and a library that does not miss it."""

from __future__ import annotations

import subprocess
import sys

import pytest

HIDING = """
import sys
sys.modules["{name}"] = None
try:
    import normalizer.run
except ImportError as error:
    print(type(error).__name__, error)
"""

CHEAP = """
import sys
import normalizer
normalizer.Catalog.bundled().plan({"model": "gemini-2.5-flash-image", "prompt": "a fox", "n": 3, "output_format": "gif"})
print([name for name in ("PIL", "anyio", "httpx", "itsdangerous", "normalizer.run") if name in sys.modules])
"""


def printed(program: str) -> str:
    """Run a program in an interpreter of its own."""
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("name", ["PIL", "anyio", "httpx", "itsdangerous"])
def test_a_missing_package_names_the_extra(name: str) -> None:
    """Whichever it is; it is an `ImportError`, as everybody expects."""
    program = HIDING.replace("{name}", name)
    said = printed(program).strip()
    assert said == f"MissingExtraError {name} is missing; pip install 'param-normalizer[run]'"


def test_planning_loads_none_of_it() -> None:
    """Steps are data."""
    assert printed(CHEAP).strip() == "[]"
