"""What hostile input costs: counted in calls and in memory, not in seconds, so that no machine is too slow for it.

Ten times longer text costs at most one and a half times as much, ten times more unknown keys at most fifteen times.
"""

from __future__ import annotations

import sys
import tracemalloc
from contextlib import contextmanager
from textwrap import indent
from typing import TYPE_CHECKING, Any

import pytest

from hostile.cases import ALL
from normalizer import NormalizationError, normalize
from normalizer.check import check_paths
from unit.blocks import target

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from normalizer import Plan, Target

MUCH = 100_000
"""Far more calls than any step on a request of a few keys has to make."""

WORDS = ("size", "aspect_ratio", "resolution", "n", "seconds", "duration", "seed", "fps", "output_compression")
NAMES = ("quality", "style", "background", "audio", "output_format", "response_format")
FREE = ("prompt", "negative_prompt", "user", "unknown", "image", "model", "operation", "provider", "input_video")
BLOCK = ALL + "  background: {values: [a], open: true}\n  audio: {values: {true: on, false: off}}\n"


class TooMuchError(Exception):
    """More calls than the budget allows."""


@contextmanager
def counted(budget: int = sys.maxsize) -> Iterator[list[int]]:
    """Count calls of functions, those in C too; beyond the budget the work is stopped."""
    count = [0]

    def note(_frame: Any, event: str, _argument: Any) -> None:
        count[0] += 1
        if count[0] > budget and event in {"call", "c_call"}:
            raise TooMuchError

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        yield count
    finally:
        sys.setprofile(before)


def work(request: dict[str, Any], made: Target) -> None:
    """Do all that is done with a request, to its end."""
    try:
        plan = normalize(request, made)
    except NormalizationError as error:
        error.as_openai()
        str(error)
    else:
        plan.report()
        [str(change) for change in plan.adjustments]


def calls(request: dict[str, Any], made: Target) -> int:
    """Count the calls of one request."""
    work(request, made)  # what is made once is made before
    with counted() as count:
        work(request, made)
    return count[0]


def memory(request: dict[str, Any], made: Target) -> int:
    """Measure the most memory that one request takes at a time, in bytes."""
    work(request, made)
    tracemalloc.start()
    try:
        work(request, made)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("piece", ["9", "x", " ", "auto ", "\N{KELVIN SIGN}", "\ud800"], ids=ascii)
@pytest.mark.parametrize("key", [*WORDS, *NAMES, *FREE])
def test_a_longer_text_costs_no_more(key: str, piece: str) -> None:
    """A text of ten megabytes is neither copied nor folded nor searched: its length is looked at first."""
    made = target(BLOCK)
    short, long = {key: piece * 100_000}, {key: piece * 1_000_000}
    assert calls(long, made) <= 1.5 * calls(short, made)
    assert memory(long, made) <= 1.5 * memory(short, made)


@pytest.mark.parametrize("block", [ALL, "extras: drop", "extras: refuse", "extras_under: parameters", "under: input"])
def test_more_unknown_keys_cost_as_much_more(block: str) -> None:
    """Unknown keys are looked at once each, whatever becomes of them."""
    made = target(block)
    few, many = ({f"key {index}": index for index in range(count)} for count in (1_000, 10_000))
    assert calls(many, made) <= 15 * calls(few, made)
    assert memory(many, made) <= 15 * memory(few, made)


@pytest.mark.parametrize("key", ["image", "size", "style", "unknown", "reference_images"])
def test_a_longer_list_is_not_walked(key: str) -> None:
    """A list of a million things is nobody's parameter, or travels as it is."""
    made = target(ALL)
    few, many = {key: ["x"] * 1_000}, {key: ["x"] * 1_000_000}
    assert calls(many, made) <= 1.5 * calls(few, made)


@pytest.mark.parametrize("key", ["size", "style", "unknown"])
def test_a_deeper_value_is_not_walked(key: str) -> None:
    """Depth costs nothing where nobody looks below the first level."""
    made = target(ALL)
    shallow: Any = []
    deep: Any = []
    for _ in range(1_000):
        shallow = [shallow]
    for _ in range(100_000):
        deep = [deep]
    assert calls({key: deep}, made) <= 1.5 * calls({key: shallow}, made)


