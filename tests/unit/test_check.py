"""What a schema cannot find: each check with a file that it finds, on a file that is fine but for that."""

from __future__ import annotations

import itertools
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalizer.capability import Block, Form, ModelFile, Parameter, ProviderFile, Rule, validate
from normalizer.check import check_loaded, check_paths
from normalizer.check.__main__ import main
from normalizer.check.provider import provider_file
from normalizer.errors import MESSAGE_LIMIT, CapabilityError, FileProblem
from normalizer.layers import Layer
from normalizer.loader import LoadedModel, ProviderDocument, Providers, Source, expand_all
from normalizer.yaml_tree import Node, parse_tree

if TYPE_CHECKING:
    from collections.abc import Iterator

ENTRY = "    sources: [a book]\n    checked: 2026-11-01\n    confidence: first-party\n"
TODAY = date(2026, 11, 22)


def model(block: str, *, media: str = "image", operation: str = "generate", head: str = "") -> LoadedModel:
    """Make a model of one target; its block begins on line 10 and is one line."""
    text = f"schema: 1\nname: M\nmaker: Y\nmedia: {media}\nproviders:\n  one:\n{ENTRY}    {operation}: {block}\n{head}"
    return loaded(text)


def loaded(text: str, model_id: str = "m") -> LoadedModel:
    """Load a model from text, without a folder."""
    tree = parse_tree(text.encode(), f"{model_id}.yaml")
    file = validate(ModelFile, tree)
    targets, problems = expand_all(model_id, file, Layer(tree), Providers([]))
    assert problems == []
    return LoadedModel(model_id, file, targets, tree)


def found(block: str, *, media: str = "image", operation: str = "generate") -> list[tuple[str, str, str]]:
    """Check one block; every finding is on its line."""
    problems = check_loaded([model(block, media=media, operation=operation)], TODAY)
    assert all((problem.file, problem.line) == ("m.yaml", 10) for problem in problems)
    start = f"providers.one.{operation}"
    return [(p.level, p.key.removeprefix(start).removeprefix("."), p.problem) for p in problems]


W = 'write: {a: "{ratio}", t: "{tier}"}'
S = 'write: {s: "{size}"}'

FINE = [
    "{model: x}",
    "{model: caller, parameters: {prompt, seed}, required: [prompt]}",
    f"{{model: x, dimensions: {{sizes: [1024x1024, 512x768], {S}}}, default: 512x768, required: [size]}}",
    f"{{model: x, dimensions: {{sizes: [1024x1024], open: true, limits: {{max_edge: 2048}}, {S}}}, default: 100x100}}",
    f"{{model: x, dimensions: {{aspect_ratios: [16:9, 9:16], tiers: [1K, 2K], {W}}}, default: 9:16 2K}}",
    f"{{model: x, dimensions: {{aspect_ratios: [16:9, 9:16], tiers: [1K], {W}}}, default: auto 1MP}}",
    f"{{model: x, dimensions: {{aspect_ratios: {{min: 1:4, max: 4:1}}, {W}}}, default: 3:1}}",
    '{model: "x-{tier}", dimensions: {tiers: {720p: std, 1080p: pro}, shape: input}, default: auto 720p}',
    "{model: x, dimensions: {tiers: {1K: {a: 1}, 2K: {a: 2}}}, default: 1K}",
    f"{{model: x, dimensions: {{limits: {{max_pixels: 1048576, multiple_of: 32}}, {S}}}, default: 1:1 1K}}",
    f"{{model: x, dimensions: {{tiers: [1K], table: {{1:1: [1024x1024], 16:9: [1376x768], 9:16: [768x1376]}}, {W}}}, default: 16:9 1K}}",
    '{model: x, dimensions: {aspect_ratios: [1:1], append: {p: " --ar {ratio}"}}, default: 1:1}',
    "{model: x, dimensions: {fixed: 1280x720}, default: 1280x720}",
    "{model: x, dimensions: {limits: unknown, write: {w: '{width}', h: '{height}'}}, default: 7x7}",
    "{model: x, parameters: {a: {write: {l.+: '{value}'}}, b: {write: {l.+: {u: '{value}'}}}}}",
    "{model: x, parameters: {image: {to: [i, i_2]}, a: {values: [x], default: auto, auto: auto}}}",
    "{model: x, parameters: {a: {values: {x: 1}, default: 1}, b: {range: [1, null], default: 7}, c: {values: [a], open: true, default: z}}}",
    "{model: x, parameters: {n: {values: [1, 4]}}}",
    "{model: x, parameters: {seconds: {fixed: 5}, length: {to: seconds}}, absent: [seed]}",
    "{model: x, rules: [{when: {given: their_own}, omit: their_other}]}",
]


