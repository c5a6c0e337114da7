"""Names and words of a file that mean nothing where they stand (check): measures, `none` as a size, single inputs."""

from __future__ import annotations

import pytest

from normalizer.capability import ModelFile, validate
from normalizer.check import check_loaded
from normalizer.errors import CapabilityError
from normalizer.layers import Layer
from normalizer.loader import LoadedModel, Providers, expand_all
from normalizer.yaml_tree import parse_tree
from unit.blocks import target

HEAD = (
    "schema: 1\nname: M\nmaker: Y\nmedia: video\nproviders:\n  one:\n    sources: [a book]\n    checked: 2026-11-01\n"
)


def found(block: str) -> list[tuple[str, str, str]]:
    """Check one block: level, key and sentence of every finding."""
    text = f"{HEAD}    confidence: first-party\n    generate: {block}\n"
    tree = parse_tree(text.encode(), "m.yaml")
    file = validate(ModelFile, tree)
    targets, problems = expand_all("m", file, Layer(tree), Providers([]))
    assert problems == []
    checked = check_loaded([LoadedModel("m", file, targets, tree)])
    return [(p.level, p.key.removeprefix("providers.one.generate."), p.problem) for p in checked]


FORMS = {
    "sizes": 'sizes: [1280x720, 720x1280], write: {s: "{size}"}',
    "table": 'tiers: [720p], table: {16:9: [1280x720], 9:16: [720x1280]}, write: {s: "{size}"}',
    "ratios": 'aspect_ratios: [16:9, 9:16], write: {r: "{ratio}"}',
    "both": 'aspect_ratios: [16:9, 9:16], tiers: [720p, 1080p], write: {r: "{ratio}", t: "{tier}"}',
    "tiers": 'tiers: [720p, 1080p], shape: unknown, write: {t: "{tier}"}',
    "shaped": 'tiers: [720p, 1080p], shape: 16:9, write: {t: "{tier}"}',
    "free": 'limits: {max_edge: 2048}, write: {w: "{width}", h: "{height}"}',
    "fixed": "fixed: 1280x720",
    "follows": "follows: image",
}
PIXELS = {"size", "width", "height", "pixels"}
SCALE = {"tier", "resolution"}
TOLD: dict[str, set[str]] = {
    "sizes": PIXELS | {"aspect_ratio"},
    "table": PIXELS | SCALE | {"aspect_ratio"},
    "ratios": {"aspect_ratio"},
    "both": SCALE | {"aspect_ratio"},
    "tiers": SCALE,
    "shaped": SCALE | {"aspect_ratio"},
    "free": PIXELS | {"aspect_ratio"},
    "fixed": PIXELS | {"aspect_ratio"},
    "follows": PIXELS | {"aspect_ratio"},
}
VALUES = {
    "tier": "720p",
    "resolution": "720p",
    "aspect_ratio": "16:9",
    "size": "1280x720",
    **dict.fromkeys(("width", "height", "pixels"), "{min: 1}"),
}


@pytest.mark.parametrize("name", VALUES)
@pytest.mark.parametrize("form", FORMS)
def test_a_rule_on_what_no_form_tells(form: str, name: str) -> None:
    """Such a condition never holds, and such a restriction restricts nothing (R6.5)."""
    rule = f"{{when: {{{name}: {VALUES[name]}}}, send: {{a: 1}}}}"
    says = found(f"{{model: x, dimensions: {{{FORMS[form]}}}, rules: [{rule}]}}")
    missing = [("warning", f"rules.0.when.{name}", f"'{name}' is not offered here")]
    assert says == ([] if name in TOLD[form] else missing)


@pytest.mark.parametrize(
    ("rule", "findings"),
    [
        (
            "{when: {seconds: 8}, restrict: {tier: 1080p}}",
            [("warning", "rules.0.restrict", "'tier' is not offered here")],
        ),
        (
            "{when: {seconds: 8}, set: {resolution: 1080p}}",
            [("warning", "rules.0.set", "'resolution' is not offered here")],
        ),
        ("{when: {given: resolution}, send: {a: 1}}", []),
        ("{when: {missing: [tier, size]}, send: {a: 1}}", []),
        ("{when: {seconds: 8}, omit: [resolution]}", []),
        ("{when: {theirs: 8}, send: {a: 1}}", []),
    ],
)
def test_what_is_said_and_what_is_given(rule: str, findings: list[tuple[str, str, str]]) -> None:
    """A scale may be asked of a list of sizes; what comes of it has no tier."""
    block = f"{{model: x, dimensions: {{{FORMS['sizes']}}}, parameters: {{seconds: [4, 8]}}, rules: [{rule}]}}"
    assert found(block) == findings


def test_one_of_several_forms_is_enough() -> None:
    """A condition may hold in one form and not in another."""
    forms = f"[{{{FORMS['sizes']}}}, {{{FORMS['tiers']}}}]"
    assert found(f"{{model: x, dimensions: {forms}, rules: [{{when: {{tier: 720p}}, send: {{a: 1}}}}]}}") == []


@pytest.mark.parametrize("default", ["none", "none 720p", "16:9 none"])
def test_none_is_no_size(default: str) -> None:
    """What to write instead is said, also where `like` would bring a default; a catalogue does not load it either."""
    sentence = "none is no size: write auto where the provider decides, and nothing where the default is not known"
    block = f"{{model: x, dimensions: {{{FORMS['both']}}}, default: {default}}}"
    assert found(block) == [("error", "default", sentence)]
    with pytest.raises(CapabilityError) as caught:
        target(block)
    assert [problem.key for problem in caught.value.problems] == ["providers.one.generate.default"]


SINGLE = "takes a single item: write as: list where {} is a list, else max: 1"


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ("image: {to: image_urls}", "'image_urls'"),
        ("image: {to: input.images}", "'images'"),
        ("reference_images: {}", "'reference_images'"),
        ("reference_videos: {to: video}", "'video'"),
        ("image: {to: image_url}", None),
        ("image: {to: class}", None),
        ("image: {to: image_urls, max: 1}", None),
        ("image: {to: image_urls, max: unknown}", None),
        ("image: {to: image_urls, as: list}", None),
        ("image: {to: [images_1, images_2]}", None),
        ('image: {write: {images.+: "{value}"}}', None),
        ("tags: {}", None),
    ],
)
def test_an_input_in_the_plural_that_takes_one(facts: str, field: str | None) -> None:
    """Without `max` an input is a single one: a name in the plural makes that doubtful."""
    notes = [] if field is None else [("note", f"parameters.{facts.partition(':')[0]}", SINGLE.format(field))]
    assert found(f"{{model: x, parameters: {{{facts}}}}}") == notes
