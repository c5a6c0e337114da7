"""The expression that makes the calls of a plan: its holes, what it keeps as it is, and what it makes anew."""

from __future__ import annotations

from typing import Any

import pytest

from normalizer.quick.builder import DEEPEST, Hole, SizeHole, TooDeepError, builder


def built(body: Any, values: tuple[Any, ...] = (), sizes: tuple[Any, ...] = ()) -> Any:
    """Build one call and give its payload."""
    [call] = builder([body], [1], "json", "m")(values, sizes)
    return call.payload


def nested(depth: int) -> dict[str, Any]:
    """Make an object that nests so deep."""
    body: dict[str, Any] = {"end": 1}
    for _ in range(depth - 2):
        body = {"in": body}
    return body


def test_values_go_into_their_holes() -> None:
    """A value as it is, one with something added, one that is made of it; sizes by place or as a whole."""
    body = {
        "prompt": Hole(1),
        "seed": Hole(0, None, 4),
        "shout": [Hole(1, str.upper)],
        "size": {"w": SizeHole(0), "h": SizeHole(1), "both": SizeHole(0, "%dx%d".__mod__)},
    }
    expected = {"prompt": "a fox", "seed": 11, "shout": ["A FOX"], "size": {"w": 640, "h": 480, "both": "640x480"}}
    assert built(body, (7, "a fox"), (640, 480)) == expected


def test_what_is_handed_on_is_the_very_object() -> None:
    """Values of callers are not copied (R7.2), nor is what stands in a file and is no JSON value."""
    own, known = object(), object()
    sent = built({"own": Hole(0), "known": known}, (own,))
    assert sent["own"] is own
    assert sent["known"] is known


def test_types_stay_apart() -> None:
    """Constants that are equal stay what they are: `1`, `1.0` and `True`, zero and minus zero, infinity."""
    body = {"a": 1, "b": 1.0, "c": True, "d": 0.0, "e": -0.0, "f": float("inf"), "g": None, "h": "x", "i": 10**30}
    assert [repr(value) for value in built(body).values()] == [repr(value) for value in body.values()]


def test_every_call_owns_its_payload() -> None:
    """Altering one plan's payload alters no other, however deep."""
    build = builder([{"a": {"b": [1, {}]}}, {"c": []}], [1, 2], "multipart", None)
    one, other = build((), ()), build((), ())
    one[0].payload["a"]["b"][1]["x"] = 1
    one[1].payload["c"].append(2)
    assert [call.payload for call in other] == [{"a": {"b": [1, {}]}}, {"c": []}]
    assert [(call.count, call.encoding, call.upstream_model) for call in other] == [
        (1, "multipart", None),
        (2, "multipart", None),
    ]


def test_words_of_files_and_callers_are_never_code() -> None:
    """Keys and texts that look like code, or like the names inside, are plain words."""
    words = [
        "values",
        "sizes",
        "new",
        "Call",
        "known_4",
        "__builtins__",
        "__import__('os')",
        "{values[0]}",
        "\x00\n'\"",
    ]
    body = {word: word for word in words}
    assert built(body | {"own": Hole(0)}, ("values[1]",)) == body | {"own": "values[1]"}


def test_deep_payloads_are_left_to_the_engine() -> None:
    """What nests too deep is refused before anything is compiled."""
    assert built(nested(DEEPEST - 1)) == nested(DEEPEST - 1)
    with pytest.raises(TooDeepError):
        builder([nested(DEEPEST + 1)], [1], "json", None)