@pytest.mark.parametrize("block", FINE)
def test_fine_blocks_have_no_findings(block: str) -> None:
    """The checks leave alone what is consistent."""
    assert found(block) == []


def form(text: str, rest: str = "") -> str:
    """Write a block with one form."""
    return f"{{model: x, dimensions: {{{text}}}{rest}}}"


FINDINGS = [
    # texts that are no measures
    (
        form(f"sizes: [1024x1024, 16:9], {S}"),
        "error",
        "dimensions.0.sizes.16:9",
        "expected WIDTHxHEIGHT such as 1024x768, got '16:9'",
    ),
    (
        form(f"aspect_ratios: [wide, 1:1], {W}"),
        "error",
        "dimensions.0.aspect_ratios.wide",
        "expected WIDTH:HEIGHT such as 16:9, got 'wide'",
    ),
    (
        form(f"aspect_ratios: {{min: 0:1, max: 4:1}}, {W}"),
        "error",
        "dimensions.0.aspect_ratios.min",
        "expected WIDTH:HEIGHT such as 16:9, got '0:1'",
    ),
    (
        form(f"tiers: [1K, huge], {W.replace('{ratio}', 'x')}"),
        "error",
        "dimensions.0.tiers.huge",
        "expected a tier such as 1K, 0.25MP or 720p, got 'huge'",
    ),
    (form("fixed: big"), "error", "dimensions.0.fixed", "expected WIDTHxHEIGHT such as 1024x768, got 'big'"),
    (
        form('tiers: [1K], shape: tall, write: {t: "{tier}"}'),
        "error",
        "dimensions.0.shape",
        "expected WIDTH:HEIGHT such as 16:9, input or unknown, got 'tall'",
    ),
    (
        form(f"aspect_ratios: [1:1], pixels: many, {W}"),
        "error",
        "dimensions.0.pixels",
        "expected a tier such as 1K, 0.25MP or 720p, got 'many'",
    ),
    (
        form(f"limits: {{max_edge: 9, min_ratio: low}}, {S}"),
        "error",
        "dimensions.0.limits.min_ratio",
        "expected WIDTH:HEIGHT such as 16:9, got 'low'",
    ),
    (
        form(f"tiers: [1K], table: {{1:1: [x]}}, {W}"),
        "error",
        "dimensions.0.table.1:1.x",
        "expected WIDTHxHEIGHT such as 1024x768, or none, got 'x'",
    ),
    # numbers that do not fit each other
    (
        form(f"limits: {{min_edge: 100, max_edge: 110, multiple_of: 64}}, {S}"),
        "error",
        "dimensions.0.limits",
        "no rectangle is inside these limits and on their grid",
    ),
    (
        form(f"limits: {{max_edge: 64, min_ratio: 2:1, max_ratio: 1:2}}, {S}"),
        "error",
        "dimensions.0.limits",
        "no rectangle is inside these limits and on their grid",
    ),
    (
        form(f"limits: {{max_width: 64, multiple_of: 8}}, {S}"),
        "warning",
        "dimensions.0.limits",
        "no upper bound: max_pixels, max_edge or max_width and max_height",
    ),
    (
        form(f"sizes: [512x512, 4096x512], open: true, limits: {{max_edge: 2048}}, {S}"),
        "error",
        "dimensions.0.sizes.4096x512",
        "the size is outside the limits beside it",
    ),
    (
        form(f"tiers: [1K], table: {{4:3: [1280x720]}}, {W}"),
        "warning",
        "dimensions.0.table.4:3.1280x720",
        "'1280x720' is more than 3 % away from '4:3'",
    ),
    (
        form(f"tiers: [720p, 1080], {W.replace('{ratio}', 'x')}"),
        "error",
        "dimensions.0.tiers.1080",
        "a bare number is no tier; write 1080MP or 1080p, whichever is meant",
    ),
    (form(f"aspect_ratios: [1:1, 2:2], {W}"), "warning", "dimensions.0.aspect_ratios.2:2", "'2:2' is '1:1' once more"),
    (
        form(f"tiers: [1K, 1MP], {W.replace('{ratio}', 'x')}"),
        "warning",
        "dimensions.0.tiers.1MP",
        "'1MP' is '1K' once more",
    ),
    (
        form(f"aspect_ratios: [16:9, 4:3, 1:1], {W}"),
        "note",
        "dimensions.0.aspect_ratios",
        "only landscape ratios are listed",
    ),
    (form(f"aspect_ratios: [9:16, 3:4], {W}"), "note", "dimensions.0.aspect_ratios", "only portrait ratios are listed"),
    # defaults
    (
        form(f"sizes: [1024x1024], {S}", ", default: 512x512"),
        "error",
        "default",
        "the default '512x512' is not offered",
    ),
    (
        form(f"aspect_ratios: [16:9, 9:16], {W}", ", default: 1:1"),
        "error",
        "default",
        "the default '1:1' is not offered",
    ),
    (
        form(f"tiers: [1K], table: {{1:1: [none], 4:3: [1184x888], 3:4: [888x1184]}}, {W}", ", default: 1:1 1K"),
        "error",
        "default",
        "the default '1:1 1K' is not offered",
    ),
    (
        form(f"tiers: [1K], {W.replace('{ratio}', 'x')}", ", default: 4K"),
        "error",
        "default",
        "the default '4K' is not offered",
    ),
    (
        form(f"sizes: [1x1], {S}", ", default: square"),
        "error",
        "default",
        "expected a size, or a ratio and a tier (1:1 1K), or auto, got 'square'",
    ),
    ("{model: x, default: 1x1}", "warning", "default", "there are no dimensions to which the default could belong"),
    (
        "{model: x, parameters: {a: {values: [b, c], default: d}}}",
        "error",
        "parameters.a.default",
        "the default 'd' is not offered",
    ),
    (
        "{model: x, parameters: {a: {range: [1, 5], default: 6}}}",
        "error",
        "parameters.a.default",
        "the default 6 is not offered",
    ),
    (
        "{model: x, parameters: {n: {values: [2, 4]}}}",
        "error",
        "parameters.n.values",
        "allowed counts need 1; other numbers could not be made up",
    ),
    (
        "{model: x, parameters: {n: {values: [1, two]}}}",
        "error",
        "parameters.n.values",
        "allowed counts are whole numbers from 1",
    ),
    # fields
    (
        form("sizes: [1x1]"),
        "error",
        "dimensions.0",
        "no write: neither here nor under write.sizes in the provider's file",
    ),
    (
        form('tiers: [1K, 2K], write: {a: "x"}'),
        "error",
        "dimensions.0.write",
        "tiers are offered, but no template writes {tier}",
    ),
    (
        form('aspect_ratios: [1:1, 1:2, 2:1], write: {a: "x"}'),
        "error",
        "dimensions.0.write",
        "aspect ratios are offered, but no template writes {ratio}",
    ),
    (
        form('aspect_ratios: [1:1], write: {a: "{width}"}'),
        "error",
        "dimensions.0.write",
        "a form of kind ratios cannot fill {width}",
    ),
    (
        form('sizes: [1x1], write: {a: "{tier}"}'),
        "error",
        "dimensions.0.write",
        "a form of kind sizes cannot fill {tier}",
    ),
    (
        form('sizes: [1x1], write: {a: "{sise}"}'),
        "error",
        "dimensions.0.write",
        "unknown placeholder {sise}; did you mean 'size'",
    ),
    (
        '{model: x, constants: {m: "{modell}"}}',
        "error",
        "constants",
        "unknown placeholder {modell}; did you mean 'model'",
    ),
    (
        '{model: x, parameters: {a: {write: {b.+: {c: "{vlaue}"}}}}}',
        "error",
        "parameters.a.write",
        "unknown placeholder {vlaue}; did you mean 'value'",
    ),
    ("{model: x, parameters: {a: {to: f}, b: {to: f}}}", "error", "parameters.b", "writes the field 'f', as 'a' does"),
    (
        "{model: x, parameters: {a: , b: {write: {a.c: 1}}}}",
        "error",
        "parameters.b",
        "writes the field 'a.c', as 'a' does",
    ),
    (
        form(f"sizes: [1x1], {S}", ", parameters: {a: {to: s}}"),
        "error",
        "parameters.a",
        "writes the field 's', as the size does",
    ),
    (
        "{model: x, parameters: {seed: unknown}}",
        "warning",
        "parameters.seed",
        "unknown is taken for the name of a field; write {values: unknown} or {range: unknown}",
    ),
    (
        "{model: x, parameters: {size: [a]}}",
        "error",
        "parameters.size",
        "size is no parameter of its own: say under dimensions what is offered",
    ),
    ("{model: x, required: [prompt]}", "error", "required.prompt", "required, but not among the parameters: 'prompt'"),
    ("{model: x, required: [size]}", "error", "required.size", "required, but not among the parameters: 'size'"),
    # facts about facts
    ("{}", "error", "", "no model: write the provider's id, or caller where it is the caller's own"),
    ("{model: x, checked: 2026-05-01}", "note", "checked", "the facts were last checked 205 days ago"),
    ("{model: x, checked: 2027-01-01}", "warning", "checked", "'2027-01-01' is in the future"),
    (
        "{model: x, parameters: [image], required: [image]}",
        "warning",
        "required.image",
        "a request with image is edit, not this",
    ),
]


