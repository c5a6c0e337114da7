"""The catalogue: finding models, layering folders, what is wrong with files, threads, and what it costs to import."""

from __future__ import annotations

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import normalizer
from normalizer import (
    CapabilityError,
    Catalog,
    NormalizationError,
    Policy,
    UnknownModelError,
    UnknownProviderError,
    bundled,
    catalog,
)

if TYPE_CHECKING:
    from collections.abc import Callable

ONE = """
schema: 1
name: One
returns: {delivery: url, format: png}
write: {sizes: {size: "{size}"}, ratios: {ratio: "{ratio}", tier: "{tier}"}}
"""
TWO = "schema: 1\nname: Two\nreturns: {delivery: b64_json}\n"
FAST = """
schema: 1
name: Fast
maker: Maker
media: image
aliases: [speedy, quick-one]
providers:
  one:
    generate: {model: up/fast-v1, also: [up/fast-v1-2026], dimensions: {sizes: [512x512, 1024x1024]}, parameters: {prompt}}
    edit: {like: generate, model: up/fast-edit, parameters: {image}}
  two:
    generate: {model: shared-id, parameters: {prompt, n: {max: 4}}}
"""
SLOW = """
schema: 1
name: Slow
maker: Maker
media: image
aliases: [shared-alias]
providers:
  two:
    edit.inpaint: {model: shared-id, parameters: {prompt, image}}
"""
CLIP = """
schema: 1
name: Clip
maker: Other
media: video
aliases: [shared-alias]
status: retired
providers:
  one:
    generate: {model: caller, parameters: {prompt, seconds: [4, 8]}}
    image_to_video: {like: generate, parameters: {input_reference}}
"""
FILES = {
    "providers/one.yaml": ONE,
    "providers/two.yaml": TWO,
    "maker/fast-1.yaml": FAST,
    "maker/slow-1.yaml": SLOW,
    "other/clip-1.yaml": CLIP,
}

HEAD = "schema: 1\nname: New\nmaker: M\nmedia: image\nproviders:\n  one:\n"
"""How the file of a new model begins."""


def write(root: Path, files: dict[str, str]) -> Path:
    """Write files below a folder."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.lstrip("\n"), encoding="utf-8")
    return root


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with three models at two providers."""
    return write(tmp_path / "own", FILES)


@pytest.fixture
def own(folder: Path) -> Catalog:
    """Give the catalogue of that folder."""
    return Catalog.from_directory(folder)


def below(folder: Path, name: str) -> str:
    """Give the name of a file below a folder, which may stand in front of it."""
    return name.removeprefix(f"{folder.as_posix()}/")


def refused(call: Callable[[], object]) -> NormalizationError:
    """Give the error that a call raises."""
    with pytest.raises(NormalizationError) as caught:
        call()
    return caught.value


# what there is


