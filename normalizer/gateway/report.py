"""What became of a request, as a header and in an answer's body: words and numbers of ours, nothing of the caller's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from normalizer.request import ALIASES, UNIFIED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from normalizer.parts import ParameterReport
    from normalizer.plan import Plan

HEADER = "x-normalized"
"""An answer's header with the short report; a request that has it with the value `report` gets the long one too."""

WANTED = "report"
FIELD = "normalized"
"""The key of the long report in the body of an answer."""

LONGEST = 1024
"""Bytes of the header at most: servers allow about eight thousand for all headers together."""

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,99}", re.ASCII)
_OURS = UNIFIED | ALIASES.keys() | {"provider", "operation"}
_NOBODY_ASKED = frozenset(("constant", "defaulted", "assumed"))
_ROOM = len(", more=1000000")


def header_of(plan: Plan, more: Mapping[str, int] | None = None) -> str:
    """Give the value of the header `x-normalized`: a dictionary of structured fields (RFC 9651) in at most 1 KB.

    Each unified parameter with its mode, and the code of what differs; other keys of the request are counted as
    `others` and never shown. `more` are further numbers of the gateway's.

    >>> from normalizer import Catalog
    >>> plan = Catalog.bundled().plan({"model": "fal/flux-dev", "size": "1920x1080", "n": 6, "prompt": "a fox"})
    >>> header_of(plan).split(", ")[2:]
    ['calls=2', 'results=6', 'exact=?1', 'size=converted', 'n=emulated', 'prompt=passthrough']
    """
    codes: dict[str, list[str]] = {}
    for adjustment in plan.adjustments:
        codes.setdefault(adjustment.parameter, []).append(adjustment.code)
    told = [report for report in plan.parameters if report.name in _OURS and report.mode not in {"absent", "reserved"}]
    others = sum(is_extra(report) for report in plan.parameters)
    return _joined(
        [
            *(f'{name}="{value}"' for name, value in _target(plan)),
            f"operation={plan.operation.partition('.')[0]}",
            f"calls={len(plan.calls)}",
            f"results={sum(call.count for call in plan.calls)}",
            f"exact=?{int(plan.exact)}",
            *(f"{name}={int(value)}" for name, value in (more or {}).items()),
            *(
                f"{report.name}={report.mode}" + "".join(f";{code}" for code in codes.pop(report.name, ()))
                for report in told
            ),
            *([f"others={others}"] if others else []),
        ]
    )


def is_extra(report: ParameterReport) -> bool:
    """Tell whether a key of the request is nobody's: it travels as the caller wrote it (R7)."""
    return report.name not in _OURS and report.name != "model" and report.mode not in _NOBODY_ASKED


def _target(plan: Plan) -> Iterable[tuple[str, str]]:
    name = f"{plan.provider}/{plan.model}"
    if _ID.fullmatch(name):
        yield "target", name


def _joined(entries: list[str]) -> str:
    """Join entries up to the limit and count what is left out."""
    text = ""
    for index, entry in enumerate(entries):
        longer = f"{text}, {entry}" if text else entry
        if len(longer) > LONGEST - (_ROOM if index + 1 < len(entries) else 0):
            return f"{text}, more={len(entries) - index}"
        text = longer
    return text


def wants_report(headers: Mapping[str, str]) -> bool:
    """Tell whether a request asks for the long report in the body of the answer.

    >>> wants_report({"x-normalized": "report"}), wants_report({})
    (True, False)
    """
    return headers.get(HEADER, "").strip().lower() == WANTED


def with_report(body: Mapping[str, Any], plan: Plan) -> dict[str, Any]:
    """Give an answer's body with `plan.report()` in it: at most 4 KB, without prompt, media and payloads."""
    return {**body, FIELD: plan.report()}