@pytest.mark.parametrize(("block", "level", "key", "problem"), FINDINGS)
def test_each_check_finds_its_mistake(block: str, level: str, key: str, problem: str) -> None:
    """One mistake, one finding, at its key."""
    assert found(block) == [(level, key, problem)]


RULES = """{model: x, dimensions: {aspect_ratios: [16:9, 9:16], tiers: [480p, 720p, 1080p],
  write: {a: "{ratio}", t: "{tier}"}}, parameters: {seconds: {values: [4, 8, 12]}, fps: {range: [24, 30]}, style: [a]}, rules: [%s]}"""


@pytest.mark.parametrize(
    ("rule", "findings"),
    [
        ("{when: {tier: 1080p}, restrict: {seconds: [8]}}", []),
        ("{when: {tier: 1080P}, restrict: {seconds: {max: 8}}}", []),
        ("{when: {seconds: {min: 10}, tier: [720p]}, refuse: true}", []),
        ("{when: {tier: 4K}, omit: style}", [("warning", "the rule never fires: no tier that is offered is meant")]),
        ("{when: {style: b}, omit: style}", [("warning", "the rule never fires: no style that is offered is meant")]),
        (
            "{when: {fps: {min: 31}}, omit: style}",
            [("warning", "the rule never fires: no fps that is offered is meant")],
        ),
        ("{when: {given: last_frame}, omit: style}", [("warning", "'last_frame' is not offered here")]),
        ("{omit: seed}", [("warning", "'seed' is not offered here")]),
        ("{restrict: {style: [b]}}", [("error", "leaves no style that is offered")]),
        (
            "{when: {tier: 1080p}, restrict: {seconds: [5]}}",
            [
                ("error", "leaves no seconds that is offered"),
                ("error", "the rules leave no legal combination with tier '1080p'"),
            ],
        ),
        (
            "{when: {seconds: 8}, restrict: {tier: [480p]}}, {when: {tier: 480p}, restrict: {seconds: [4]}}",
            [("error", "the rules leave no legal combination with seconds '8'")],
        ),
        (
            "{when: {tier: 720p}, refuse: true}",
            [("error", "the rules leave no legal combination with tier '720p'")],
        ),
    ],
)
def test_rules_are_tried_out(rule: str, findings: list[tuple[str, str]]) -> None:
    """All tiers, lengths and frame rates are combined; names and words must be offered."""
    problems = check_loaded([model(RULES % rule, media="video")], TODAY)
    assert [(p.level, p.problem) for p in problems] == findings


