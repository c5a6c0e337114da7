"""Words that several pages share: how a value, a size, a status, a verdict and a link to a target read."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any

from normalizer.docs.content import Badge, Code, Link

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from normalizer.docs.content import Line, Span, Tone
    from normalizer.docs.facts.requests import Outcome

_STATUS: Mapping[str, tuple[str, Tone]] = {
    "live": ("live", "good"),
    "deprecated": ("deprecated", "changed"),
    "retired": ("retired", "bad"),
}
_VERDICTS: Mapping[str, tuple[str, Tone]] = {
    "exact": ("✓ exact", "good"),
    "not verified": ("? not verified", "quiet"),
    "adjusted": ("≈ adjusted", "changed"),
    "not met": ("✗ not met", "bad"),
    "refused": ("! refused", "bad"),
}
UNKNOWN = "unknown"


def status_badge(status: str) -> Badge:
    """Show a status; the word says it, the colour only helps."""
    return Badge(*_STATUS[status])


def verdict_badge(found: Outcome) -> Badge:
    """Show how well a request was met."""
    return Badge(*_VERDICTS[found.verdict])


def mode_badge(mode: str) -> Badge:
    """Show how a parameter travels."""
    return Badge(mode, mode)  # type: ignore[arg-type]  # the four modes of offers are tones


def text_of(value: Any) -> str:
    """Write a value: text bare, everything else as JSON.

    >>> text_of("16:9"), text_of(True), text_of({"a": 1})
    ('16:9', 'true', '{"a": 1}')
    """
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def code_of(value: Any) -> Code:
    """Show a value as a word of a machine."""
    return Code(text_of(value))


def listed(values: Iterable[Any]) -> list[Span]:
    """Show values one after the other, each as code."""
    return between((code_of(value) for value in values), ", ")


def mapped(values: Mapping[str, Any]) -> list[Span]:
    """Show our words, each with the provider's where it is another."""
    found: list[Span] = []
    for ours, theirs in values.items():
        found += [", "] if found else []
        found.append(Code(ours))
        if theirs is not None and text_of(theirs) != ours:
            found += [" → ", code_of(theirs)]
    return found


def fields(written: Mapping[str, Any]) -> list[Span]:
    """Show the provider's fields, each with its template where that says more than the value."""
    found: list[Span] = []
    for path, template in written.items():
        found += [", "] if found else []
        bare = path.removesuffix(" +=")
        found.append(Code(bare))
        if bare != path:
            found += [" with ", code_of(template), " added"]
        elif template not in ("{value}", "{ratio}", "{tier}", "{size}"):
            found += [" = ", code_of(template)]
    return found


def between(spans: Iterable[Span], sign: str) -> list[Span]:
    """Put a sign between spans."""
    found: list[Span] = []
    for span in spans:
        found += [sign, span] if found else [span]
    return found


def size_text(size: tuple[int, int]) -> str:
    """Write a size.

    >>> size_text((1024, 1536))
    '1024x1536'
    """
    return f"{size[0]}x{size[1]}"


def request_text(asked: Mapping[str, Any]) -> str:
    """Write a request as people speak of it.

    >>> request_text({"size": "1024x1024", "n": 4}), request_text({})
    ('size 1024x1024, n 4', 'nothing')
    """
    return ", ".join(f"{name} {text_of(value)}" for name, value in asked.items()) or "nothing"


def comes_out(found: Outcome) -> Line:
    """Tell what comes out of a request: pixels, shape, tier, length, number of results."""
    if found.verdict == "refused":
        return ["no plan"]
    known = [size_text(found.size)] if found.size else [word for word in (found.ratio, found.tier) if word]
    parts = known or ["pixels not known"]
    parts += [f"{found.seconds:g} s"] if found.seconds is not None else []
    if len(found.calls) > 1 or sum(found.calls) > 1:
        parts.append(f"{'+'.join(map(str, found.calls))} results")
    parts += [f"then {', '.join(found.steps)}"] if found.steps else []
    return [", ".join(parts)]


def anchor(*names: str) -> str:
    """Make the name of a place in a page out of names.

    >>> anchor("fal", "edit.remix")
    'fal-edit-remix'
    """
    return "-".join(names).replace(".", "-").replace("_", "-").lower()


def model_link(model: str, name: str | None = None) -> Link:
    """Lead to a model's page."""
    return Link(name or model, f"models/{model}")


def target_link(model: str, provider: str, operation: str, text: str) -> Link:
    """Lead to a target on its model's page."""
    return Link(text, f"models/{model}", anchor(provider, operation))


def provider_link(provider: str) -> Link:
    """Lead to a provider's page."""
    return Link(provider, f"providers/{provider}")


def parameter_link(name: str) -> Link:
    """Lead to a parameter's page."""
    return Link(name, f"parameters/{file_name(name)}")


def file_name(name: str) -> str:
    """Name a file after something that a capability file calls as it likes; no name leads out of its folder.

    >>> file_name("seconds"), file_name("../x")
    ('seconds', 'other-d6b96a97d147')
    """
    if re.fullmatch(r"[a-z][a-z0-9_]{0,63}", name, re.ASCII):
        return name
    return f"other-{hashlib.sha256(name.encode()).hexdigest()[:12]}"
