"""One answer from all forms: literal hits, bounds, cost, ties (R4.1, R4.6), and what becomes of each parameter."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from . import words
from .lists import of_ratios, of_tiers
from .measures import ONE, Scale, Size, frame_name, shape_ties
from .pixels import listed_default, of_fixed, of_follows, of_free, of_sizes, short_edge
from .tables import of_table
from .target import Candidate, Default, Target, read_default
from .wish import Block, Fact, Form, Missing, Wish, read_wish

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

FORMS = {
    "sizes": of_sizes,
    "table": of_table,
    "aspect_ratios": of_ratios,
    "tiers": of_tiers,
    "limits": of_free,
    "fixed": of_fixed,
    "follows": of_follows,
}
NAMES = ("size", "aspect_ratio", "resolution")


@dataclass(frozen=True, slots=True)
class Answer:
    """What is written and what comes out; `form` is None where no form is used. Distances are of asked halves only."""

    form: int | None = None
    ratio: str | None = None
    tier: str | None = None
    size: Size | None = None
    expected_size: Size | None = None
    shape_distance: Fraction | None = None
    scale_distance: Fraction | None = None
    exact: dict[str, bool] = field(default_factory=dict)
    unsupported: tuple[str, ...] = ()
    overridden: tuple[str, ...] = ()
    bent: bool = False


def answer(
    block: Block,
    media: str,
    request: Mapping[str, Any],
    *,
    policy: Mapping[str, Any] | None = None,
    input_size: Size | None = None,
) -> Answer:
    """Answer one request; `Malformed` and `Missing` name the parameter that is wrong."""
    wish = read_wish(request, block)
    mode = (policy or {}).get("scale", "nearest")
    target = Target(block, media, read_default(block.get("default"), block["dimensions"]), mode, input_size)
    if wish.empty:
        return _unasked(target)
    chosen = _choose(wish, target)
    overridden = tuple(name for name, _ in wish.overridden)
    if chosen is None:
        lost = tuple(wish.halves())
        return Answer(exact=dict.fromkeys(lost, False) | _agree(wish), unsupported=lost, overridden=overridden)
    form = block["dimensions"][chosen.form]
    used = chosen.sends or kind(form) in ("fixed", "follows")
    exact = _exact(wish, chosen)
    return Answer(
        form=chosen.form if used else None,
        ratio=chosen.ratio,
        tier=chosen.tier,
        size=chosen.size if used else None,
        expected_size=chosen.size if chosen.sends else _unsent_size(chosen, target),
        shape_distance=chosen.shape_distance(wish),
        scale_distance=chosen.scale_distance(wish),
        exact=exact | _agree(wish, form),
        unsupported=tuple(
            name for name, halves in wish.halves().items() if not halves & chosen.carries and not exact[name]
        ),
        overridden=overridden,
        bent=chosen.bent,
    )


def kind(form: Form) -> str:
    """Know a form by its keys."""
    return next(key for key in FORMS if key in form)


def _choose(wish: Wish, target: Target) -> Candidate | None:
    """R4.1, R4.6."""
    forms = target.block["dimensions"]
    offered = [FORMS[kind(form)](index, form, wish, target) for index, form in enumerate(forms)]
    hits = [candidate for candidate in offered if candidate.hit]
    if hits:
        return min(hits, key=lambda hit: (_foreign(wish, forms[hit.form]), hit.form))
    offered = [candidate for candidate in offered if candidate.met or candidate.carries & wish.asked] or offered
    if wish.scale is not None and target.mode != "nearest":
        offered = [candidate for candidate in offered if candidate.keeps(target.mode)] or offered

    def key(candidate: Candidate) -> tuple[Any, ...]:
        ties: tuple[Any, ...] = ()
        if wish.shape is not None:
            known = candidate.shape is not None
            ties += (not known, *shape_ties(candidate.shape or wish.shape, wish.shape, target.default.shape))
        if wish.scale is not None:
            ties += (candidate.scale is None, candidate.scale or 0)
        return candidate.cost(wish), *ties, _foreign(wish, forms[candidate.form]), candidate.form

    return min(offered, key=key, default=None)


def _foreign(wish: Wish, form: Form) -> bool:
    """Whether this form speaks other words than the caller did."""
    if wish.size is not None:
        return kind(form) not in ("sizes", "limits", "fixed")
    if wish.shape is not None:
        return kind(form) not in ("aspect_ratios", "table")
    return kind(form) != "tiers"


def _exact(wish: Wish, chosen: Candidate) -> dict[str, bool]:
    """R6.6: equal in value, or off by whole pixels where no multiple is named."""
    distances = {"shape": chosen.shape_distance(wish), "scale": chosen.scale_distance(wish)}
    met = {half for half, far in distances.items() if far == ONE} | chosen.rounded
    return {name: halves <= met for name, halves in wish.halves().items()}


def _agree(wish: Wish, form: Form | None = None) -> dict[str, bool]:
    """Whether what lost says the same as what won."""
    return {name: _same(wish, fact, form or {}) for name, fact in wish.overridden}


def _same(wish: Wish, fact: Fact, form: Form) -> bool:
    if not isinstance(fact, Scale):
        return fact == wish.shape
    if wish.scale is None:
        return False
    if wish.size and frame_name(wish.size) == words.fold(fact.text):
        return True
    rule = short_edge(form)
    return fact.pixels(wish.shape, short_edge=rule) == wish.scale.pixels(wish.shape, short_edge=rule)


def _unasked(target: Target) -> Answer:
    """R1.6: nothing asked, nothing sent, unless a field is required and the default fills it."""
    default, block = target.default, target.block
    required = [name for name in NAMES if name in (block.get("required") or ())]
    if not required or not block["dimensions"]:
        return Answer(expected_size=_default_size(target))
    shape = default.shape if set(required) & {"size", "aspect_ratio"} else None
    scale = default.scale if set(required) & {"size", "resolution"} else None
    for name in required:
        if (name != "resolution" and shape is None) or (name != "aspect_ratio" and scale is None):
            raise Missing(name)
    size = default.size if "size" in required else None
    wish = Wish(size, shape, scale, "size", "size")
    chosen = _choose(wish, replace(target, mode="nearest"))
    if chosen is None or not chosen.sends:
        return Answer(expected_size=_default_size(target))
    return Answer(chosen.form, chosen.ratio, chosen.tier, chosen.size, chosen.size or _default_size(target))


def _only_cell(form: Form) -> Default:
    """Give a single ratio, or a single tier, comes out whatever is asked."""
    ratios, tiers = list(form["table"]), list(form["tiers"])
    shape = words.read_ratio(ratios[0]) if len(ratios) == 1 else None
    return Default(shape, words.read_scale(tiers[0]) if len(tiers) == 1 else None)


def _unsent_size(chosen: Candidate, target: Target) -> Size | None:
    """R4.10: of several forms the default comes out where nothing is sent; a single one may settle the size itself."""
    return _default_size(target) if len(target.block["dimensions"]) > 1 else chosen.size


def _default_size(target: Target) -> Size | None:
    """R4.10: the pixels of the default, where they can be known."""
    default, forms = target.default, target.block["dimensions"]
    if default.size is not None:
        return default.size
    for form in forms:
        if kind(form) == "sizes" and form["sizes"] != "unknown" and listed_default(form, target):
            return listed_default(form, target)
        if kind(form) == "table":
            only = _only_cell(form) if len(forms) == 1 else Default()
            shape, scale = default.shape or only.shape, default.scale or only.scale
            cell = of_table(0, form, Wish(None, shape, scale), target) if shape and scale else None
            if cell is not None and cell.hit:
                return cell.size
    if len(forms) == 1 and kind(forms[0]) in ("fixed", "follows"):
        return FORMS[kind(forms[0])](0, forms[0], Wish(), target).size
    return None
