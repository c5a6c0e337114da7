"""Whether a plan says rightly what is met: its `exact`, `resolved` and `expected_size` against what is really sent."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from normalizer.describe import defaults
from normalizer.gateway.sandbox.message import default_of
from normalizer.gateway.sandbox.sizes import Said, fraction
from normalizer.gateway.sandbox.values import PLAIN

from .cases import GEOMETRY
from .reading import body_of, parameter_found
from .values import Sent, as_number, cell_of, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizer import Plan
    from normalizer.capability import Block, Form

    from .requests import Request
    from .rows import Row

_PIXELS = re.compile(r" *([0-9]+)[xX×*]([0-9]+) *")
_TIER = re.compile(r" *([0-9.]+) ?(k|mp|p|) *", re.IGNORECASE)
_FRAMES = {(3840, 2160): "4k", (4096, 2160): "4k", (7680, 4320): "8k"}
_FORMATS = {"jpg": "jpeg"}


def wrong(block: Block, plan: Plan, request: Request) -> Iterator[str]:
    """Name everything that the plan says about itself and that is not so."""
    sent = Sent.of(block, plan.calls[0], request)
    exact = {parameter.name: parameter.exact for parameter in plan.parameters}
    resized = any(step.kind == "resize" for step in plan.steps)
    if sent.said is not None and not sent.said.complaints and not resized:
        yield from _resolved(plan, sent)
        for key, met in _sizes_met(block, sent.said, request):
            if key in exact and exact[key] is not met:
                yield f"{key} is {'exact' if exact[key] else 'not exact'}, but is {'' if met else 'not '}met"
    yield from _seconds(block, plan, request, exact)
    yield from _frames(block, plan, request)
    yield from _files(block, plan, request, exact)


def described(row: Row, plan: Plan) -> Iterator[str]:
    """Name what is described as the default, and does not come out when nothing is asked."""
    if row.case.block.rules or any(key in row.request for key in GEOMETRY):
        return  # a condition may say something else
    resolved = {"size": plan.resolved.size, "aspect_ratio": plan.resolved.ratio, "resolution": plan.resolved.tier}
    said = defaults(row.case.target)
    for name, value in resolved.items():
        if said.get(name, "auto") != (value or "auto"):
            yield f"{name} comes out as {value}, described is {said.get(name)}"


def _resolved(plan: Plan, sent: Sent) -> Iterator[str]:
    """Compare what is said to come out with the words that were written."""
    said, block = sent.said, sent.block
    if said is None or said.says_nothing:
        return
    size = said.size or cell_of(said, said.ratio or default_of(block)[0], said.tier or default_of(block)[1])
    known = said.ratio is not None and plan.resolved.ratio is not None
    if known and fraction(str(said.ratio)) != fraction(str(plan.resolved.ratio)):
        yield f"resolved.ratio is {plan.resolved.ratio}, written is {said.ratio}"
    if said.tier is not None and plan.resolved.tier != said.tier and isinstance(said.form.tiers, dict):
        yield f"resolved.tier is {plan.resolved.tier}, written is {said.tier}"
    if size is not None and plan.expected_size not in {None, size}:
        yield f"expected_size is {plan.expected_size}, written is {size}"
    if said.size is not None and plan.expected_size is None:
        yield f"expected_size is not known, though {said.size[0]}x{said.size[1]} is written"


def _sizes_met(block: Block, said: Said, request: Request) -> Iterator[tuple[str, bool]]:
    """Tell for the parameters that decide whether what was written is what they say."""
    size, shape, scale = _wish(request)
    if said.says_nothing:
        return
    if size is not None:
        met = _size_met(block, said, size)
        if met is not None:
            yield "size", met
        return
    if said.form.kind == "free":  # whole pixels may be as good as exact there (R6.6)
        return
    ratio = None if said.ratio is None else fraction(said.ratio)
    if ratio is None and said.size is not None:
        ratio = Fraction(*said.size)
    if shape is not None and ratio is not None:
        yield shape[0], ratio == shape[1]
    if scale is not None and (said.tier is not None or said.size is not None):
        yield scale[0], _scale_met(said, scale[1], ratio or Fraction(16, 9))


def _scale_met(said: Said, asked: str, ratio: Fraction) -> bool:
    """Tell whether a scale is met: by name, by the provider's word, by an equal unit, or by the very pixels."""
    wanted = tier_pixels(asked, said.form, ratio)
    if said.tier is not None and isinstance(said.form.tiers, dict):
        if asked.lower() in {said.tier.lower(), str(said.form.tiers.get(said.tier)).lower()}:
            return True
        if not _PIXELS.fullmatch(asked) and tier_pixels(said.tier, said.form, ratio) == wanted:
            return True
    if said.size is not None:
        return said.size[0] * said.size[1] == wanted
    return said.tier is not None and tier_pixels(said.tier, said.form, ratio) == wanted


def _wish(request: Request) -> tuple[tuple[int, int] | None, tuple[str, Fraction] | None, tuple[str, str] | None]:
    """Read what decides: pixels, or a shape and a scale with the keys they came under."""
    shape: tuple[str, Fraction] | None = None
    scale: tuple[str, str] | None = None
    for key in ("size", "aspect_ratio", "resolution"):
        value = request.get(key)
        if isinstance(value, dict):
            return (int(value["width"]), int(value["height"])), None, None
        text = "" if value is None else str(value)
        pixels = _PIXELS.fullmatch(text)
        if pixels and key == "size":
            return (int(pixels[1]), int(pixels[2])), None, None
        ratio = fraction(text.strip()) if key != "resolution" else None
        if ratio is not None and shape is None:
            shape = key, ratio
        elif _TIER.fullmatch(text) and scale is None:
            scale = key, text.strip()
    return None, shape, scale


