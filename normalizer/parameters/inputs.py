"""Input media: images, masks, frames, clips (R1.8, R6.2). Never decoded here; at most repacked or counted."""

from __future__ import annotations

from operator import is_
from typing import TYPE_CHECKING, Any

from normalizer.base64_text import base64_of, bytes_of
from normalizer.errors import Problem
from normalizer.honest import honest
from normalizer.media_type import UNKNOWN, media_type_of_base64, media_type_of_bytes, media_type_of_name
from normalizer.parameters.base import Parameter
from normalizer.parts import Step

if TYPE_CHECKING:
    from normalizer.draft import Draft
    from normalizer.write import Field

_LINKS = ("https://", "http://", "gs://", "s3://")
_WRAPPED = {"url": "url", "image_url": "url", "file_id": "id", "b64_json": "base64"}
_SHORT = 256
"""Texts below this length that are no link are taken for the id of an uploaded file."""


class Media:
    """An input repacked for the provider: the bare value and its media type, which the bare value no longer tells."""

    __slots__ = ("bare", "media_type")

    def __init__(self, bare: Any, media_type: str) -> None:
        self.bare = bare
        self.media_type = media_type


class InputParameter(Parameter):
    """One or several inputs. `accepts` are the kinds the provider takes (nothing: not known), `most` how many."""

    is_most_unknown = False

    def __init__(
        self, name: str, order: int, fields: tuple[Field, ...], *, accepts: tuple[str, ...], most: int | None
    ) -> None:
        super().__init__(name, order, fields)
        self.accepts = accepts
        self.most = most

    def take(self, draft: Draft, key: str, value: Any) -> None:
        """Send the inputs in a form that the provider takes; `value` of the item is their number."""
        plain = honest(value)
        is_list = isinstance(plain, (list, tuple))
        items = list(plain) if is_list else [value]
        most = len(self.spread) or self.most
        if not items:
            draft.problem(key, "wrong_type", "at least one input", value)
            return
        if most is not None and len(items) > most:
            draft.problems.append(Problem(key, "too_many", f"at most {most}", f"{len(items)} inputs"))
            return
        if self.is_most_unknown and len(items) > 1:
            draft.unverified += 1
            draft.note(key, "unverified", value, "R4.9")
        before = len(draft.problems)
        wires = [self._accepted(draft, key, item, index) for index, item in enumerate(items)]
        if self.spells and len(draft.problems) == before and not all(map(_is_text, wires)):
            draft.problem(key, "wrong_type", "an input that is a text", value)
            return
        if self.each or self.spread or self.as_list or (is_list and most != 1):
            unchanged = is_list and all(map(is_, wires, items))
            self.send(draft, key, value, len(items), value if unchanged and type(value) is list else wires)
        else:
            self.send(draft, key, value, 1, wires[0])

    def packed(self, wire: Any) -> Any:
        """Leave inputs as they are: `take` has made the list."""
        return wire

    def _accepted(self, draft: Draft, key: str, item: Any, index: int) -> Any:
        if not self.accepts:
            return honest(item) if self.spells else item
        kind, bare = kind_of(honest(item))
        if kind is None:
            return item
        if kind in self.accepts:
            return bare
        packed = _repacked(kind, bare, self.accepts)
        if packed is not None:
            return packed
        wanted = next((name for name in ("data_url", "base64", "file") if name in self.accepts), None)
        if kind == "url" and wanted is not None:
            draft.steps.append(Step("fetch", {"parameter": self.name, "item": index, "into": wanted}))
            return bare
        draft.problem(key, "input_kind", "an input given as " + " or ".join(self.accepts), item)
        return item

    def filling(self, wire: Any) -> dict[str, Any]:
        """Give value and media type, as far as the input tells it."""
        if type(wire) is Media:
            bare, media_type = wire.bare, wire.media_type
        else:
            bare, media_type = wire, media_type_of(honest(wire))
            if type(wire) is list and any(type(one) is Media for one in wire):
                bare = [one.bare if type(one) is Media else one for one in wire]
        return {"value": bare, "type": media_type, "subtype": media_type.rpartition("/")[2]}


def _is_text(wire: Any) -> bool:
    return type(wire.bare if type(wire) is Media else wire) is str


def kind_of(item: Any) -> tuple[str | None, Any]:
    """Tell what kind of input this is, and give its bare value; nothing where only the host can know."""
    if isinstance(item, str):
        head = item[:16].lower()
        if head.startswith("data:"):
            return "data_url", item
        if head.startswith(_LINKS):
            return "url", item
        return ("id" if len(item) < _SHORT else "base64"), item
    if isinstance(item, (bytes, bytearray)):
        return "file", item
    if isinstance(item, dict):
        known = [name for name in _WRAPPED if name in item]
        if len(known) == 1 and isinstance(inner := honest(item[known[0]]), str):
            kind, bare = kind_of(inner)
            return (_WRAPPED[known[0]] if _WRAPPED[known[0]] != "url" else kind), bare
    return None, item


def _repacked(kind: str, bare: Any, accepts: tuple[str, ...]) -> Any:
    """Turn data URL, base64 and bytes into one another; nothing where that is not possible."""
    if kind == "data_url":
        head, comma, body = bare.partition(",")
        if not comma or ";base64" not in head.lower():
            return None
        if "base64" in accepts:
            return Media(body, media_type_of(bare))
        return _decoded(body) if "file" in accepts else None
    if kind == "base64":
        if "data_url" in accepts:
            return f"data:{media_type_of(bare)};base64,{bare}"
        return _decoded(bare) if "file" in accepts else None
    if kind == "file":
        text = base64_of(bare)
        if "data_url" in accepts:
            return f"data:{media_type_of(bare)};base64,{text}"
        return text if "base64" in accepts else None
    return None


def _decoded(text: str) -> bytes | None:
    try:
        return bytes_of(text)
    except ValueError:
        return None


def media_type_of(wire: Any) -> str:
    """Tell the media type from a data URL's head, the first bytes, or a link's ending."""
    if isinstance(wire, bytes):
        return media_type_of_bytes(wire) or UNKNOWN
    if not isinstance(wire, str):
        return UNKNOWN
    if wire[:5].lower() == "data:":
        return wire[5:100].partition(";")[0].partition(",")[0] or "text/plain"
    return media_type_of_base64(wire) or media_type_of_name(wire) or UNKNOWN