def test_what_there_is(own: Catalog) -> None:
    """Ids are sorted; targets stand in the order of the files."""
    assert own.models() == ("clip-1", "fast-1", "slow-1")
    assert own.providers() == ("one", "two")
    assert [(t.model, t.provider, t.operation) for t in own.targets()] == [
        ("clip-1", "one", "generate"),
        ("clip-1", "one", "image_to_video"),
        ("fast-1", "one", "generate"),
        ("fast-1", "one", "edit"),
        ("fast-1", "two", "generate"),
        ("slow-1", "two", "edit.inpaint"),
    ]
    assert [t.operation for t in own.targets("fast-1")] == ["generate", "edit", "generate"]
    assert [t.provider for t in own.targets("fast-1", operation="generate")] == ["one", "two"]
    assert [t.model for t in own.targets(provider="two")] == ["fast-1", "slow-1"]
    assert [t.operation for t in own.targets("one/fast-1")] == ["generate", "edit"]
    assert own.targets(operation="extend") == ()
    assert own.capability("fast-1").maker == "Maker"
    assert own.capability("speedy").name == "Fast"


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        pytest.param(("fast-1",), ("fast-1", "one", "generate"), id="an id"),
        pytest.param(("fast-1", "two"), ("fast-1", "two", "generate"), id="at a provider"),
        pytest.param(("fast-1", None, "edit"), ("fast-1", "one", "edit"), id="an operation"),
        pytest.param(("fast-1", "one", "edit"), ("fast-1", "one", "edit"), id="both"),
        pytest.param(("two/fast-1",), ("fast-1", "two", "generate"), id="provider and id"),
        pytest.param(("speedy",), ("fast-1", "one", "generate"), id="an alias"),
        pytest.param(("SPEEDY",), ("fast-1", "one", "generate"), id="an alias in capitals"),
        pytest.param(("two/quick-one",), ("fast-1", "two", "generate"), id="provider and alias"),
        pytest.param(("up/fast-v1",), ("fast-1", "one", "generate"), id="an upstream id"),
        pytest.param(("up/fast-v1-2026",), ("fast-1", "one", "generate"), id="another upstream id"),
        pytest.param(("one/up/fast-edit",), ("fast-1", "one", "generate"), id="provider and upstream id"),
        pytest.param(("slow-1", None, "edit"), ("slow-1", "two", "edit.inpaint"), id="a second endpoint stands in"),
        pytest.param(("slow-1", None, "edit.inpaint"), ("slow-1", "two", "edit.inpaint"), id="a second endpoint"),
    ],
)
def test_names_of_targets(own: Catalog, arguments: tuple[Any, ...], found: tuple[str, str, str]) -> None:
    """An id, an alias, `provider/model`, or an upstream id that only one model has."""
    target = own.target(*arguments)
    assert (target.model, target.provider, target.operation) == found
    assert own.target(*arguments) is target


@pytest.mark.parametrize("name", ["shared-id", "shared-alias"])
def test_a_name_of_several_models_is_ambiguous(own: Catalog, name: str) -> None:
    """The error lists the models that go by it; a provider may settle it."""
    error = refused(lambda: own.target(name))
    assert isinstance(error, UnknownModelError)
    (problem,) = error.problems
    assert (problem.parameter, problem.code, error.http_status) == ("model", "ambiguous_model", 404)
    assert problem.suggestion in {"one of fast-1, slow-1", "one of clip-1, slow-1"}
    assert own.target("shared-alias", "one").model == "clip-1"
    assert own.target("one/shared-alias").model == "clip-1"


# R11.3: names that are not there


@pytest.mark.parametrize(
    ("name", "suggestion"),
    [
        ("fast-2", "did you mean fast-1"),
        ("Fast1", "did you mean fast-1"),
        ("speed", "did you mean fast-1"),
        ("zzzzzz", None),
        ("", None),
        ("one/zzzzzz", None),
    ],
)
def test_r11_3_the_closest_names_are_offered(own: Catalog, name: str, suggestion: str | None) -> None:
    """The suggestion holds ids, found by alias and upstream id too."""
    error = refused(lambda: own.target(name))
    assert isinstance(error, UnknownModelError)
    assert error.http_status == 404
    (problem,) = error.problems
    assert (problem.parameter, problem.code, problem.expected) == ("model", "unknown_model", "the name of a model")
    if suggestion is None:
        assert problem.suggestion is None
    else:
        assert problem.suggestion is not None
        assert problem.suggestion.startswith(suggestion)


def test_r11_3_at_most_three_names_are_offered(tmp_path: Path) -> None:
    """Of many alike the three closest are named, each once."""
    files = {f"maker/fox-{index}.yaml": FAST.replace("aliases: [speedy, quick-one]", "") for index in range(1, 9)}
    own = Catalog.from_directory(write(tmp_path, {**files, "providers/one.yaml": ONE, "providers/two.yaml": TWO}))
    (problem,) = refused(lambda: own.target("fox-")).problems
    assert problem.suggestion is not None
    offered = problem.suggestion.removeprefix("did you mean ").split(", ")
    assert len(offered) == len(set(offered)) == 3
    assert all(name.startswith("fox-") for name in offered)


