"""File type, compression and delivery (R8.3-R8.5): native first, else steps around the call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from normalizer import hint
from normalizer.draft import Draft, Item
from normalizer.honest import honest
from normalizer.parameters.base import Parameter
from normalizer.parameters.kinds import NumberParameter, WordsParameter
from normalizer.parameters.offer import Offer
from normalizer.parts import Step
from normalizer.values.grammar import UNIT
from normalizer.values.number import whole_number

if TYPE_CHECKING:
    from normalizer.parameters.base import Allowed

FORMATS = {"png": "png", "jpeg": "jpeg", "jpg": "jpeg", "gif": "gif", "webp": "webp", "avif": "avif"}
DELIVERIES = {"url": "url", "b64_json": "b64_json"}
LOSSLESS = ("png", "gif")
BEHIND_LINK = ("url", "bucket")
LINK_MINUTES = 60
QUALITIES = Offer((), 0, 100 * UNIT, UNIT)
NAMES = ("output_format", "output_compression", "response_format")


class Returns(NamedTuple):
    """How results come when nothing is asked; `None` where that is not known."""

    delivery: str | None = None
    format: str | None = None

    @property
    def has_pixels(self) -> bool:
        """Tell whether an image can be converted and resized; one of a type that is not known is taken for such."""
        return self.format is None or self.format in FORMATS


def _is_asked(draft: Draft, name: str) -> bool:
    """Tell whether a parameter has to be settled; the provider's own field in its place decides it (R7.3)."""
    if name in draft.asked and name in draft.native:
        key, value = draft.asked[name]
        draft.entries.append((key, "overridden", value, {}, False))
        draft.change(key, "native_field", value, None, "R7.3")
    return name in draft.asked and name not in draft.native


def _word(draft: Draft, name: str, words: dict[str, str]) -> str | None:
    """Read one of the unified words (R1.3), or say what is wrong."""
    if not _is_asked(draft, name):
        return None
    key, value = draft.asked[name]
    text = honest(value)
    if isinstance(text, str) and len(text) <= 16 and text.isascii() and text.lower() in words:
        return words[text.lower()]
    draft.problem(key, "not_a_word", "one of " + ", ".join(words), value, hint.of_word(text, words))
    return None


def _quality(draft: Draft) -> int | None:
    if not _is_asked(draft, "output_compression"):
        return None
    key, value = draft.asked["output_compression"]
    value = honest(value)
    asked = whole_number(value)
    if asked is None:
        near = hint.of_number(value, QUALITIES.nearest, QUALITIES.said())
        draft.problem(key, "not_a_number", "a whole number from 0 to 100", value, near)
    elif asked > 100:
        near = hint.of_near(QUALITIES.nearest(asked * UNIT))
        draft.problem(key, "out_of_range", "a whole number from 0 to 100", value, near)
        return None
    return None if asked is None else max(asked, 1)


def settle(draft: Draft, resize: Step | None) -> None:
    """Decide file type, compression and delivery, and leave the steps in their order."""
    wanted = _word(draft, "output_format", FORMATS)
    quality = _quality(draft)
    delivery = _word(draft, "response_format", DELIVERIES)
    if wanted is not None and not _policy_allows(draft, wanted):
        wanted = None
    convert = _settle_file(draft, wanted, quality)
    pixel_steps = [step for step in (convert, resize) if step is not None]
    _settle_delivery(draft, delivery, pixel_steps)


def _policy_allows(draft: Draft, wanted: str) -> bool:
    allowed = draft.policy.output_formats
    if allowed is None or wanted in {FORMATS.get(name) for name in allowed}:
        return True
    key, value = draft.asked["output_format"]
    if draft.policy.over_cap == "error":
        draft.problem(key, "over_cap", "one of " + ", ".join(sorted(allowed)), value)
    else:
        draft.unsupport(key, value, "policy_limit", "R9.3")
    return False


def _settle_file(draft: Draft, wanted: str | None, quality: int | None) -> Step | None:
    """Decide file type and compression; give the conversion, where one is needed."""
    target = draft.target
    own = target.returns.format
    offered = target.parameters.get("output_format")
    made = offered.words if isinstance(offered, WordsParameter) else {}
    final = wanted or own
    takes_any = offered is not None and (
        offered.is_unverified or (isinstance(offered, WordsParameter) and offered.is_open)
    )
    native = wanted is None or wanted == own or wanted in made or takes_any
    basis = _basis(draft, own)
    because = None if native else _cannot_convert(draft, basis)
    if because is not None:
        key, value = draft.asked["output_format"]
        draft.unsupport(key, value, "unsupported", "R8.3", because=because)
        _settle_quality(draft, quality, own, made=own is not None)
        return None
    emulate_quality = _settle_quality(draft, quality, final, made=final in made or final == own)
    if native and not emulate_quality:
        if wanted is not None:
            _send_format(draft, wanted, own, made)
        return None
    convert: dict[str, Any] = {"format": final}
    if emulate_quality:
        convert["quality"] = quality
    if takes_any and wanted is not None and offered is not None:
        # nobody knows what the provider makes: the file type is asked for as it is, and the step does the rest
        offered.take(draft, *draft.asked["output_format"])
        wanted = None
    for name, emulated in (("output_format", wanted is not None), ("output_compression", emulate_quality)):
        if not emulated:
            continue
        key, value = draft.asked[name]
        asks = offered if basis is not None and offered is not None else Parameter(name, 0)
        wire = None if basis is None else asks.packed(made[basis])
        sent = own if basis is None and name == "output_format" else basis
        draft.items[name] = Item(asks, key, value, sent, wire, mode="emulated")
        basis = None  # one field has one origin
    return Step("convert", convert)


