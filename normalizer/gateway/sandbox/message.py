"""One payload as the sandbox understands it: what it says about every name that a rule or a result may speak of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from normalizer.gateway.sandbox import sizes
from normalizer.gateway.sandbox.reading import Found, parameter_found, same
from normalizer.gateway.sandbox.values import PLAIN, count_of

if TYPE_CHECKING:
    from normalizer.capability import Block, Parameter
    from normalizer.gateway.sandbox.sizes import Said, Size

GEOMETRY = frozenset({"size", "aspect_ratio", "resolution", "tier"})
SIDES = frozenset({"width", "height", "pixels"})


class Message:
    """A payload's body, read in the words of a block."""

    def __init__(self, block: Block, body: dict[str, Any], upstream: str | None) -> None:
        self.block = block
        self.body = body
        self.said: Said | None = sizes.read(block, body, upstream)
        self.found: dict[str, list[Found]] = {
            name: parameter_found(name, facts or PLAIN, body) for name, facts in block.parameters.items()
        }
        self.count = count_of(self.facts("n"), self.found.get("n", []))

    def facts(self, name: str) -> Parameter | None:
        """Give what the file says of a parameter; nothing where it does not name it."""
        return (self.block.parameters[name] or PLAIN) if name in self.block.parameters else None

    def gives(self, name: str) -> bool:
        """Tell whether something was written for a name, a word for "you decide" about the size aside."""
        if name in GEOMETRY:
            said = self.said
            if said is None:
                return False
            halves = {"size": said.is_written or None, "aspect_ratio": said.ratio or said.size}
            return halves.get(name, said.tier or said.size) is not None
        return bool(self.found.get(name)) or (name not in self.block.parameters and name in self.body)

    def inputs(self, name: str) -> int:
        """Count the inputs that were written under a name."""
        values = [one.holes.get("value") for one in self.found.get(name, [])]
        return sum(len(value) if isinstance(value, list) else 1 for value in values)

    def words(self, name: str) -> list[Any]:
        """Give what is sent for a name, in our words; the declared default where nothing is, nothing where unknown.

        Several words of ours may be one of the provider's: then any of them is meant.
        """
        if name == "n":
            return [self.count]
        if name in GEOMETRY or name in SIDES:
            return self._size_words(name)
        facts = self.facts(name)
        if facts is None:
            return [self.body[name]] if name in self.body else []
        for one in self.found[name]:
            if "word" in one.holes:
                return [one.holes["word"]]
            if "value" in one.holes:
                return ours(facts, one.holes["value"])
        if facts.fixed is not None:
            return [facts.fixed]
        return ours(facts, facts.default) if facts.default is not None else []

    def _size_words(self, name: str) -> list[Any]:
        ratio, tier, size = self.geometry()
        word = {"aspect_ratio": ratio, "tier": tier, "resolution": tier}.get(name)
        if name in GEOMETRY and name != "size":
            return [] if word is None else [word]
        if size is None:
            return []
        sides = {"width": size[0], "height": size[1], "pixels": size[0] * size[1], "size": f"{size[0]}x{size[1]}"}
        return [sides[name]]

    def geometry(self) -> tuple[str | None, str | None, Size | None]:
        """Give ratio, tier and size of what comes out, as the file names them: the default's where nothing is said."""
        ratio, tier, size = default_of(self.block)
        said = self.said
        if said is not None and said.autos and said.says_nothing:
            return None, tier if ratio is None else None, None
        if said is not None and not said.says_nothing:
            ratio, tier, size = said.ratio or ratio, said.tier or tier, said.size
        return ratio, tier, size or self._cell(ratio, tier)

    def _cell(self, ratio: str | None, tier: str | None) -> Size | None:
        forms = self.block.dimensions if self.said is None or self.said.says_nothing else (self.said.form,)
        for form in forms:
            for row, column, cell in sizes.cells(form):
                if (row, column) == (ratio, tier):
                    return cell
        return None


def ours(facts: Parameter, wire: Any) -> list[Any]:
    """Give the words of ours that a provider's word stands for; the word itself where the file lists none."""
    values = facts.values if isinstance(facts.values, dict) else {}
    words = [word for word, theirs in values.items() if same(_packed(facts, theirs), wire) or same(theirs, wire)]
    return words or [wire]


def _packed(facts: Parameter, theirs: Any) -> Any:
    return str(theirs) if facts.as_ == "text" and type(theirs) in {int, float} else theirs


def default_of(block: Block) -> tuple[str | None, str | None, Size | None]:
    """Give the default's ratio, tier and size as the file names them."""
    ratio = tier = size = None
    for word in (block.default or "auto").split():
        if ":" in word:
            ratio = word
        elif "x" in word and sizes.fraction(word) is not None:
            size = sizes.pair(word)
        elif word != "auto":
            tier = next((name for form in block.dimensions for name in _names(form.tiers, word)), word)
    return ratio, tier, size


def _names(tiers: Any, word: str) -> list[str]:
    words = tiers.items() if isinstance(tiers, dict) else ()
    return [name for name, wire in words if word.lower() in {name.lower(), str(wire).lower()}]
