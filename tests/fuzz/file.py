"""Bytes as a capability file: a tree, a checked file, a target that plans, or the library's own error."""

from __future__ import annotations

import json
from typing import Any

from normalizer import NormalizationError, normalize
from normalizer.capability import ModelExtension, ModelFile, ProviderFile, validate
from normalizer.check.paths import check_loaded
from normalizer.check.provider import provider_file
from normalizer.compile import compile_target
from normalizer.errors import MESSAGE_LIMIT, CapabilityError
from normalizer.layers import Layer
from normalizer.loader import LoadedModel, ModelDocument, ProviderDocument, expand_all, join
from normalizer.yaml_tree import Node, parse_tree

LABELS = ("tree", "model", "provider", "extension", "target", "plan")
PROVIDER = b"""
schema: 1
name: One
returns: {delivery: url, format: png}
write: {sizes: {size: "{size}"}, ratios: {ratio: "{ratio}", tier: "{tier}"}, tiers: {tier: "{tier}"},
  free: {width: "{width}", height: "{height}"}}
parameters: {n: num_images, seconds: {to: duration, as: text}}
"""
BELOW = b"""
schema: 1
name: M
maker: Y
media: image
providers:
  one:
    generate: {model: m, dimensions: {sizes: [1024x1024, 1536x1024]}, default: 1024x1024, parameters: {prompt, n}}
    edit: {like: generate, parameters: {image}}
"""
REQUESTS: tuple[dict[str, Any], ...] = (
    {},
    {"prompt": "p", "size": "1920x1080", "n": 3, "seconds": 5, "seed": 7, "output_format": "webp"},
    {"aspect_ratio": "7:1", "resolution": "2K", "fps": 24, "quality": "high", "response_format": "b64_json"},
    {"size": "auto", "image": "https://example.com/1.png", "output_compression": 50, "input_reference": "a"},
)


class _Providers:
    """Every provider there is spells things as the one above."""

    def __init__(self) -> None:
        tree = parse_tree(PROVIDER, "providers/one.yaml")
        self._document = ProviderDocument("one", tree, validate(ProviderFile, tree))

    @property
    def alike(self) -> dict[Any, Any]:
        """Keep nothing of what was read: each input is a file of its own."""
        return {}

    def get(self, provider_id: str) -> ProviderDocument:
        del provider_id
        return self._document


PROVIDERS: Any = _Providers()


def check(data: bytes) -> set[str]:
    """Read, layer, compile, check and plan; give how far it went."""
    try:
        tree = parse_tree(data, "model.yaml")
    except CapabilityError as error:
        _check_error(error)
        return set()
    reached = {"tree"}
    try:
        reached |= _read(tree)
    except CapabilityError as error:
        _check_error(error)
    return reached


def _read(tree: Node) -> set[str]:
    extend = tree.get("extend")
    if extend is not None and extend.value is True:
        validate(ModelExtension, tree)
        below = parse_tree(BELOW, "below.yaml")
        layer = Layer(tree, Layer(below))
        return {"extension"} | _expand(ModelDocument("m", join(layer), validate(ModelFile, join(layer))), layer)
    if tree.get("providers") is None:
        document = ProviderDocument("one", tree, validate(ProviderFile, tree))
        list(provider_file(document))
        return {"provider"}
    return {"model"} | _expand(ModelDocument("m", tree, validate(ModelFile, tree)), Layer(tree))


def _expand(document: ModelDocument, layer: Layer) -> set[str]:
    assert isinstance(document.file, ModelFile)
    reached = set()
    targets, problems = expand_all("m", document.file, layer, PROVIDERS)
    problems += check_loaded([LoadedModel("m", document.file, targets, document.tree)])
    for problem in problems:
        assert len(str(problem.problem)) <= MESSAGE_LIMIT
    for expanded in targets.values():
        try:
            target = compile_target(expanded, "fuzz")
        except CapabilityError as error:
            _check_error(error)
            continue
        reached.add("target")
        json.dumps([target.describe(), target.request_schema()], allow_nan=False)
        if not any(problem.level == "error" for problem in problems):
            reached |= {"plan" for request in REQUESTS if _plans(request, target)}
    return reached


def _plans(request: dict[str, Any], target: Any) -> bool:
    try:
        plan = normalize(request, target)
        json.dumps(plan.to_dict(), allow_nan=False)
    except NormalizationError:
        return False
    return True


def _check_error(error: CapabilityError) -> None:
    assert error.problems
    for problem in error.problems:
        said = str(problem)
        assert "\n" not in said
        assert said.isprintable(), said
