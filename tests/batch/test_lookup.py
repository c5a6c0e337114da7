"""The table of combinations: it knows what a dict knows, whatever shares a slot."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalizer.batch.lookup import Lookup
from normalizer.batch.slots import FACTORS, ROWS, Slots

pa = pytest.importorskip("pyarrow", reason="the extra batch is not installed")
np = pytest.importorskip("numpy", reason="the extra batch is not installed")

NUMBERS = st.one_of(st.integers(0, 40), st.integers(0, 2**62 - 1), st.integers(0, 2**20).map(lambda at: at << 40))


def sharing(count: int) -> list[int]:
    """Give numbers that all have the first slot of the least table."""
    undone = pow(FACTORS[0][0], -1, 2**64)
    return [number for part in range(8 * count) if (number := part * undone % 2**64) < 2**62][:count]


def lookup() -> Lookup:
    """Give one that knows nothing."""
    return Lookup(pa, pytest.importorskip("pyarrow.compute"), np)


def found(table: Lookup, numbers: list[int]) -> list[int | None]:
    """Give the place of each number, and nothing where it has none."""
    places, new = table.find(np.array(numbers, np.int64))
    told: list[Any] = places.tolist()
    for row in new.tolist():
        told[row] = None
    return told


@given(st.lists(st.lists(NUMBERS, unique=True, max_size=30), max_size=6), st.lists(NUMBERS, max_size=30))
def test_it_knows_what_a_dict_knows(batches: list[list[int]], others: list[int]) -> None:
    """Whatever came before has the place it was given, and nothing else has one."""
    table, known = lookup(), dict[int, int]()
    for batch in batches:
        new = [number for number in batch if number not in known]
        places = list(range(len(known), len(known) + len(new)))
        table.add(np.array(new, np.int64), np.array(places, np.int32))
        known |= dict(zip(new, places, strict=True))
        asked = [*batch, *others, *known]
        assert found(table, asked) == [known.get(number) for number in asked]
        assert len(table) == len(known)
    assert [table.number(order) for order in range(len(known))] == list(known)
    table.clear()
    assert found(table, others) == [None] * len(others)


@pytest.mark.parametrize("tables", [1, 2, len(FACTORS)])
def test_numbers_that_share_a_slot_are_told_apart(monkeypatch: pytest.MonkeyPatch, tables: int) -> None:
    """All but the first of them are looked up elsewhere, be it by Arrow; nobody else is found among them."""
    monkeypatch.setattr("normalizer.batch.slots.FACTORS", FACTORS[:tables])
    table, numbers = lookup(), sharing(60)
    assert len(numbers) == 60
    for begin in (0, 20, 40):
        table.add(np.array(numbers[begin : begin + 20], np.int64), np.arange(begin, begin + 20, dtype=np.int32))
    assert found(table, [*numbers, *sharing(61)[60:]]) == [*range(60), None]


def test_more_rows_than_are_looked_up_at_a_time() -> None:
    """Rows of every part are found in their places, and new ones too."""
    table, count = lookup(), 2 * ROWS + 3
    table.add(np.arange(0, count, 2), np.arange(0, count, 2, dtype=np.int32))
    assert found(table, list(range(count))) == [None if row % 2 else row for row in range(count)]


WORDS = st.tuples(st.integers(0, 3), st.integers(0, 2**64 - 2), st.sampled_from([0, 1, 2**63]))


@given(st.lists(st.lists(WORDS, unique=True, max_size=20), max_size=4), st.lists(WORDS, max_size=20))
def test_keys_of_several_words(batches: list[list[tuple[int, int, int]]], others: list[tuple[int, int, int]]) -> None:
    """A key is found if all of its words are those of one that came, and then with what belongs to it."""

    def columns(keys: list[tuple[int, int, int]]) -> list[Any]:
        return list(np.array(keys, np.uint64).reshape(-1, 3).T)

    slots, known = Slots(np, 3), dict[tuple[int, int, int], int]()
    for batch in batches:
        new = [key for key in batch if key not in known]
        slots.add(columns(new))
        known |= {key: len(known) + place for place, key in enumerate(new, 1)}
        asked = [*batch, *others, *known]
        got = np.empty(len(asked), np.int64)
        lost = set(slots.find(columns(asked), np.arange(len(known) + 1), got).tolist())
        assert not len(slots.lost)
        told = [None if row in lost else order for row, order in enumerate(got.tolist())]
        assert told == [known.get(key) for key in asked]
