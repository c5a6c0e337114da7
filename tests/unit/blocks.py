"""Targets out of small blocks of YAML, for tests that want exact values. Compiled as files are, without a folder."""

from __future__ import annotations

from functools import cache
from textwrap import dedent, indent
from typing import TYPE_CHECKING, Any

from normalizer import NormalizationError, Policy, normalize
from normalizer.capability import ModelFile, validate
from normalizer.compile import compile_target
from normalizer.layers import Layer, expand
from normalizer.yaml_tree import parse_tree

if TYPE_CHECKING:
    from collections.abc import Mapping

    from normalizer import Plan, Problem, Target

SPELLING = """
schema: 1
name: One
returns: {delivery: url, format: png}
write:
  sizes: {size: "{size}"}
  ratios: {ratio: "{ratio}", tier: "{tier}"}
  tiers: {tier: "{tier}"}
  free: {width: "{width}", height: "{height}"}
"""
"""The provider's file, where a test does not bring its own: each form has fields of its own."""


@cache
def target(
    block: str = "{}",
    *,
    media: str = "image",
    spelling: str = SPELLING,
    operation: str = "generate",
    head: str = "",
    model: str = "m",
) -> Target:
    """Compile one block of a model at the provider `one`; `head` are more lines of the model's file."""
    text = f"schema: 1\nname: M\nmaker: Y\nmedia: {media}\n{head}\nproviders:\n  one:\n    {operation}:\n"
    tree = parse_tree((text + indent(dedent(block).strip("\n"), " " * 6) + "\n").encode(), f"{model}.yaml")
    expanded, problems = expand(
        model,
        validate(ModelFile, tree),
        Layer(tree),
        ("one", operation),
        parse_tree(spelling.encode(), "providers/one.yaml"),
    )
    if expanded is None:
        raise AssertionError(problems)
    return compile_target(expanded, "test")


def video(block: str, **more: Any) -> Target:
    """Compile a block of a video model."""
    return target(block, media="video", **more)


def plan(block: str | Target, request: Mapping[str, Any], *, media: str = "image", **policy: Any) -> Plan:
    """Plan a request on a block; `policy` are the fields of a policy."""
    made = target(block, media=media) if isinstance(block, str) else block
    return normalize(request, made, policy=Policy(**policy) if policy else None)


def sent(block: str | Target, request: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """Give the payload of the only call."""
    (call,) = plan(block, request, **more).calls
    return call.payload


def problems(block: str | Target, request: Any, **more: Any) -> tuple[Problem, ...]:
    """Give the problems of a request that must fail."""
    try:
        made = plan(block, request, **more)
    except NormalizationError as error:
        return error.problems
    raise AssertionError(f"no problem was found: {made!r}")


def codes(made: Plan) -> list[tuple[str, str]]:
    """Give parameter and code of every adjustment, in order."""
    return [(change.parameter, change.code) for change in made.adjustments]


def noted(made: Plan) -> list[tuple[str, str]]:
    """Give parameter and code of every note, in order."""
    return [(note.parameter, note.code) for note in made.notes]


def modes(made: Plan) -> dict[str, str]:
    """Give the mode of every entry of the report by its name; a name that stands twice fails."""
    found = {entry.name: entry.mode for entry in made.parameters}
    if len(found) != len(made.parameters):
        raise AssertionError(f"a name stands twice: {made.parameters}")
    return found


def entry(made: Plan, name: str) -> tuple[str, Any, dict[str, Any], bool]:
    """Give one entry of the report: mode, asked, sent, exact."""
    (found,) = (row for row in made.parameters if row.name == name)
    return found.mode, found.asked, dict(found.sent), found.exact
