"""Parameters that read their value: words, texts with a limit, numbers (R1.3, R6.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from normalizer import hint
from normalizer.errors import Problem, quote
from normalizer.honest import honest
from normalizer.parameters.base import MISSING, Allowed, Parameter
from normalizer.request import AUTO, LONGEST_WORD
from normalizer.values.grammar import UNIT, plain
from normalizer.values.number import number, seconds
from normalizer.write import FieldWord

if TYPE_CHECKING:
    from normalizer.draft import Draft, Item
    from normalizer.parameters.offer import Offer
    from normalizer.write import Field


class TextParameter(Parameter):
    """A text of at most `longest` characters. Its content is never shown."""

    def __init__(self, name: str, order: int, fields: tuple[Field, ...], longest: int) -> None:
        super().__init__(name, order, fields)
        self.longest = longest

    def take(self, draft: Draft, key: str, value: Any) -> None:
        """Pass the text; a longer one than the provider takes is an error."""
        text = honest(value)
        if isinstance(text, str) and len(text) > self.longest:
            got = f"{len(text)} characters"
            draft.problems.append(Problem(key, "too_long", f"at most {self.longest} characters", got))
            return
        self.pass_on(draft, key, value)


class WordsParameter(Parameter):
    """One of listed words, our word to the provider's; a wish that equals either side is exact."""

    carries = False

    def __init__(
        self, name: str, order: int, fields: tuple[Field, ...], words: dict[str, Any], *, is_open: bool
    ) -> None:
        super().__init__(name, order, fields)
        self.words = words
        self.is_open = is_open
        self.meant = {str(wire).lower(): word for word, wire in words.items() if type(wire) is not FieldWord}
        self.meant.update({word.lower(): word for word in words})

    def meaning(self, value: Any) -> str | None:
        """Give our word for what the caller wrote, in any case of letters (R1.3)."""
        if isinstance(value, bool):
            value = str(value)
        elif isinstance(value, (int, float)):
            whole = isinstance(value, float) and value == value // 1
            value = quote(int(value) if whole else value)
        if not isinstance(value, str) or len(value) > LONGEST_WORD or not value.isascii():
            return None
        return self.meant.get(value.lower())

    def take(self, draft: Draft, key: str, value: Any) -> None:
        """Send the provider's word; an unlisted one only where the list is open."""
        word = self.meaning(value)
        if word is not None:
            self.send(draft, key, value, word, self.words[word])
        elif self.take_auto(draft, key, value):
            return
        elif self.is_open:
            draft.unverified += 1
            draft.note(key, "unverified", value, "R4.9")
            self.pass_on(draft, key, value)
        elif self.refuses:
            near = hint.of_word(value, self.words, self.default_word())
            draft.problem(key, "refused_value", f"one of {listed(self.words)}", value, near)
        else:
            draft.unsupport(key, value, "unsupported_value", "R6.3", because=f"not one of {listed(self.words)}")

    def constrain(self, draft: Draft, item: Item | None, allowed: Allowed, because: str | None) -> None:
        """Take the first of our words that the condition leaves, in the order of the file."""
        kept = self.kept(draft, allowed)
        current = self.default_word() if item is None else item.value
        if not kept or current is None or self.meaning(honest(current)) in kept:
            return
        word = kept[0]
        key = self.name if item is None else item.key
        if item is not None:
            draft.forget(key)
            draft.change(key, "restricted", item.asked, word, "R6.5", because=because)
        self.send(draft, key, None if item is None else item.asked, word, self.words[word], exact=item is None)
        if item is None:
            draft.items[self.name].mode = "defaulted"
            draft.give_way(self.name, word, because)

    def kept(self, draft: Draft, allowed: Allowed) -> tuple[str, ...]:
        """Offer only the words that a condition leaves, from now on; nothing where it says nothing, or leaves none."""
        if allowed.values is None:
            return ()
        named = {str(value).lower() for value in allowed.values}
        left = draft.offers.get(self.name, tuple(self.words))
        kept = tuple(word for word in left if word.lower() in named)
        if kept:
            draft.offers[self.name] = kept
        return kept

    def send_default(self, draft: Draft) -> None:
        """Leave the declared default to send, as the provider's word for it."""
        word = self.default_word()
        wire = self.default if word is None else self.words[word]
        self.send(draft, self.name, None, self.default if word is None else word, wire)

    def only_value(self) -> Any:
        """Give the first word, where the provider has one for all of them."""
        first = next(iter(self.words))
        is_alone = not self.is_open and all(wire == self.words[first] for wire in self.words.values())
        return first if is_alone else MISSING

    def default_word(self) -> str | None:
        """Give the declared default in our words."""
        return self.meaning(self.default)


