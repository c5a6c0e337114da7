"""Folders, files and models: which file counts, and what is wrong with one."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from normalizer.errors import CapabilityError
from normalizer.folders import MAX_FILES
from normalizer.loader import Providers, Source, load_model, read_model, read_provider, try_load_model

if TYPE_CHECKING:
    from pathlib import Path

MODEL = """schema: 1
name: Example
maker: Someone
media: image
aliases: [ex]
providers:
  one:
    sources: [a book]
    checked: 2026-11-01
    confidence: first-party
    generate: {model: up, parameters: {prompt, n}}
    edit: {like: generate, parameters: {image}}
  two:
    generate: {model: up2}
"""
PROVIDER = "schema: 1\nname: One\nparameters: {n: count}\n"


def folder(root: Path, files: dict[str, str]) -> Path:
    """Write files below a folder."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


@pytest.fixture
def base(tmp_path: Path) -> Source:
    """Make a folder with one model and one provider."""
    return Source(folder(tmp_path / "base", {"some/example.yaml": MODEL, "providers/one.yaml": PROVIDER}))


def test_a_folder_lists_models_and_providers(base: Source) -> None:
    """Files in `providers` are providers, all others models; the file name is the id."""
    assert base.model_ids() == ("example",)
    assert base.provider_ids() == ("one",)
    assert base.model_path("example") == base.root / "some" / "example.yaml"
    assert base.provider_path("one") == base.root / "providers" / "one.yaml"
    assert base.model_path("one") is None
    assert base.files() == (base.root / "providers" / "one.yaml", base.root / "some" / "example.yaml")
    assert base.problems() == ()


def test_a_model_has_its_targets(base: Source) -> None:
    """Every provider's operation becomes a target, in the order of the file."""
    model = load_model([base], "example")
    assert (model.id, model.file.name) == ("example", "Example")
    assert list(model.targets) == [("one", "generate"), ("one", "edit"), ("two", "generate")]
    n = model.targets["one", "edit"].block.parameters["n"]
    assert n is not None
    assert n.to == "count"
    assert model.targets["one", "edit"].origin("parameters", "n", "to") == ("providers/one.yaml", 3)


def test_a_provider_without_a_file_is_an_empty_layer(base: Source) -> None:
    """A provider need not have a file."""
    assert load_model([base], "example").targets["two", "generate"].block.model == "up2"


def test_a_later_folder_replaces_a_model_whole(base: Source, tmp_path: Path) -> None:
    """A file of the same id counts alone, wherever it lies."""
    own = Source(
        folder(
            tmp_path / "own",
            {
                "x/example.yaml": "schema: 1\nname: Own\nmaker: M\nmedia: video\nproviders: {one: {generate: {model: o}}}\n"
            },
        ),
        "own",
    )
    model = load_model([base, own], "example")
    assert (model.file.name, list(model.targets)) == ("Own", [("one", "generate")])
    assert model.targets["one", "generate"].origin("model") == ("own/x/example.yaml", 5)
    assert load_model([own, base], "example").file.name == "Example"


def test_an_extension_changes_only_what_it_names(base: Source, tmp_path: Path) -> None:
    """With `extend: true` operations are replaced, added and taken away one at a time."""
    text = (
        "schema: 1\nextend: true\nstatus: deprecated\nproviders:\n  two: none\n"
        "  one:\n    edit: none\n    reframe: {like: generate, model: r}\n  three:\n    generate: {model: t}\n"
    )
    model = load_model([base, Source(folder(tmp_path / "own", {"example.yaml": text}), "own")], "example")
    assert list(model.targets) == [("one", "generate"), ("one", "reframe"), ("three", "generate")]
    assert (model.file.name, model.file.status, model.file.aliases) == ("Example", "deprecated", ("ex",))
    assert model.targets["one", "reframe"].block.sources == ()
    assert model.targets["one", "generate"].block.sources == ("a book",)
    assert list(model.file.providers) == ["one", "three"]
    entry = model.file.providers["one"]
    assert entry is not None
    assert list(entry.operations) == ["generate", "reframe"]
    assert model.targets["one", "reframe"].origin("model") == ("own/example.yaml", 8)


