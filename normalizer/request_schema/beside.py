"""Which sizes, aspect ratios and resolutions go together (R2): the one that decides, and those that agree with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from normalizer.request import GEOMETRY
from normalizer.request_schema.choice import any_of, each_of
from normalizer.request_schema.sizes import SIZE, Meant, autos, candidates, pixels_of
from normalizer.request_schema.together import Dimension, Kind, conditions
from normalizer.resolve.ratios import RatiosForm
from normalizer.resolve.wish import SCALE, SHAPE, Wish
from normalizer.values import Ratio, Size

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizer.request_schema.choice import Choice, Schema
    from normalizer.request_schema.judge import Judge, Request
    from normalizer.target import Target


class Situation(NamedTuple):
    """What a request says about the size, as an example, and when that is so."""

    request: Request
    key: str | None
    choice: Choice | None


class Sizes:
    """What is met exactly of the three parameters of the size, alone and beside each other."""

    def __init__(self, target: Target, judge: Judge, free: frozenset[str], *, by_rules: bool) -> None:
        self.free = free
        # where rules speak of sizes alone, the whole engine has to be asked
        self._exact = judge.exact if by_rules else judge.exact_size
        self._resolve = None if by_rules else target.geometry.resolve
        self.autos = {key: autos(target, key) for key in GEOMETRY}
        self._outcomes = set(_outcomes(target))
        self._scales = _plain_scales(target)
        self._short_edge = any(form.short_edge for form in target.geometry.forms)
        found = candidates(target)
        # what a half needs beside it: nothing, or the other one
        self._pairs = self._met(found[SHAPE], found[SCALE])
        self._with_tier = {one: self._partners(one, 0) for one in found[SIZE] if _is(one, Ratio)}
        self._with_ratio = {one: self._partners(one, 1) for one in found[SIZE] if not _is(one, Ratio, Size)}
        sizes = [one for one in found[SIZE] if self._is_met(one)]
        self._agreeing = {one: self._agree(one, found) for one in sizes}
        used = {
            other for one in sizes for others in self._agreeing[one].values() for other in others if other is not None
        }
        used.update(half for pair in self._pairs for half in pair if half is not None)
        self.choices = {
            SIZE: sizes,
            **{key: [one for one in found[key] if one in used] for key in (SHAPE, SCALE)},
        }

    def _met(self, shapes: list[Meant], scales: list[Meant]) -> dict[tuple[Meant | None, Meant | None], None]:
        # maps keep their order: the schema is the same in every process
        met: dict[tuple[Meant | None, Meant | None], None] = {(None, None): None}
        for shape in (None, *shapes):
            for scale in (None, *scales):
                request = _request(shape, scale)
                if request and self._is_possible(shape, scale) and self._is_met_together(shape, scale, request):
                    met[shape, scale] = None
        return met

    def _is_met_together(self, shape: Meant | None, scale: Meant | None, request: Request) -> bool:
        if self._resolve is None:
            return self._exact(request)
        tier = None if scale is None else scale.meaning[0]
        word = None if scale is None else scale.choice.sample
        answer = self._resolve(Wish(None, None if shape is None else shape.meaning[0], tier, word))
        return answer is not None and answer.shape_is_exact and answer.scale_is_exact

    def _partners(self, size: Meant, place: int) -> dict[Meant | None, None]:
        """Give the values of the other half beside which a half is met that is asked as the size (R2.2)."""
        pairs = [pair for pair in self._pairs if (half := pair[place]) is not None and half.meaning == size.meaning]
        return {pair[1 - place]: None for pair in pairs}

    def _is_possible(self, shape: Meant | None, scale: Meant | None) -> bool:
        """Tell whether a shape and a scale may be met together: the scale has a name here, or the pixels are listed."""
        if shape is None or scale is None:
            return True
        if not self.free.isdisjoint((SHAPE, SCALE)):
            return False  # nothing is said of what goes together there
        tier, named = scale.meaning[0], scale.meaning[1]
        if any(index is not None for names in named if names is not None for index in names):
            return True
        ways = {tier.pixels_at(*shape.meaning[0], short_edge=short) for short in {False, self._short_edge}}
        return any(
            way in self._scales or (way[0] % way[1] == 0 and (shape.meaning[0], way[0] // way[1]) in self._outcomes)
            for way in ways
        )

    def _is_met(self, one: Meant) -> bool:
        if one in self._with_tier:
            return bool(self._with_tier[one])
        if one in self._with_ratio:
            return bool(self._with_ratio[one])
        return self._exact({SIZE: one.choice.sample})

    def _agree(self, size: Meant, found: dict[str, list[Meant]]) -> dict[str, set[Meant | None]]:
        """Give what may stand beside a size: what says the same, or the half that the size leaves open."""
        request = {SIZE: size.choice.sample}
        if size in self._with_tier:
            same = {one for one in found[SHAPE] if one.meaning == size.meaning}
            return {SHAPE: {None, *same}, SCALE: set(self._with_tier[size])}
        if size in self._with_ratio:
            beside = next((scale for scale in self._with_ratio[size] if scale is not None), None)
            request |= {} if None in self._with_ratio[size] or beside is None else {SHAPE: beside.choice.sample}
            same = {
                one
                for one in found[SCALE]
                if _may_agree(size, one) and self._exact({**request, SCALE: one.choice.sample})
            }
            return {SHAPE: set(self._with_ratio[size]), SCALE: {None, *same}}
        agreeing: dict[str, set[Meant | None]] = {}
        for key in (SHAPE, SCALE):
            likely = [one for one in found[key] if _may_agree(size, one)]
            agreeing[key] = {None, *(one for one in likely if self._exact({**request, key: one.choice.sample}))}
        return agreeing

    def conditions(self) -> Iterator[Schema]:
        """Write what goes together; a parameter that has more than its list is left alone."""
        alone: Schema = {"properties": {SIZE: self.absent(SIZE)}}
        halves = [key for key in (SHAPE, SCALE) if key not in self.free]
        if SIZE in self.free:  # without a size only what is listed is met
            listed = {
                key: any_of([*(o.choice for o in self.choices[key]), self.autos[key]], null=True) for key in halves
            }
            yield {"if": alone, "then": {"properties": listed}}
        pairs = self._pair_conditions() if len(halves) == 2 else None
        if pairs is not None:
            yield {"if": alone, "then": pairs}
        for key in halves if SIZE not in self.free else ():
            yield from self._beside_size(key)

    def absent(self, key: str) -> Schema:
        """Accept that a parameter says nothing."""
        return any_of([self.autos[key]], null=True)

    def _pair_conditions(self) -> Schema | None:
        shapes, scales = ([None, *self.choices[key]] for key in (SHAPE, SCALE))
        rows = {shape: frozenset(scale for scale in scales if (shape, scale) in self._pairs) for shape in shapes}
        columns = {scale: frozenset(shape for shape in shapes if (shape, scale) in self._pairs) for scale in scales}
        first, second = self._dimension(SHAPE, rows), self._dimension(SCALE, columns)
        met = frozenset(
            (i, j)
            for i, one in enumerate(first.kinds)
            for j, other in enumerate(second.kinds)
            if (self._one(SHAPE, one), self._one(SCALE, other)) in self._pairs
        )
        return conditions((first, second), met)

    def _dimension(self, key: str, rows: dict[Meant | None, frozenset[Any]]) -> Dimension:
        """Put values together beside which the same is met."""
        kinds: dict[frozenset[Any], list[Meant]] = {}
        for one, row in rows.items():
            if one is not None:
                kinds.setdefault(row, []).append(one)
        absent = Kind({}, (self.autos[key],))
        said = (Kind({key: same[0].choice.sample}, tuple(one.choice for one in same)) for same in kinds.values())
        return Dimension(key, (key,), (absent, *said))

    def _one(self, key: str, kind: Kind) -> Meant | None:
        return None if kind.is_absent else next(one for one in self.choices[key] if one.choice is kind.choices[0])

    def _beside_size(self, key: str) -> Iterator[Schema]:
        """Write for the sizes what may stand beside them under another key."""
        everything: set[Meant | None] = {None, *self.choices[key]}
        alike: dict[frozenset[Meant | None], list[Choice]] = {}
        for size in self.choices[SIZE]:
            beside = frozenset(self._agreeing[size][key] & everything)
            if beside != everything:
                alike.setdefault(beside, []).append(size.choice)
        for beside, sizes in alike.items():
            chosen = [one.choice for one in self.choices[key] if one in beside]
            if None in beside:
                then: Schema = {"properties": {key: each_of(chosen, or_else=self.absent(key))}}
            else:
                then = {"required": [key], "properties": {key: each_of(chosen)}}
            yield {"if": {"required": [SIZE], "properties": {SIZE: each_of(sizes)}}, "then": then}

    def situations(self) -> Iterator[Situation]:
        """Give every single thing that can be said about the size, with what it needs beside it."""
        for size in self.choices[SIZE]:
            request = {SIZE: size.choice.sample}
            for key in (SHAPE, SCALE):
                beside = self._agreeing[size][key]
                if None not in beside and beside:
                    request[key] = next(one for one in self.choices[key] if one in beside).choice.sample
            yield Situation(request, SIZE, size.choice)
        for place, key in enumerate((SHAPE, SCALE)):
            for one in self.choices[key]:
                pairs = [pair for pair in self._pairs if pair[place] is one]
                if pairs:
                    alone = [pair for pair in pairs if pair[1 - place] is None]
                    yield Situation(_request(*(alone or pairs)[0]), key, one.choice)

    def when(self, key: str, chosen: list[Choice]) -> Schema:
        """Say that a key decides and has one of these values: nothing stronger stands beside it."""
        said: dict[str, Schema] = {key: any_of(chosen)}
        if key == SCALE:
            halves = [one.choice for one in self.choices[SIZE] if _is(one, Ratio)]
            said[SIZE] = any_of([self.autos[SIZE], *halves], null=True)
        elif key == SHAPE:
            said |= {other: self.absent(other) for other in (SIZE, SCALE)}
        elif all(_is(one, Ratio) for one in self.choices[SIZE] if one.choice in chosen):
            said[SCALE] = self.absent(SCALE)
        return {"required": [key], "properties": said}


def _outcomes(target: Target) -> Iterator[tuple[Ratio, int]]:
    """List the shapes that come out with their pixels; a table's row by its name too."""
    for form in target.geometry.forms:
        yield from ((Ratio.of(*size), size[0] * size[1]) for size in pixels_of(form, target))
        if isinstance(form, RatiosForm) and form.shapes is not None:
            for size, (row, _) in form.back.items():
                yield form.shapes.ratios[row], size[0] * size[1]


def _plain_scales(target: Target) -> set[tuple[int, int]]:
    """List the scales that come out whatever shape is asked."""
    stated = [form.pixels for form in target.geometry.forms if isinstance(form, RatiosForm)]
    return {(one.numerator, one.denominator) for one in (*stated, target.geometry.default.scale) if one is not None}


def _request(shape: Meant | None, scale: Meant | None) -> Request:
    halves = ((SHAPE, shape), (SCALE, scale))
    return {key: one.choice.sample for key, one in halves if one is not None}


def _is(one: Meant, *kinds: type) -> bool:
    return isinstance(one.meaning[0], kinds)


def _may_agree(size: Meant, other: Meant) -> bool:
    """Tell whether two values may say the same, as far as numbers can tell."""
    one, two = size.meaning[0], other.meaning[0]
    if isinstance(two, Ratio):
        return isinstance(one, Size) and one.ratio == two
    if isinstance(one, Size):
        return bool(two.lines) or one.pixels * two.denominator == two.numerator or max(one) >= 3840
    return bool(two.lines) or (one.numerator, one.denominator) == (two.numerator, two.denominator)