@pytest.mark.parametrize("name", ["x" * 201, 7, None, ["fast-1"], "x" * 1_000_000, "\ud800", "a\nb"])
def test_r11_1_any_name_is_an_error_of_the_library(own: Catalog, name: Any) -> None:
    """Long names are not looked up, and nothing is shown unescaped."""
    error = refused(lambda: own.target(name))
    assert isinstance(error, UnknownModelError)
    assert "\n" not in str(error)
    assert len(error.problems[0].message) <= 300


def test_r11_3_an_unknown_provider_names_what_there_is(own: Catalog) -> None:
    """By argument, in the name, and in a listing."""
    for call in (
        lambda: own.target("fast-1", "three"),
        lambda: own.target("three/fast-1"),
        lambda: own.plan({"model": "fast-1", "provider": "three"}),
    ):
        error = refused(call)
        assert isinstance(error, UnknownProviderError)
        (problem,) = error.problems
        assert (problem.parameter, problem.code, problem.expected) == (
            "provider",
            "unknown_provider",
            "one of one, two",
        )
        assert problem.got == "'three'"
        assert error.http_status == 404
    assert own.targets("fast-1", provider="three") == ()


def test_r1_8_an_unknown_operation_names_what_there_is(own: Catalog) -> None:
    """Of the provider that is meant, or of all."""
    for call, there in (
        (lambda: own.target("fast-1", None, "extend"), "one of generate, edit"),
        (lambda: own.target("fast-1", "two", "edit"), "one of generate"),
        (lambda: own.plan({"model": "clip-1", "image": "x"}), "one of generate, image_to_video"),
        (lambda: own.plan({"model": "fast-1", "operation": "extend"}), "one of generate, edit"),
    ):
        error = refused(call)
        (problem,) = error.problems
        assert (problem.parameter, problem.code, problem.expected) == ("operation", "unknown_operation", there)


# plan


@pytest.mark.parametrize(
    ("request_", "arguments", "found"),
    [
        ({"model": "fast-1", "prompt": "a"}, {}, ("one", "generate")),
        ({"model": "fast-1", "prompt": "a", "image": "x"}, {}, ("one", "edit")),
        ({"model": "two/fast-1"}, {}, ("two", "generate")),
        ({"model": "fast-1", "provider": "two"}, {}, ("two", "generate")),
        ({"model": "fast-1", "provider": None}, {}, ("one", "generate")),
        ({"model": "fast-1", "operation": "edit"}, {}, ("one", "edit")),
        ({"model": "fast-1", "operation": None}, {}, ("one", "generate")),
        ({"model": "fast-1", "image": "x", "operation": "generate"}, {}, ("one", "generate")),
        ({"model": "fast-1"}, {"operation": "edit"}, ("one", "edit")),
        ({"model": "fast-1", "operation": "generate"}, {"operation": "edit"}, ("one", "edit")),
        ({"model": "clip-1", "input_reference": "x"}, {}, ("one", "image_to_video")),
    ],
)
def test_r1_8_the_request_finds_its_target(
    own: Catalog, request_: dict[str, Any], arguments: dict[str, Any], found: tuple[str, str]
) -> None:
    """`model`, `provider` and the operation that follows from the inputs; an explicit operation wins."""
    plan = own.plan(request_, **arguments)
    assert (plan.provider, plan.operation) == found
    assert plan.catalog_version == own.version


def test_plan_passes_policy_and_input_size_on(own: Catalog) -> None:
    """Both arguments are those of `normalize`."""
    request = {"model": "fast-1", "size": "1000x1000"}
    assert refused(lambda: own.plan(request, policy=Policy(strict=True))).problems[0].code == "not_exact"
    assert refused(lambda: own.plan(request, input_size=(0, 0))).problems[0].parameter == "input_size"  # type: ignore[arg-type]  # wrong on purpose


@pytest.mark.parametrize(
    ("request_", "wrong"),
    [
        ({}, [("model", "missing")]),
        ({"model": None}, [("model", "missing")]),
        ({"model": 7}, [("model", "wrong_type")]),
        ({"model": "fast-1", "provider": 7}, [("provider", "wrong_type")]),
        (
            {"model": ["x"], "provider": 7, "operation": True},
            [(k, "wrong_type") for k in ("model", "provider", "operation")],
        ),
        (None, [("request", "bad_request")]),
    ],
)
def test_r11_malformed_requests_have_all_problems(own: Catalog, request_: Any, wrong: list[tuple[str, str]]) -> None:
    """What finds the target is checked before anything else."""
    assert [(p.parameter, p.code) for p in refused(lambda: own.plan(request_)).problems] == wrong