def source(draft: Draft) -> Item | None:
    """Give the item of a compression that asks for another type, of which a step makes what was wished."""
    item = draft.items.get("output_compression")
    return item if item is not None and item.parameter is draft.target.parameters.get("output_format") else None


def constrain(draft: Draft, item: Item, allowed: Allowed) -> None:
    """Ask for a type that a condition leaves where a step makes of it what was wished."""
    offered = item.parameter
    if offered is not draft.target.parameters.get("output_format") or not isinstance(offered, WordsParameter):
        return
    kept = offered.kept(draft, allowed)
    if kept and item.value not in kept:
        item.value = kept[0]
        item.wire = offered.packed(offered.words[kept[0]])


def _cannot_convert(draft: Draft, basis: str | None) -> str | None:
    """Say why what comes cannot be made into another file type; nothing where it can."""
    if draft.target.media == "video":
        return "a video cannot be converted to this file type"
    returns = draft.target.returns
    return None if returns.has_pixels or basis is not None else f"{returns.format} files cannot be converted"


def _basis(draft: Draft, own: str | None) -> str | None:
    """Give the type that the provider is asked for before a conversion; `None` where nothing has to be said.

    It is the lossless one; a field that the provider refuses to miss (R1.6) else has its default, the type that comes
    anyway, or the first in the order of the file.
    """
    offered = draft.target.parameters.get("output_format")
    if not isinstance(offered, WordsParameter):
        return None
    needed = "output_format" in draft.target.required
    if "png" in offered.words and (needed or own != "png"):
        return "png"
    if not needed:
        return None
    return next((word for word in (offered.default_word(), own, *offered.words) if word in offered.words), None)


def _send_format(draft: Draft, wanted: str, own: str | None, made: dict[str, Any]) -> None:
    key, value = draft.asked["output_format"]
    offered = draft.target.parameters.get("output_format")
    if offered is None or (wanted == own and "output_format" not in draft.target.required):
        draft.entries.append((key, "met", value, {}, True))
    elif wanted in made:
        offered.send(draft, key, value, wanted, made[wanted])
    else:
        offered.take(draft, key, value)


def _settle_quality(draft: Draft, quality: int | None, final: str | None, *, made: bool) -> bool:
    """Send the compression where the provider takes it; tell whether a step has to do it."""
    if quality is None:
        return False
    key, value = draft.asked["output_compression"]
    declared = draft.target.parameters.get("output_compression")
    if final in LOSSLESS:
        if quality == 100:
            draft.entries.append((key, "met", value, {}, True))
        else:
            draft.unsupport(key, value, "unsupported", "R8.3", because=f"{final} files are lossless")
    elif declared is not None and (made or final is None):
        units = quality * UNIT if declared.in_units else quality
        declared.send(draft, key, value, units, _scaled(declared, quality))
    elif final not in FORMATS or draft.target.media == "video":
        draft.unsupport(key, value, "unsupported", "R8.3")
    else:
        return True
    return False


def _scaled(declared: Parameter, quality: int) -> int:
    """Bring 1..100 into the provider's range; its own 0..100 or 1..100 takes it as it is."""
    if not isinstance(declared, NumberParameter):
        return quality
    lowest, highest = declared.offer.lowest, declared.offer.highest
    if lowest is None or highest is None or (highest == 100 * UNIT and lowest <= UNIT):
        return quality
    low, high = lowest // UNIT, highest // UNIT
    return low + ((high - low) * quality + 50) // 100


def _settle_delivery(draft: Draft, wanted: str | None, pixel_steps: list[Step]) -> None:
    """Decide how results are handed over, and put all steps in order (R8.4, R8.5)."""
    own = draft.target.returns.delivery
    declared = draft.target.parameters.get("response_format")
    words = declared.words if isinstance(declared, WordsParameter) else {}
    comes = own
    if wanted is not None:
        key, value = draft.asked["response_format"]
        if wanted == own and not pixel_steps and "response_format" not in draft.target.required:
            draft.entries.append((key, "met", value, {}, True))
        elif declared is not None and declared.is_unverified:
            declared.take(draft, key, value)
            comes = wanted
        elif wanted in words and declared is not None and not (pixel_steps and own is not None):
            declared.send(draft, key, value, wanted, words[wanted])
            comes = wanted
        elif own is None:
            draft.unsupport(key, value, "unsupported", "R8.4", because="how results come is not known")
            wanted = None
        elif own in words and declared is not None and "response_format" in draft.target.required:
            wire = declared.packed(words[own])
            draft.items["response_format"] = Item(declared, key, value, own, wire, mode="emulated")
        else:
            draft.entries.append((key, "emulated", value, {}, True))
    if not pixel_steps and (wanted is None or wanted == comes):
        return
    handed = wanted or comes or "bytes"
    if comes in BEHIND_LINK and (pixel_steps or handed == "b64_json" or comes == "bucket"):
        draft.steps.append(Step("fetch", {}))
    draft.steps.extend(pixel_steps)
    if handed in BEHIND_LINK:
        draft.steps.append(Step("store", {"minutes": LINK_MINUTES}))
    elif handed != "bytes":
        draft.steps.append(Step("encode", {"into": handed}))
