"""What is picked without measuring is what the exact way chooses (R3.8): the same fields, with the same values."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from normalizer.quick.builder import builder
from normalizer.quick.kind import wish_of
from normalizer.quick.outcome import Outcome
from normalizer.quick.written import Writer
from reference.strategies import KINDS
from reference.words import read_size

from .strategies import Sample, examples, samples

SIDES = st.integers(65, 8192)
NEAR = st.integers(-2, 2)


@examples(500)
@given(drawn=samples((*KINDS, "unknown")), data=st.data())
def test_picked_is_chosen(drawn: Sample, data: st.DataObject) -> None:
    """Sizes of one offer get the same fields; of a free form, those that its makers write."""
    signs: dict[object, object] = {}
    writer = Writer(drawn.target, looks=False)
    if writer.pick is None:
        return
    listed = [size for form in drawn.block["dimensions"] for size in map(read_size, form.get("sizes", ())) if size]
    cells = [
        read_size(cell)
        for form in drawn.block["dimensions"]
        for row in form.get("table", {}).values()
        for cell in row
        if cell
    ]
    known = [size for size in (*listed, *cells, (1024, 1024), (1920, 1080)) if size]
    near = st.tuples(st.sampled_from(known), NEAR, NEAR).map(
        lambda one: (max(one[0][0] + one[1], 65), max(one[0][1] + one[2], 65))
    )
    offers: dict[Any, Any] = {}
    for _ in range(6):
        size = data.draw(st.tuples(SIDES, SIDES) | near)
        exact = Outcome(drawn.target, wish_of((size,)), (), signs)
        picked = writer.pick(size)
        if picked is None:
            continue
        offer, pixels = picked
        makers = {} if pixels is None else writer.makers[offer]
        holes = [makers.get(path, value) for path, value in zip(exact.paths, exact.values, strict=True)]
        [call] = builder([{"sent": holes}], [1], "json", None)((), pixels or exact.values)
        assert call.payload == {"sent": list(exact.values)}
        values = [None if path in makers else value for path, value in zip(exact.paths, exact.values, strict=True)]
        assert offers.setdefault(offer, (values, exact.sign, exact.upstream)) == (values, exact.sign, exact.upstream)
