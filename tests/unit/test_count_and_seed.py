"""How many results by how many calls (R8.1), seeds over several calls (R8.2), streaming over a split (R8.7)."""

from __future__ import annotations

from typing import Any

import pytest

from normalizer.parameters.count import split
from unit.blocks import codes, entry, modes, noted, plan, problems, sent, video


def counts(block: str, n: Any, **more: Any) -> list[int]:
    """Give the expected results of each call."""
    return [call.count for call in plan(block, {"n": n}, **more).calls]


@pytest.mark.parametrize(
    ("total", "most", "allowed", "calls"),
    [
        (10, 4, (), (4, 4, 2)),
        (10, 1, (), (1,) * 10),
        (8, 4, (), (4, 4)),
        (3, 4, (), (3,)),
        (4, 4, (), (4,)),
        (5, 4, (), (4, 1)),
        (7, None, (), (7,)),
        (6, None, (1, 4), (4, 1, 1)),
        (6, None, (1, 3, 4), (3, 3)),
        (7, None, (1, 3, 4), (4, 3)),
        (9, None, (1, 3, 4), (4, 4, 1)),  # three calls either way: the fuller ones first
        (11, None, (1, 2, 5, 7), (7, 2, 2)),  # not 5, 5 and 1
        (4, None, (1, 4), (4,)),
        (3, None, (1, 4), (1, 1, 1)),
        (1, None, (1, 4), (1,)),
        (2, 1, (1,), (1, 1)),
    ],
)
def test_r8_1_results_over_calls(
    total: int, most: int | None, allowed: tuple[int, ...], calls: tuple[int, ...]
) -> None:
    """Full calls first, the remainder last; the fewest calls of allowed counts; one call where nobody knows."""
    assert split(total, most, allowed) == calls
    assert sum(calls) == total


@pytest.mark.parametrize(
    ("facts", "n", "payloads", "mode"),
    [
        pytest.param("{max: 4}", 3, [{"n": 3}], "passthrough", id="R6.1 native first"),
        pytest.param("{to: num_images, max: 4}", 3, [{"num_images": 3}], "renamed", id="R6.1 renamed"),
        pytest.param("{to: num_images, max: 4}", 4, [{"num_images": 4}], "renamed", id="R8.1 exactly full"),
        pytest.param("{to: num_images, max: 4}", 1, [{}], "met", id="R6 one comes anyway"),
        pytest.param(
            "{to: num_images, max: 4}", 6, [{"num_images": 4}, {"num_images": 2}], "emulated", id="R8.1 split"
        ),
        pytest.param("{to: num_images, max: 4}", 5, [{"num_images": 4}, {}], "emulated", id="R8.1 one left"),
        pytest.param("{to: num, values: [1, 4]}", 6, [{"num": 4}, {}, {}], "emulated", id="R8.1 only certain counts"),
        pytest.param("{to: num, max: 4, as: text}", 3, [{"num": "3"}], "converted", id="as text"),
        pytest.param("{to: num, max: 4, as: list}", 3, [{"num": [3]}], "converted", id="as a list"),
        pytest.param("{to: num, max: 4, default: 4}", 1, [{"num": 1}], "renamed", id="R6 one has to be said"),
        pytest.param("{to: num, range: [1, 4]}", 5, [{"num": 4}, {}], "emulated", id="a range is a maximum"),
        pytest.param("{to: num, max: unknown}", 6, [{"num": 6}], "renamed", id="R8.1 not known"),
    ],
)
def test_r6_1_r8_1_how_n_travels(facts: str, n: int, payloads: list[dict[str, Any]], mode: str) -> None:
    """Sent where the provider does it, met where one comes anyway, split where it cannot."""
    made = plan(f"parameters: {{n: {facts}}}", {"n": n})
    assert [call.payload for call in made.calls] == payloads
    assert (modes(made), codes(made), made.exact) == ({"n": mode}, [], True)
    assert made.billed.results == n


