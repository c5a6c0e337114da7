"""Say only what the provider's file does not say already: the file's spelling against that of the schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from normalizer.capability import NONE_WORD

if TYPE_CHECKING:
    from collections.abc import Mapping

    from normalizer.capability import ProviderFile
    from normalizer.importer.found import Parameter

_KINDS = (("sizes", "sizes"), ("aspect_ratios", "ratios"), ("tiers", "tiers"))
_OFFERS = ("values", "range", "frames", "fixed")


class Spelling:
    """How one provider spells things, by its file; without a file everything goes by our own names."""

    def __init__(self, file: ProviderFile | None) -> None:
        told = {} if file is None else file.model_dump(mode="json", by_alias=True, exclude_unset=True)
        self._parameters: Mapping[str, Any] = told.get("parameters", {})
        self._write: Mapping[str, Any] = told.get("write", {})
        self.presets: Mapping[str, Any] = told.get("sizes") or {}
        self.absent: Mapping[str, None] = dict.fromkeys(told.get("absent", ()))
        self.under: str | None = told.get("under")
        self.constants: Mapping[str, Any] = told.get("constants", {})

    def parameter(self, found: Parameter) -> dict[str, Any]:
        """Give what a block has to say of a parameter."""
        known = self._parameters.get(found.name) or {}
        own = dict(found.facts)
        path = found.source.path
        if isinstance(own.get("write"), dict):
            if own["write"] == known.get("write"):
                del own["write"]
        elif _field(known, found.name) != path:
            own = {"to": path, **own}
        for key, value in known.items():
            if key in own and own[key] == value and key != "to":
                del own[key]
            elif key == "as" and key not in own and "write" not in own:
                own[key] = NONE_WORD
            elif key == "values" and key not in own and not found.source.values and not _offer(own):
                own[key] = "unknown"
        if own.get("as") == NONE_WORD and not _offer(found.facts):
            del own["as"]
        single = "to" in own or not isinstance(known.get("write"), dict)
        if own.get("max") == 1 and single and found.name != "n" and not found.several:
            del own["max"]  # without a list an input is a single one anyway
        return own

    def form(self, form: Mapping[str, Any]) -> dict[str, Any]:
        """Give what a block has to say of a form: its fields only where the provider's file writes others."""
        kind = next((kind for key, kind in _KINDS if key in form), "free")
        usual = self._write.get(kind) or (self._write.get("free") if kind == "sizes" else None) or {}
        plain = {key: value for key, value in form.items() if key != "write"}
        return plain if form["write"] == usual else dict(form)


def _offer(facts: Mapping[str, Any]) -> bool:
    return any(key in facts for key in _OFFERS)


def _field(known: Mapping[str, Any], name: str) -> str | None:
    """Give the field that a provider's file writes a parameter to; nothing where it writes several."""
    write = known.get("write")
    if isinstance(write, dict):
        return None
    to = known.get("to", name)
    return to if isinstance(to, str) else None