def test_values_that_no_rule_tells_apart_are_tried_once() -> None:
    """Many values are no many combinations; where rules do tell them all apart, that is said instead of tried."""
    many = "{model: x, parameters: {seconds: {range: [1, 200]}, fps: {range: [1, 200]}}, rules: [%s]}"
    assert found(many % "{when: {fps: {min: 100}}, restrict: {seconds: {max: 100}}}", media="video") == []
    rules = [f"{{when: {{fps: {n}, seconds: {n}}}, refuse: true}}" for n in range(1, 201)]
    assert found(many % ", ".join(rules), media="video") == [
        ("note", "rules.0", "more than 10000 combinations behave differently; they are not tried")
    ]


def test_k_tiers_in_a_video_file() -> None:
    """In video 2K means some number of lines, which the file must say."""
    block = form('tiers: [720p, 2K], write: {t: "{tier}"}')
    assert found(block, media="video") == [
        ("warning", "dimensions.0.tiers.2K", "say in lines what it means in video, such as {1440p: 2K}")
    ]
    assert found(form('tiers: {720p: a, 1440p: 2K}, write: {t: "{tier}"}'), media="video") == []


@pytest.mark.parametrize(
    ("operation", "block", "findings"),
    [
        ("edit", "{model: x, parameters: [image]}", []),
        ("edit.more", "{model: x}", []),
        ("reframe", "{model: x}", []),
        ("edit", "{model: x}", [("warning", "only reached by naming the operation: it takes none of image, mask")]),
        (
            "edit",
            "{model: x, parameters: [input_video]}",
            [("note", "only reached by naming the operation: it takes none of image, mask")],
        ),
        (
            "image_to_video",
            "{model: x, parameters: [input_reference, last_frame], required: [last_frame]}",
            [("warning", "a request with last_frame is first_last_frame, not this")],
        ),
    ],
)
def test_targets_that_no_request_leads_to(operation: str, block: str, findings: list[tuple[str, str]]) -> None:
    """The operation follows from the inputs (R1.8); a target that takes others is not found by itself."""
    assert [(level, problem) for level, _, problem in found(block, operation=operation)] == findings


