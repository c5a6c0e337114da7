"""References that have no field of their own (R1.8, R6.2): they go where the target takes references."""

from __future__ import annotations

from typing import Any

import pytest

from normalizer import Catalog
from unit.blocks import codes, entry, modes, plan, problems, sent, target

LINKS = ["https://a.test/1.png", "https://a.test/2.png", "https://a.test/3.png"]
BLOCK = "parameters: {reference_images: {to: refs, as: list, max: 3}}"


def to_video(block: str = BLOCK) -> Any:
    """Compile a target that makes videos of references."""
    return target(block, media="video", operation="reference_to_video")


@pytest.mark.parametrize("value", [LINKS, LINKS[:2], LINKS[:1], LINKS[0]], ids=["three", "two", "a list of one", "one"])
def test_r1_8_references_go_where_references_are_taken(value: Any) -> None:
    """One or several `input_reference` are reference images, where the target has no other place for them."""
    made = plan(to_video(), {"input_reference": value})
    assert made.calls[0].payload == {"refs": [value] if isinstance(value, str) else value}
    assert (set(modes(made)), codes(made), made.exact) == ({"input_reference"}, [], True)


def test_r8_too_many_are_an_error() -> None:
    """None is left out: the caller is told, under the name that was written."""
    (problem,) = problems(to_video(), {"input_reference": [*LINKS, "https://a.test/4.png"]})
    assert (problem.parameter, problem.code, problem.expected) == ("input_reference", "too_many", "at most 3")


def test_r1_4_beside_reference_images_the_unified_name_wins() -> None:
    """Of two names for one thing the target's own counts, and the plan says that the other did not."""
    made = plan(to_video(), {"input_reference": LINKS[0], "reference_images": LINKS[1:]})
    assert made.calls[0].payload == {"refs": LINKS[1:]}
    assert modes(made) == {"input_reference": "overridden", "reference_images": "renamed"}
    assert codes(made) == [("input_reference", "alias_conflict")]
    same = plan(to_video(), {"input_reference": LINKS, "reference_images": list(LINKS)})
    assert (codes(same), same.exact) == ([], True)


def test_r1_6_a_required_reference_is_not_missing() -> None:
    """The other name fills what the provider refuses to miss."""
    block = f"required: [reference_images]\n{BLOCK}"
    assert sent(to_video(block), {"input_reference": LINKS[0]}) == {"refs": LINKS[:1]}
    assert [(p.parameter, p.code) for p in problems(to_video(block), {})] == [("reference_images", "missing")]


def test_r6_5_conditions_see_the_references() -> None:
    """A condition on reference images holds, whatever they were called."""
    block = f"{BLOCK}\nrules: [{{when: {{given: reference_images}}, send: {{mode: ref}}}}]"
    assert sent(to_video(block), {"input_reference": LINKS}) == {"refs": LINKS, "mode": "ref"}


@pytest.mark.parametrize(
    "block",
    [
        "parameters: {reference_images: {to: refs, as: list}, input_reference: {to: first}}",
        "parameters: {input_reference: {to: first}}",
    ],
)
def test_r6_2_a_reference_with_a_field_of_its_own_stays_there(block: str) -> None:
    """Where the target declares it, a first frame is a first frame."""
    assert sent(to_video(block), {"input_reference": LINKS[0]}) == {"first": LINKS[0]}


@pytest.mark.parametrize("block", ["{}", f"absent: [input_reference]\n{BLOCK}", "parameters: {image: {max: 2}}"])
def test_r6_2_without_a_place_it_is_unsupported(block: str) -> None:
    """Nothing travels raw, and nothing goes where the file says there is no such thing."""
    made = plan(to_video(block), {"input_reference": LINKS})
    assert made.calls[0].payload == {}
    assert entry(made, "input_reference") == ("unsupported", LINKS, {}, False)
    assert codes(made) == [("input_reference", "unsupported")]


def test_r1_8_no_target_of_the_catalogue_loses_references() -> None:
    """Where reference images are taken, references have a place, be it their own or that one."""
    for one in Catalog.bundled().targets():
        if "reference_images" in one.parameters:
            assert one.names["input_reference"] in one.parameters, one
