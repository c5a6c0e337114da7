"""Values of facts: how a template looks in a file, a provider's word as JSON, and any of them in a sentence."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from normalizer.errors import escape
from normalizer.write import FieldWord

if TYPE_CHECKING:
    from collections.abc import Iterable

    from normalizer.write import Field, Template

LONGEST = 80
"""So much of one value is shown in a sentence."""


def outlined(template: Template) -> Any:
    """Give a template as a file writes it, with its placeholders in braces.

    >>> from normalizer.write import template_of
    >>> outlined(template_of({"length": "{value}s"}))
    {'length': '{value}s'}
    """
    return template.fill({name: f"{{{name}}}" for name in template.names})


def written(fields: Iterable[Field]) -> dict[str, Any]:
    """Map the provider's fields to what is written there; a text that is added to another is marked."""
    return {f"{field.text} +=" if field.adds else field.text: outlined(field.template) for field in fields}


def wire_value(wire: Any) -> Any:
    """Give a provider's word as JSON; one that brings fields of its own as a map of them."""
    return written(wire) if isinstance(wire, FieldWord) else wire


def same(one: Any, other: Any) -> bool:
    """Tell whether two values are one as JSON: `8`, `"8"` and `true` are three; the order of a map says nothing.

    >>> same({"a": 1, "b": 2}, {"b": 2, "a": 1}), same(1, True)
    (True, False)
    """
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def said(value: Any) -> str:
    """Show a value in a sentence.

    >>> said(None), said(True), said("1:1 1K"), said(7.5), said(["url", "file"]), said({"a": 1})
    ('none', 'yes', '1:1 1K', '7.5', 'url, file', '{"a": 1}')
    """
    if value is None or value in ([], {}):
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return escape(value, LONGEST) or '""'
    if isinstance(value, list) and all(isinstance(item, (str, int, float)) for item in value):
        return escape(", ".join(map(str, value)), LONGEST)
    return escape(json.dumps(value), LONGEST)
