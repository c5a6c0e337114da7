"""What the forms of a target offer, as values: the sizes, ratios and tiers that its texts mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalizer.capability import Limits, RatioRange
from normalizer.fit import Limits as Rectangles
from normalizer.fit import grid_points
from normalizer.values import Ratio, Size, Tier

if TYPE_CHECKING:
    from normalizer.capability import Form


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


def rectangles(limits: Limits) -> Rectangles:
    """Put limits into numbers; ratios that are none count as no bound."""
    step = limits.multiple_of if isinstance(limits.multiple_of, int) else 1
    return Rectangles.of(
        width=(_most(limits.min_width, limits.min_edge), _fewest(limits.max_width, limits.max_edge)),
        height=(_most(limits.min_height, limits.min_edge), _fewest(limits.max_height, limits.max_edge)),
        pixels=(limits.min_pixels, limits.max_pixels),
        ratio=(Ratio.read(limits.min_ratio or ""), Ratio.read(limits.max_ratio or "")),
        step=step,
    )


def is_empty(limits: Limits) -> bool:
    """Tell whether limits admit no grid point at all (R5.5)."""
    return next(grid_points(rectangles(limits), 1), None) is None


def takes_size(form: Form, size: Size) -> bool:
    """Tell whether a form offers this size."""
    if form.sizes == "unknown" or form.limits == "unknown" or form.open or form.follows:
        return True
    if isinstance(form.limits, Limits):
        return rectangles(form.limits).admits(*size)
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


def _most(*bounds: int | None) -> int | None:
    return max((bound for bound in bounds if bound is not None), default=None)


def _fewest(*bounds: int | None) -> int | None:
    return min((bound for bound in bounds if bound is not None), default=None)