class FixedParameter(Parameter):
    """A number that cannot be chosen: asking for it is met, everything else is unsupported. Nothing is sent."""

    carries = False

    def __init__(self, name: str, order: int, only: int) -> None:
        super().__init__(name, order)
        self.only = only
        self.default = plain(only)

    def take(self, draft: Draft, key: str, value: Any) -> None:
        """Compare with the only value there is."""
        asked = seconds(value) if self.name == "seconds" else number(value)
        if asked is None and self.take_auto(draft, key, value):
            return
        if asked is None:
            only = self.only
            near = hint.of_number(value, lambda _: only, str(self.default))
            near = (hint.of_length(value) if self.name == "seconds" else None) or near
            draft.problem(key, "not_a_number", "a number of at most four decimals", value, near)
        elif asked == self.only:
            draft.entries.append((key, "met", value, {}, True))
        else:
            because = f"{plain(self.only)} is the only value there is"
            draft.unsupport(key, value, "unsupported_value", "R6.3", because=because)


class NumberParameter(Parameter):
    """A number out of a list or a range."""

    carries = False
    in_units = True

    def __init__(
        self, name: str, order: int, fields: tuple[Field, ...], offer: Offer, wires: dict[int, Any] | None = None
    ) -> None:
        super().__init__(name, order, fields)
        self.offer = offer
        self.wires = wires or {}

    def take(self, draft: Draft, key: str, value: Any) -> None:
        """Send the nearest allowed number."""
        if self.take_auto(draft, key, value):
            return
        asked = number(value)
        if asked is None:
            near = hint.of_number(value, self.offer.nearest, self._usual())
            draft.problem(key, "not_a_number", "a number of at most four decimals", value, near)
            return
        if self.auto is not None and type(self.auto) is int and asked == self.auto * 10_000:
            self.send(draft, key, value, AUTO, self.auto)
            return
        self.settle(draft, key, value, asked, self.offer)

    def settle(self, draft: Draft, key: str, value: Any, asked: int, offer: Offer) -> None:
        """Send the nearest number of an offer, and say so where it is another one."""
        used = offer.nearest(asked)
        if used != asked:
            if self.refuses:
                near = hint.of_near(used)
                draft.problem(key, "refused_value", f"an allowed number such as {plain(used)}", value, near)
                return
            draft.change(key, "nearest_value", value, plain(used), "R6.3", alternatives=lambda: offer.around(asked))
        self.send(draft, key, value, used, self.wire_of(used), exact=used == asked)

    def only_value(self) -> Any:
        """Give the only number of the list, or of a range without width."""
        only = self.offer.only
        return MISSING if only is None else plain(only)

    def _usual(self) -> str:
        """Name what may be asked where nothing tells what was meant: the default, else what is allowed."""
        default = number(self.default)
        return self.offer.said() if default is None else str(plain(default))

    def send_default(self, draft: Draft) -> None:
        """Leave the declared default to send, as the provider's word for it."""
        used = number(self.default)
        if used is None:
            super().send_default(draft)
        else:
            self.send(draft, self.name, None, used, self.wire_of(used))

    def wire_of(self, used: int) -> Any:
        """Give the provider's word for a number."""
        return self.wires.get(used, plain(used))

    def constrain(self, draft: Draft, item: Item | None, allowed: Allowed, because: str | None) -> None:
        """Move to the nearest number that the condition leaves."""
        current = number(self.default) if item is None else item.value
        if type(current) is not int:
            return
        values = None if allowed.values is None else tuple(u for u in map(number, allowed.values) if u is not None)
        offer = draft.offers.get(self.name, self.offer).narrowed(values, allowed.lowest, allowed.highest)
        if offer is None:
            return
        draft.offers[self.name] = offer
        used = offer.nearest(current)
        if used == current:
            return
        if item is None:
            self.send(draft, self.name, None, used, self.wire_of(used))
            draft.items[self.name].mode = "defaulted"
            draft.give_way(self.name, plain(used), because)
            return
        draft.forget(item.key)
        around = offer.around
        draft.change(
            item.key,
            "restricted",
            item.asked,
            plain(used),
            "R6.5",
            because=because,
            alternatives=lambda: around(current),
        )
        self.send(draft, item.key, item.asked, used, self.wire_of(used), exact=False)


class FreeNumberParameter(NumberParameter):
    """A number whose bounds are not known: it travels as it was written, and so does what is none."""

    def take(self, draft: Draft, key: str, value: Any) -> None:
        """Pass what was written; where it is a number, others may count with it."""
        Parameter.take(self, draft, key, value)
        item = draft.items.get(self.name)
        if item is not None and type(item.value) is int:
            item.value *= UNIT  # as whole numbers are kept


def listed(words: dict[str, Any]) -> str:
    """Name the words of a list for a message, a few of many."""
    names = list(words)
    return ", ".join(names[:12]) + (f" and {len(names) - 12} more" if len(names) > 12 else "")


def default_of(parameter: Parameter) -> Any:
    """Give the declared default in our terms: a file may write the provider's word for it."""
    word = parameter.default_word() if isinstance(parameter, WordsParameter) else None
    return parameter.default if word is None else word
