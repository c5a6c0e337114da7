"""What is picked without measuring is what the exact way chooses (R3.8): the same fields, with the same values."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from normalizer.quick import Memo
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
    """Whatever was written before for other sizes, a size gets what it would get alone."""
    memo = Memo()
    signs: dict[object, object] = {}

    def work_out(size: tuple[int, int]) -> Outcome:
        return Outcome(drawn.target, wish_of((size,)), (), signs)

    writer = Writer(drawn.target, memo, work_out, looks=False)
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
    for _ in range(6):
        size = data.draw(st.tuples(SIDES, SIDES) | near)
        written, exact = writer.write(size), work_out(size)
        assert written.values == exact.values
        assert (written.sign, written.upstream) == (exact.sign, exact.upstream)
