"""Laws of drafts, over generated schemas: what a finished draft sends is what the schema takes, and can be asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalizer import Catalog, NormalizationError, normalize
from normalizer.capability.base import text_of
from normalizer.check import check_paths
from normalizer.errors import CapabilityError
from normalizer.importer import words
from normalizer.importer.yaml_text import WIDEST, flow, lines
from normalizer.yaml_tree import parse_tree

from .drafting import TODAY, catalogue, draft

if TYPE_CHECKING:
    from pathlib import Path

    from normalizer import Target

RATIOS = ("1:1", "16:9", "9:16", "4:3", "3:4", "21:9")
SIZES = ("1024x1024", "1536x1024", "1024x1536", "512x512", "2048x1152")
TIERS = ("512p", "720p", "1080p")
PROVIDER = "schema: 1\nname: northlight\n"
REQUESTS: tuple[dict[str, Any], ...] = (
    {},
    *({"size": size} for size in ("1024x1024", "1920x1080", "333x999", "4096x2160", "16:9")),
    *({"aspect_ratio": ratio} for ratio in ("16:9", "4:5", "7:1")),
    *({"resolution": tier} for tier in ("1K", "720p", "0.25MP")),
    {"aspect_ratio": "9:16", "resolution": "1080p"},
    *({"n": n} for n in (2, 4)),
    *({"seconds": seconds} for seconds in (3, 5, 10)),
    *({"output_format": name} for name in ("png", "jpeg", "webp")),
    {"seed": 7, "fps": 24, "output_compression": 50, "negative_prompt": "no"},
)


def listed(values: tuple[Any, ...]) -> st.SearchStrategy[dict[str, Any]]:
    """Enumerate some values, maybe with one of them as the default."""
    some = st.lists(st.sampled_from(values), min_size=1, max_size=4, unique=True)
    return some.flatmap(
        lambda chosen: st.sampled_from([{"enum": chosen}, {"enum": chosen, "default": chosen[0]}, {"anyOf": [{"enum": chosen}, {"type": "null"}]}])
    )  # fmt: skip


def whole(low: int, high: int, **more: Any) -> st.SearchStrategy[dict[str, Any]]:
    """Give a whole number between two bounds."""
    bounds = st.tuples(st.integers(low, high), st.integers(low, high)).map(sorted)
    return bounds.map(lambda pair: {"type": "integer", "minimum": pair[0], "maximum": pair[1], **more})


SIDE = st.tuples(st.integers(1, 8), st.integers(8, 64), st.sampled_from([1, 8, 16, 64])).map(
    lambda t: {"type": "integer", "minimum": t[0] * t[2], "maximum": t[1] * t[2], "multipleOf": t[2]}
)
GEOMETRY = st.one_of(
    st.just({}),
    st.fixed_dictionaries({"aspect_ratio": listed(RATIOS)}, optional={"resolution": listed(TIERS)}),
    st.fixed_dictionaries({"ratio": listed(("1280:720", "720:1280", "960:960"))}),
    st.fixed_dictionaries({"size": listed(SIZES)}, optional={"aspect_ratio": listed(RATIOS)}),
    st.fixed_dictionaries({"image_size": listed(("1280*720", "720*1280"))}),
    SIDE.map(lambda side: {"width": side, "height": side}),
    SIDE.map(lambda side: {"size": {"type": "object", "properties": {"width": side, "height": side}}}),
)
OTHERS = st.fixed_dictionaries(
    {},
    optional={
        "num_images": whole(1, 1).flatmap(
            lambda one: whole(1, 8).map(lambda more: {**one, "maximum": more["maximum"]})
        ),
        "duration": st.one_of(listed((3, 5, 8, 10)), listed(("5", "10")), listed(("4s", "8s")), whole(2, 20)),
        "seed": st.just({"type": "integer"}),
        "fps": whole(8, 60),
        "output_format": listed(("png", "jpg", "webp")),
        "output_quality": whole(0, 100),
        "negative_prompt": st.just({"type": "string"}),
    },
)


@st.composite
def schemas(draw: st.DrawFn, *, video: bool) -> dict[str, Any]:
    """Put a closed request together, so that no field may be sent that the schema has not."""
    others = {name: prop for name, prop in draw(OTHERS).items() if video or name not in ("duration", "fps")}
    properties = {"prompt": {"type": "string"}, **draw(GEOMETRY), **others}
    # a file type that is needed, and made by converting from none that is lossless or usual, is not sent (R8.3)
    needed = sorted(properties.keys() - {"output_format"})
    required = ["prompt", *draw(st.lists(st.sampled_from(needed), max_size=1))]
    return {
        "type": "object",
        "properties": properties,
        "required": sorted(set(required)),
        "additionalProperties": False,
    }


def breaches(target: Target, schema: dict[str, Any], below: str | None = None, **inputs: Any) -> list[str]:
    """Plan all requests, and say which payloads the schema refuses."""
    validator = jsonschema.Draft202012Validator(schema)
    found = []
    for asked in REQUESTS:
        request = {"prompt": "a fox", **inputs, **asked}
        try:
            plan = normalize(request, target)
        except NormalizationError:
            continue  # a request that the target cannot meet, or lacks what it needs
        for call in plan.calls:
            payload = call.payload[below] if below is not None else call.payload
            found += [f"{asked}: {error.json_path} {error.message[:80]}" for error in validator.iter_errors(payload)]
    return found


@pytest.mark.parametrize("media", ["image", "video"])
@given(data=st.data())
def test_what_a_draft_sends_is_what_the_schema_takes(
    data: st.DataObject, media: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A draft that has nothing marked checks clean, and every payload it plans validates against its schema."""
    folder = tmp_path_factory.mktemp("law")
    schema = data.draw(schemas(video=media == "video"))
    text = draft(schema, media=media, operation="generate")
    catalogue(folder, text, "northlight", PROVIDER)
    if "TODO" in text:
        with pytest.raises(CapabilityError, match="still to do"):
            Catalog.from_directory(folder)
        return
    assert [str(problem) for problem in check_paths([folder], TODAY) if problem.level == "error"] == []
    target = Catalog.from_directory(folder).target("draft")
    assert breaches(target, schema, seconds=5) == []