def test_facts_need_their_grounds() -> None:
    """Sources, a day and a confidence are asked for."""
    text = "schema: 1\nname: M\nmaker: Y\nmedia: image\nproviders:\n  one:\n    generate: {model: x}\n"
    assert [(p.line, p.level, p.problem) for p in check_loaded([loaded(text)])] == [
        (7, "warning", "no sources: at the block or at the provider"),
        (7, "warning", "no checked: at the block or at the provider"),
        (7, "warning", "no confidence: at the block or at the provider"),
    ]


def test_age_needs_a_day() -> None:
    """Without a day to count from, age is not looked at: the check itself has no clock."""
    assert check_loaded([model("{model: x, checked: 2020-01-01}")]) == []


def test_pixels_taken_over_from_another_provider() -> None:
    """Another provider may render other pixels; what `like` brings from the own provider is fine."""
    text = (
        "schema: 1\nname: M\nmaker: Y\nmedia: image\nproviders:\n  one:\n"
        + ENTRY
        + "    generate: {model: x, dimensions: {sizes: [64x64], write: {s: '{size}'}}}\n"
        + "    edit: {like: generate, parameters: [image]}\n  two:\n"
        + ENTRY
        + "    edit: {like: one.edit}\n    generate: {like: one.generate, dimensions: {fixed: 64x64}}\n"
    )
    assert [str(p) for p in check_loaded([loaded(text)])] == [
        "m.yaml:16: providers.two.edit.like: the pixels were taken over from provider 'one'"
    ]


def test_names_are_claimed_once() -> None:
    """An alias may not be another model's id or alias, in whatever case; a successor must exist."""
    one = model("{model: x}", head="aliases: [Two, own]\nreplaced_by: three\n")
    two = loaded(
        f"schema: 1\nname: N\nmaker: Y\nmedia: image\nproviders:\n  one:\n{ENTRY}    generate: {{model: x}}\naliases: [OWN]\n",
        "two",
    )
    assert [str(p) for p in check_loaded([one, two])] == [
        "m.yaml:11: aliases: the alias 'Two' is also a name of 'two'",
        "two.yaml:11: aliases: the alias 'OWN' is also a name of 'm'",
        "m.yaml:12: replaced_by: no such model: 'three'",
    ]


