"""Targets made of generated capability files, and requests for them: what all laws share.

A sample is a generated block (plain data, as in a file) with the target compiled from it. Every form has field names
of its own (`f0_ratio`, `f1_size`, ...), so that a payload tells which form wrote it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hypothesis import settings
from hypothesis import strategies as st

from normalizer import NormalizationError, Plan, Policy, normalize
from normalizer.capability import Block as BlockFacts
from normalizer.capability import ModelFile
from normalizer.compile import compile_target
from normalizer.layers import Expanded
from normalizer.yaml_tree import Node
from reference.strategies import KINDS, blocks, requests
from reference.words import read_ratio, read_size

if TYPE_CHECKING:
    from collections.abc import Mapping

    from normalizer import Target

Block = dict[str, Any]
Request = dict[str, Any]
Draw = Any

LISTED = ("sizes", "ratios", "table", "tiers")
"""The forms that offer a list of something."""

MODES: tuple[dict[str, Any] | None, ...] = (None, None, None, {"scale": "at_least"}, {"scale": "at_most"})
INPUT_SIZES = (None, None, (1200, 800), (1080, 1920), (1024, 1024))

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_MODELS = {
    media: ModelFile.model_validate(
        {"schema": 1, "name": "M", "maker": "X", "media": media, "providers": {"p": {"generate": {"model": "m"}}}}
    )
    for media in ("image", "video")
}


@dataclass(frozen=True, slots=True)
class Sample:
    """A generated block, and the target made of it."""

    block: Block
    media: str
    target: Target

    def plan(
        self, request: Mapping[str, Any], policy: Policy | None = None, input_size: tuple[int, int] | None = None
    ) -> Plan:
        """Normalize a request for the target."""
        return normalize(request, self.target, policy=policy, input_size=input_size)

    def try_plan(self, request: Mapping[str, Any], **more: Any) -> Plan | None:
        """Normalize, or give nothing where the request is an error."""
        try:
            return self.plan(request, **more)
        except NormalizationError:
            return None


def examples(count: int) -> settings:
    """Try so many examples, and as many times more as the profile does."""
    return settings(max_examples=max(1, count * settings.default.max_examples // 100))


def sample(block: Block, media: str = "image") -> Sample:
    """Compile a block."""
    facts = BlockFacts.model_validate(block)
    return Sample(
        block, media, compile_target(Expanded("m", _MODELS[media], "p", "generate", facts, Node({}, "", 0)), "test")
    )


def spelled_out(block: Block) -> Block:
    """Give every form a template with field names of its own, and leave out what says nothing."""
    forms = []
    for index, form in enumerate(block["dimensions"]):
        write = form.get("write") or _template(form)
        forms.append({**form, "write": {f"f{index}_{name}": text for name, text in write.items()}})
    default = _unambiguous(block.get("default"), forms)
    return {
        key: value for key, value in {**block, "dimensions": forms, "default": default}.items() if value is not None
    }


def _template(form: Mapping[str, Any]) -> dict[str, str]:
    if "sizes" in form:
        return {"size": "{size}"}
    if "limits" in form:
        return {"width": "{width}", "height": "{height}"}
    write = {"ratio": "{ratio}"} if "aspect_ratios" in form or "table" in form else {}
    return write | ({"tier": "{tier}"} if "tiers" in form else {})


def _unambiguous(default: str | None, forms: list[dict[str, Any]]) -> str | None:
    """Tell whether a tier goes by a name such as 1280x720: alone as a default that would be a size."""
    is_tier = any(default in form["tiers"] for form in forms if isinstance(form.get("tiers"), dict))
    return f"auto {default}" if default and is_tier and read_size(default) else default


@st.composite
def samples(draw: Draw, kinds: tuple[str, ...] = KINDS, most: int = 3, media: str | None = None) -> Sample:
    """Compile a generated block of up to so many forms of these kinds; sizes alone, no other parameter."""
    chosen = media or draw(st.sampled_from(("image", "image", "video")))
    return sample(spelled_out(draw(blocks(chosen, kinds, most))), chosen)


@st.composite
def wishes(draw: Draw, kinds: tuple[str, ...] = KINDS, most: int = 3) -> tuple[Sample, Request]:
    """Give a sample, and a request for a size of it."""
    drawn = draw(samples(kinds, most))
    return drawn, draw(requests(drawn.block, drawn.media))


def filled(form: Mapping[str, Any], *, ratio: str | None, tier: str | None, size: tuple[int, int] | None) -> Request:
    """Fill a form's template by hand: the fields for which there is a value."""
    values: dict[str, Any] = {}
    if size is not None:
        text = f"{size[0]}x{size[1]}"
        values = {"width": size[0], "height": size[1], "size": _word(form.get("sizes"), text)}
    if ratio is not None:
        values["ratio"] = _word(form.get("aspect_ratios"), ratio)
    if tier is not None:
        values["tier"] = _word(form.get("tiers"), tier)
    fields: Request = {}
    for name, text in form["write"].items():
        names = _PLACEHOLDER.findall(text)
        if all(one in values for one in names):
            alone = text == f"{{{names[0]}}}"
            fields[name] = values[names[0]] if alone else _PLACEHOLDER.sub(lambda hole: str(values[hole[1]]), text)
    return fields


def _word(listing: Any, text: str) -> Any:
    return listing.get(text, text) if isinstance(listing, dict) and set(listing) != {"min", "max"} else text


def own_words(block: Block) -> set[str]:
    """All words by which a request may name something of this very block."""
    listings = (form.get(key) for form in block["dimensions"] for key in ("sizes", "aspect_ratios", "tiers"))
    return {str(word).lower() for listing in listings if isinstance(listing, dict) for word in listing.values()}


def shape_of(request: Request) -> bool:
    """Tell whether a request says anything about the shape, in words that any target knows."""
    return any(isinstance(request.get(name), dict) or _is_shape(request.get(name)) for name in ("size", "aspect_ratio"))


def _is_shape(value: Any) -> bool:
    return isinstance(value, str) and (read_size(value) is not None or read_ratio(value) is not None)