# find


def test_find_lists_what_meets_every_wish(own: Catalog) -> None:
    """By operation, provider, medium and wishes; retired targets only on demand."""

    def found(**wishes: Any) -> list[tuple[str, str, str]]:
        return [(t.model, t.provider, t.operation) for t in own.find(**wishes)]

    assert found(size="1024x1024") == [("fast-1", "one", "generate"), ("fast-1", "one", "edit")]
    assert found(size="1024x1024", operation="edit") == [("fast-1", "one", "edit")]
    assert found(size="1000x1000") == []
    assert found(operation="generate", provider="two") == [("fast-1", "two", "generate")]
    assert found(media="video") == []
    assert found(media="video", include_retired=True, seconds=8) == [
        ("clip-1", "one", "generate"),
        ("clip-1", "one", "image_to_video"),
    ]
    assert len(found(media="image")) == 4
    assert found(n=4, output_format="webp", provider="one") == [
        ("fast-1", "one", "generate"),
        ("fast-1", "one", "edit"),
    ]


# version


def test_the_version_is_a_hash_of_all_files(folder: Path, tmp_path: Path) -> None:
    """It changes with any file's content or name, and does not depend on the place."""
    version = Catalog.from_directory(folder).version
    assert len(version) == 12
    assert Catalog.from_directory(folder).version == version
    assert Catalog.from_directory(write(tmp_path / "elsewhere", FILES)).version == version
    renamed = write(tmp_path / "renamed", {**FILES, "maker/fast-2.yaml": FAST})
    (renamed / "maker/fast-1.yaml").unlink()
    changed = write(tmp_path / "changed", {**FILES, "maker/slow-1.yaml": SLOW.replace("Slow", "Slower")})
    versions = {version, Catalog.from_directory(renamed).version, Catalog.from_directory(changed).version}
    assert len(versions) == 3


# files that are wrong


def test_a_malformed_file_has_all_its_problems_with_lines(folder: Path) -> None:
    """Every problem of every file, each with file, line and key."""
    write(
        folder,
        {
            "maker/bad-1.yaml": "schema: 1\nname: Bad\nmaker: M\nmedia: imge\nproviders:\n  one:\n    generate: {modle: x}\n",
            "maker/bad-2.yaml": "schema: 1\nname: [\n",
            "providers/bad.yaml": "schema: 2\nname: Bad\n",
        },
    )
    with pytest.raises(CapabilityError) as caught:
        Catalog.from_directory(folder)
    found = [(below(folder, p.file), p.line, p.key) for p in caught.value.problems]
    assert ("maker/bad-1.yaml", 4, "media") in found
    assert ("maker/bad-1.yaml", 7, "providers.one.generate.modle") in found
    assert ("providers/bad.yaml", 1, "schema") in found
    assert any(name == "maker/bad-2.yaml" and line > 0 for name, line, _ in found)
    assert "maker/bad-1.yaml:4: media:" in str(caught.value)


def test_the_rest_of_the_catalogue_still_works(folder: Path) -> None:
    """A model with a wrong file raises where it is asked for; all others are found as before."""
    bad = FAST.replace("512x512", "512 x 512").replace("aliases: [speedy, quick-one]", "")
    write(folder, {"maker/bad-1.yaml": "schema: 1\nname: Bad\n", "maker/bad-3.yaml": bad})
    own = catalog.Catalog((catalog_source(folder),))
    assert own.target("speedy").model == "fast-1"
    assert own.plan({"model": "fast-1", "prompt": "a"}).model == "fast-1"
    assert "bad-1" in own.models()
    assert own.providers() == ("one", "two")
    assert {t.model for t in own.targets()} == {"clip-1", "fast-1", "slow-1", "bad-3"}
    assert [t.provider for t in own.targets() if t.model == "bad-3"] == ["two"]
    for call in (lambda: own.target("bad-1"), lambda: own.targets("bad-1"), own.preload):
        with pytest.raises(CapabilityError):
            call()
    assert refused(lambda: own.target("unknown")).problems[0].code == "unknown_model"