def test_a_providers_file_is_checked_by_itself() -> None:
    """Its sizes and its templates need no model."""
    text = 'schema: 1\nname: P\nsizes: {big: b}\nwrite:\n  free: {w: "{wdth}"}\nparameters: {a: {append: {b: "{x}"}}}\n'
    tree = parse_tree(text.encode(), "p.yaml")
    assert [str(p) for p in provider_file(ProviderDocument("p", tree, validate(ProviderFile, tree)))] == [
        "p.yaml:3: sizes.big: expected WIDTHxHEIGHT such as 1024x768, got 'big'",
        "p.yaml:5: write.free: unknown placeholder {wdth}; did you mean 'width'",
        "p.yaml:6: parameters.a: unknown placeholder {x}",
    ]


MODEL = f"schema: 1\nname: M\nmaker: Y\nmedia: image\nproviders:\n  one:\n{ENTRY}    generate: {{model: x}}\n"


def write(root: Path, files: dict[str, str]) -> Path:
    """Write files below a folder."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def test_a_folder_is_checked_as_a_whole(tmp_path: Path) -> None:
    """Folder, files and targets together, sorted by file and line."""
    root = write(
        tmp_path / "c",
        {
            "y/m.yaml": MODEL,
            "y/bad.yaml": "schema: 1\n",
            "y/Upper.yaml": MODEL,
            "providers/one.yaml": "schema: 1\nname: One\nsizes: {a: b}\n",
        },
    )
    problems = check_paths([root], TODAY)
    assert [(p.file.removeprefix(str(root)), p.line, p.key, p.level) for p in problems] == [
        ("/providers/one.yaml", 3, "sizes.a", "error"),
        ("/y/Upper.yaml", 0, "", "error"),
        ("/y/bad.yaml", 1, "maker", "error"),
        ("/y/bad.yaml", 1, "media", "error"),
        ("/y/bad.yaml", 1, "name", "error"),
        ("/y/bad.yaml", 1, "providers", "error"),
    ]


def test_one_file_is_checked_within_its_catalogue(tmp_path: Path) -> None:
    """A single file sees the providers' files of the folder it belongs to, and only its own problems are told."""
    root = write(
        tmp_path,
        {
            "c/y/m.yaml": MODEL.replace("{model: x}", "{model: x, parameters: {n: {max: 3}, k: {to: count}}}"),
            "c/y/bad.yaml": "schema: 1\n",
            "c/providers/one.yaml": "schema: 1\nname: One\nparameters: {n: count}\n",
            "alone/z.yaml": MODEL,
        },
    )
    assert [(p.line, p.problem) for p in check_paths([root / "c/y/m.yaml"], TODAY)] == [
        (10, "writes the field 'count', as 'n' does")
    ]
    assert check_paths([root / "c/providers/one.yaml"], TODAY) == []
    assert [(p.level, p.line, p.problem) for p in check_paths([root / "alone/z.yaml"], TODAY)] == [
        ("note", 6, "no file providers/one.yaml: all fields go by our own names")
    ]
    assert [p.problem for p in check_paths([root / "no.yaml"])] == ["no such file"]


def test_a_provider_that_is_nearly_one_with_a_file_is_a_slip(tmp_path: Path) -> None:
    """A warning says which one may be meant; a name that is like none is only noted."""
    text = MODEL.replace("  one:", "  onne:")
    assert text != MODEL
    root = write(tmp_path, {"c/providers/one.yaml": "schema: 1\nname: One\n", "c/y/m.yaml": text})
    found = [(p.level, p.problem) for p in check_paths([root / "c/y/m.yaml"], TODAY) if "no file" in p.problem]
    assert found == [("warning", "no file providers/onne.yaml: all fields go by our own names; did you mean 'one'")]


def test_a_folder_of_ones_own_is_checked_over_another(tmp_path: Path) -> None:
    """An extension needs what it extends; only the own folder's files are told about."""
    base = write(tmp_path / "base", {"m.yaml": MODEL.replace("{model: x}", "{model: x, default: huge}")})
    own = write(
        tmp_path / "own", {"m.yaml": "schema: 1\nextend: true\nproviders: {one: {remix: {model: y, default: big}}}\n"}
    )
    assert [p.problem for p in check_paths([own])] == ["no earlier folder has a model 'm' that could be extended"]
    found = check_paths([own], below=[Source(base, "base")])
    assert [(p.file, p.line, p.key, p.level) for p in found] == [
        (f"{own}/m.yaml", 3, "providers.one", "note"),
        *[(f"{own}/m.yaml", 3, "providers.one.remix", "warning")] * 3,
        (f"{own}/m.yaml", 3, "providers.one.remix.default", "error"),
    ]


