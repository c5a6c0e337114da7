"""Values that lie, under every key by which a catalogue finds its target (R1.8, R11.1): ours is the only error."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from hostile import liars
from hostile.cases import PROMPT, is_sound_error, is_sound_plan
from normalizer import Catalog, NormalizationError, UnknownModelError, UnknownProviderError, normalize

if TYPE_CHECKING:
    from collections.abc import Callable


@cache
def catalog() -> Catalog:
    """Give the bundled catalogue."""
    return Catalog.bundled()


LIST = liars.raising(list, "__len__", "__iter__", "__getitem__", "__bool__")
LIES: dict[str, Any] = {
    "no class": liars.NoClass(),
    "no name": liars.NoName(),
    "no answers": liars.NoAnswers(),
    "arrays": liars.Arrays(),
    "odd": liars.ODD(),
    "list": LIST([1, 2]),
    **{f"text {name}": kind("flux-dev") for name, kind in liars.TEXTS.items()},
    **{f"whole {name}": kind(3) for name, kind in liars.WHOLES.items()},
    **{f"fraction {name}": kind(3.0) for name, kind in liars.FRACTIONS.items()},
}
KEYS = (
    *("model", "provider", "operation", "mask", "image", "image_url", "input_video", "video", "video_url"),
    *("input_reference", "last_frame", "reference_images", "reference_videos", "prompt", "seed", "x_unknown"),
)


@pytest.mark.parametrize("name", LIES)
@pytest.mark.parametrize("key", KEYS)
def test_a_lie_under_any_key_is_answered(key: str, name: str) -> None:
    """A plan or our own error, the first time and once the target remembers its requests."""
    for model in ("flux-dev", "sora-2", "vidu-q1"):
        for _ in range(3):
            try:
                is_sound_plan(catalog().plan({"model": model, "prompt": PROMPT, key: LIES[name]}))
            except NormalizationError as error:
                is_sound_error(error)


@pytest.mark.parametrize("name", LIES)
def test_a_lie_as_an_argument_is_answered(name: str) -> None:
    """Operation, policy and size of the input are arguments, and looked at all the same."""
    lie = LIES[name]
    for argument in ("operation", "policy", "input_size"):
        try:
            is_sound_plan(catalog().plan({"model": "flux-dev", "prompt": PROMPT}, **{argument: lie}))
        except NormalizationError as error:
            is_sound_error(error)
    for names in ((lie,), ("flux-dev", lie), ("flux-dev", "fal", lie)):
        try:
            catalog().target(*names)
        except (UnknownModelError, UnknownProviderError) as error:
            is_sound_error(error)


def test_a_reference_without_a_class_is_one_input() -> None:
    """What does not tell its class is no list: the operation is that of a single reference (R1.8)."""
    plan = catalog().plan({"model": "sora-2", "prompt": PROMPT, "input_reference": liars.NoClass()})
    assert plan.operation == "image_to_video"


def test_a_list_that_hides_its_length_is_several_inputs() -> None:
    """The plain list beneath tells that there are two references (R1.8)."""
    request = {"model": "vidu-q1", "prompt": PROMPT, "input_reference": LIST(["https://a/1.png", "https://a/2.png"])}
    assert catalog().plan(request).operation == "reference_to_video"


@pytest.mark.parametrize("make", [lambda: "strict", lambda: 0, dict, object, liars.NoClass], ids=range(5))
def test_what_is_no_policy_is_one_problem(make: Callable[[], Any]) -> None:
    """A policy is made by `Policy`; anything else in its place is a mistake of the host's (R9)."""
    with pytest.raises(NormalizationError) as caught:
        normalize({"prompt": PROMPT}, catalog().target("flux-dev"), policy=make())
    is_sound_error(caught.value)
    assert [(problem.parameter, problem.code) for problem in caught.value.problems] == [("policy", "bad_policy")]