def test_an_extension_of_nothing_is_a_problem(tmp_path: Path) -> None:
    """There must be something to extend."""
    source = Source(folder(tmp_path, {"a.yaml": "schema: 1\nextend: true\n"}))
    with pytest.raises(CapabilityError) as caught:
        load_model([source], "a")
    assert str(caught.value) == "a.yaml:2: extend: no earlier folder has a model 'a' that could be extended"


def test_a_later_folder_replaces_a_providers_file(base: Source, tmp_path: Path) -> None:
    """A provider's file counts alone, too."""
    own = Source(folder(tmp_path / "own", {"providers/one.yaml": "schema: 1\nname: One\nparameters: {n: number}\n"}))
    n = load_model([base, own], "example").targets["one", "generate"].block.parameters["n"]
    assert n is not None
    assert n.to == "number"


def test_providers_are_read_once(base: Source) -> None:
    """A shared `Providers` gives the same document again."""
    providers = Providers([base])
    assert providers.get("one") is providers.get("one")
    assert providers.get("two") is None


def test_a_wrong_provider_file_is_reported_once(base: Source, tmp_path: Path) -> None:
    """The other providers' targets stand, the problem of the file is said once."""
    own = Source(folder(tmp_path / "own", {"providers/one.yaml": "schema: 1\nname: [x]\n"}), "own")
    model, problems = try_load_model([base, own], "example")
    assert model is not None
    assert list(model.targets) == [("two", "generate")]
    assert [str(p) for p in problems] == ["own/providers/one.yaml:2: name: expected text, got a list"]
    with pytest.raises(CapabilityError):
        load_model([base, own], "example")


def test_an_unknown_model_is_our_error(base: Source) -> None:
    """Whoever asks for an id that no folder has gets CapabilityError."""
    with pytest.raises(CapabilityError, match="no folder has a file of this model"):
        load_model([base], "other")


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("Upper.yaml", "the file name is the id: lower-case letters, digits, dots and hyphens"),
        ("-a.yaml", "the file name is the id: lower-case letters, digits, dots and hyphens"),
        ("a_b.yaml", "the file name is the id: lower-case letters, digits, dots and hyphens"),
        ("a b.yaml", "the file name is the id: lower-case letters, digits, dots and hyphens"),
        ("caf\u00e9.yaml", "the file name is the id: lower-case letters, digits, dots and hyphens"),
        ("a.yml", "the name must end in .yaml"),
        ("a.YAML", "the name must end in .yaml"),
    ],
)
def test_file_names_are_ids(tmp_path: Path, name: str, problem: str) -> None:
    """A name that is no id is a problem, never a model that nobody finds."""
    source = Source(folder(tmp_path, {name: MODEL}))
    assert [p.problem for p in source.problems()] == [problem]
    assert source.model_ids() == ()


def test_two_files_of_one_id(tmp_path: Path) -> None:
    """Two files that claim one id are a problem that names both; the first by path counts."""
    source = Source(folder(tmp_path, {"b/m.yaml": MODEL, "a/m.yaml": MODEL}))
    assert [str(p) for p in source.problems()] == ["b/m.yaml:0: the id 'm' is also that of 'a/m.yaml'"]
    assert source.model_path("m") == tmp_path / "a" / "m.yaml"


def test_what_is_no_capability_file_is_left_alone(tmp_path: Path) -> None:
    """Other files, hidden files and hidden folders are not looked at."""
    source = Source(folder(tmp_path, {"README.md": "x", ".m.yaml": "x", ".git/m.yaml": "x", "schema.json": "{}"}))
    assert (source.files(), source.problems()) == ((), ())


