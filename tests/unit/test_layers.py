"""The three layers: a provider's file, what `like` names, the block itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from normalizer.capability import ModelFile, validate
from normalizer.layers import Expanded, Layer, expand
from normalizer.overlay import Common
from normalizer.yaml_tree import parse_tree

if TYPE_CHECKING:
    from normalizer.errors import FileProblem

SPELLING = """schema: 1
name: One
returns: {delivery: url, format: png}
extras: drop
body: multipart
under: input
constants: {model: "{model}", safe: true}
sizes: {1024x1024: square_hd, 512x512: square}
tier_rule: short_edge
write:
  sizes: {image_size: "{size}"}
  free: {image_size: {width: "{width}", height: "{height}"}}
  ratios: {aspect_ratio: "{ratio}", resolution: "{tier}"}
parameters:
  n: num_images
  seconds: {to: duration, as: text, range: [1, 10], step: 0.5}
  image: {write: {images.+: {url: "{value}"}}, accepts: [url]}
  quality: {values: {low: l, high: h}, default: low}
  seed: {range: [0, 9]}
  unused: field
"""

HEAD = "schema: 1\nname: M\nmaker: Y\nmedia: image\nproviders:\n"


def lay(
    blocks: str, name: tuple[str, str] = ("one", "generate"), below: str | None = None, spelling: str = SPELLING
) -> tuple[Expanded | None, list[FileProblem]]:
    """Expand one target of a model over the provider's file above."""
    lower = Layer(parse_tree((HEAD + below).encode(), "below.yaml")) if below else None
    tree = parse_tree((HEAD + blocks).encode(), "m.yaml")
    model = validate(ModelFile, tree)
    provider = parse_tree(spelling.encode(), "providers/one.yaml") if name[0] == "one" else None
    return expand("m", model, Layer(tree, lower), name, provider)


def laid(blocks: str, name: tuple[str, str] = ("one", "generate"), below: str | None = None) -> Expanded:
    """Expand one target that has no problems."""
    expanded, problems = lay(blocks, name, below)
    assert problems == []
    assert expanded is not None
    return expanded


def said(model: object) -> dict[str, object]:
    """Give what differs from silence."""
    return model.model_dump(exclude_defaults=True, by_alias=True)  # type: ignore[attr-defined]  # any of the models


def test_a_provider_offers_nothing_by_itself() -> None:
    """A parameter of the provider's file exists only where the block names it."""
    block = laid("  one:\n    generate: {model: x, parameters: {n, prompt}}\n").block
    assert {name: said(parameter) for name, parameter in block.parameters.items()} == {
        "n": {"to": "num_images"},
        "prompt": {},
    }


def test_the_providers_facts_are_the_lowest_layer() -> None:
    """Delivery, extras, body, under and constants come from the provider's file."""
    block = laid("  one:\n    generate: {model: x}\n").block
    assert said(block) == {
        "model": "x",
        "returns": {"delivery": "url", "format": "png"},
        "extras": "drop",
        "body": "multipart",
        "under": "input",
        "constants": {"model": "{model}", "safe": True},
    }


def test_constants_combine_and_all_else_is_replaced_whole() -> None:
    """A constant joins the others or is taken away by `none`; `returns` is replaced as a whole."""
    block = laid(
        "  one:\n    generate: {model: x, returns: {delivery: bytes}, under: a.b, constants: {safe: none, mode: 1}}\n"
    ).block
    assert block.constants == {"model": "{model}", "mode": 1}
    assert said(block.returns) == {"delivery": "bytes"}
    assert block.under == "a.b"