def test_what_several_targets_inherit_is_said_once(tmp_path: Path) -> None:
    """A mistake that `like` hands on is one mistake."""
    text = (
        MODEL.replace("{model: x}", "{model: x, default: huge}") + "    edit: {like: generate, parameters: [image]}\n"
    )
    root = write(tmp_path, {"m.yaml": text, "providers/one.yaml": "schema: 1\nname: One\n"})
    assert [(p.line, p.key) for p in check_paths([root], TODAY)] == [(10, "providers.one.generate.default")]


def test_the_command_says_levels_and_codes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """4 for bad data, else 0, warnings and notes included; one line per finding."""
    root = write(tmp_path, {"m.yaml": MODEL, "providers/one.yaml": "schema: 1\nname: One\n"})
    path = root / "m.yaml"
    path.write_text(MODEL.replace("2026-11-01", "2020-01-01"), encoding="utf-8")
    assert main([str(root)]) == 0
    assert capsys.readouterr().out.endswith("days ago (note)\n")
    path.write_text("schema: 1\n", encoding="utf-8")
    assert main([str(root)]) == 4
    assert capsys.readouterr().out.splitlines()[0] == f"{path}:1: maker: the key is missing"
    path.unlink()
    assert main([str(root)]) == 0


CAPABILITIES = Path(__file__).parents[2] / "capabilities"
FILES = sorted(path for path in CAPABILITIES.rglob("*.yaml") if path.parent.name != "providers")
ODD_VALUES = [
    *(None, True, 0, -1, 1.5, 10**14, "none", "unknown", "provider", "16:9", "1024x1024", "1K", "auto", "", "x" * 500),
    *([], {}, ["a"], [None], [[]], {"a": None}, {"min": 1}, {"max": "2:1"}, [1, 2], [2, 1], "{value}", "a..b", "a.+"),
    *({"": 1}, {"sizes": ["1x1"]}, {"like": "generate"}, {"values": "none"}, {"frames": {"fps": 1}}, "generate"),
]


def change(part: Any, steps: Iterator[int], value: Any) -> Any:
    """Put a value somewhere into plain data; the steps say where."""
    step = next(steps)
    if isinstance(part, dict) and part and step % 8:
        key = sorted(part)[step % len(part)]
        return {**part, key: change(part[key], steps, value)}
    if isinstance(part, list) and part and step % 8:
        index = step % len(part)
        return [*part[:index], change(part[index], steps, value), *part[index + 1 :]]
    return {**part, sorted(OUR_KEYS)[step % len(OUR_KEYS)]: value} if isinstance(part, dict) else value


OUR_KEYS = {*Block.model_fields, *Form.model_fields, *Parameter.model_fields, *Rule.model_fields, "edit", "as", "set"}


def node(value: Any) -> Node:
    """Make a tree of plain data, all on line 1."""
    if isinstance(value, dict):
        return Node({key: node(item) for key, item in value.items()}, "m.yaml", 1, dict.fromkeys(value, 1))
    return Node([node(item) for item in value] if isinstance(value, list) else value, "m.yaml", 1)


@given(
    path=st.sampled_from(FILES),
    steps=st.lists(st.integers(0, 1000), min_size=12, max_size=12),
    value=st.sampled_from(ODD_VALUES),
)
def test_whatever_is_changed_only_problems_come_out(path: Path, steps: list[int], value: object) -> None:
    """A real file with one odd value in it loads, or has problems of one line each; nothing else is raised."""
    tree = node(change(parse_tree(path.read_bytes(), "m.yaml").plain(), itertools.cycle(steps), value))
    found: list[FileProblem] = []
    try:
        file = validate(ModelFile, tree)
        targets, found = expand_all("m", file, Layer(tree), Providers([Source(CAPABILITIES)]))
        found += check_loaded([LoadedModel("m", file, targets, tree)], TODAY)
    except CapabilityError as error:
        found += error.problems
    assert all(len(problem.problem) <= MESSAGE_LIMIT and problem.problem.isprintable() for problem in found)