def test_a_target_is_put_together_when_it_is_asked_for(folder: Path) -> None:
    """A block whose parts do not fit together is told where it is asked for; the other targets of its model answer.

    Upstream ids of the others are found, a full listing leaves the wrong one out, and checking a folder finds it.
    """
    text = f"""{HEAD}    generate: {{model: up-1, like: nothing}}
    edit: {{model: up-2}}
"""
    write(folder, {"maker/new-1.yaml": text})
    own = catalog.Catalog((catalog_source(folder),))
    assert own.target("new-1", operation="edit").upstream_model == "up-2"
    assert own.target("up-2").operation == "edit"
    assert [t.operation for t in own.targets() if t.model == "new-1"] == ["edit"]
    assert refused(lambda: own.target("up-1")).problems[0].code == "unknown_model"
    for call in (lambda: own.target("new-1"), lambda: own.targets("new-1"), own.preload):
        with pytest.raises(CapabilityError, match="no such block") as caught:
            call()
        assert [(problem.line, problem.key) for problem in caught.value.problems] == [
            (7, "providers.one.generate.like")
        ]


def catalog_source(folder: Path) -> Any:
    """Give a folder as a source that is read when asked for."""
    from normalizer.loader import Source

    return Source(folder)


def test_a_target_that_cannot_be_compiled_is_a_problem_of_the_file(folder: Path) -> None:
    """Limits without a grid point are found when the folder is read (R5.5)."""
    bad = FAST.replace("{sizes: [512x512, 1024x1024]}", "{limits: {min_edge: 100, max_edge: 110, multiple_of: 64}}")
    write(folder, {"maker/fast-1.yaml": bad})
    with pytest.raises(CapabilityError, match="no grid point") as caught:
        Catalog.from_directory(folder)
    assert {(below(folder, p.file), p.line) for p in caught.value.problems} == {("maker/fast-1.yaml", 8)}
    lazy = catalog.Catalog((catalog_source(folder),))
    assert [t.provider for t in lazy.targets() if t.model == "fast-1"] == ["two"]
    with pytest.raises(CapabilityError):
        lazy.targets("fast-1")


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    """A missing folder, and a file in its place."""
    for path in (tmp_path / "nowhere", write(tmp_path, {"file": "x"}) / "file"):
        with pytest.raises(CapabilityError, match="no folder"):
            Catalog.from_directory(path)
        with pytest.raises(CapabilityError, match="no folder"):
            Catalog.bundled().with_directory(path)


def test_texts_name_a_folder_too(folder: Path) -> None:
    """A path may be written as text."""
    assert Catalog.from_directory(str(folder)).models() == ("clip-1", "fast-1", "slow-1")


# layers of folders


def test_an_own_file_replaces_the_earlier_one(own: Catalog, tmp_path: Path) -> None:
    """A file of the same id replaces the whole model; the earlier catalogue stays as it was."""
    mine = FAST.replace("name: Fast", "name: Mine").replace(
        "  two:\n    generate: {model: shared-id, parameters: {prompt, n: {max: 4}}}\n", ""
    )
    layered = own.with_directory(write(tmp_path / "over", {"x/fast-1.yaml": mine}))
    assert layered.capability("fast-1").name == "Mine"
    assert [t.provider for t in layered.targets("fast-1")] == ["one", "one"]
    assert layered.models() == own.models()
    assert own.capability("fast-1").name == "Fast"
    assert layered.version != own.version


