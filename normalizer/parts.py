"""The parts of a plan: calls, steps, reports and adjustments as frozen data (R10)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from normalizer import fingerprint
from normalizer.codes import CODES
from normalizer.errors import SHOWN, escape, quote, shown
from normalizer.honest import honest

if TYPE_CHECKING:
    from collections.abc import Mapping


class Call(NamedTuple):
    """One call of the provider: what to send, and how many results to expect.

    `payload` is a plain dict of this call's own, with the caller's unknown values in it as they are; `encoding` is
    `json` or `multipart`; `upstream_model` is `None` where the id is the caller's own deployment.
    """

    payload: dict[str, Any]
    count: int = 1  # type: ignore[assignment]  # the promised name; that of tuples is of no use here
    encoding: str = "json"
    upstream_model: str | None = None

    @property
    def fingerprint(self) -> str | None:
        """A stable hash of model and payload; nothing where the payload is not JSON (R10.3)."""
        return fingerprint.of({"model": self.upstream_model, "payload": self.payload})


class Step(NamedTuple):
    """One thing to do around the calls: `fetch`, `convert`, `resize`, `store` or `encode`, in the plan's order (R8.5).

    `options` say how: `format`, `quality`, `size`, `how`, `factor`, `minutes`. A step with a `parameter` prepares that
    input before the call.
    """

    kind: str
    options: Mapping[str, Any]


class ParameterReport(NamedTuple):
    """What became of one key of the request, or of a field nobody asked for (R6).

    `sent` maps the provider's path to the value; `exact` says that what was asked is met in value.
    """

    name: str
    mode: str
    asked: Any
    sent: Mapping[str, Any]
    exact: bool


class Adjustment(NamedTuple):
    """One way in which the plan differs from the request, or a note. `str()` is a sentence.

    Distances are at least 1 (1.1 is ten percent), `None` where they say nothing; `alternatives` are the nearest legal
    values below and above the asked one, where there are any.
    """

    parameter: str
    code: str
    asked: Any
    used: Any
    rule: str
    shape_distance: float | None = None
    scale_distance: float | None = None
    alternatives: tuple[str | None, str | None] | tuple[()] = ()
    because: str | None = None

    def __str__(self) -> str:
        parameter, code, asked, used, rule, shape, scale, _, because = self
        text = parameter if parameter in SHOWN else escape(parameter, 40)
        if asked is not None:
            text += f": asked {show(parameter, asked)}"
        if used is not None:
            text += f", used {show(parameter, used)}"
        far = ""
        if shape is not None and shape != 1:
            far = f"shape distance {shape:.4g}, "
        if scale is not None and scale != 1:
            far += f"scale distance {scale:.4g}, "
        return f"{text}: {because or CODES[code].title} ({far}{rule})"

    @property
    def distances(self) -> list[str]:
        """Say how far the answer is, in words; nothing for what is not far."""
        far = (("shape", self.shape_distance), ("scale", self.scale_distance))
        return [f"{name} distance {value:.4g}" for name, value in far if value is not None and value != 1]

    def to_dict(self) -> dict[str, Any]:
        """Give the adjustment as JSON values, the sentence included."""
        return {**self._asdict(), "alternatives": list(self.alternatives), "message": str(self)}


class Kept(Adjustment):
    """An adjustment that many plans say alike: its sentence is made once, and it is equal to any that says the same."""

    def __str__(self) -> str:
        text: str | None = self.__dict__.get("text")
        if text is None:
            text = self.__dict__["text"] = super().__str__()
        return text

    def __reduce__(self) -> tuple[Any, ...]:
        return Adjustment, tuple(self)


class Resolved(NamedTuple):
    """What the target will make: the shape, tier and size as the file names them, the length in seconds."""

    ratio: str | None = None
    tier: str | None = None
    size: str | None = None
    seconds: float | None = None


class Billed(NamedTuple):
    """What prices go by: pixels of one result, the tier, how many results, how many seconds each."""

    pixels: int | None
    tier: str | None
    results: int
    seconds: float | None


class Verification(NamedTuple):
    """Whether what came back is what was planned; true and false like its `ok`.

    `shape_distance` and `scale_distance` compare what came with what was expected, `None` where that was not known.
    """

    ok: bool
    expected: tuple[int, int] | None
    got: tuple[int, int]
    shape_distance: float | None
    scale_distance: float | None

    def __bool__(self) -> bool:
        return self.ok


class Account(NamedTuple):
    """What a plan says about itself, in the order in which it is written out."""

    parameters: tuple[ParameterReport, ...]
    adjustments: tuple[Adjustment, ...]
    notes: tuple[Adjustment, ...]
    resolved: Resolved
    expected_size: tuple[int, int] | None
    billed: Billed
    loss: float
    loss_parts: Mapping[str, float]


def show(parameter: str, value: Any) -> str:
    """Show a value in a sentence: short words and sizes bare, everything else quoted safely or only outlined."""
    if type(value) is not str:
        value = honest(value)
    if type(value) is str:
        if parameter in SHOWN and len(value) <= 40 and value.isascii() and value.isprintable():
            return value.strip(" ")
        return shown(parameter, value)
    if type(value) is dict and set(value) == {"width", "height"}:
        return f"{quote(value['width'])}x{quote(value['height'])}"
    return shown(parameter, value)