def test_parameters_combine_key_by_key() -> None:
    """The block's keys win, the provider's others stay."""
    block = laid("  one:\n    generate: {model: x, parameters: {seconds: {default: 5, as: list}}}\n").block
    assert said(block.parameters["seconds"]) == {
        "to": "duration",
        "as": "list",
        "range": (1, 10),
        "step": 0.5,
        "default": 5,
    }


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ("[4, 8]", {"to": "duration", "as": "text", "values": {"4": 4, "8": 8}}),
        ("{values: unknown}", {"to": "duration", "as": "text", "values": "unknown"}),
        ("{fixed: 5}", {"to": "duration", "as": "text", "fixed": 5}),
        ("{range: [2, 4]}", {"to": "duration", "as": "text", "range": (2, 4)}),
        ("length", {"to": "length", "as": "text", "range": (1, 10), "step": 0.5}),
        ("{range: none}", {"to": "duration", "as": "text", "step": 0.5}),
        ("{as: none, to: none}", {"range": (1, 10), "step": 0.5}),
        ('{write: "{value}s"}', {"to": "duration", "as": "text", "range": (1, 10), "step": 0.5, "write": "{value}s"}),
        ('{write: {a: "{value}"}}', {"as": "text", "range": (1, 10), "step": 0.5, "write": {"a": "{value}"}}),
    ],
)
def test_what_says_the_same_thing_in_another_way_gives_way(own: str, expected: dict[str, object]) -> None:
    """Values, range and frames replace each other, as do `to` and a write with fields; `none` takes a key away."""
    block = laid(f"  one:\n    generate: {{model: x, parameters: {{seconds: {own}}}}}\n").block
    assert said(block.parameters["seconds"]) == expected


def test_a_field_replaces_a_template_with_fields() -> None:
    """A later `to` replaces an earlier write with fields, and keeps the rest."""
    block = laid("  one:\n    generate: {model: x, parameters: {image: image_url}}\n").block
    assert said(block.parameters["image"]) == {"to": "image_url", "accepts": ("url",)}


def test_none_as_a_default_is_a_word_where_the_values_have_it() -> None:
    """`default: none` takes the default away, unless `none` is one of the values."""
    taken = laid("  one:\n    generate: {model: x, parameters: {quality: {default: none}}}\n").block
    assert said(taken.parameters["quality"]) == {"values": {"low": "l", "high": "h"}}
    word = laid("  one:\n    generate: {model: x, parameters: {quality: {values: [none, all], default: none}}}\n").block
    assert said(word.parameters["quality"]) == {"values": {"none": "none", "all": "all"}, "default": "none"}


LIKE = """  one:
    sources: [a book]
    checked: 2026-01-02
    confidence: secondary
    generate:
      model: x
      sources: [its own]
      parameters: {prompt, seed, n: {max: 4}}
      constants: {mode: 1}
      rules: [{when: {n: 2}, omit: seed}]
    edit: {like: generate, model: y, required: [image], parameters: {image, seed: none, n: {may_return_fewer: true}}}
    edit.inpaint: {like: edit, parameters: [mask]}
  two:
    edit: {like: one.edit}
    edit.inpaint: {like: one.edit.inpaint}
"""


def test_like_lays_one_block_under_another() -> None:
    """What `like` names lies below: parameters combine, other keys are replaced."""
    block = laid(LIKE, ("one", "edit")).block
    assert block.model == "y"
    assert block.like is None
    assert {name: said(parameter) for name, parameter in block.parameters.items()} == {
        "prompt": {},
        "n": {"to": "num_images", "max": 4, "may_return_fewer": True},
        "image": {"write": {"images.+": {"url": "{value}"}}, "accepts": ("url",)},
    }
    assert block.constants == {"model": "{model}", "safe": True, "mode": 1}
    assert [said(rule) for rule in block.rules] == [{"when": {"n": {"values": (2,)}}, "omit": ("seed",)}]


def test_facts_about_facts_never_travel() -> None:
    """Sources, the day and the confidence are the entry's or the block's own, never those of what `like` names."""
    own = laid(LIKE).block
    assert (own.sources, own.checked, own.confidence) == (("its own",), "2026-01-02", "secondary")
    liked = laid(LIKE, ("one", "edit")).block
    assert (liked.sources, liked.checked, liked.confidence) == (("a book",), "2026-01-02", "secondary")
    elsewhere = laid(LIKE, ("two", "edit")).block
    assert (elsewhere.sources, elsewhere.checked, elsewhere.confidence) == ((), None, None)