def test_extend_replaces_or_adds_operations(own: Catalog, tmp_path: Path) -> None:
    """With `extend: true` only the operations that it names change."""
    extension = """
schema: 1
extend: true
providers:
  one:
    edit: {model: mine/edit, parameters: {prompt, mask}}
    generate.turbo: {model: mine/turbo, parameters: {prompt}}
  mine:
    generate: {model: mine/fast, parameters: {prompt}}
"""
    layered = own.with_directory(write(tmp_path / "over", {"fast-1.yaml": extension}))
    assert [(t.provider, t.operation, t.upstream_model) for t in layered.targets("fast-1")] == [
        ("one", "generate", "up/fast-v1"),
        ("one", "edit", "mine/edit"),
        ("two", "generate", "shared-id"),
        ("one", "generate.turbo", "mine/turbo"),
        ("mine", "generate", "mine/fast"),
    ]
    assert layered.capability("fast-1").name == "Fast"
    assert layered.target("mine/edit").model == "fast-1"


def test_none_takes_a_provider_or_an_operation_away(own: Catalog, tmp_path: Path) -> None:
    """`provider: none` and `operation: none` in an extension."""
    over = write(tmp_path / "a", {"fast-1.yaml": "schema: 1\nextend: true\nproviders:\n  one: none\n"})
    assert [t.provider for t in own.with_directory(over).targets("fast-1")] == ["two"]
    over = write(tmp_path / "b", {"fast-1.yaml": "schema: 1\nextend: true\nproviders:\n  one:\n    edit: none\n"})
    assert [t.operation for t in own.with_directory(over).targets("fast-1")] == ["generate", "generate"]


def test_own_providers_and_models_join(own: Catalog, tmp_path: Path) -> None:
    """An own provider's file replaces the earlier one for all models; an own model is found beside the others."""
    over = write(
        tmp_path / "over",
        {
            "providers/one.yaml": ONE.replace('{size: "{size}"}', '{pixels: "{size}"}'),
            "mine/own-1.yaml": FAST.replace("aliases: [speedy, quick-one]", ""),
        },
    )
    layered = own.with_directory(over)
    assert layered.plan({"model": "fast-1", "size": "512x512"}).calls[0].payload == {"pixels": "512x512"}
    assert own.plan({"model": "fast-1", "size": "512x512"}).calls[0].payload == {"size": "512x512"}
    assert layered.models() == ("clip-1", "fast-1", "own-1", "slow-1")


def test_an_own_folder_over_the_bundled_one(tmp_path: Path) -> None:
    """What is bundled stays beside what is own."""
    bundled = Catalog.bundled()
    layered = bundled.with_directory(write(tmp_path, {"maker/fast-1.yaml": FAST}))
    assert set(layered.models()) == {*bundled.models(), "fast-1"}
    assert layered.target("fast-1").upstream_model == "up/fast-v1"


def test_only_the_own_folder_is_checked_when_it_is_laid_over(own: Catalog, tmp_path: Path) -> None:
    """An extension of a model that is not there, or a wrong file, is refused at once."""
    for text in ("schema: 1\nextend: true\nproviders:\n  one: none\n", "schema: 1\nname: X\n"):
        with pytest.raises(CapabilityError) as caught:
            own.with_directory(write(tmp_path / "over", {"new-1.yaml": text}))
        assert {below(tmp_path / "over", problem.file) for problem in caught.value.problems} == {"new-1.yaml"}


# where the bundled files are


