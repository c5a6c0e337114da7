"""Prepare a call of a plan for an SDK of the OpenAI kind: named arguments where it has them, the rest as extra body.

Knows no SDK: the method that will be called says which parameters it names.
"""

from __future__ import annotations

from inspect import Parameter, signature
from typing import TYPE_CHECKING, Any

from normalizer.errors import NormalizationError, Problem
from normalizer.gateway.upload import Upload

if TYPE_CHECKING:
    from collections.abc import Callable

    from normalizer.parts import Call

TRANSPORT = frozenset(("extra_headers", "extra_query", "extra_body", "timeout", "poll_interval_ms"))
"""What such a method names that is no field of the body: a caller's field of this name never becomes a setting."""


def sdk_arguments(call: Call, method: Callable[..., Any]) -> dict[str, Any]:
    """Give the keyword arguments with which `method` sends what the call says: `await method(**sdk_arguments(...))`.

    `method` is one such as `client.images.generate`. Uploaded files go with their name and type. Raises
    `NormalizationError` where a file stands in a field that the method does not name: it could not be sent.

    >>> from normalizer import Catalog
    >>> plan = Catalog.bundled().plan({"model": "recraft/recraft-v3", "prompt": "a fox", "size": "16:9", "seed": 7})
    >>> def generate(*, model, prompt, size=None, n=None, extra_body=None): ...
    >>> sdk_arguments(plan.calls[0], generate)
    {'model': 'recraftv3', 'size': '16:9', 'prompt': 'a fox', 'extra_body': {'random_seed': 7}}
    """
    named = _named(method)
    fields = dict(call.payload)
    if call.upstream_model is not None and "model" in named:
        fields.setdefault("model", call.upstream_model)
    arguments = {name: _for_sdk(value) for name, value in fields.items() if name in named}
    rest = {name: value for name, value in fields.items() if name not in named}
    files = [name for name, value in rest.items() if _holds_file(value)]
    if files:
        raise NormalizationError(
            [Problem(n, "input_kind", "a file in a field that the SDK names", "one elsewhere") for n in files]
        )
    return {**arguments, "extra_body": rest} if rest else arguments


def _named(method: Callable[..., Any]) -> frozenset[str]:
    kinds = {Parameter.POSITIONAL_OR_KEYWORD, Parameter.KEYWORD_ONLY}
    return frozenset(name for name, one in signature(method).parameters.items() if one.kind in kinds) - TRANSPORT


def _for_sdk(value: Any) -> Any:
    """Give a file as name, bytes and type; everything else as it is."""
    if isinstance(value, Upload):
        return value.filename, bytes(value), value.media_type
    if type(value) is list and any(isinstance(item, Upload) for item in value):
        return [_for_sdk(item) for item in value]
    return value


def _holds_file(value: Any) -> bool:
    """Tell whether bytes stand in a value, as far as this library puts them there."""
    items = value.values() if type(value) is dict else value if type(value) is list else ()
    return isinstance(value, bytes | bytearray) or any(_holds_file(item) for item in items)