def test_two_steps_of_like_and_dotted_operations() -> None:
    """`like` may lead over one more block; an operation with a word after its dot is no provider."""
    assert list(laid(LIKE, ("one", "edit.inpaint")).block.parameters) == ["prompt", "n", "image", "mask"]


def test_another_providers_block_is_spelled_here() -> None:
    """What `like` takes from another provider is spelled by the own provider's file."""
    block = laid(LIKE, ("two", "edit")).block
    assert {name: said(parameter) for name, parameter in block.parameters.items()} == {
        "prompt": {},
        "n": {"max": 4, "may_return_fewer": True},
        "image": {},
    }
    assert block.constants == {"mode": 1}


@pytest.mark.parametrize(
    ("blocks", "name", "line", "problem"),
    [
        ("    generate: {like: edit}\n    edit: {model: x, like: generate}\n", "generate", 8, "leads back"),
        ("    generate: {model: x,\n      like: generate}\n", "generate", 8, "leads back"),
        ("    generate: {like: edits}\n", "generate", 7, "no such block: 'edits'"),
        ("    generate: {model: x}\n    edit: {like: generat}\n", "edit", 8, "did you mean 'generate'"),
        ("    generate: {like: three.edit}\n", "generate", 7, "no such block: 'three.edit'"),
    ],
)
def test_like_that_leads_nowhere(blocks: str, name: str, line: int, problem: str) -> None:
    """A cycle or a name that is not there is a problem on the line of `like`."""
    expanded, problems = lay("  one:\n" + blocks, ("one", name))
    assert expanded is None
    assert [(p.file, p.line, p.key.rsplit(".", 1)[1]) for p in problems] == [("m.yaml", line, "like")]
    assert problem in problems[0].problem


def test_like_is_at_most_two_steps() -> None:
    """A third step is refused: who reads the file should not have to follow it."""
    blocks = "  one:\n    generate: {model: x}\n    edit: {like: generate}\n    reframe: {like: edit}\n"
    assert lay(blocks + "    remix: {like: edit}\n", ("one", "remix"))[1] == []
    expanded, problems = lay(blocks + "    remix: {like: reframe}\n", ("one", "remix"))
    assert expanded is None
    assert [p.problem for p in problems] == ["more than 2 steps of like; name the last block directly"]


FORMS = """  one:
    generate:
      model: x
      dimensions:
        - sizes: provider
        - limits: {max_edge: 2048}
        - aspect_ratios: [1:1]
          tiers: [720p]
        - tiers: [1K]
          table: {1:1: [1024x1024]}
        - tiers: [2K]
          write: {size: "{tier}"}
          tier_rule: area
        - aspect_ratios: [16:9]
          append: {text: " --ratio {ratio}"}
        - fixed: 512x512
"""


def test_forms_take_their_templates_from_the_provider() -> None:
    """A form without `write` has the provider's, by its kind; a table falls back to ratios."""
    forms = laid(FORMS).block.dimensions
    assert [form.write for form in forms] == [
        {"image_size": "{size}"},
        {"image_size": {"width": "{width}", "height": "{height}"}},
        {"aspect_ratio": "{ratio}", "resolution": "{tier}"},
        {"aspect_ratio": "{ratio}", "resolution": "{tier}"},
        {"size": "{tier}"},
        {},
        {},
    ]
    assert [form.tier_rule for form in forms] == [None, None, "short_edge", "short_edge", "area", None, None]
    assert forms[0].sizes == {"1024x1024": "square_hd", "512x512": "square"}


def test_sizes_fall_back_to_free() -> None:
    """A provider that writes width and height writes listed sizes so, too."""
    spelling = 'schema: 1\nname: One\nwrite: {free: {w: "{width}", h: "{height}"}}\n'
    expanded, _ = lay("  one:\n    generate: {model: x, dimensions: {sizes: [1x1]}}\n", spelling=spelling)
    assert expanded is not None
    assert expanded.block.dimensions[0].write == {"w": "{width}", "h": "{height}"}


def test_sizes_of_a_provider_that_has_none() -> None:
    """`sizes: provider` needs a list in the provider's file."""
    expanded, problems = lay("  one:\n    generate: {model: x, dimensions: {sizes: provider}}\n", spelling="{}")
    assert expanded is None
    assert [str(p) for p in problems] == [
        "m.yaml:7: providers.one.generate.dimensions.sizes: the file of provider 'one' has no sizes"
    ]