def test_the_bundled_folder_is_inside_the_package_or_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wheel carries it inside; in a checkout it lies beside the package and is known by its marker."""
    package = tmp_path / "normalizer"
    package.mkdir()
    monkeypatch.setattr(bundled, "__file__", str(package / "bundled.py"))
    with pytest.raises(CapabilityError, match="the bundled capability files are missing"):
        bundled.bundled_root()
    beside = tmp_path / "capabilities"
    beside.mkdir()
    with pytest.raises(CapabilityError):  # any folder of that name will not do
        bundled.bundled_root()
    (beside / bundled.MARKER).touch()
    assert bundled.bundled_root() == beside
    write(beside, FILES)
    assert Catalog.bundled().models() == ("clip-1", "fast-1", "slow-1")
    (package / "capabilities").mkdir()
    assert bundled.bundled_root() == package / "capabilities"


def test_preload_compiles_everything_and_gives_the_catalogue_back(own: Catalog) -> None:
    """Afterwards every target is there."""
    assert own.preload() is own


# threads


def test_eight_threads_ask_one_fresh_catalogue() -> None:
    """All get equal answers, and each target is one object for all of them."""
    fresh = Catalog.bundled()
    names = fresh.models()[:24]
    barrier = threading.Barrier(8)

    def ask(offset: int) -> dict[str, Any]:
        barrier.wait()
        found: dict[str, Any] = {}
        for index in range(len(names)):
            name = names[(index * 7 + offset * 3) % len(names)]
            target = fresh.target(name)
            found[name] = (target, target.describe())
        return found

    with ThreadPoolExecutor(8) as pool:
        first, *others = pool.map(ask, range(8))
    assert set(first) == set(names)
    for other in others:
        assert all(other[name][0] is first[name][0] for name in names)
        assert all(other[name][1] == first[name][1] for name in names)


def test_threads_share_one_target(own: Catalog) -> None:
    """Planning leaves nothing behind: the same request gives the same plan in every thread."""
    request = {"model": "fast-1", "prompt": "a", "size": "600x600", "n": 3, "output_format": "webp"}
    expected = own.plan(request)
    with ThreadPoolExecutor(8) as pool:
        plans = list(pool.map(lambda _: own.plan(request), range(64)))
    assert all(plan == expected for plan in plans)


# what it costs to import


def run(code: str) -> str:
    """Run some lines in a fresh interpreter."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        check=False,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(Path(normalizer.__file__).resolve().parent.parent)},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


HEAVY = "{'pydantic', 'yaml', 'typer', 'rich', 'logging', 'asyncio', 'random', 'socket', 'ssl'}"


def test_importing_the_package_costs_nothing() -> None:
    """`import normalizer` imports neither pydantic nor yaml, nor any part of the library."""
    assert run(f"import sys, normalizer; print(sorted({HEAVY} & set(sys.modules)))") == "[]"
    code = "import sys, normalizer; print(sorted(name for name in sys.modules if name.startswith('normalizer.')))"
    assert run(code) == "['normalizer._version']"


def test_the_engine_imports_nothing_heavy() -> None:
    """Up to the engine nothing imports YAML, pydantic, logging, network or randomness."""
    code = (
        f"import sys, normalizer.engine, normalizer.search, normalizer.wire; print(sorted({HEAVY} & set(sys.modules)))"
    )
    assert run(code) == "[]"


def test_planning_with_a_compiled_target_touches_neither_pydantic_nor_yaml(folder: Path) -> None:
    """Once a target is compiled a plan, its report, its JSON and its schema need nothing else."""
    code = f"""
import sys
import normalizer
from normalizer import Catalog, NormalizationError, normalize, rank
target = Catalog.from_directory({str(folder)!r}).target("fast-1", "one")
class Refuse:
    def find_spec(self, name, path=None, found=None):
        if name.partition(".")[0] in ("pydantic", "pydantic_core", "yaml"):
            raise AssertionError(name)
for name in [name for name in sys.modules if name.partition(".")[0] in ("pydantic", "pydantic_core", "yaml")]:
    del sys.modules[name]
sys.meta_path.insert(0, Refuse())
plan = normalize({{"prompt": "a", "size": "600x600", "n": 2, "output_format": "webp"}}, target)
plan.report(), plan.to_dict(), plan.fingerprint, str(plan), target.describe(), target.request_schema()
rank({{}}, [target])
try:
    normalize({{"n": 0}}, target)
except NormalizationError as error:
    error.as_openai()
print(sorted({{"pydantic", "yaml"}} & set(sys.modules)))
"""
    assert run(code) == "[]"