def test_links_that_lead_out_are_not_followed(tmp_path: Path) -> None:
    """A link may point to a file of the folder, not out of it; links to folders are not followed."""
    root = folder(tmp_path / "root", {"a.yaml": MODEL})
    outside = folder(tmp_path / "outside", {"b.yaml": MODEL})
    (root / "inside.yaml").symlink_to(root / "a.yaml")
    (root / "b.yaml").symlink_to(outside / "b.yaml")
    (root / "broken.yaml").symlink_to(outside / "missing.yaml")
    (root / "loop.yaml").symlink_to(root / "loop.yaml")
    (root / "away").symlink_to(outside, target_is_directory=True)
    source = Source(root)
    assert source.model_ids() == ("a", "inside")
    assert [(p.file, p.problem) for p in source.problems()] == [
        ("away", "links to folders are not followed"),
        ("b.yaml", "the link leads out of the folder"),
        ("broken.yaml", "the file cannot be read"),
        ("loop.yaml", "the file cannot be read"),
    ]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_devices_are_not_opened(tmp_path: Path) -> None:
    """A named pipe would block whoever reads it."""
    os.mkfifo(tmp_path / "a.yaml")
    assert [p.problem for p in Source(tmp_path).problems()] == ["not a regular file"]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    """A missing folder is a problem, not an empty catalogue."""
    assert [p.problem for p in Source(tmp_path / "no").problems()] == ["no such folder"]


def test_the_number_of_files_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """More files than anybody writes are a mistake in the path."""
    monkeypatch.setattr("normalizer.folders.MAX_FILES", 2)
    source = Source(folder(tmp_path, {f"m{i}.yaml": MODEL for i in range(3)}))
    assert [p.problem for p in source.problems()] == ["more than 2 capability files"]
    assert MAX_FILES == 10_000


def test_a_file_that_vanishes_is_our_error(tmp_path: Path) -> None:
    """What the system says about a file becomes a problem of that file."""
    with pytest.raises(CapabilityError) as caught:
        read_model(tmp_path / "gone.yaml", tmp_path)
    assert [(p.file, p.line) for p in caught.value.problems] == [("gone.yaml", 0)]


