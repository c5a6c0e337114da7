"""What is said of a size by measuring its offer is what the engine says of it; and of many sizes at once, bit by bit."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from batch.requests import CATALOG
from normalizer.batch.apart import Rest
from normalizer.batch.sizes import Geometry, Sizes
from normalizer.batch.verdict import codes_of, distances_of
from normalizer.quick.kind import wish_of
from normalizer.quick.outcome import worked_out
from normalizer.quick.sides import pixels
from normalizer.resolve.tiers import FRAMES
from normalizer.sums import summed
from normalizer.values.measure import log_cost
from property.strategies import Sample, examples, samples
from reference.strategies import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizer.target import Target
    from normalizer.values.measure import Fraction2

EVERY = [target for target in CATALOG.targets() if target.geometry.forms]
SHAPES = [(16, 9), (1, 1), (9, 16), (4, 3), (2, 3), (21, 9), (3, 2), (10000, 4193)]
PLAIN = Rest((), False, (1.0, 1.0), 0.0, 0, 0, 0.0, 1, {})  # noqa: FBT003  a tuple


def by_engine(target: Target, size: Fraction2) -> tuple[Any, ...]:
    """Say what the account of a plan says of a size."""
    draft, _ = worked_out(target, wish_of((size,)))
    told = summed(draft)
    inexact = bool(told.changes) or any(not entry[4] for entry in told.entries)
    said = (codes_of(told.changes), inexact, told.unsupported, told.unverified)
    return (*said, *distances_of(told.changes), told.expected, tuple(told.parts.values()))


def flat(geometry: Geometry) -> tuple[Any, ...]:
    """Give what is said of a size as the engine's is given, the losses as a verdict adds them."""
    sort, shape, scale, expected = geometry
    parts = [log_cost(shape, 1)] * (shape != 1) + [log_cost(1, scale)] * (scale != 1)
    return (*sort[1:5], shape, scale, expected, tuple(parts))


def sizes_for(target: Target, chance: random.Random, count: int) -> Iterator[Fraction2]:
    """Give sizes of which many lie on or beside what the target lists, between two of it, or on a grid."""
    listed = [*FRAMES]
    for form in target.geometry.forms:
        listed += [*getattr(form, "offered", ()), *getattr(form, "back", ())]
    for _ in range(count):
        kind = chance.random()
        if kind < 0.3:
            width, height = chance.choice(listed)
            yield tuple(min(max(side + chance.randint(-2, 2), 65), 8192) for side in (width, height))  # type: ignore[misc]  # two sides
        elif kind < 0.5:
            (wide, high), times = chance.choice(SHAPES), chance.randint(1, 400)
            yield min(max(wide * times, 65), 8192), min(max(high * times, 65), 8192)
        elif kind < 0.6:
            yield 64 * chance.randint(2, 60), 64 * chance.randint(2, 60)
        else:
            yield chance.randint(65, 8192), chance.randint(65, 8192)


def columns_of(sizes: Sizes) -> Any:
    """Give what says it of many sizes, or skip."""
    np = pytest.importorskip("numpy", reason="the extra batch is not installed")
    from normalizer.batch.many_sizes import ManySizes

    return ManySizes(sizes, np), np


def by_columns(many: Any, np: Any, asked: list[Fraction2]) -> list[Geometry | None]:
    """Say it of many sizes at once; nothing where the way of single sizes has to tell."""
    with np.errstate(all="raise", under="ignore"):
        said = many.of(*np.array(asked, np.int64).reshape(-1, 2).T)
    rows = zip(*(column.tolist() for column in said), strict=True)
    return [
        None if sort < 0 else (many.sorts[sort], shape, scale, (wide, high) if wide else None)
        for sort, shape, scale, wide, high in rows
    ]


@pytest.mark.parametrize("part", range(8))
def test_of_every_target_of_the_catalogue(part: int) -> None:
    """Single sizes and columns of them come to what the engine works out, on each target."""
    chance = random.Random(part)  # noqa: S311  not a secret
    told = left = 0
    for target in EVERY[part::8]:
        sizes = Sizes(target)
        many, np = columns_of(sizes)
        for _ in range(2):
            asked = list(sizes_for(target, chance, 12))
            engine = [by_engine(target, size) for size in asked]
            assert [flat(sizes.of((size,))) for size in asked] == engine, target
            for size, said, wanted in zip(asked, by_columns(many, np, asked), engine, strict=True):
                told, left = told + (said is not None), left + (said is None)
                assert said is None or flat(said) == wanted, (target, size)
    assert told > left