def test_r8_1_without_n_one_result_a_call() -> None:
    """A target without `n` makes one result a call."""
    assert counts("{}", 3) == [1, 1, 1]
    assert [call.payload for call in plan("{}", {"n": 2}).calls] == [{}, {}]
    assert counts("{}", 1) == [1]
    assert modes(plan("{}", {"n": 1})) == {"n": "met"}


def test_r8_1_what_comes_when_nobody_asks() -> None:
    """Without `n` one call is made, for the provider's usual number of results."""
    made = plan("parameters: {n: {to: num, max: 4}}", {})
    assert [(call.payload, call.count) for call in made.calls] == [({}, 1)]
    made = plan("parameters: {n: {to: num, max: 4, default: 4}}", {})
    assert [(call.payload, call.count) for call in made.calls] == [({}, 4)]
    assert made.billed.results == 4


def test_r8_1_notes() -> None:
    """An unknown maximum and an upper bound are said, for more than one result."""
    unknown = "parameters: {n: {max: unknown}}"
    made = plan(unknown, {"n": 6})
    assert [(n.parameter, n.code, n.asked, n.rule) for n in made.notes] == [("n", "unknown_maximum", 6, "R8.1")]
    assert made.loss_parts == {"unknown": pytest.approx(0.1)}
    assert noted(plan(unknown, {"n": 1})) == []
    fewer = "parameters: {n: {max: 15, may_return_fewer: true}}"
    made = plan(fewer, {"n": 2})
    assert [(n.parameter, n.code, n.asked, n.rule) for n in made.notes] == [("n", "may_return_fewer", 2, "R8.1")]
    assert (made.loss, made.exact) == (0, True)
    assert noted(plan(fewer, {"n": 1})) == []
    assert noted(plan("parameters: {n: {values: [1, 4]}}", {"n": 2})) == []


@pytest.mark.parametrize(
    ("media", "n", "fits"), [("image", 10, True), ("image", 11, False), ("video", 4, True), ("video", 5, False)]
)
def test_r6_3_the_unified_ceiling(media: str, n: int, *, fits: bool) -> None:
    """Ten images or four videos; more is an error."""
    if fits:
        assert sum(counts("{}", n, media=media)) == n
    else:
        (problem,) = problems("{}", {"n": n}, media=media)
        assert (problem.parameter, problem.code) == ("n", "out_of_range")


def test_r9_3_the_policys_ceiling() -> None:
    """A cap above the unified ceiling raises it; below, more is clamped, or an error."""
    assert counts("{}", 12, max_n=12) == [1] * 12
    assert [p.expected for p in problems("{}", {"n": 13}, max_n=12)] == ["a whole number from 1 to 12"]
    made = plan("parameters: {n: {max: 4}}", {"n": 6}, max_n=2)
    assert [call.payload for call in made.calls] == [{"n": 2}]
    assert [(a.parameter, a.code, a.asked, a.used, a.rule) for a in made.adjustments] == [
        ("n", "policy_limit", 6, 2, "R9.3")
    ]
    assert entry(made, "n") == ("converted", 6, {"n": 2}, False)
    assert codes(plan("{}", {"n": 2}, max_n=2)) == []
    (problem,) = problems("{}", {"n": 3}, max_n=2, over_cap="error")
    assert (problem.code, problem.expected, problem.got) == ("over_cap", "at most 2", "3")
    assert counts("{}", 2, max_n=2, over_cap="error") == [1, 1]


@pytest.mark.parametrize(
    ("facts", "request_", "payload", "mode"),
    [
        pytest.param("{max: 4, default: 1}", {}, {"n": 1}, "defaulted", id="not asked"),
        pytest.param("{max: 4, default: 1}", {"n": 1}, {"n": 1}, "passthrough", id="one asked"),
        pytest.param("{max: 4, default: 1}", {"n": 3}, {"n": 3}, "passthrough", id="three asked"),
    ],
)
def test_r1_6_a_required_n_is_sent(facts: str, request_: dict[str, Any], payload: dict[str, Any], mode: str) -> None:
    """Where the provider refuses to miss `n`, the asked number or the stated default is sent."""
    made = plan(f"required: [n]\nparameters: {{n: {facts}}}", request_)
    assert made.calls[0].payload == payload
    assert modes(made) == {"n": mode}


