"""Values held against shapes: what is refused and where, of choices the one that is meant, and laws of both."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalizer.drift.accept import meant, places, refusals, words_of
from normalizer.drift.shape import (
    OTHERS,
    Anything,
    ListOf,
    MapOf,
    Member,
    Plain,
    Record,
    Shape,
    Words,
    loosened,
    one_of,
    same,
    spelled,
)

TEXT, WHOLE, NUMBER, FLAG, FILE, NOTHING = map(Plain, ("text", "whole", "number", "flag", "file", "nothing"))
FAST = Record("Fast", lambda: {"model": Member(Words(("fast",)), required=True), "seconds": Member(Words((4, 8)))})
LONG = Record("Long", lambda: {"model": Member(Words(("long",)), required=True), "seconds": Member(WHOLE)})
EITHER = one_of([FAST, LONG])
OPEN = Record("Open", lambda: {"a": Member(TEXT), OTHERS: Member(FLAG)})


@pytest.mark.parametrize(
    ("shape", "value", "accepted"),
    [
        (TEXT, "a", True),
        (TEXT, 1, False),
        (WHOLE, 1, True),
        (WHOLE, True, False),
        (WHOLE, 1.0, False),
        (WHOLE, "1", False),
        (NUMBER, 1, True),
        (NUMBER, 1.5, True),
        (NUMBER, False, False),
        (FLAG, True, True),
        (FLAG, 1, False),
        (FILE, b"x", True),
        (FILE, "x", False),
        (NOTHING, None, True),
        (NOTHING, 0, False),
        (Words((1, "2")), 1, True),
        (Words((1, "2")), True, False),
        (Words((1, "2")), "1", False),
        (Words((1, "2")), "2", True),
        (Words((1, "2")), [1], False),
        (one_of([Words(("auto",)), WHOLE]), "auto", True),
        (one_of([Words(("auto",)), WHOLE]), 5, True),
        (one_of([Words(("auto",)), WHOLE]), "5", False),
        (ListOf(TEXT), ["a"], True),
        (ListOf(TEXT), [], True),
        (ListOf(TEXT), "a", False),
        (ListOf(TEXT), ["a", 1], False),
        (one_of([TEXT, ListOf(TEXT)]), ["a"], True),
        (MapOf(WHOLE), {"a": 1}, True),
        (MapOf(WHOLE), {"a": "1"}, False),
        (OPEN, {"a": "x", "b": True}, True),
        (OPEN, {"b": "x"}, False),
        (one_of([FAST, MapOf(WHOLE)]), {"anything": 1}, True),
        (Anything(), {"a": [None]}, True),
    ],
)
def test_what_a_shape_accepts(shape: Shape, value: Any, *, accepted: bool) -> None:
    """A text is no number, `true` is not 1, 1.0 is no whole number, and a text is no list of letters."""
    assert (refusals(shape, value) == []) is accepted


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ({"model": "fast", "seconds": 4}, []),
        ({"model": "fast", "seconds": 5}, [("seconds", "refused")]),
        ({"model": "long", "seconds": 5}, []),
        ({"model": "long", "n": 1}, [("n", "unknown field")]),
        ({"seconds": 5}, [("model", "missing")]),
        ({"model": "gone", "seconds": "x", "n": 1}, [("model", "refused")]),
        ("fast", [("", "refused")]),
    ],
)
def test_the_type_that_is_meant_is_told_by_its_words(value: Any, found: list[tuple[str, str]]) -> None:
    """Of a model that no type has, nothing but that is said; else the complaints are of the type that is meant."""
    assert [(".".join(one.path), one.kind) for one in refusals(EITHER, value)] == found


def test_the_model_decides_and_not_the_number_of_complaints() -> None:
    """A request for the first model with much that only the second one has is still of the first."""
    fast = Record("A", lambda: {"m": Member(Words(("a",)), required=True)})
    long = Record("B", lambda: {"m": Member(Words(("b",)), required=True), "x": Member(TEXT), "y": Member(TEXT)})
    both = one_of([fast, long])
    assert meant(both, {"m": "a", "x": "1", "y": "2"}) is fast
    assert meant(both, {"m": "c"}) is None
    assert [one.path for one in refusals(both, {"m": "a", "x": "1", "y": "2"})] == [("x",), ("y",)]


def test_a_refusal_says_what_is_expected_of_all_choices() -> None:
    """For an id that no type has, all ids are listed; a long list is cut."""
    (refusal,) = refusals(EITHER, {"model": "x"})
    assert refusal.expected == "'fast', 'long'"
    assert spelled(Words(tuple(range(12)))) == "0, 1, 2, 3, 4, 5, 6, 7 and 4 more"
    assert spelled(one_of([ListOf(FAST), NOTHING])) == "a list of an object like Fast or nothing"


def test_places_say_what_stands_where() -> None:
    """Each plain value comes with its path, its shape, and the type around it; unknown fields do not come."""
    shape = Record("Outer", lambda: {"items": Member(ListOf(EITHER)), "n": Member(WHOLE)})
    value = {"items": [{"model": "fast", "seconds": 4, "zzz": 1}], "n": 2}
    found = [(".".join(one.path), one.value, one.record.name if one.record else "") for one in places(shape, value)]
    assert found == [("items.+.model", "fast", "Fast"), ("items.+.seconds", 4, "Fast"), ("n", 2, "Outer")]


def test_words_are_collected_over_all_choices() -> None:
    """Words at a path are those of every type, also below lists; where there are none the list is empty."""
    assert words_of(EITHER, ("model",)) == ("fast", "long")
    assert words_of(ListOf(EITHER), ("+", "seconds")) == (4, 8)
    assert words_of(EITHER, ("nowhere",)) == ()


def test_loosened_types_keep_names_and_kinds() -> None:
    """Any word of the right kind passes, and nothing has to be there; a wrong kind or an unknown field does not pass."""
    loose = loosened(FAST)
    assert refusals(loose, {"model": "gone", "seconds": 60}) == []
    assert refusals(loose, {}) == []
    assert [one.kind for one in refusals(loose, {"seconds": "4", "n": 1})] == ["refused", "unknown field"]
    assert loosened(Words((True, "a"))) == one_of([FLAG, TEXT])


def test_a_type_that_holds_itself_is_read_only_as_far_as_asked() -> None:
    """Records may stand in a circle; a value has an end."""
    node = Record("Node", lambda: {"next": Member(one_of([node, NOTHING])), "n": Member(WHOLE, required=True)})
    assert refusals(node, {"n": 1, "next": {"n": 2, "next": None}}) == []
    assert [one.path for one in refusals(node, {"n": 1, "next": {"next": None}})] == [("next", "n")]


SCALARS = st.one_of(st.text(max_size=3), st.integers(-3, 3), st.booleans(), st.sampled_from([0.5, 1.0]))
SHAPES: st.SearchStrategy[Shape] = st.recursive(
    st.one_of(
        st.lists(SCALARS, min_size=1, max_size=3).map(lambda values: one_of(Words((value,)) for value in values)),
        st.sampled_from([TEXT, WHOLE, NUMBER, FLAG, NOTHING, Anything("what")]),
    ),
    lambda inner: st.one_of(
        inner.map(ListOf),
        inner.map(MapOf),
        st.lists(inner, min_size=1, max_size=3).map(one_of),
        st.dictionaries(st.sampled_from("abc"), st.builds(Member, inner, st.booleans()), max_size=3).map(
            lambda fields: Record("R", lambda: fields)
        ),
    ),
    max_leaves=8,
)
VALUES = st.recursive(
    st.one_of(SCALARS, st.none()),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(st.sampled_from("abcd"), inner, max_size=3)),
    max_leaves=6,
)


@given(SHAPES, SHAPES, VALUES)
def test_a_choice_accepts_what_any_of_its_parts_accepts(one: Shape, other: Shape, value: Any) -> None:
    """A value is accepted by a choice if and only if one of the choices accepts it."""
    alone = not refusals(one, value) or not refusals(other, value)
    assert (not refusals(one_of([one, other]), value)) is alone


@given(SHAPES, VALUES)
def test_loosening_refuses_nothing_new(shape: Shape, value: Any) -> None:
    """What a type accepts its loosened form accepts too, and loosening twice changes nothing."""
    loose = not refusals(loosened(shape), value)
    assert loose or refusals(shape, value)
    assert (not refusals(loosened(loosened(shape)), value)) is loose


@given(SHAPES, VALUES)
def test_words_at_a_place_are_those_that_decide(shape: Shape, value: Any) -> None:
    """Where a place allows words alone, its value is refused if and only if it is none of them."""
    wrong = {one.path for one in refusals(shape, value)}
    for place in places(shape, value):
        if isinstance(place.shape, Words) and not any(same(place.value, word) for word in place.shape.values):
            assert place.path in wrong
