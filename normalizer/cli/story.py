"""Tell a plan in rows and sentences: what a table shows, in words. Draws nothing."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from normalizer.cli.reading import value_of
from normalizer.codes import CODES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from normalizer import Adjustment, Call, ParameterReport, Plan, Step

LONGEST_VALUE = 60
"""Characters of a value that are shown."""

_ENDS_IN_RULE = re.compile(r"\(R[\d.]+\)$")

SHORT_VALUE = 24
"""A value up to this length may stand twice in a row."""

Tone = Literal["plain", "quiet", "changed", "lost"]

_WHY: Mapping[str, str] = {
    "renamed": "the provider's name for it",
    "converted": "the same in the provider's terms (R6.6)",
    "emulated": "by the steps below (R8)",
    "overridden": "says the same as what decided (R6.6)",
    "unsupported": "nothing could be done (R6)",
    "met": "so without sending anything (R6)",
    "absent": "null says nothing (R1.2)",
    "reserved": "the gateway's own (R1.10)",
    "defaulted": "required, so its default is sent (R1.6)",
    "constant": "always sent (R1.6)",
    "assumed": "needed and not known otherwise (R2.4)",
}
"""Why a parameter without an adjustment has its mode; `passthrough` needs no word."""

_NOT_ASKED = frozenset({"defaulted", "constant", "assumed"})


class Row(NamedTuple):
    """One parameter: what was asked, the fields that are sent, and why."""

    parameter: str
    mode: str
    asked: str
    sent: tuple[str, ...]
    why: tuple[str, ...]
    tone: Tone

    def change(self, *, folded: bool) -> str:
        """Write what was asked and what is sent; several fields below each other if `folded`."""
        start = f"{self.asked} ->".lstrip()
        if folded and len(self.sent) > 1:
            return "\n  ".join((start, *self.sent))
        return f"{start} {', '.join(self.sent) or 'not sent'}"


class Payload(NamedTuple):
    """Calls that send the very same: how many results each of them is asked for."""

    call: Call
    counts: tuple[int, ...]


def rows(plan: Plan, stand_in: str | None) -> list[Row]:
    """Tell what became of every parameter; `stand_in` is the prompt that nobody gave."""
    told = []
    for report in plan.parameters:
        changes = _changes(plan, report)
        why = [_sentence(change, report) for change in changes] or [_why(plan, report)]
        if stand_in is not None and report.name == "prompt" and report.asked == stand_in:
            why = ["none given, so this stands in"]
        tone: Tone = "changed" if changes else "quiet" if report.mode in _NOT_ASKED else "plain"
        if changes and report.mode == "unsupported":
            tone = "lost"
        # a constant has no name but its path, which stands with its value
        name = "" if report.mode == "constant" else printable(report.name)
        asked = "" if report.mode in _NOT_ASKED else shown(report.asked)
        told.append(Row(name, report.mode, asked, _sent(report), tuple(filter(None, why)), tone))
    return told


def loose_changes(plan: Plan) -> list[str]:
    """Tell the adjustments that belong to no row, such as a model that is retired."""
    in_rows = {id(change) for report in plan.parameters for change in _changes(plan, report)}
    return [_remark(change) for change in plan.adjustments if id(change) not in in_rows]


def notes(plan: Plan) -> list[str]:
    """Tell what is worth knowing with nothing changed."""
    return [_remark(change) for change in plan.notes]


def _remark(change: Adjustment) -> str:
    return f"{printable(change.parameter)}: {_sentence(change, None)}"


def payloads(plan: Plan) -> list[Payload]:
    """Put calls together that send the very same."""
    groups: list[Payload] = []
    for call in plan.calls:
        if groups and groups[-1].call.payload == call.payload:
            groups[-1] = Payload(groups[-1].call, (*groups[-1].counts, call.count))
        else:
            groups.append(Payload(call, (call.count,)))
    return groups


def step(done: Step) -> str:
    """Tell one step, such as `convert: format webp, quality 80`."""
    options = ", ".join(f"{name} {shown(value)}" for name, value in done.options.items())
    return f"{done.kind}: {options}" if options else done.kind


def outcome(plan: Plan) -> str:
    """Tell what comes out: pixels, shape, tier, length, number."""
    known = plan.resolved
    size = "x".join(map(str, plan.expected_size)) if plan.expected_size else "pixels not known"
    parts = [size, known.ratio, known.tier, _seconds(known.seconds), counted(plan.billed.results, "result")]
    return ", ".join(part for part in parts if part)


def bill(plan: Plan) -> str:
    """Tell what prices go by."""
    billed = plan.billed
    pixels = f"{billed.pixels} pixels each" if billed.pixels else "pixels not known"
    parts = [counted(billed.results, "result"), pixels, billed.tier, _seconds(billed.seconds)]
    return ", ".join(part for part in parts if part)


def loss(plan: Plan) -> str:
    """Tell how much is lost, and where."""
    if not plan.loss:
        return "0"
    parts = ", ".join(f"{name} {value:.3g}" for name, value in plan.loss_parts.items())
    return f"{plan.loss:.3g} ({parts}; 0 is as asked)"


def counted(number: int, thing: str) -> str:
    """Write a number of things.

    >>> counted(1, "call"), counted(3, "call")
    ('1 call', '3 calls')
    """
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def shown(value: Any) -> str:
    """Show a value: text bare, unless it could be taken for a number or another JSON value.

    >>> shown("1024x1024"), shown("8"), shown(8), shown(["a"])
    ('1024x1024', '"8"', '8', '["a"]')
    """
    if isinstance(value, str):
        bare = cut(value)
        return printable(bare if value_of(bare) == bare else json.dumps(bare, ensure_ascii=False))
    return printable(cut(json.dumps(value, ensure_ascii=False)))


def cut(text: str, longest: int = LONGEST_VALUE) -> str:
    """Cut a long text, and say how long it is."""
    if len(text) <= longest:
        return text
    size = f"... ({len(text)} characters)"
    return text[: longest - len(size)] + size


def printable(text: str) -> str:
    r"""Escape what moves the cursor, hides or turns text.

    >>> printable("a\x1b[2J\u202e")
    'a\\u001b[2J\\u202e'
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)


