"""What a payload says, read back by field names: the form that wrote it, and its words as ours. Decides nothing."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from reference.words import read_ratio, read_scale, read_size

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizer import Plan
    from reference.measures import Scale, Size

    from .strategies import Block

Path = tuple[str | int, ...]


class Written(NamedTuple):
    """The form that was used, with ratio, tier and size as the block lists them; `None` for what was not written."""

    form: int | None = None
    ratio: str | None = None
    tier: str | None = None
    size: Size | None = None


def written(block: Block, plan: Plan) -> Written:
    """Read the geometry of a plan's first call, where the templates mix nothing but pixels."""
    payload = plan.calls[0].payload
    for index, form in enumerate(block["dimensions"]):
        said = {name.partition("_")[2]: value for name, value in payload.items() if name.startswith(f"f{index}_")}
        if not said:
            continue
        if "width" in said:
            return Written(index, size=(said["width"], said["height"]))
        if "size" in said:
            word = ours(form.get("sizes"), said["size"])
            return Written(index, size=read_size(word))
        ratio = ours(form.get("aspect_ratios"), said.get("ratio", said.get("a")))
        return Written(index, ratio, ours(form["tiers"], said.get("tier", said.get("b"))) if "tiers" in form else None)
    return Written()


def ours(listing: Any, word: Any) -> Any:
    """Give our word for the provider's."""
    if isinstance(listing, dict):
        return next((name for name, theirs in listing.items() if theirs == word), word)
    return word


def pixels_out(plan: Plan) -> Fraction | None:
    """How many pixels come out, by the expected size or by the tier's 16:9 frame; nothing where neither is known."""
    if plan.expected_size is not None:
        return Fraction(plan.expected_size[0] * plan.expected_size[1])
    scale = read_scale(plan.resolved.tier) if plan.resolved.tier else None
    return None if scale is None else scale.pixels(None, short_edge=False)


def ratio_of(text: str) -> Fraction:
    """Read a ratio that is known to be one."""
    ratio = read_ratio(text)
    if ratio is None:
        raise ValueError(text)
    return ratio


def scale_of(text: str) -> Scale:
    """Read a scale that is known to be one."""
    scale = read_scale(text)
    if scale is None:
        raise ValueError(text)
    return scale


def turned(size: Size) -> Size:
    """Give a rectangle on its side."""
    return size[1], size[0]


def leaves(value: Any, at: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every value of a payload that holds no others, with the way to it."""
    if isinstance(value, dict) and value:
        for key, item in value.items():
            yield from leaves(item, (*at, key))
    elif isinstance(value, list) and value:
        for index, item in enumerate(value):
            yield from leaves(item, (*at, index))
    else:
        yield at, value