@examples(200)
@given(drawn=samples((*KINDS, "unknown")), data=st.data())
def test_of_any_target(drawn: Sample, data: st.DataObject) -> None:
    """The same on targets that nobody has written yet."""
    chance = random.Random(data.draw(st.integers(0, 2**32)))  # noqa: S311  not a secret
    sizes = Sizes(drawn.target)
    many, np = columns_of(sizes)
    asked = list(sizes_for(drawn.target, chance, 8))
    for size, said in zip(asked, by_columns(many, np, asked), strict=True):
        wanted = by_engine(drawn.target, size)
        assert flat(sizes.of((size,))) == wanted
        assert said is None or flat(said) == wanted


def test_sorts_that_come_once_are_not_remembered() -> None:
    """What only the engine can tell has no place, and leaves none behind."""
    target = next(target for target in EVERY if Sizes(target).picker.picking is None)
    sort, *_ = Sizes(target).of(((640, 480),))
    assert sort.place is None
    rest = PLAIN._replace(frames={})
    assert rest.frame(sort, ()) == rest.frame(sort, ())
    assert not rest.frames


TEXTS = [
    "1024x768",
    "1024X768",
    "64x65",
    "65x65",
    "65x64",
    "8192x8192",
    "8193x65",
    "065x99",
    "99999x99",
    "x",
    "",
    "9x",
    "é",
]
TEXTS += ["1024x768\n", " 1024x768", "1024x768x2", "1024x", "\u0661024x768", "+100x100", "1e3x100", "16x9"]


NEAR_SIZES = st.lists(
    st.one_of(
        st.builds("{}x{}".format, st.integers(0, 10**5), st.integers(0, 10**5)),
        st.text("0123456789xX\0 ", max_size=11),
        st.text(max_size=9),
    ),
    max_size=40,
)


@pytest.mark.parametrize("kind", ["string", "large_string", "string_view"])
@given(texts=NEAR_SIZES, cut=st.integers(0, 9))
@example(texts=TEXTS, cut=0)
@example(texts=[f"{side}x{8257 - side}" for side in range(65, 8193)], cut=1)
@example(texts=["1"], cut=0)
def test_sizes_are_read_alike(kind: str, texts: list[str], cut: int) -> None:
    """A column of texts is read as each of them is, wherever it begins."""
    pa = pytest.importorskip("pyarrow", reason="the extra batch is not installed")
    np = pytest.importorskip("numpy", reason="the extra batch is not installed")
    from normalizer.batch.many_sides import sides_of
    from normalizer.batch.texts import views_of

    width, height = sides_of(views_of(pa.array(texts, kind)[cut:], pa, np), np)
    read = list(zip(width.tolist(), height.tolist(), strict=True))
    assert [sides if sides[0] else None for sides in read] == [pixels(text) for text in texts[cut:]]


def test_what_is_no_text_is_no_size() -> None:
    """Numbers and bytes are values like others, and no sizes; null is nothing, with a buffer or without."""
    pa = pytest.importorskip("pyarrow", reason="the extra batch is not installed")
    for column in (pa.array([7]), pa.array([b"100x100"]), pa.nulls(1), pa.array([None], "string")):
        sizes = size_column()
        codes = sizes.codes(column).tolist()
        assert [code and sizes.value(code) for code in codes] == [
            0 if one is None else one for one in column.to_pylist()
        ]
        assert all(sizes.pixels(code) is None for code in codes if code)


def size_column() -> Any:
    """Give a column of sizes that knows nothing."""
    from normalizer.batch.column import SizeColumn

    return SizeColumn("size", *(pytest.importorskip(name) for name in ("pyarrow", "pyarrow.compute", "numpy")))


@pytest.mark.parametrize("kind", ["string", "large_string"])
@given(batches=st.lists(st.lists(st.none() | st.sampled_from(TEXTS), max_size=30), max_size=4), cut=st.integers(0, 3))
@example(batches=[["", None], [None, ""], ["8x8", ""]], cut=0)
def test_a_column_of_sizes_knows_its_values(kind: str, batches: list[list[str | None]], cut: int) -> None:
    """A code says what was written, batch after batch, null aside; one text has one code."""
    pa = pytest.importorskip("pyarrow", reason="the extra batch is not installed")
    sizes, known = size_column(), dict[str, int]()
    for batch in batches:
        codes = sizes.codes(pa.array(batch, kind)[cut:]).tolist()
        for text, code in zip(batch[cut:], codes, strict=True):
            assert (code == 0) is (text is None)
            if text is not None:
                assert sizes.value(code) == text
                assert known.setdefault(text, code) == code
                assert sizes.pixels(code) == pixels(text)