# R8.2: seeds


def seeds(facts: str, seed: Any, n: int, most: int = 1) -> list[Any]:
    """Give the seed of each call."""
    made = plan(f"parameters: {{n: {{max: {most}}}, seed: {facts}}}", {"seed": seed, "n": n})
    return [call.payload.get("seed") for call in made.calls]


@pytest.mark.parametrize(
    ("facts", "seed", "n", "most", "sent_"),
    [
        pytest.param("{range: [0, 1000]}", 100, 10, 4, [100, 104, 108], id="the example of the rules"),
        pytest.param("{range: [0, 1000]}", 100, 3, 1, [100, 101, 102], id="one result a call"),
        pytest.param("{range: [0, 1000]}", 100, 4, 4, [100], id="one call"),
        pytest.param("{range: [0, 101]}", 100, 3, 1, [100, 101, 0], id="wrapped"),
        pytest.param("{range: [5, 10]}", 9, 4, 1, [9, 10, 5, 6], id="wrapped to the lower bound"),
        pytest.param("{range: [-1, 101]}", 100, 4, 1, [100, 101, 0, 1], id="never wrapped to a word for random"),
        pytest.param("{}", 100, 3, 1, [100, 101, 102], id="no range"),
        pytest.param("{range: [0, null]}", 2**40, 2, 1, [2**40, 2**40 + 1], id="open above"),
        pytest.param("{}", "100", 2, 1, [100, 101], id="as text"),
        pytest.param("{range: [0, 1000], as: text}", 100, 2, 1, ["100", "101"], id="sent as text"),
        pytest.param("{range: [0, 1000], auto: -1}", "auto", 3, 1, [-1, -1, -1], id="a word for random stays"),
        pytest.param("{range: [0, 1000], auto: -1}", -1, 3, 1, [-1, -1, -1], id="the number for random stays"),
        pytest.param("{}", "random", 2, 1, ["random", "random"], id="a word without a range"),
        pytest.param("{as: one_per_result}", 7, 3, 4, [[7, 8, 9]], id="one for each result"),
        pytest.param("{as: one_per_result}", 7, 5, 4, [[7, 8, 9, 10], [11]], id="over two calls"),
        pytest.param("{as: one_per_result, range: [0, 8]}", 7, 3, 4, [[7, 8, 0]], id="wrapped in the list"),
        pytest.param("{as: one_per_result}", 7, 1, 4, [[7]], id="a list of one"),
        pytest.param("{range: [0, 9]}", 0, 2, 1, [0, 1], id="zero is a seed"),
    ],
)
def test_r8_2_seeds_over_calls(facts: str, seed: Any, n: int, most: int, sent_: list[Any]) -> None:
    """Each call's seed is the asked one plus the results before it, wrapped inside the declared range."""
    assert seeds(facts, seed, n, most) == sent_


def test_r8_2_a_wrapped_seed_is_said_once() -> None:
    """One adjustment for all that were wrapped, with the first of them."""
    made = plan("parameters: {n: {max: 1}, seed: {range: [0, 101]}}", {"seed": 100, "n": 5})
    assert [(a.parameter, a.code, a.asked, a.used, a.rule) for a in made.adjustments] == [
        ("seed", "seed_wrapped", 100, 0, "R8.2")
    ]
    assert not entry(made, "seed")[3]
    assert codes(plan("parameters: {n: {max: 1}, seed: {range: [0, 101]}}", {"seed": 100, "n": 2})) == []