def branching(kind: type) -> Any:
    """Make a container that holds itself twice: walked level by level it doubles at each."""
    value = kind()
    if kind is list:
        value.extend([value, value])
    else:
        value["a"] = value["b"] = value
    return value


READS: dict[str, Callable[[Plan], Any]] = {
    "to_dict": lambda plan: plan.to_dict(),
    "report": lambda plan: plan.report(),
    "fingerprint": lambda plan: plan.fingerprint,
    "fingerprint of a call": lambda plan: plan.calls[0].fingerprint,
    "text": lambda plan: [str(change) for change in plan.adjustments],
}


@pytest.mark.parametrize("read", READS)
@pytest.mark.parametrize("kind", [list, dict])
def test_what_holds_itself_twice_is_read_to_an_end(kind: type, read: str) -> None:
    """A container inside itself is no JSON, and that is found without walking it for ever."""
    made = normalize({"unknown": branching(kind), "style": branching(kind)}, target(ALL))
    with counted(MUCH):
        READS[read](made)


@pytest.mark.parametrize(
    "request_",
    [
        {"size": "99999x1"},
        {"aspect_ratio": "0.0001:99999", "resolution": "99999K"},
        {"aspect_ratio": "99999.9999:99999.9998", "resolution": "0.0001"},
        {"size": {"width": 1, "height": 99999}},
        {"resolution": "99999.9999MP"},
    ],
)
@pytest.mark.parametrize(
    "form",
    [
        "limits: {min_edge: 64, max_edge: 4096, multiple_of: 16}",
        "limits: {min_pixels: 999000, max_pixels: 1000000, multiple_of: 7}",
        "limits: {max_edge: 99999, min_ratio: 1.4142:1, max_ratio: 1.4143:1}",
        "limits: {max_pixels: 999999999999999}",
        "limits: unknown",
        "aspect_ratios: {min: 1:99999, max: 99999:1}, tiers: [1K]",
        "sizes: [1x1, 99999x99999], open: true",
    ],
)
def test_no_wish_is_expensive(form: str, request_: dict[str, Any]) -> None:
    """Every shape and scale has its answer after a bounded number of steps (R5.5)."""
    made = target(f"dimensions: {{{form}}}")
    with counted(MUCH):
        plan = normalize(request_, made)
        plan.to_dict()
    assert len(plan.calls) == 1


BLOCKS = {
    "many combinations": (
        "dimensions: {tiers: ["
        + ", ".join(f"{lines}p" for lines in range(1, 200))
        + """], write: {tier: "{tier}"}}
parameters: {seconds: {range: [1, 200]}, fps: {range: [1, 200]}}
rules: [{when: {tier: 1p}, restrict: {seconds: {max: 10}}}]"""
    ),
    "many sizes": "dimensions: {sizes: ["
    + ", ".join(f"{side}x{side}" for side in range(1, 2_001))
    + '], write: {size: "{size}"}}',
    "many unknown keys": "\n".join(f"key_{index}: 1" for index in range(1_000)),
    "many pixels": "dimensions: {limits: {min_pixels: 1000000007, max_pixels: 1000000007, max_ratio: 2:1}}",
    "many sides": "dimensions: {limits: {max_edge: 999999999999999}}",
    "one shape": "dimensions: {limits: {max_edge: 99999999, min_ratio: 1.4142:1, max_ratio: 1.4142:1}}",
}


@pytest.mark.parametrize("name", BLOCKS)
def test_a_file_is_checked_in_bounded_time(tmp_path: Path, name: str) -> None:
    """No small file keeps the check busy: what is combined and what is listed has an end."""
    head = "schema: 1\nname: M\nmaker: Y\nmedia: video\nproviders:\n  one:\n    generate:\n      model: x\n"
    (tmp_path / "m.yaml").write_text(head + indent(BLOCKS[name], "      ") + "\n", encoding="utf-8")
    with counted(20 * MUCH):
        check_paths([tmp_path])
