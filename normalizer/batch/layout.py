"""Where the request lies in a row of a log: in the row itself, in a named field, or where known kinds of logs keep it.

Recognised are the input files of OpenAI's batches (`custom_id`, `body`), and rows of LiteLLM's standard logging payload
(`model_parameters`) and of its spend logs (`proxy_server_request`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from normalizer.batch.json_rows import Broken, parsed

if TYPE_CHECKING:
    from collections.abc import Iterable

_PROMPT_OF_A_LOG = "messages"
MARKS = ("custom_id", "proxy_server_request", "model_parameters")
"""Keys by which rows of known kinds of logs are told from requests."""

_OF_KNOWN_LOGS = frozenset(MARKS)


@dataclass(frozen=True, slots=True)
class Layout:
    """Fields are names joined by dots; a request kept as JSON text is read.

    >>> Layout(request_field="data.body").request({"data": {"body": '{"model": "sora-2"}'}})
    {'model': 'sora-2'}
    >>> Layout(model_field="route").request({"route": "sora-2", "size": "720p"})
    {'size': '720p', 'model': 'sora-2'}
    """

    request_field: str | None = None
    model_field: str | None = None

    def is_plain(self, names: Iterable[str]) -> bool:
        """Tell whether rows with these columns are the requests themselves."""
        return self.request_field is None and self.model_field is None and _OF_KNOWN_LOGS.isdisjoint(names)

    def request(self, row: Any) -> Any:
        """Give the request of a row; `Broken` where the row has none."""
        if type(row) is not dict:
            return row if isinstance(row, Broken) else Broken("bad_request", "expected an object")
        if self.request_field is None:
            if self.model_field is None and _OF_KNOWN_LOGS.isdisjoint(row):
                return row
            found = recognised(row)
        else:
            found = _opened(_at(row, self.request_field))
            if found is None:
                return Broken("missing", "the field of the request is missing")
        if self.model_field is None or type(found) is not dict:
            return found
        model = _at(row, self.model_field)
        if model is None:
            return found
        found = {**found, "model": model}
        if self.request_field is None and self.model_field != "model":
            found.pop(self.model_field, None)  # a field of the log, no parameter
        return found


def recognised(row: dict[str, Any]) -> Any:
    """Give the request of a row whose kind is known by its keys; else the row is the request."""
    if _OF_KNOWN_LOGS.isdisjoint(row):
        return row
    if "custom_id" in row and "body" in row:
        return _opened(row["body"])
    if "proxy_server_request" in row and ("request_id" in row or "call_type" in row):
        kept = _opened(row["proxy_server_request"])
        if type(kept) is dict and kept:
            return _opened(kept["body"]) if "body" in kept and "url" in kept else kept
    if "call_type" in row and type(row.get("model_parameters")) is dict:
        prompt = row.get(_PROMPT_OF_A_LOG)
        named = {"model": row.get("model")} if "model" in row else {}
        return {**named, **({"prompt": prompt} if type(prompt) is str else {}), **row["model_parameters"]}
    return row


def _at(row: dict[str, Any], field: str) -> Any:
    if field in row:
        return row[field]
    value: Any = row
    for name in field.split("."):
        value = _opened(value)
        if type(value) is not dict:
            return None
        value = value.get(name)
    return value


def _opened(value: Any) -> Any:
    """Read a value that is kept as JSON text."""
    return parsed(value.encode("utf-8", "surrogatepass")) if type(value) is str else value
