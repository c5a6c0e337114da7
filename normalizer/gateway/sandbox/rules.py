"""The combinations that a file does not allow, judged on what was sent (R6.5)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from normalizer.capability import Condition
from normalizer.gateway.sandbox.message import GEOMETRY
from normalizer.gateway.sandbox.reading import holes_of, located, number_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizer.capability import Rule
    from normalizer.gateway.sandbox.message import Message


def wrong_with(message: Message) -> Iterator[tuple[str, str]]:
    """Name every combination that is not allowed: the name it is about, and a sentence."""
    for rule in message.block.rules:
        if applies(rule, message):
            for name, sentence in _broken(rule, message):
                yield name, f"{sentence} ({rule.because})" if rule.because else sentence


def applies(rule: Rule, message: Message) -> bool:
    """Tell whether all conditions of a rule hold."""
    for name, condition in rule.when.items():
        if isinstance(condition, Condition):
            if not any(holds(condition, word) for word in message.words(name)):
                return False
        else:
            given = [message.gives(one) for one in condition]
            if not (any(given) if name == "given" else not all(given)):
                return False
    return True


def holds(condition: Condition, value: Any) -> bool:
    """Tell whether a value meets a condition."""
    if condition.values is not None:
        return _plain(value) in {_plain(word) for word in condition.values}
    number = _number(value)
    if number is None:
        return False
    low = None if condition.min is None else Fraction(str(condition.min))
    high = None if condition.max is None else Fraction(str(condition.max))
    return (low is None or number >= low) and (high is None or number <= high)


def _plain(value: Any) -> Any:
    """Make words comparable: numbers as numbers, texts in lower case."""
    if isinstance(value, bool):
        return "true" if value else "false"
    number = _number(value)
    return number if number is not None else str(value).lower()


def _number(value: Any) -> Fraction | None:
    return number_of(value.removesuffix("s") if isinstance(value, str) else value)


def _broken(rule: Rule, message: Message) -> Iterator[tuple[str, str]]:
    if rule.refuse:
        yield next((name for name in rule.when if name not in {"given", "missing"}), "request"), "is not possible so"
    for name, condition in rule.restrict.items():
        words = _lengths(message) if name == "seconds" else message.words(name)
        if words and not any(holds(condition, word) for word in words):
            yield name, "is not allowed here"
    for name in rule.omit:
        if message.gives(name) and (name not in GEOMETRY or _says(message, name)):
            yield name, "may not be given here"
    for name, wanted in rule.set_.items():
        words = message.words(name)
        if words and _plain(wanted) not in map(_plain, words):
            yield name, f"has to be {wanted} here"
    for path, raw in rule.send.items():
        if not any(holes_of(raw, node) is not None for _, node in located(message.body, path)):
            yield path, "is missing here"
    for name in rule.require:
        if not message.gives(name):
            yield name, "is missing here"
    if rule.max is not None:
        total = sum(message.count if name == "n" else message.inputs(name) for name in rule.count)
        if total > rule.max:
            yield rule.count[0], f"come to {total}, at most {rule.max} together"


def _says(message: Message, name: str) -> bool:
    """Tell whether this very half is written, not only implied by pixels."""
    said = message.said
    if said is None:
        return False
    return {"aspect_ratio": said.ratio, "size": said.size}.get(name, said.tier) is not None


def _lengths(message: Message) -> list[Any]:
    """Give the length in seconds, counted from frames where it travels so."""
    facts = message.facts("seconds")
    words = message.words("seconds")
    if facts is None or facts.frames is None or not message.found["seconds"]:
        return words
    counts = [count for count in map(number_of, words) if count is not None]
    return [float(count / frames_per_second(message)) for count in counts]


def frames_per_second(message: Message) -> Fraction:
    """Give the frames of a second where a length travels as frames: a sent `fps` replaces the file's."""
    facts = message.facts("seconds")
    sent = [number_of(one.holes.get("value")) for one in message.found.get("fps", [])]
    stated = 24 if facts is None or facts.frames is None else facts.frames.fps
    return next((fps for fps in sent if fps is not None and fps > 0), Fraction(str(stated)))
