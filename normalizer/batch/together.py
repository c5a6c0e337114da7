"""Verdicts on many combinations of one batch at once: what is said of the rest once, and the sizes as whole columns."""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING, Any

from normalizer.batch.apart import NOTHING_OFF
from normalizer.batch.distinct import distinct
from normalizer.batch.many_picks import NONE
from normalizer.batch.many_sizes import ManySizes
from normalizer.batch.table import NOTHING
from normalizer.quick.sides import pixels
from normalizer.values.measure import SHAPE_WEIGHT

if TYPE_CHECKING:
    from normalizer.batch.apart import Apart, Frame
    from normalizer.batch.judge import Group, Judge
    from normalizer.batch.sizes import Sizes
    from normalizer.batch.table import Verdicts
    from normalizer.batch.verdict import Codes
    from normalizer.quick.kind import Tokens

Half = tuple["Apart", "Tokens", "Codes"]
"""The half of a combination that is not its size: the memory it is known to, its name there, and what is lost of it."""


class Together:
    """Judges combinations whose rest was judged before, and whose sizes are pixels."""

    def __init__(self, judge: Judge, table: Verdicts, pa: Any, np: Any) -> None:
        self._judge = judge
        self._table = table
        self._pa, self._np = pa, np
        self._many: dict[int, ManySizes] = {}

    def half(self, row: dict[str, Any]) -> Half | None:
        """Give the half of a row that is not its size, where verdicts on its like can be put together."""
        group = self._judge.group(row)
        if group is None or group.read is None or not _reads_pixels(group) or None in row.values():
            return None
        key = group.read(tuple(row.values()))
        if None in key or group.apart is None or group.alike is None:
            return None
        _, rest = group.alike.parted(key)
        if group.alike.bound:
            self._judge.verdict(row)  # which is remembered: what a condition changes is not learnt
        elif not group.apart.knows(rest):
            self._judge.learn(group, key, row)
        return group.apart, rest, group.alike.lost

    def places(self, halves: list[Half | None], which: Any, width: Any, height: Any) -> Any:
        """Give the place of each verdict, `NONE` where only the way of single rows can tell.

        `which` gives the half of each combination by its place among `halves`; some have none.
        """
        np = self._np
        places = np.full(len(which), NONE, np.int32)
        # many say the same, and differ in what is silent
        known: dict[Half | None, int] = {}
        each = np.array([known.setdefault(half, len(known)) for half in halves], np.int64)
        halves, which = list(known), each[which]
        targets = list(dict.fromkeys(half[0].sizes for half in halves if half is not None))
        of = np.array([NONE if half is None else targets.index(half[0].sizes) for half in halves], np.int32)
        target = of[which]
        for number, sizes in enumerate(targets):
            at = np.flatnonzero(target == number)
            places[at] = self._at_target(sizes, halves, which[at], width[at], height[at])
        return places

    def _at_target(self, sizes: Sizes, halves: list[Half | None], which: Any, width: Any, height: Any) -> Any:
        np = self._np
        many = self._many.get(id(sizes))
        if many is None:
            many = self._many[id(sizes)] = ManySizes(sizes, np)
        said = many.of(width, height)
        pairs, _, pair = distinct(np.where(said.sort == NONE, NONE, which * len(many.sorts) + said.sort), self._pa, np)
        frames: list[Frame | None] = []
        for number in pairs.tolist():
            frame = None
            if number != NONE:
                place, sort = divmod(number, len(many.sorts))
                half = halves[place]
                rest = None if half is None else half[0].rest(half[1], many.sorts[sort])
                frame = None if rest is None else rest.frame(many.sorts[sort], half[2])
            frames.append(None if frame is None or frame.distances != NOTHING_OFF else frame)
        told = np.flatnonzero(np.array([frame is not None for frame in frames])[pair])
        places = np.full(len(which), NONE, np.int32)
        if len(told):
            columns = self._columns(sizes, frames, pair[told], [column[told] for column in said[1:]])
            first = self._table.extend(columns)
            places[told] = np.arange(first, first + len(told))
        return places

    def _columns(self, sizes: Sizes, frames: list[Frame | None], pair: Any, measured: list[Any]) -> dict[str, Any]:
        np, table, target = self._np, self._table, sizes.target
        shape, scale, wide, high = measured
        kept = [frame for frame in frames if frame is not None]
        order = np.cumsum([frame is not None for frame in frames]) - 1
        each = order[pair]
        same = {name: table.text(name, getattr(target, name)) for name in ("model", "provider", "operation")}
        by_frame = {
            "status": [table.text("status", frame.status) for frame in kept],
            "codes": [table.codes(frame.codes) for frame in kept],
            "calls": [frame.calls for frame in kept],
        }
        count = len(pair)
        return {
            "ok": np.ones(count, bool),
            **{name: np.full(count, number, np.int32) for name, number in {**same, "payload": NOTHING}.items()},
            **{name: np.array(values, np.int32)[each] for name, values in by_frame.items()},
            "shape_distance": shape,
            "scale_distance": scale,
            "expected_width": np.where(wide == 0, NOTHING, wide),
            "expected_height": np.where(wide == 0, NOTHING, high),
            "loss": self._losses([frame.losses for frame in kept], each, shape, scale),
        }

    def _losses(self, more: list[tuple[float, ...]], which: Any, shape: Any, scale: Any) -> Any:
        """Add up losses as single verdicts do: from the left."""
        np = self._np
        losses = np.zeros(len(which))
        for weight, column in ((SHAPE_WEIGHT, shape), (1, scale)):
            off = np.flatnonzero(column != 1)
            # not numpy's logarithm, which may differ from Python's in the last digit
            losses[off] += weight * np.fromiter(map(log, column[off].tolist()), np.float64, len(off))
        for place in range(max(map(len, more))):
            losses += np.array([one[place] if place < len(one) else 0.0 for one in more])[which]
        return losses


def _reads_pixels(group: Group) -> bool:
    """Tell whether the size is read as two sides, whatever the target's own words are."""
    alike = group.alike
    reader = None if alike is None else alike.readers.get("size")
    return alike is not None and alike.separable and reader is not None and reader.read is pixels
