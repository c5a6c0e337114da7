"""Count what the probes of many targets sent, and make findings of it where a type says otherwise."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from normalizer.drift.accept import meant, places, refusals, words_of
from normalizer.drift.shape import Anything, Record, Scalar, Words, parts, same

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizer.drift.accept import Place
    from normalizer.drift.belongs import Described
    from normalizer.drift.shape import Shape
    from normalizer.drift.subject import Subject

LACKING = "lacking"


class Difference(NamedTuple):
    """One difference before any file has explained it: kind, field as sent, values, the type's name, what it says."""

    kind: str
    path: str
    type: str
    expected: str
    values: tuple[Scalar, ...] = ()


@dataclass(slots=True)
class _Field:
    """What one type lists at one of its fields, and what all targets of the type send there."""

    path: str
    type: str
    words: dict[tuple[str, Scalar], Scalar] = field(default_factory=dict)
    sent: set[tuple[str, Scalar]] = field(default_factory=set)
    targets: dict[str, None] = field(default_factory=dict)

    def missed(self) -> tuple[Scalar, ...]:
        """Give the words that nobody sends."""
        return tuple(word for key, word in self.words.items() if key not in self.sent)


class Tally:
    """What was sent to one provider."""

    def __init__(self) -> None:
        self.refused: dict[str, dict[tuple[str, str, str, str], list[Any]]] = defaultdict(lambda: defaultdict(list))
        self.unread: set[str] = set()
        self.ids: dict[tuple[int, str], _Field] = {}
        self.records: dict[str, list[tuple[Record, Described]]] = defaultdict(list)
        self._fields: dict[tuple[int, str], _Field] = {}
        self._kept: list[Shape] = []

    def add(self, subject: Subject, described: Described, payload: dict[str, Any], upstream: str | None) -> None:
        """Count one payload of a target; `upstream` is its id, which is no value that a caller chooses."""
        target, part = subject.name, described.part(payload)
        record = meant(described.shape, part)
        name = record.name if record else described.name
        for path, kind, value, expected in refusals(described.shape, part):
            if described.sent(path[:1]) in subject.callers:
                continue
            values = self.refused[target][kind, described.sent(path), name, expected]
            if kind == "refused" and not any(same(value, other) for other in values):
                values.append(value)
        if record is not None and all(record is not known for known, _ in self.records[target]):
            self.records[target].append((record, described))
        for place in places(described.shape, part):
            if described.sent(place.path) not in subject.callers:
                field = self._field(described, name, place, is_id=place.value == upstream)
                if field.words:
                    field.sent.add(_key(place.value))
                    field.targets[target] = None

    def _field(self, described: Described, name: str, place: Place, *, is_id: bool) -> _Field:
        """Give the field of a type at which a value stands; that of an id lists the ids of all the type's choices."""
        home = described.shape if is_id else place.record or described.shape
        known, sent = self.ids if is_id else self._fields, described.sent(place.path)
        found = known.get((id(home), sent))
        if found is None:
            self._kept.append(home)  # an id is one object's for as long as that lives
            words = words_of(described.shape, place.path) if is_id else _words(place.shape)
            found = _Field(sent, described.name if is_id else name, {_key(word): word for word in words})
            known[id(home), sent] = found
            self.unread |= {one.unread for one in parts(place.shape) if isinstance(one, Anything) and one.unread}
        return found

    def met(self, target: str, path: str, value: Any) -> None:
        """Count a value that a target meets without sending it, such as a single result."""
        for one in self._fields.values():
            if one.path == path and target in one.targets:
                one.sent.add(_key(value))

    def missed(self, target: str) -> dict[str, tuple[Scalar, ...]]:
        """Give the words that a target's types list and nobody has sent so far, by the field as it is sent."""
        fields = [one for one in self._fields.values() if target in one.targets]
        return {one.path: one.missed() for one in fields if one.missed()}

    def differences(self) -> Iterator[tuple[Difference, tuple[str, ...]]]:
        """Give what is refused, and what is lacking among all targets of a type, each with the targets it is of."""
        by_difference: dict[Difference, list[str]] = defaultdict(list)
        for target, refused in self.refused.items():
            for (kind, path, name, expected), values in refused.items():
                by_difference[Difference(kind, path, name, expected, _plain(values))].append(target)
        for one in self._fields.values():
            if one.missed():
                said = "the type lists it"
                by_difference[Difference(LACKING, one.path, one.type, said, one.missed())] += one.targets
        yield from ((difference, tuple(targets)) for difference, targets in by_difference.items())


def _words(shape: Shape) -> tuple[Scalar, ...]:
    return tuple(word for one in parts(shape) if isinstance(one, Words) for word in one.values)


def _key(value: Any) -> tuple[str, Any]:
    """Tell apart what compares as equal: `true` and 1."""
    return ("flag" if isinstance(value, bool) else "", value)


def _plain(values: list[Any]) -> tuple[Scalar, ...]:
    """Keep what can be shown and explained: of an object or a list the kind alone."""
    return tuple(value if isinstance(value, (str, int, float, bool)) else type(value).__name__ for value in values)
