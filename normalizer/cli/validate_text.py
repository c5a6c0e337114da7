"""Write what a log comes to for people: counts, bars, a histogram, the worst rows, and the findings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from normalizer.cli.story import counted, printable
from normalizer.codes import CODES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from normalizer.batch.worker import Finding

WIDTH = 30
"""Columns of the longest bar."""

MOST_LINES = 12
STATUSES = ("exact", "adjusted", "unmet", "errors")
_EIGHTHS = " ▏▎▍▌▋▊▉"


def text(document: dict[str, Any], findings: Sequence[Finding]) -> str:
    """Write the summary, then the findings."""
    summary = document["summary"]
    lines = [*_counts(summary), *_models(summary["models"]), *_codes(summary), *_shapes(summary["shape_distances"])]
    lines += [*_worst(summary["worst"]), *_questions(document), *_unreadable(summary["unreadable"])]
    if findings:
        lines += ["", "findings"]
        for finding in findings:
            says = "; ".join(map(printable, finding.says)) or finding.verdict.text
            lines.append(f"  {printable(finding.file)}:{finding.line}: {finding.verdict.status}: {says}")
    return "\n".join(lines) + "\n"


def bar(share: float) -> str:
    """Draw a bar of a share of `WIDTH` columns; what is more than nothing is seen.

    >>> bar(0.1), bar(0), bar(0.0001)
    ('███', '', '▏')
    """
    eighths = round(share * WIDTH * 8) or (1 if share > 0 else 0)
    return "█" * (eighths // 8) + (_EIGHTHS[eighths % 8] if eighths % 8 else "")


def _counts(summary: dict[str, Any]) -> Iterator[str]:
    rows = summary["rows"]
    broken = f", {summary['broken']:,} of them no requests" if summary["broken"] else ""
    yield f"{rows:,} rows: {', '.join(f'{summary[name]:,} {name}' for name in STATUSES)}{broken}"
    yield from _bars((name, summary[name]) for name in STATUSES)


def _bars(rows: Iterable[tuple[str, int]], total: int | None = None) -> Iterator[str]:
    told = list(rows)
    whole = (sum(count for _, count in told) if total is None else total) or 1
    wide = max((len(name) for name, _ in told), default=0)
    digits = max((len(f"{count:,}") for _, count in told), default=0)
    for name, count in told:
        yield f"  {name:<{wide}}  {count:>{digits},}  {bar(count / whole)}".rstrip()


def _models(models: dict[str, dict[str, Any]]) -> Iterator[str]:
    if not models:
        return
    wide = max(len(printable(name)) for name in list(models)[:MOST_LINES])
    yield from ("", f"{'by model':<{wide + 2}}      rows     exact  adjusted     unmet     error  mean loss")
    for name, told in list(models.items())[:MOST_LINES]:
        counts = "".join(f"{told[key]:>10,}" for key in ("rows", "exact", "adjusted", "unmet", "error"))
        loss = "" if told["mean_loss"] is None else f"{told['mean_loss']:>11.4f}"
        yield f"  {printable(name):<{wide}}{counts}{loss}"
    if len(models) > MOST_LINES:
        yield f"  and {counted(len(models) - MOST_LINES, 'more model')}"


def _codes(summary: dict[str, Any]) -> Iterator[str]:
    parameters, codes = summary["parameters"], summary["codes"]
    if not codes:
        return
    yield from ("", "by parameter")
    yield from _bars(
        ((printable(name), count) for name, count in list(parameters.items())[:MOST_LINES]), summary["rows"]
    )
    yield from ("", "by code")
    told = list(codes.items())[:MOST_LINES]
    wide = max(len(code) for code, _ in told)
    for code, entry in told:
        place = f"{printable(entry['example']['file'])}:{entry['example']['line']}"
        title = CODES[code].title if code in CODES else ""
        yield f"  {code:<{wide}}  {entry['rows']:>10,}  {title}, such as {place}"


def _shapes(bars: Sequence[dict[str, Any]]) -> Iterator[str]:
    if not any(one["rows"] for one in bars[1:]):
        return
    yield from ("", "shape distance of what would be sent (1.1 is ten percent)")
    ends = [*(f"up to {one['from']:g}" for one in bars[1:]), f"{bars[-1]['from']:g} and more"]
    yield from _bars(zip(ends, (one["rows"] for one in bars), strict=True))


def _worst(worst: dict[str, dict[str, Any]]) -> Iterator[str]:
    if worst:
        yield from ("", "worst")
    for name, told in worst.items():
        place = f"{printable(told['file'])}:{told['line']}"
        yield f"  {name} distance {told['distance']:.4g}: {told['model']}, {place}"


def _questions(document: dict[str, Any]) -> Iterator[str]:
    summary = document["summary"]
    if "against" in summary:
        told = summary["against"]
        yield from ("", f"at {printable(told['provider'])} instead")
        for move in told["moves"]:
            yield f"  {move['before']} -> {move['after']}: {counted(move['rows'], 'row')}"
        yield f"  mean loss {_loss(told['before'])} -> {_loss(told['after'])}"
    if "ranking" in summary:
        yield from ("", "providers, by how many rows have a plan, then by mean loss")
        for row in summary["ranking"]:
            planned = row["rows"] - row["error"]
            yield f"  {printable(row['provider'])}: {planned:,} of {row['rows']:,}, mean loss {_loss(row)}"
    if "catalogue" in document:
        told = document["catalogue"]
        yield from (
            "",
            f"other catalogue: {counted(told['differ'], 'row')} of {told['rows']:,} would be sent differently",
        )
        for target, count in list(told["targets"].items())[:MOST_LINES]:
            yield f"  {printable(target)}: {counted(count, 'row')}"


def _loss(told: dict[str, Any]) -> str:
    return "none" if told["mean_loss"] is None else f"{told['mean_loss']:.4f}"


def _unreadable(failures: Sequence[dict[str, Any]]) -> Iterator[str]:
    if failures:
        yield from ("", "not read, or not to the end")
    for failure in failures:
        yield f"  {printable(failure['file'])}:{failure['line']}: {failure['reason']}"
