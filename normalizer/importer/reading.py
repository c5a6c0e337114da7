"""From the bytes of a file to plain data: JSON, or YAML by the strict loader. Opens nothing and follows no link."""

from __future__ import annotations

import json
from typing import Any

from normalizer.errors import CapabilityError
from normalizer.importer.problem import SchemaError
from normalizer.strict_json import RepeatedKeyError, strict_json
from normalizer.yaml_tree import parse_tree

MAX_BYTES = 1 << 24
"""The largest JSON document that is read; YAML is held to the bound of capability files."""


def read_document(data: bytes) -> Any:
    """Read a document: a JSON object or list, or a YAML mapping; SchemaError with the line where it is neither.

    >>> read_document(b'{"type": "object"}'), read_document(b"type: object")
    ({'type': 'object'}, {'type': 'object'})
    """
    if len(data) > MAX_BYTES:
        raise SchemaError(f"the file is larger than {MAX_BYTES >> 20} MiB")
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if not start:
        raise SchemaError("the file is empty")
    return _json(data) if start in (b"{", b"[") else _yaml(data)


def _json(data: bytes) -> Any:
    try:
        return strict_json(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise SchemaError("the file is not UTF-8 text") from None
    except json.JSONDecodeError as error:
        raise SchemaError(f"line {error.lineno} column {error.colno} is no JSON") from None
    except (RepeatedKeyError, ValueError) as error:
        raise SchemaError(str(error)) from None
    except RecursionError:
        raise SchemaError("nested too deeply") from None


def _yaml(data: bytes) -> Any:
    try:
        return parse_tree(data, "").plain()
    except CapabilityError as error:
        first = error.problems[0]
        where = f"line {first.line}: " if first.line else ""
        raise SchemaError(f"expected a schema in JSON or YAML; {where}{first.problem}") from None