def _size_met(block: Block, said: Said, size: tuple[int, int]) -> bool | None:
    """Tell whether pixels are met: by the very pixels, else by an equal shape and scale."""
    got = said.size or cell_of(said, said.ratio or default_of(block)[0], said.tier or default_of(block)[1])
    if got is not None:
        if got == size:
            return True
        return None if said.tier and _frame(size) else False
    if said.ratio is None or said.tier is None or not isinstance(said.form.tiers, dict):
        return None
    if fraction(said.ratio) != Fraction(*size):
        return False if not _frame(size) else None
    wire = str(said.form.tiers.get(said.tier))
    if _frame(size) in {said.tier.lower(), wire.lower()}:
        return True
    return tier_pixels(said.tier, said.form, Fraction(*size)) == size[0] * size[1]


def _frame(size: tuple[int, int]) -> str | None:
    return _FRAMES.get(size) or _FRAMES.get((size[1], size[0]))


def tier_pixels(text: str, form: Form, shape: Fraction) -> Fraction | None:
    """Give the pixels of a tier (R3.2)."""
    pixels = _PIXELS.fullmatch(text)
    if pixels:
        return Fraction(int(pixels[1]) * int(pixels[2]))
    found = _TIER.fullmatch(text)
    if found is None:
        return None
    number, unit = Fraction(found[1]), found[2].lower()
    if unit == "k":
        return (1024 * number) ** 2
    if unit == "p":
        frame = max(shape, 1 / shape) if form.tier_rule == "short_edge" else Fraction(16, 9)
        return number**2 * frame
    return number * 1024 * 1024


def _seconds(block: Block, plan: Plan, request: Request, exact: dict[str, bool]) -> Iterator[str]:
    """Compare the length that was written with the one that was asked and the one that is said."""
    key = "seconds" if request.get("seconds") is not None else "duration"
    asked, facts = as_number(request.get(key)), block.parameters.get("seconds") or PLAIN
    if "seconds" not in block.parameters or asked is None or facts.frames is not None:
        return
    body = body_of(block, plan.calls[0])
    for one in parameter_found("seconds", facts, body):
        got = as_number(Sent.of(block, plan.calls[0], request).value("seconds")) if one.holes else None
        if got is None:
            continue
        if plan.resolved.seconds is None or as_number(plan.resolved.seconds) != got:
            yield f"resolved.seconds is {plan.resolved.seconds}, written is {got}"
        if exact.get(key) is not (got == asked):
            yield f"{key} is {'exact' if exact.get(key) else 'not exact'}, asked {asked}, written {got}"


def _frames(block: Block, plan: Plan, request: Request) -> Iterator[str]:
    """Compare the frames that were written, at the rate that was written or is stated, with the length that is said."""
    facts = block.parameters.get("seconds") or PLAIN
    if facts.frames is None or plan.resolved.seconds is None:
        return
    sent = Sent.of(block, plan.calls[0], request)
    rate = as_number(sent.value("fps")) if _is_written("fps", block, plan) else None
    rate = rate or Fraction(str(facts.frames.fps))
    for one in parameter_found("seconds", facts, body_of(block, plan.calls[0])):
        frames = as_number(one.holes.get("value"))
        said = Fraction(str(plan.resolved.seconds))
        # a length that was asked is met by the nearest whole frame
        if frames is not None and abs(frames - said * rate) > Fraction(1, 2) + Fraction(1, 1000):
            yield f"resolved.seconds is {plan.resolved.seconds}, written are {frames} frames at {rate} a second"


def _is_written(name: str, block: Block, plan: Plan) -> bool:
    facts = block.parameters.get(name) or PLAIN
    return name in block.parameters and bool(parameter_found(name, facts, body_of(block, plan.calls[0])))


def _files(block: Block, plan: Plan, request: Request, exact: dict[str, bool]) -> Iterator[str]:
    """Follow file type and delivery from the provider through the steps, and compare what is handed over."""
    returns, body = block.returns, body_of(block, plan.calls[0])
    sent = Sent.of(block, plan.calls[0], request)
    final: dict[str, Any] = {
        "output_format": None if returns is None else returns.format,
        "response_format": None if returns is None else returns.delivery,
    }
    for name in final:
        if name in block.parameters and parameter_found(name, block.parameters[name] or PLAIN, body):
            final[name] = sent.value(name)
    for step in plan.steps:
        if step.kind == "convert":
            final["output_format"] = step.options["format"]
        elif step.kind == "store":
            final["response_format"] = "url"
        elif step.kind == "encode":
            final["response_format"] = step.options["into"]
    for name, got in final.items():
        asked = request.get(name)
        if asked is None or name not in exact:
            continue
        words = [_FORMATS.get(str(plain(word)), plain(word)) for word in (asked, got)]
        if exact[name] is not (words[0] == words[1]):
            yield f"{name} is {'exact' if exact[name] else 'not exact'}, asked {asked}, handed over {got}"