def _changes(plan: Plan, report: ParameterReport) -> list[Adjustment]:
    if report.mode == "constant":
        return []
    return [change for change in plan.adjustments if change.parameter == report.name and change.code != "model_retired"]


def _sent(report: ParameterReport) -> tuple[str, ...]:
    """Write every field that is sent; a field of the parameter's own name is its value alone."""
    if report.mode == "passthrough" and len(shown(report.asked)) > SHORT_VALUE:
        return ("as it is",)
    same = report.name if report.mode != "constant" else None
    return tuple(
        shown(value) if path == same else f"{printable(path)}: {shown(value)}" for path, value in report.sent.items()
    )


def _sentence(change: Adjustment, report: ParameterReport | None) -> str:
    """Say why something differs, which rule says so, by how much, and what else there is."""
    text = printable(change.because or CODES[change.code].title)
    sent = () if report is None else map(str, report.sent.values())
    if change.used is not None and str(change.used) not in sent:
        text += f", {shown(change.used)}"
    text = f"{text[:-1]}, {change.rule})" if _ENDS_IN_RULE.search(text) else f"{text} ({change.rule})"
    far = [
        f"{name} distance {value:.4g}"
        for name, value in (("shape", change.shape_distance), ("scale", change.scale_distance))
        if value is not None and value != 1
    ]
    if far:
        text += f"; {', '.join(far)}"
    others = [other for other in change.alternatives if other is not None and other not in str(change.used).split()]
    scale_is_met = change.shape_distance is not None and change.scale_distance in {None, 1}
    return text if scale_is_met or not others else f"{text}; also offered: {' and '.join(others)}"


def _why(plan: Plan, report: ParameterReport) -> str:
    if report.mode == "emulated" and report.name == "n":
        return f"{_split([call.count for call in plan.calls])} (R8.1)"
    return _WHY.get(report.mode, "")


def _split(counts: list[int]) -> str:
    calls = counted(len(counts), "call")
    if len(set(counts)) == 1:
        return f"{calls} of {counted(counts[0], 'result')} each"
    return f"{calls}: {' + '.join(map(str, counts))} results"


def _seconds(length: float | None) -> str | None:
    return None if length is None else f"{length:g} s"