PROBLEMS = [
    ("schema: 2", 1, "schema", "expected 1, the version of this format, got 2"),
    ("schema: true", 1, "schema", "expected 1, the version of this format, got True"),
    ("schema: 1", 1, "name", "the key is missing"),
    ("schema: 1\nname: 3", 2, "name", "expected text, got 3; put it in quotes"),
    ("schema: 1\nname:", 2, "name", "nothing stands after the colon; write a value or leave the key out"),
    ("schema: 1\nmedia: vidio", 2, "media", "expected 'image' or 'video', got 'vidio'; did you mean 'video'"),
    ("schema: 1\nprovider: {}", 2, "provider", "unknown key; did you mean 'providers'"),
    ("schema: 1\nextend: yes", 2, "extend", "expected true or false, got 'yes'"),
    ("schema: 1\ndeprecated_on: 2026-13-01", 2, "deprecated_on", "'2026-13-01' is no day of the calendar"),
    ("schema: 1\nretired_on: soon", 2, "retired_on", "expected a date such as 2026-11-22, got 'soon'"),
    (
        "schema: 1\nproviders: {A b: {}}",
        2,
        "providers.A b",
        "expected lower-case letters, digits, dots and hyphens, got 'A b'",
    ),
    ("schema: 1\nproviders: {a: {generat: {}}}", 2, "providers.a.generat", "unknown key; did you mean 'generate'"),
    ("schema: 1\nproviders: {a: }", 2, "providers.a", "nothing stands here; write none to take it away"),
    ("schema: 1\nproviders: {}", 2, "providers", "expected at least one, got none"),
]
BLOCKS = [
    ("modle: x", "modle", "unknown key; did you mean 'model'"),
    ("model: {}", "model", "expected text, got an object"),
    ("dimensions: {write: {a: b}}", "dimensions", "the form says no sizes"),
    ("dimensions: {sizes: []}", "dimensions.sizes", "the list is empty"),
    ("dimensions: {sizes: [a, a]}", "dimensions.sizes", "'a' is listed twice"),
    ("dimensions: {sizes: [[a]]}", "dimensions.sizes", "a list holds words or numbers, got a list"),
    ("dimensions: {sizes: {a, b}}", "dimensions.sizes.a", "the provider's word on the right is missing"),
    ("parameters: {n: {max: four}}", "parameters.n.max", "expected a whole number or 'unknown', got 'four'"),
    (
        "parameters: {seed: {range: wide}}",
        "parameters.seed.range",
        "expected two numbers, lowest and highest, or 'unknown', got 'wide'",
    ),
    ("dimensions: {sizes: all}", "dimensions.sizes", "expected 'unknown' or 'provider', got 'all'"),
    (
        "dimensions: {sizes: [a], tiers: [1K]}",
        "dimensions.tiers",
        "tiers cannot stand beside sizes; either this or that",
    ),
    ("dimensions: {sizes: [a], limits: {max_edge: 9}}", "dimensions.limits", "limits beside sizes need open: true"),
    ("dimensions: {table: {1:1: [a]}}", "dimensions.table", "a table needs tiers"),
    ("dimensions: {tiers: [1K, 2K], table: {1:1: [a]}}", "dimensions.table.1:1", "the row has 1 sizes for 2 tiers"),
    ("dimensions: {aspect_ratios: {min: 1:2}}", "dimensions.aspect_ratios.max", "the key is missing"),
    ("dimensions: [{limits: {}}]", "dimensions.0.limits", "no bound is named"),
    ("dimensions: {limits: {max_width: 0x10}}", "dimensions.limits.max_width", "expected a whole number, got '0x10'"),
    (
        "dimensions: {limits: {min_edge: 9, max_edge: 3}}",
        "dimensions.limits.min_edge",
        "min_edge 9 is above max_edge 3",
    ),
    ("dimensions: {limits: {multiple_of: 0}}", "dimensions.limits.multiple_of", "expected 1 or more, got 0"),
    ("dimensions: {limits: {maxwidth: 3}}", "dimensions.limits.maxwidth", "unknown key; did you mean 'max_width'"),
    ("parameters: {n: {too: x}}", "parameters.n.too", "unknown key; did you mean 'to'"),
    ("parameters: {n: {values: [1], range: [1, 2]}}", "parameters.n.range", "values and range exclude each other"),
    ("parameters: {n: {range: [2, 1]}}", "parameters.n.range", "the lowest value stands first"),
    ("parameters: {n: {range: 5}}", "parameters.n.range", "expected two numbers, lowest and highest"),
    ("parameters: {n: {range: [a, 5]}}", "parameters.n.range.0", "expected a plain decimal number, got 'a'"),
    ("parameters: {n: {step: 0}}", "parameters.n.step", "expected a number above 0, got 0"),
    ("parameters: {n: {as: number}}", "parameters.n.as", "expected 'text', 'list' or 'one_per_result', got 'number'"),
    ("parameters: {n: 5}", "parameters.n", "expected keys with values, got 5"),
    ("parameters: {n: {to: a, write: {b: c}}}", "parameters.n.write", "to and a write with fields exclude each other"),
    ("parameters: [n, n]", "parameters", "'n' is named twice"),
    ("parameters: {n: {frames: {fps: 0}}}", "parameters.n.frames.fps", "expected a number above 0, got 0"),
    (
        "parameters: {n: {accepts: [uri]}}",
        "parameters.n.accepts.0",
        "expected 'url', 'data_url', 'base64', 'file' or 'id'",
    ),
    ("rules: [{when: {a: 1}}]", "rules.0", "the rule does nothing"),
    ("rules: [{when: {}, refuse: true}]", "rules.0.when", "when is empty"),
    (
        "rules: [{when: {a: {mix: 1}}, refuse: true}]",
        "rules.0.when.a",
        "expected a word, a list of words, or {min: , max: }",
    ),
    ("rules: [{count: [n]}]", "rules.0.count", "count and max stand together"),
    ("rules: {}", "rules", "expected a list, got an object"),
    (
        "returns: {delivery: link}",
        "returns.delivery",
        "expected 'url', 'b64_json', 'data_url', 'bytes' or 'bucket', got 'link'",
    ),
    ("checked: 22.11.2026", "checked", "expected a date such as 2026-11-22, got '22.11.2026'"),
    ("body: xml", "body", "expected 'json' or 'multipart', got 'xml'"),
]


