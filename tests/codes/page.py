"""Write `docs/codes.md` from the table of codes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from normalizer.codes import CODES, Code, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = Path(__file__).parents[2] / "docs" / "codes.md"
UPDATE = "python -m tests.codes"

_HEAD = f"""\
<!-- Written by `{UPDATE}` from normalizer/codes.py; changes made here are lost. -->

# The codes

Every adjustment and note of a plan and every problem of a request has a code. Codes are public: a gateway may count them,
alert on them or turn some of them into errors, and they keep their meaning. `normalizer explain CODE` says the same as
this page. The numbers in parentheses are those of [the rules](rules.md).
"""

_SECTIONS: dict[Kind, str] = {
    "adjustment": """\
## Adjustments

The plan differs from the request: exactly one for each parameter that is not met in value. They stand in
`plan.adjustments`.
""",
    "note": """\
## Notes

Worth knowing, with nothing changed. They stand in `plan.notes`.
""",
    "problem": """\
## Problems

There is no plan: the request is wrong, or the policy does not allow it. They stand in the error's `problems`, all of a
request at once, and in the `code` of the OpenAI error object.
""",
}

_RULE = re.compile(r"\bR[0-9]+(?:\.[0-9]+)?\b")


def render() -> str:
    """Give the page."""
    return "\n".join((_HEAD, *_sections()))


def write() -> bool:
    """Write the page, and tell whether it changed."""
    text = render()
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == text:
        return False
    PAGE.write_text(text, encoding="utf-8")
    return True


def rules_of(code: Code) -> list[str]:
    """List the rules that a meaning cites."""
    return _RULE.findall(code.meaning)


def _sections() -> Iterator[str]:
    for kind, head in _SECTIONS.items():
        yield f"\n{head}\n| code | title | meaning |\n|---|---|---|"
        yield from (_line(name, code) for name, code in CODES.items() if code.kind == kind)
    yield ""


def _line(name: str, code: Code) -> str:
    return f"| `{name}` | {code.title} | {code.meaning} |"
