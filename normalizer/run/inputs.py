"""Inputs that a provider does not take as links: fetched before the calls, and written where the link stood."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from normalizer.base64_text import base64_of
from normalizer.errors import quote
from normalizer.honest import honest
from normalizer.parameters.inputs import kind_of, media_type_of
from normalizer.request import ALIASES
from normalizer.run.errors import FetchError, InputError
from normalizer.run.media import type_of
from normalizer.run.steps import fetched
from normalizer.run.work import in_thread
from normalizer.write import path_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from normalizer.parts import Call
    from normalizer.plan import Plan
    from normalizer.run.steps import Tools
    from normalizer.write import Path

MOST_INPUT_BYTES = 256 * 1024 * 1024
"""What all fetched inputs of a plan may come to, packed as the provider wants them."""

_BYTES = "application/octet-stream"


class Fill(NamedTuple):
    """A link and what takes its place, and the media type that was guessed from the link beside the true one."""

    url: str
    value: bytes | str
    guessed: str
    content_type: str


async def with_inputs(plan: Plan, calls: tuple[Call, ...], tools: Tools) -> tuple[Call, ...]:
    """Give the calls with every input fetched that the plan has a step for; the plan's own stay as they are.

    Raises `InputError`: without its inputs no call is worth making.
    """
    wanted = [step.options for step in plan.steps if "parameter" in step.options]
    if not wanted:
        return calls
    fills, room = [], MOST_INPUT_BYTES
    for options in wanted:
        fill = await _fill(plan, options, tools)
        room -= len(fill.value)
        if room < 0:
            raise InputError(options["parameter"], "too_large", f"at most {MOST_INPUT_BYTES} bytes in all", "more")
        fills.append(fill)
    names = {options["parameter"] for options in wanted}
    reports = [report for report in plan.parameters if ALIASES.get(report.name, report.name) in names]
    paths = [path_of(path) for report in reports for path in report.sent]
    return tuple(call._replace(payload=_filled(call.payload, paths, fills)) for call in calls)


async def _fill(plan: Plan, options: Mapping[str, Any], tools: Tools) -> Fill:
    name, into = options["parameter"], options.get("into")
    url = _link(plan, name, options.get("item"))
    if url is None or into not in {"file", "base64", "data_url"}:
        raise InputError(name, "unknown_step", "an input that the plan says how to prepare", quote(into))
    try:
        data = await fetched(url, tools)
    except FetchError as error:
        raise InputError(name, error.code, error.expected, error.got, cause=error.cause) from None
    most = tools.pictures.max_bytes
    if len(data) > most:
        raise InputError(name, "too_large", f"at most {most} bytes", f"{len(data)} bytes")
    guessed = media_type_of(url)
    content_type = type_of(data) or guessed
    return Fill(url, await in_thread(_packed, data, into, content_type), guessed, content_type)


def _link(plan: Plan, name: str, item: Any) -> str | None:
    """Find the link in what the caller asked for."""
    for report in plan.parameters:
        if ALIASES.get(report.name, report.name) != name:
            continue
        asked = honest(report.asked)
        items = list(asked) if isinstance(asked, (list, tuple)) else [asked]
        if type(item) is int and 0 <= item < len(items):
            kind, bare = kind_of(honest(items[item]))
            return bare if kind == "url" else None
    return None


def _packed(data: bytes, into: str, content_type: str) -> bytes | str:
    if into == "file":
        return data
    text = base64_of(data)
    return f"data:{content_type};base64,{text}" if into == "data_url" else text


def _filled(payload: dict[str, Any], paths: list[Path], fills: list[Fill]) -> dict[str, Any]:
    node: Any = payload
    for path in paths:
        node = _at(node, path, fills)
    return node if isinstance(node, dict) else payload


def _at(node: Any, path: Path, fills: list[Fill]) -> Any:
    """Fill what stands at a path; everything on the way to it is new, everything beside it the same object."""
    if not path:
        return _inside(node, fills)
    step, rest = path[0], path[1:]
    if type(node) is dict and step in node:
        return {**node, step: _at(node[step], rest, fills)}
    if type(node) is list and type(step) is int and step < len(node):
        return [*node[:step], _at(node[step], rest, fills), *node[step + 1 :]]
    return node


def _inside(value: Any, fills: list[Fill]) -> Any:
    """Put the fetched in the place of its link, and the true media type in the place of the guessed one beside it."""
    if type(value) is list:
        return [_inside(item, fills) for item in value]
    if type(value) is dict:
        here = [fill for fill in fills if _holds(value, fill.url)]
        return {key: _retyped(_inside(item, fills), here) for key, item in value.items()}
    if type(value) is str:
        for fill in fills:
            if value == fill.url:
                return fill.value
            if isinstance(fill.value, str) and fill.url in value:
                return value.replace(fill.guessed, fill.content_type).replace(fill.url, fill.value)
    return value


def _holds(value: Any, url: str) -> bool:
    if type(value) is dict:
        return any(_holds(item, url) for item in value.values())
    if type(value) is list:
        return any(_holds(item, url) for item in value)
    return type(value) is str and url in value


def _retyped(value: Any, fills: list[Fill]) -> Any:
    for fill in fills:
        if value == fill.guessed:
            return fill.content_type
        if value == fill.guessed.rpartition("/")[2]:
            return fill.content_type.rpartition("/")[2]
    return value