@given(schema=schemas(video=False))
def test_whatever_is_listed_can_be_asked_for(schema: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> None:
    """Every size and ratio that the schema lists is sent as it stands there when it is asked for."""
    folder = tmp_path_factory.mktemp("law")
    text = draft(schema, media="image", operation="generate")
    if "TODO" in text:
        return
    target = Catalog.from_directory(catalogue(folder, text, "northlight", PROVIDER)).target("draft")
    given = {
        "output_format": "png",
        "resolution": "720p",
        "n": 1,
        "seed": 1,
        "output_compression": 50,
        "negative_prompt": "no",
    }
    for name, prop in schema["properties"].items():
        values = prop.get("enum") or next((part.get("enum") for part in prop.get("anyOf", ())), None) or ()
        for value in values:
            word = words.read(value)
            if word.kind in ("size", "ratio"):
                asked = {"size": word.ours} if word.kind == "size" else {"aspect_ratio": word.ours}
                needs = {key: given[key] for key in target.required if key in given}
                (call, *_) = normalize({**needs, "prompt": "x", **asked}, target).calls
                assert call.payload[name] == value


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp"]), max_size=20)
VALUES = st.recursive(
    st.booleans() | st.integers(-9999, 9999) | st.sampled_from([0.25, 1.5, -3.75]) | TEXTS | st.sampled_from(["16:9", "010", "on", "null", "1_000", "- a", "a: b", "#", "{x}", "<<", "1K", "x "]),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(TEXTS.filter(bool), inner, max_size=5),
    max_leaves=20,
)  # fmt: skip


def long_hand(value: Any) -> Any:
    """Write words onto themselves as the list they may be written as, so that both ways compare equal."""
    if isinstance(value, dict):
        if value and all(isinstance(item, str | int | float) and text_of(item) == key for key, item in value.items()):
            return list(value.values())
        return {key: None if item == {} else long_hand(item) for key, item in value.items()}
    return [long_hand(item) for item in value] if isinstance(value, list) else value


@given(st.dictionaries(TEXTS.filter(bool), VALUES, min_size=1, max_size=5))
def test_what_is_written_is_read(value: dict[str, Any]) -> None:
    """Every value comes back the same from the strict loader, whatever its words look like."""
    in_lines = "\n".join(lines({"a": {"b": value, "c": [value]}})) + "\n"
    assert long_hand(parse_tree(in_lines.encode(), "").plain()["a"]) == {"b": long_hand(value), "c": [long_hand(value)]}
    in_flow = f"a: {flow(value)}\n"
    assert long_hand(parse_tree(in_flow.encode(), "").plain()["a"]) == long_hand(value)


def test_long_lists_are_folded(tmp_path: Path) -> None:
    """No line is longer than the others of the catalogue where it can be helped."""
    sizes = {"enum": [f"{640 + 8 * i}x640" for i in range(60)]}
    text = draft({"properties": {"prompt": {"type": "string"}, "size": sizes}}, media="image")
    assert max(map(len, text.splitlines())) <= WIDEST
    target = Catalog.from_directory(catalogue(tmp_path, text, "northlight", PROVIDER)).target("draft")
    assert len(target.describe()["parameters"]["size"]["values"]) == 60