@pytest.mark.parametrize(("text", "line", "key", "problem"), PROBLEMS)
def test_problems_of_a_file_are_sentences(tmp_path: Path, text: str, line: int, key: str, problem: str) -> None:
    """Each kind of mistake has its sentence, its key and its line."""
    path = folder(tmp_path, {"m.yaml": text}) / "m.yaml"
    with pytest.raises(CapabilityError) as caught:
        read_model(path, tmp_path)
    assert (line, key, problem) in [(p.line, p.key, p.problem) for p in caught.value.problems]


@pytest.mark.parametrize(("text", "key", "problem"), BLOCKS)
def test_problems_of_a_block_are_sentences(tmp_path: Path, text: str, key: str, problem: str) -> None:
    """A mistake in a block is found on its line, and it is the only problem."""
    head = "schema: 1\nname: M\nmaker: Y\nmedia: image\nproviders:\n  a:\n    generate:\n"
    path = folder(tmp_path, {"m.yaml": f"{head}      {text}\n"}) / "m.yaml"
    with pytest.raises(CapabilityError) as caught:
        read_model(path, tmp_path)
    found = {(p.line, p.key): p.problem for p in caught.value.problems}
    assert next(iter(found)) == (8, f"providers.a.generate.{key}")
    assert found[8, f"providers.a.generate.{key}"].startswith(problem)


def test_all_problems_of_a_file_at_once(tmp_path: Path) -> None:
    """Nobody has to run the check five times."""
    text = "schema: 1\nname: 3\nmaker: Y\nmedia: picture\nprovidres: {}\nproviders: {a: {generate: {modle: x}}}\n"
    path = folder(tmp_path, {"m.yaml": text}) / "m.yaml"
    with pytest.raises(CapabilityError) as caught:
        read_model(path, tmp_path)
    assert [(p.line, p.key) for p in caught.value.problems] == [
        (2, "name"),
        (4, "media"),
        (6, "providers.a.generate.modle"),
        (5, "providres"),
    ]


@pytest.mark.parametrize(
    ("text", "key", "problem"),
    [
        ("generate: {}", "generate", "unknown key"),
        (
            "write: {rations: {}}",
            "write.rations",
            "expected 'sizes', 'table', 'ratios', 'tiers', 'free', 'fixed' or 'follows'",
        ),
        ("sizes: [1x1, 1x1]", "sizes", "'1x1' is listed twice"),
        ("parameters: {n: [[]]}", "parameters.n.values", "a list holds words or numbers"),
    ],
)
def test_problems_of_a_providers_file(tmp_path: Path, text: str, key: str, problem: str) -> None:
    """A provider's file is as strict as a model's."""
    path = folder(tmp_path, {"p.yaml": f"schema: 1\nname: P\n{text}\n"}) / "p.yaml"
    with pytest.raises(CapabilityError) as caught:
        read_provider(path, tmp_path)
    found = caught.value.problems[0]
    assert found.line == 3
    assert key.startswith(found.key)
    assert found.problem.startswith(problem)


def test_equal_parts_of_models_are_read_once(tmp_path: Path) -> None:
    """What two models say alike is the very same object; what differs by a type alone is not."""
    other = MODEL.replace("prompt, n}", "prompt: {max_length: 5}, n}").replace("{image}", "{image: {default: 1}}")
    third = other.replace("default: 1", "default: 1.0").replace("max_length: 5", "max_length: 6")
    files = {"a.yaml": MODEL, "b.yaml": other, "c.yaml": third, "providers/one.yaml": PROVIDER}
    source = Source(folder(tmp_path, files))
    providers = Providers([source])
    loaded = [load_model([source], model, providers).targets["one", "edit"].block.parameters for model in "abc"]
    assert loaded[0]["n"] is loaded[1]["n"] is loaded[2]["n"]
    assert [repr(one["image"].default) for one in loaded if one["image"]] == ["None", "1", "1.0"]
    assert [one["prompt"].max_length for one in loaded if one["prompt"]] == [None, 5, 6]
