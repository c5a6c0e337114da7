"""Ask the engine whether a request is met exactly, with stand-ins for what the target refuses to miss."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from normalizer import geometry
from normalizer.account import inexact
from normalizer.draft import Draft
from normalizer.engine import work_out
from normalizer.errors import NormalizationError
from normalizer.geometry_report import report
from normalizer.parameters.inputs import InputParameter
from normalizer.parameters.kinds import NumberParameter, WordsParameter
from normalizer.parameters.seconds import SecondsParameter
from normalizer.policy import DEFAULT
from normalizer.request import GEOMETRY, INPUTS, read_wish
from normalizer.resolve.ratios import RatiosForm
from normalizer.resolve.sizes import SizesForm
from normalizer.values.grammar import plain

if TYPE_CHECKING:
    from normalizer.parameters.base import Parameter
    from normalizer.target import Target

Request = dict[str, Any]

LINK = "https://example.com/1.png"
_INPUT_OF = {
    "url": LINK,
    "data_url": "data:image/png;base64,iVBORw0KGgo=",
    "base64": "iVBORw0KGgo" * 30,
    "id": "file-1",
    "file": b"\x89PNG",
}
MOST_STAND_INS = 12


class Judge:
    """What the engine says about requests to one target. `base` has a stand-in for everything it refuses to miss."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.base: Request = {}
        for _ in range(MOST_STAND_INS):
            missing = [name for name in self._missing() if name not in self.base]
            if not missing:
                break
            self.base[missing[0]] = stand_in(target, missing[0])

    def _missing(self) -> list[str]:
        try:
            work_out(self.base, self.target)
        except NormalizationError as error:
            return [problem.parameter for problem in error.problems if problem.code in {"missing", "requires"}]
        return []

    @property
    def needs(self) -> tuple[str, ...]:
        """Name what a request has to say."""
        return tuple(self.base)

    def exact(self, request: Request, *, without: frozenset[str] = frozenset()) -> bool:
        """Tell whether a request is met exactly; what it says itself has no stand-in, nor has what is `without`."""
        names = {self.target.names.get(key, key) for key in request} | without
        if not names.isdisjoint(GEOMETRY):
            names.update(GEOMETRY)
        filled = {name: value for name, value in self.base.items() if name not in names}
        try:
            return not inexact(work_out({**filled, **request}, self.target))
        except NormalizationError:
            return False

    def exact_size(self, request: Request) -> bool:
        """Tell the same of a request for a size alone, conditions aside: much quicker."""
        draft = Draft(self.target, DEFAULT)
        draft.asked = {key: (key, value) for key, value in request.items()}
        wish = draft.wish = read_wish(draft)
        if draft.problems or not self.target.geometry.forms:
            return not draft.problems and len(draft.autos) == len(request)
        geometry.choose(draft, None)
        if draft.answer is None:
            return True
        if not request.keys() <= {wish.shape_by, wish.scale_by, *draft.autos}:
            return all(entry[4] for entry in report(draft).entries)  # one of them has to agree with what decided
        return draft.answer.shape_is_exact and draft.answer.scale_is_exact


def stand_in(target: Target, name: str) -> Any:
    """Give a value that the target takes for one of its parameters."""
    if name in GEOMETRY:
        return _size(target, name)
    parameter = target.parameters.get(name)
    if parameter is None:
        return LINK if name in INPUTS else "x"
    return taken(parameter)


def taken(parameter: Parameter) -> Any:
    """Give a value that a parameter takes, whatever stands beside it."""
    if isinstance(parameter, InputParameter):
        kinds = [kind for kind in _INPUT_OF if kind in parameter.accepts] or ["url"]
        return _INPUT_OF[kinds[0]]
    if isinstance(parameter, WordsParameter):
        return next(iter(parameter.words))
    if isinstance(parameter, SecondsParameter):
        if parameter.frames is not None:
            count = parameter.frames.nearest(50_000, parameter.frames.fps)[0]
            return round(count * 10_000 / parameter.frames.fps, 4)
        return 5 if parameter.offer is None else plain(parameter.offer.nearest(50_000))
    if isinstance(parameter, NumberParameter):
        return plain(parameter.offer.nearest(10_000))
    return "x"


def _size(target: Target, name: str) -> str:
    for form in target.geometry.forms:
        if isinstance(form, SizesForm) and form.offered:
            width, height = next(iter(form.offered))
            return f"{width}x{height}" if name == "size" else f"{width}:{height}"
        if isinstance(form, RatiosForm):
            if form.shapes is not None and form.shapes.names and name != "resolution":
                return form.shapes.names[0]
            if form.tiers is not None and form.tiers.names and name != "aspect_ratio":
                return form.tiers.names[0]
    return {"size": "1024x1024", "aspect_ratio": "1:1", "resolution": "1K"}[name]