def test_every_value_knows_its_file_and_line() -> None:
    """A merged value keeps its origin; a path that is deeper than the file gives what is above it."""
    expanded = laid(LIKE, ("one", "edit"))
    assert expanded.origin("parameters", "n", "to") == ("providers/one.yaml", 15)
    assert expanded.origin("parameters", "n", "max") == ("m.yaml", 13)
    assert expanded.origin("parameters", "n", "may_return_fewer") == ("m.yaml", 16)
    assert expanded.origin("model") == ("m.yaml", 16)
    assert expanded.origin("sources", 0) == ("m.yaml", 7)
    assert expanded.origin("constants", "safe") == ("providers/one.yaml", 7)
    assert expanded.origin("parameters", "n", "max", "deeper") == ("m.yaml", 13)
    assert expanded.origin("nothing") == expanded.origin() == ("m.yaml", 16)
    forms = laid(FORMS)
    assert forms.origin("dimensions", 0, "sizes", "512x512") == ("providers/one.yaml", 8)
    assert forms.origin("dimensions", 2, "aspect_ratios", "1:1") == ("m.yaml", 12)
    assert forms.origin("dimensions", 2, "write") == ("providers/one.yaml", 13)


def test_none_that_takes_nothing_away_is_a_warning() -> None:
    """A name that is not there cannot be taken away; the target stands all the same."""
    expanded, problems = lay("  one:\n    generate: {model: x, parameters: {seed: none}, constants: {a: none}}\n")
    assert expanded is not None
    assert [(p.level, p.key) for p in problems] == [
        ("warning", "providers.one.generate.parameters.seed"),
        ("warning", "providers.one.generate.constants.a"),
    ]


def test_a_warning_is_told_of_every_block_that_shares_it() -> None:
    """What is put together once for several targets is told of each of them, at the line that says it."""
    blocks = """  one:
    generate: {parameters: {seed: none}, constants: {a: none}}
    edit: {like: generate, parameters: {n}}
"""
    tree, common = parse_tree((HEAD + blocks).encode(), "m.yaml"), Common()
    model, provider = validate(ModelFile, tree), parse_tree(SPELLING.encode(), "providers/one.yaml")
    for name in ("generate", "edit"):
        problems = expand("m", model, Layer(tree), ("one", name), provider, common=common)[1]
        assert [(p.file, p.line, p.key) for p in problems] == [
            ("m.yaml", 7, f"providers.one.{name}.parameters.seed"),
            ("m.yaml", 7, f"providers.one.{name}.constants.a"),
        ]


def test_a_mistake_is_told_of_every_block_that_shares_it() -> None:
    """What is wrong is never taken for read, also where several targets have it in common."""
    blocks = """  one:
    generate: {dimensions: {sizes: provider}, parameters: {seconds: {fixed: 5}, n: many}}
    edit: {like: generate, model: x}
"""
    spelling = SPELLING.replace("sizes: {1024x1024: square_hd, 512x512: square}\n", "").replace(
        "n: num_images", "n: {step: 0}"
    )
    tree, common = parse_tree((HEAD + blocks).encode(), "m.yaml"), Common()
    model, provider = validate(ModelFile, tree), parse_tree(spelling.encode(), "providers/one.yaml")
    for name in ("generate", "edit"):
        problems = expand("m", model, Layer(tree), ("one", name), provider, common=common)[1]
        assert [(p.line, p.key) for p in problems] == [(7, f"providers.one.{name}.dimensions.sizes")]
    blocks = blocks.replace("dimensions: {sizes: provider}, ", "")
    tree, common = parse_tree((HEAD + blocks).encode(), "m.yaml"), Common()
    model = validate(ModelFile, tree)
    for name in ("generate", "edit"):
        problems = expand("m", model, Layer(tree), ("one", name), provider, common=common)[1]
        assert [(p.key, p.problem) for p in problems] == [
            (f"providers.one.{name}.parameters.n.step", "expected a number above 0, got 0")
        ]