def test_public_names() -> None:
    """The package shows its public names and nothing else."""
    assert dir(normalizer) == sorted(normalizer.__all__)
    for name in normalizer.__all__:
        assert getattr(normalizer, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        normalizer.nothing  # noqa: B018  wrong on purpose


@pytest.mark.parametrize("field", ["provider", "operation"])
def test_r11_1_names_of_another_type(own: Catalog, field: str) -> None:
    """Neither a provider nor an operation is a number."""
    error = refused(lambda: own.target("fast-1", **{field: 7}))
    assert [(p.parameter, p.expected, p.got) for p in error.problems] == [(field, "a text", "7")]


def test_a_provider_of_a_model_whose_file_is_wrong(folder: Path) -> None:
    """`provider/model` says what is wrong with the file, as the model alone does."""
    write(folder, {"maker/bad-1.yaml": "schema: 1\nname: Bad\n"})
    lazy = catalog.Catalog((catalog_source(folder),))
    with pytest.raises(CapabilityError):
        lazy.target("one/bad-1")


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ("default: nonsense", "default: nonsense is neither a size, a ratio nor a tier"),
        ("parameters: {n: {values: [2, 4]}}", "the allowed counts do not have 1"),
        ("parameters: {seconds: [short, long]}", "the values are numbers of seconds"),
        ("parameters: {seed: config, style: config.style}", "lies below a field that is written too"),
        ("dimensions: {sizes: [1024]}", "expected WIDTHxHEIGHT"),
        ("dimensions: {aspect_ratios: [wide]}", "expected WIDTH:HEIGHT"),
        ("dimensions: {aspect_ratios: [1:1], tiers: [huge]}", "expected a tier"),
        ('dimensions: {sizes: [8x8], write: {size: "{colour}"}}', "unknown placeholder {colour}"),
    ],
)
def test_files_that_make_no_sense(folder: Path, facts: str, said: str) -> None:
    """What the schema cannot see is found when a target is compiled, with its line."""
    text = f"{HEAD}    generate:\n      {facts}\n"
    write(folder, {"maker/new-1.yaml": text})
    with pytest.raises(CapabilityError) as caught:
        Catalog.from_directory(folder)
    (problem,) = caught.value.problems
    assert (below(folder, problem.file), problem.line in {7, 8}) == ("maker/new-1.yaml", True)
    assert said in problem.problem


def test_fields_that_clash_are_told_of_every_target(folder: Path) -> None:
    """Targets that write the same fields have the same mistake, each under its own name."""
    text = f"""{HEAD}    generate: {{parameters: {{seed: config, style: config.style}}}}
    edit: {{like: generate, model: other}}
"""
    write(folder, {"maker/new-1.yaml": text})
    with pytest.raises(CapabilityError) as caught:
        Catalog.from_directory(folder)
    assert [(problem.line, problem.key) for problem in caught.value.problems] == [
        (7, "providers.one.generate.parameters.style"),
        (7, "providers.one.edit.parameters.style"),
    ]
    for operation in ("generate", "edit"):
        with pytest.raises(CapabilityError) as caught:
            Catalog((catalog_source(folder),)).target("new-1", operation=operation)
        assert [problem.key for problem in caught.value.problems] == [f"providers.one.{operation}.parameters.style"]


def test_every_upstream_id_of_one_model_finds_it() -> None:
    """A provider's id leads to its model and provider, also where it looks like one of our names or holds the tier."""
    bundled = Catalog.bundled()
    homes: dict[str, set[str]] = {}
    for target in bundled.targets():
        if target.upstream_model is not None:
            homes.setdefault(target.upstream_model, set()).add(target.model)
    alone = {name: model for name, (model, *others) in homes.items() if not others}
    assert len(alone) > 400
    for name, model in alone.items():
        # an id that is the very name of another model of ours means that one
        assert bundled.target(name).model == (name if name in bundled.models() else model)


def test_an_upstream_id_chooses_the_operation() -> None:
    """Where an operation has an endpoint of its own, its id means that one."""
    assert Catalog.bundled().target("fal-ai/flux-2-pro/edit").operation == "edit"
    assert Catalog.bundled().target("black-forest-labs/FLUX-1.1-pro").provider == "deepinfra"


def test_the_facts_of_a_target_are_given_in_full() -> None:
    """With all layers applied, by any name of the target; a name that leads nowhere raises as it does elsewhere."""
    block = Catalog.bundled().expanded("sora-2", "openai", "image_to_video").block
    assert block.constants == {"model": "{model}"}  # the provider's file says so
    assert block.default == "720x1280"  # the block that it is like
    assert block.required == ("prompt", "input_reference")
    with pytest.raises(UnknownProviderError):
        Catalog.bundled().expanded("sora-2", "nobody", "generate")
