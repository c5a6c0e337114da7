"""Answers of forms in full, as lines of text: what `Answer` holds, without what is as it is at first."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from normalizer.resolve.wish import Answer, Setting, Wish
from normalizer.values import Ratio, Tier
from unit.blocks import target

if TYPE_CHECKING:
    from normalizer.fit import Direction
    from normalizer.resolve.choose import Geometry

UNSAID: dict[str, Any] = {
    "literal": False,
    "sends": True,
    "rounded": False,
    "whole": frozenset(),
    "unverified": False,
    "unsure": False,
}
"""What goes without saying; everything that is `None` does too."""

FIELDS = (
    "shape", "scale", "size", "ratio", "tier", "shape_distance", "scale_distance", "asked_scale", "literal", "sends",
    "rounded", "whole", "word", "unverified", "unsure", "assumed", "adjusted",
)  # fmt: skip

INPUT = (1200, 800)


def pixels(width: int, height: int) -> Wish:
    """Wish for pixels."""
    return Wish((width, height), Ratio.of(width, height), Tier(width * height, 1))


def scale(word: str, shape: str | None = None) -> Wish:
    """Wish for a scale, maybe at a shape."""
    return Wish(None, None if shape is None else Ratio.parse(shape), Tier.parse(word), word)


WISHES: dict[str, tuple[Wish, Direction]] = {
    "nothing": (Wish(), "nearest"),
    "1024x1024": (pixels(1024, 1024), "nearest"),
    "1376x768": (pixels(1376, 768), "nearest"),
    "3840x2160": (pixels(3840, 2160), "nearest"),
    "700x1500": (pixels(700, 1500), "nearest"),
    "16:9": (Wish(shape=Ratio(16, 9)), "nearest"),
    "5:4": (Wish(shape=Ratio(5, 4)), "nearest"),
    "9:1": (Wish(shape=Ratio(9, 1)), "nearest"),
    "2K": (scale("2K"), "nearest"),
    "720p": (scale("720p"), "nearest"),
    "1:1 720p": (scale("720p", "1:1"), "nearest"),
    "1:1 1K": (scale("1K", "1:1"), "nearest"),
    "16:9 1.5MP": (scale("1.5MP", "16:9"), "nearest"),
    "4:3 1.5MP at least": (scale("1.5MP", "4:3"), "at_least"),
    "16:9 2K at most": (scale("2K", "16:9"), "at_most"),
}


def told(dimensions: str, default: str = "") -> list[str]:
    """Tell what each form answers to each wish, and what is chosen; at last what stands where nothing is asked."""
    head = f'default: "{default}"\n' if default else ""
    geometry: Geometry = target(f"{head}dimensions: {dimensions}").geometry
    lines = []
    for name, (wish, direction) in WISHES.items():
        setting = Setting(geometry.default, geometry.fallback, direction, INPUT)
        answers = [form.answer(wish, setting) for form in geometry.forms]
        lines += [f"{name} <- {_told(answer)}{_words(answer, wish)}" for answer in answers]
        chosen = geometry.resolve(wish, direction=direction, input_size=INPUT)
        if chosen is not None and len(answers) > 1:
            lines.append(f"{name} <- form {[form is chosen.form for form in geometry.forms].index(True)}")
    for must in ({}, {"needs_shape": True, "needs_scale": True}):
        standing = geometry._replace(**must).standing(INPUT)
        lines.append(f"standing{', required' * bool(must)} <- {'nothing' if standing is None else _told(standing)}")
    return lines


def _told(answer: Answer) -> str:
    facts = []
    for name in FIELDS:
        value = getattr(answer, name)
        if value is None or (name in UNSAID and value == UNSAID[name]):
            continue
        facts.append(name if value is True else f"{name} {_value(name, value)}")
    return ", ".join(facts) or "nothing"


def _value(name: str, value: Any) -> str:
    if name == "whole":
        return " and ".join(sorted(value))
    if name == "shape":
        return str(Ratio.of(*value))
    if name == "size":
        return "{}x{}".format(*value)
    return str(Fraction(*value)) if isinstance(value, tuple) else str(value)


def _words(answer: Answer, wish: Wish) -> str:
    form = answer.form
    words = {"ratio": form.ratio_text(answer), "tier": form.tier_text(answer)}
    said = [f"{name} {word}" for name, word in words.items() if word is not None]
    said += [
        f"beside {' '.join(f'{text}={Fraction(*far)}' for far, text in beside)}" for beside in [form.scales(answer)]
    ]
    said += [f"tied with {' '.join(str(Ratio.of(*rival)) for rival in form.rivals(answer, wish))}"]
    filled = form.fill(answer).items()
    written = {
        name: [field.text for field in word] if isinstance(word, tuple) else word
        for name, word in filled
        if name not in {"width", "height"}
    }
    said += [f"brings {[field.text for field in fields]}" for fields in form.field_words()]
    said += [f"writes {written}"] if written and list(written) != ["size"] else []
    return f" ({'; '.join(part for part in said if not part.endswith((' beside ', 'beside ', 'with ')))})"
