"""Examples to copy: one request to a model in Python, by curl, and in the words of the SDK that callers know."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from normalizer.docs.content import Sample

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizer.docs.content import Block
    from normalizer.docs.facts.model import ModelFacts

SERVER = "http://127.0.0.1:8080/v1"
"""Where the examples expect `normalizer serve`."""

_OF_THE_SDK = frozenset({"prompt", "n", "size", "response_format", "output_format", "quality", "seconds"})


def examples(facts: ModelFacts) -> Iterator[Block]:
    """Give the examples of a model: a request to its first target, and what that sends."""
    target = facts.targets[0]
    request = facts.example.request
    asked = {"model": f"{target.provider}/{facts.id}", "operation": target.operation, **request}
    body = json.dumps(asked, indent=2, ensure_ascii=False)
    yield Sample(
        "Python",
        "python",
        f"from normalizer import Catalog\n\nplan = Catalog.bundled().plan({_python(asked)})\n"
        'print(plan.calls[0].payload)\nprint(*plan.adjustments, sep="\\n")',
    )
    yield Sample("What its first call sends", "json", json.dumps(facts.example.payload, indent=2, ensure_ascii=False))
    quoted = body.replace("'", "'\\''")
    yield Sample(
        "curl, with normalizer serve at work",
        "bash",
        f"curl {SERVER}/plan -H 'content-type: application/json' -d '{quoted}'",
    )
    if target.operation == "generate":
        yield Sample("OpenAI SDK, with the same server", "python", _openai(facts, asked))


def _python(value: dict[str, Any]) -> str:
    """Write a request as Python, one key a line."""
    lines = "".join(f"    {key!r}: {item!r},\n" for key, item in value.items())
    return "{\n" + lines + "}"


def _openai(facts: ModelFacts, asked: dict[str, Any]) -> str:
    call = "images.generate" if facts.media == "image" else "videos.create"
    own = {name: value for name, value in asked.items() if name in _OF_THE_SDK}
    other = {name: value for name, value in asked.items() if name not in {*own, "model", "operation"}}
    given = "".join(f"    {name}={value!r},\n" for name, value in own.items())
    extra = f"    extra_body={other!r},\n" if other else ""
    return (
        f'from openai import OpenAI\n\nclient = OpenAI(base_url={SERVER!r}, api_key="none")\n'
        f"client.{call}(\n    model={asked['model']!r},\n{given}{extra})"
    )
