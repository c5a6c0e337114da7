"""Check that defaults are among what is offered: of the size, and of every other parameter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from normalizer.capability import NONE_WORD
from normalizer.capability.base import text_of
from normalizer.check.offers import takes_ratio, takes_size, takes_tier
from normalizer.check.report import ERROR, WARNING, finding
from normalizer.errors import FileProblem, quote
from normalizer.values import Ratio, Size, Tier

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizer.capability import Form, Parameter
    from normalizer.layers import Expanded

AUTO = "auto"


def default_size(target: Expanded) -> Iterator[FileProblem]:
    """Find a default size that cannot be read, or that no form offers."""
    default = target.block.default
    if default is None:
        return
    words = [word for word in default.split() if word != AUTO]
    if NONE_WORD in words:
        sentence = "none is no size: write auto where the provider decides, and nothing where the default is not known"
        yield finding(target, ("default",), sentence)
    elif not _is_in_halves(default.split()) or not all(
        _is_measure(word) or _is_listed_tier(target, word) for word in words
    ):
        sentence = f"expected a size, or a ratio and a tier (1:1 1K), or auto, got {quote(default)}"
        yield finding(target, ("default",), sentence)
    elif not target.block.dimensions and words:
        yield finding(target, ("default",), "there are no dimensions to which the default could belong", WARNING)
    elif words and not any(_offers(form, words) for form in target.block.dimensions):
        yield finding(target, ("default",), f"the default {quote(default)} is not offered")


def _is_in_halves(words: list[str]) -> bool:
    """Tell whether these are one word, or one of each half: a shape and a scale; `auto` leaves either open."""
    shapes = [word for word in words if Ratio.read(word) is not None and Size.read(word) is None]
    return len(words) < 2 or (len(words) == 2 and len(shapes) < 2 and (AUTO in words or len(shapes) == 1))


def _is_measure(word: str) -> bool:
    return any(read(word) is not None for read in (Size.read, Ratio.read, Tier.read))


def _is_listed_tier(target: Expanded, word: str) -> bool:
    return any(_lists_tier(form, word) for form in target.block.dimensions)


def _lists_tier(form: Form, word: str) -> bool:
    """Tell whether a word is a tier of the form, in our words or the provider's."""
    tiers = form.tiers if isinstance(form.tiers, dict) else {}
    return word.lower() in {str(name).lower() for pair in tiers.items() for name in pair}


def _offers(form: Form, words: list[str]) -> bool:
    return all(_offers_word(form, word) for word in words) and _no_hole(form, words)


def _offers_word(form: Form, word: str) -> bool:
    size, ratio, tier = Size.read(word), Ratio.read(word), Tier.read(word)
    if ratio is not None and size is None:
        return takes_ratio(form, ratio)
    if size is not None and takes_size(form, size):
        return True
    return _lists_tier(form, word) or (tier is not None and takes_tier(form, tier))


def _no_hole(form: Form, words: list[str]) -> bool:
    """Tell whether the table has a size for this ratio and tier together."""
    ratio = next((Ratio.read(word) for word in words if ":" in word), None)
    tier = next((Tier.read(word) for word in words if ":" not in word), None)
    if form.table is None or not isinstance(form.tiers, dict) or ratio is None or tier is None or form.open:
        return True
    columns = [index for index, name in enumerate(form.tiers) if Tier.read(name) == tier]
    rows = [row for text, row in form.table.items() if Ratio.read(text) == ratio]
    return any(row[column] is not None for row in rows for column in columns)


def default_values(target: Expanded) -> Iterator[FileProblem]:
    """Find parameters whose default is not among their own values."""
    for name, parameter in target.block.parameters.items():
        if parameter is None or parameter.default is None or parameter.open:
            continue
        if parameter.default == parameter.auto or not isinstance(parameter.default, str | int | float):
            continue
        if not _takes(parameter, parameter.default):
            sentence = f"the default {quote(parameter.default)} is not offered"
            yield finding(target, ("parameters", name, "default"), sentence)


def _takes(parameter: Parameter, value: Any) -> bool:
    if isinstance(parameter.values, dict):
        return text_of(value) in parameter.values or value in parameter.values.values()
    if isinstance(parameter.range, tuple) and isinstance(value, (int, float)) and not isinstance(value, bool):
        low, high = parameter.range
        return (low is None or value >= low) and (high is None or value <= high)
    return True


def counts(target: Expanded) -> Iterator[FileProblem]:
    """Find allowed counts of results by which some counts cannot be made up, or that contradict the maximum."""
    n = target.block.parameters.get("n")
    if n is None or not isinstance(n.values, dict):
        return
    path = ("parameters", "n", "values")
    if not all(text.isascii() and text.isdigit() and text != "0" for text in n.values):
        yield finding(target, path, "allowed counts are whole numbers from 1")
    elif "1" not in n.values:
        yield finding(target, path, "allowed counts need 1; other numbers could not be made up", ERROR)
