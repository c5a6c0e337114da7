"""What the forms of a target offer, as values: the sizes, ratios and tiers that its texts mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalizer.capability import Limits, RatioRange
from normalizer.compile.forms import limits_of
from normalizer.errors import NormalizationError
from normalizer.values import Ratio, Size, Tier

if TYPE_CHECKING:
    from normalizer.capability import Form
    from normalizer.fit import Limits as Rectangles


def sizes_of(form: Form) -> list[tuple[str, Size]]:
    """List the sizes that a form names: its list, the cells of its table, its fixed size."""
    texts = list(form.sizes) if isinstance(form.sizes, dict) else []
    texts += [cell for row in (form.table or {}).values() for cell in row if cell is not None]
    texts += [form.fixed] if form.fixed else []
    return [(text, size) for text in texts if (size := Size.read(text)) is not None]


def ratios_of(form: Form) -> list[tuple[str, Ratio]]:
    """List the aspect ratios that a form names."""
    texts = [*(form.table or ()), *(form.aspect_ratios if isinstance(form.aspect_ratios, dict) else ())]
    return [(text, ratio) for text in texts if (ratio := Ratio.read(text)) is not None]


def tiers_of(form: Form) -> list[tuple[str, Tier]]:
    """List the tiers that a form names."""
    texts = form.tiers if isinstance(form.tiers, dict) else ()
    return [(text, tier) for text in texts if (tier := Tier.read(text)) is not None]


def rectangles(limits: Limits) -> Rectangles | None:
    """Put limits into numbers; nothing where a ratio among them is none."""
    try:
        return limits_of(limits)[0]
    except NormalizationError:
        return None


def takes_size(form: Form, size: Size) -> bool:
    """Tell whether a form offers this size."""
    if form.sizes == "unknown" or form.limits == "unknown" or form.open or form.follows:
        return True
    if isinstance(form.limits, Limits):
        law = rectangles(form.limits)
        return law is None or law.admits(*size)
    return any(size == offered for _, offered in sizes_of(form))


def takes_ratio(form: Form, ratio: Ratio) -> bool:
    """Tell whether a form offers this shape."""
    ratios = form.aspect_ratios
    if ratios == "unknown" or form.open or form.kind == "free" or form.follows or form.sizes == "unknown":
        return True
    if isinstance(ratios, RatioRange):
        low, high = Ratio.read(ratios.min), Ratio.read(ratios.max)
        return (low is None or low <= ratio) and (high is None or ratio <= high)
    shapes = [*(shape for _, shape in ratios_of(form)), *(size.ratio for _, size in sizes_of(form))]
    if form.shape:
        shapes += [shape] if (shape := Ratio.read(form.shape)) else [ratio]
    return ratio in shapes


def takes_tier(form: Form, tier: Tier) -> bool:
    """Tell whether a form offers this scale."""
    if form.tiers == "unknown" or form.open or form.kind in ("free", "follows") or form.sizes == "unknown":
        return True
    scales = [offered.numerator / offered.denominator for _, offered in tiers_of(form)]
    scales += [size.pixels for _, size in sizes_of(form)]
    if form.pixels and (scale := Tier.read(form.pixels)):
        scales.append(scale.numerator / scale.denominator)
    return tier.numerator / tier.denominator in scales