def test_r6_3_r8_2_a_seed_out_of_range_has_one_adjustment() -> None:
    """A seed beyond the range goes to its end; what the count then wraps is no second difference (R6.6)."""
    made = plan("parameters: {n: {max: 1}, seed: {range: [0, 100]}}", {"seed": 250})
    assert made.calls[0].payload == {"seed": 100}
    assert codes(made) == [("seed", "nearest_value")]
    made = plan("parameters: {n: {max: 1}, seed: {range: [0, 100]}}", {"seed": 250, "n": 2})
    assert [call.payload for call in made.calls] == [{"seed": 100}, {"seed": 0}]
    assert len(codes(made)) == 1


def test_r8_2_a_fraction_is_a_number_but_not_counted_up() -> None:
    """Where the bounds are not known a seed with a fraction travels as it is to every call."""
    assert seeds("{}", 1.5, 2) == [1.5, 1.5]


# R8.7: streams


@pytest.mark.parametrize("name", ["stream", "partial_images"])
@pytest.mark.parametrize(
    ("block", "more"),
    [
        pytest.param("{}", {"n": 2}, id="a split"),
        pytest.param("{}", {"output_format": "webp"}, id="a conversion"),
        pytest.param("parameters: {stream, partial_images: {range: [0, 3]}}", {"n": 2}, id="declared"),
    ],
)
def test_r8_7_streams_cannot_be_kept(block: str, more: dict[str, Any], name: str) -> None:
    """Over several calls, or before a conversion, streaming is taken away and said."""
    made = plan(block, {name: 1, **more})
    assert all(name not in call.payload for call in made.calls)
    assert [(a.parameter, a.code, a.asked, a.rule) for a in made.adjustments] == [
        (name, "stream_unsupported", 1, "R8.7")
    ]
    assert modes(made)[name] == "unsupported"


def test_r8_7_streams_beside_a_resize() -> None:
    """A resize step is as bad as a conversion."""
    block = "dimensions: {sizes: [1024x1024]}"
    made = plan(block, {"size": "512x512", "stream": True}, exact_size="cover")
    assert ("stream", "stream_unsupported") in codes(made)


def test_r8_7_one_call_without_pixels_keeps_the_stream() -> None:
    """Nothing is taken away from a single call, also where a link has to be fetched."""
    assert sent("{}", {"stream": True, "n": 1, "response_format": "b64_json"}) == {"stream": True}
    assert sent("parameters: {stream}", {"stream": True}) == {"stream": True}
    both = plan("{}", {"stream": True, "partial_images": 2, "n": 2})
    assert sorted(codes(both)) == [("partial_images", "stream_unsupported"), ("stream", "stream_unsupported")]


def test_calls_carry_model_encoding_and_their_own_payload() -> None:
    """Every call has its own dict, the encoding and the upstream id."""
    made = plan(video("model: up/m\nbody: multipart\nconstants: {nested: {deep: 1}}"), {"n": 2, "guidance": [1]})
    first, second = made.calls
    assert (first.encoding, first.upstream_model, first.count) == ("multipart", "up/m", 1)
    assert first.payload == second.payload == {"nested": {"deep": 1}, "guidance": [1]}
    assert first.payload is not second.payload
    assert first.payload["nested"] is not second.payload["nested"]
    assert first.payload["guidance"] is second.payload["guidance"]
    assert plan("{}", {}).calls[0].encoding == "json"


def test_r8_2_a_seed_that_the_file_does_not_declare_stays_the_same() -> None:
    """What travels raw cannot be counted up, and a note says so."""
    made = plan("{}", {"seed": 7, "n": 2})
    assert [call.payload for call in made.calls] == [{"seed": 7}, {"seed": 7}]
    assert [(n.parameter, n.code, n.rule) for n in made.notes] == [("seed", "same_seed", "R8.2")]
    assert noted(plan("{}", {"seed": 7, "n": 1})) == []
    assert noted(plan("{}", {"n": 2})) == []