BASE = """  one:
    sources: [base]
    generate: {model: base, parameters: {prompt}}
    edit: {like: generate, model: base-edit}
  two:
    generate: {model: base-two}
"""


def test_a_lower_file_keeps_its_own_like() -> None:
    """A block of the earlier folder starts from the earlier folder's blocks, whatever was put over them."""
    own = "  one:\n    generate: {model: own}\n"
    assert list(laid(own, ("one", "edit"), BASE).block.parameters) == ["prompt"]
    assert laid(own, ("one", "generate"), BASE).block.parameters == {}


def test_an_own_block_may_start_from_the_one_it_replaces() -> None:
    """`like` to the very same operation means the earlier folder's."""
    block = laid("  one:\n    generate: {like: generate, parameters: {seed}}\n", ("one", "generate"), BASE).block
    assert (block.model, list(block.parameters)) == ("base", ["prompt", "seed"])


def test_names_of_all_layers() -> None:
    """Targets are listed in the order of the files; what was taken away is gone."""
    tree = parse_tree(
        (
            HEAD + "  two: none\n  one:\n    edit: none\n    reframe: {model: r}\n  three:\n    generate: {model: t}\n"
        ).encode(),
        "own.yaml",
    )
    layer = Layer(tree, Layer(parse_tree((HEAD + BASE).encode(), "base.yaml")))
    assert layer.names() == [("one", "generate"), ("one", "reframe"), ("three", "generate")]
    assert layer.block("two", "generate") is None
    assert layer.line("three") == 10


def test_what_targets_have_in_common_is_read_once() -> None:
    """A parameter that `like` brings is the very same object; one of which a key changes is another."""
    blocks = """  one:
    generate: {parameters: {n, seconds}, dimensions: {sizes: [1024x1024]}}
    edit: {like: generate, parameters: {seconds: {step: 1}}}
"""
    tree = parse_tree((HEAD + blocks).encode(), "m.yaml")
    model, provider, common = validate(ModelFile, tree), parse_tree(SPELLING.encode(), "providers/one.yaml"), Common()
    made = [expand("m", model, Layer(tree), ("one", name), provider, common=common)[0] for name in ("generate", "edit")]
    assert len({id(one.block.dimensions) for one in made if one is not None}) == 1
    generate, edit = (one.block.parameters for one in made if one is not None)
    assert edit["n"] is generate["n"]
    assert said(generate["seconds"]) == {"to": "duration", "as": "text", "range": (1, 10), "step": 0.5}
    assert said(edit["seconds"]) == {"to": "duration", "as": "text", "range": (1, 10), "step": 1}


def test_what_a_file_says_in_full_is_not_read_again() -> None:
    """What was read of the model's file stands in its targets where no layer changes it (the same objects)."""
    blocks = """  one:
    sources: [the guide]
    generate: {model: x, default: 1024x1024, parameters: {n: {to: count, max: 4}, guidance: {range: [1, 9]}}}
    edit: {like: generate, model: y, parameters: {guidance: {step: 1}}}
"""
    tree, common = parse_tree((HEAD + blocks).encode(), "m.yaml"), Common()
    model, provider = validate(ModelFile, tree), parse_tree(SPELLING.encode(), "providers/one.yaml")
    common.keep_file(tree, model)
    entry = model.providers["one"]
    assert entry is not None
    read = entry.operations["generate"]
    made = [expand("m", model, Layer(tree), ("one", name), provider, common=common)[0] for name in ("generate", "edit")]
    alone = [expand("m", model, Layer(tree), ("one", name), provider)[0] for name in ("generate", "edit")]
    assert read is not None
    assert [one and one.block for one in made] == [one and one.block for one in alone]
    assert [one and said(one.block.parameters["n"]) for one in made] == [{"to": "count", "max": 4}] * 2
    generate, edit = (one.block for one in made if one is not None)
    assert generate.parameters["guidance"] is read.parameters["guidance"]
    assert edit.parameters["guidance"] is not read.parameters["guidance"]
    assert edit.sources is entry.sources
