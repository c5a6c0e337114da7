"""A catalogue compared with an SDK: each kind of difference, what explains it, and types that cannot be looked at."""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING

import pytest

from normalizer import Catalog
from normalizer.capability import Sdk
from normalizer.drift import Comparison, Finding, compare
from normalizer.drift.finding import NotComparedError
from normalizer.drift.installed import type_named, version_of
from normalizer.errors import CapabilityError
from normalizer.folders import Source
from unit import acme_sdk

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

Row = tuple[str, str, tuple[object, ...], tuple[str, ...]]


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Install the invented SDK for one test."""
    folder = tmp_path / "site"
    acme_sdk.install(folder)
    monkeypatch.syspath_prepend(str(folder))
    yield folder
    for name in [name for name in sys.modules if name.partition(".")[0] == "acme"]:
        del sys.modules[name]
    importlib.invalidate_caches()


def compared(
    tmp_path: Path, provider: str = acme_sdk.PROVIDER, blocks: Mapping[str, str] | None = None, text: str | None = None
) -> Comparison:
    """Compare a catalogue with the invented SDK."""
    folder = acme_sdk.write_catalogue(tmp_path / "catalogue", provider, blocks)
    declarations = {} if text is None else {"acme": text}
    return compare(Catalog.from_directory(folder), (Source(folder, "here"),), declarations=declarations)


def rows(findings: tuple[Finding, ...]) -> list[Row]:
    """Give what matters of findings."""
    return [(one.kind, one.path, one.values, one.targets) for one in findings]


@pytest.mark.usefixtures("site")
def test_a_catalogue_that_says_what_the_sdk_says_has_no_findings(tmp_path: Path) -> None:
    """Sizes, words, ids and lengths agree: nothing is found, and what was compared is counted."""
    found = compared(tmp_path)
    assert rows(found.findings) == []
    assert found.compared == {"acme": 3}
    assert found.versions == {"acme-sdk": "1.2.0"}
    assert found.payloads > 30
    assert (found.skipped, found.unread, found.unused) == ({}, (), ())


FAST, LARGE, CLIP = (f"acme/{name} generate" for name in ("fast", "large", "clip"))


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    ("model", "old", "new", "found"),
    [
        ("fast", "1536x1024]", "1536x1024, 512x512]", [("refused", "size", ("512x512",), (FAST,))]),
        ("fast", "1024x1024, 1536x1024", "1024x1024", [("lacking", "size", ("1536x1024",), (FAST,))]),
        ("fast", "[low, high]", "{values: {low: 1, high: high}}", [("refused", "quality", (1,), (FAST,)), ("lacking", "quality", ("low",), (FAST,))]),
        ("fast", "seed}", "seed, style: [vivid]}", [("unknown field", "style", (), (FAST,))]),
        ("fast", "n: {max: 4}", "n: {max: 4, as: text}", [("refused", "n", ("2", "3", "4"), (FAST,))]),
        ("fast", "model: fast-1", "model: fast-9", [("refused", "model", ("fast-9",), (FAST,)), ("lacking", "model", ("fast-1",), (FAST, LARGE))]),
        ("fast", ", seed}", "}\n      absent: [seed]", [("lacking", "seed", (), (FAST,))]),
        ("large", "also: [large-2]\n", "notes: x\n", [("lacking", "model", ("large-2",), (FAST, LARGE))]),
        ("large", "max_edge: 2048", "max_edge: 1024", [("lacking", "size", ("2048x2048",), (LARGE,))]),
        ("large", "required: [prompt]", "required: []", [("missing", "prompt", (), (LARGE,))]),
        ("clip", "seconds: [4, 8]", "seconds: [4, 6, 8]", [("refused", "config.duration", (6,), (CLIP,))]),
        ("clip", "seconds: [4, 8]", "seconds: {values: [4, 8], as: text}", [("refused", "config.duration", ("4", "8"), (CLIP,)), ("lacking", "config.duration", (4, 8), (CLIP,))]),
        ("clip", "[16:9, 9:16]", "[16:9]", [("lacking", "config.aspect", ("9:16",), (CLIP,))]),
        ("clip", "required: [seconds]", "required: []", [("missing", "config.duration", (), (CLIP,))]),
    ],
)  # fmt: skip
def test_each_difference_is_found(tmp_path: Path, model: str, old: str, new: str, found: list[Row]) -> None:
    """One change of one file gives exactly these findings, each with the field as it is sent."""
    block = acme_sdk.MODELS[model][1]
    assert old in block
    assert rows(compared(tmp_path, blocks={model: block.replace(old, new)}).findings) == found


@pytest.mark.usefixtures("site")
def test_what_one_target_of_a_type_offers_is_not_lacking(tmp_path: Path) -> None:
    """A type that several models share lists the words of them all."""
    both = acme_sdk.FAST.replace("model: fast-1", "model: fast-1\n      sdk: {type: acme.types.FastImage}")
    one = both.replace("1024x1024, 1536x1024", "1024x1024")
    other = both.replace("1024x1024, 1536x1024", "1536x1024").replace("generate:", "edit:")
    assert rows(compared(tmp_path, blocks={"fast": one + other}).findings) == []


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    ("drift", "open_values"),
    [
        ("{size: the guide has them}", ()),
        ("{size: {values: [512x512, 256x256], because: the guide has them}}", ()),
        ("{size: {values: [512x512], because: the guide has it}}", ("256x256",)),
        ("{quality: of no concern}", ("256x256", "512x512")),
    ],
)
def test_an_explained_difference_does_not_count(tmp_path: Path, drift: str, open_values: tuple[str, ...]) -> None:
    """A sentence explains all of a field, or the values that it names; what is not named still counts."""
    block = acme_sdk.FAST.replace("1536x1024]", "1536x1024, 256x256, 512x512]") + f"      drift: {drift}\n"
    found = compared(tmp_path, blocks={"fast": block})
    assert tuple(sorted(value for one in found.open for value in one.values)) == open_values
    explained = [value for one in found.findings if one.because for value in one.values]
    assert sorted((*explained, *open_values)) == ["256x256", "512x512"]
    assert [path for _, _, path in found.unused] == (["quality"] if "quality" in drift else [])


@pytest.mark.usefixtures("site")
def test_an_explanation_of_the_provider_holds_for_all_models(tmp_path: Path) -> None:
    """Its line is known where it explains nothing; a block's own word comes first."""
    provider = acme_sdk.PROVIDER + "drift: {size: from the provider, style: from nobody}\n"
    block = acme_sdk.FAST.replace("1536x1024]", "1536x1024, 512x512]")
    found = compared(tmp_path, provider, {"fast": block + "      drift: {size: from the block}\n"})
    assert [one.because for one in found.findings] == ["from the block"]
    line = provider.splitlines().index("drift: {size: from the provider, style: from nobody}") + 1
    assert found.unused == (("here/providers/acme.yaml", line, "size"), ("here/providers/acme.yaml", line, "style"))


@pytest.mark.usefixtures("site")
def test_a_block_has_a_type_of_its_own_or_none(tmp_path: Path) -> None:
    """`sdk` in a block replaces what the provider's file names; `none` leaves it out, with the reason."""
    own = acme_sdk.CLIP + "      sdk: {type: acme.types.LargeImage}\n"
    found = compared(tmp_path, blocks={"clip": own, "large": acme_sdk.LARGE + "      sdk: none\n"})
    assert ("unknown field", "config", (), (CLIP,)) in rows(found.findings)
    assert found.skipped == {"the file says that the SDK has no type for it": (LARGE,)}
    assert found.compared == {"acme": 2}


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("acme.types.Image}", "acme.types.Nothing}", "acme-sdk has no type 'acme.types.Nothing': no 'Nothing'"),
        ("acme.types.Image}", "acme.types.os.path.join}", "'acme.types.os.path.join' leads out of acme"),
        ("acme.types.Image}", "acme.types.Info.alias}", "acme-sdk has no type 'acme.types.Info.alias': 'alias' is no name of a module"),
        ("acme.types.Image}", "acme.broken.Image}", "acme-sdk has no type 'acme.broken.Image': no 'broken'"),
        ("package: acme-sdk", "package: acme-gone", "acme-gone is not installed: pip install acme-gone"),
    ],
)  # fmt: skip
def test_a_type_that_is_not_there_is_told(tmp_path: Path, site: Path, old: str, new: str, reason: str) -> None:
    """What the data names and the package does not have is a reason, never a traceback."""
    assert site.is_dir()
    found = compared(tmp_path, acme_sdk.PROVIDER.replace(old, new))
    assert list(found.skipped) == [reason]


def test_a_package_that_cannot_be_imported_is_told(tmp_path: Path, site: Path) -> None:
    """Whatever its own code raises, the comparison says that it cannot be imported."""
    (site / "acme" / "__init__.py").write_text("raise SystemError('no')", encoding="utf-8")
    assert list(compared(tmp_path).skipped) == ["acme-sdk cannot be imported: SystemError"]
    (site / "acme" / "__init__.py").write_text("", encoding="utf-8")
    (site / "acme" / "types.py").write_text("import sys; sys.exit('no')", encoding="utf-8")
    assert list(compared(site).skipped) == ["acme-sdk cannot be imported: SystemExit"]


def test_another_module_of_the_same_name_is_not_imported(
    tmp_path: Path, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that lies in the way, such as the current one, is not taken for the installed package."""
    assert site.is_dir()
    (tmp_path / "way" / "acme").mkdir(parents=True)
    (tmp_path / "way" / "acme" / "__init__.py").write_text("raise AssertionError('imported')", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path / "way"))
    assert list(compared(tmp_path).skipped) == ["'acme' is no module of the installed package acme-sdk"]


@pytest.mark.parametrize(
    "name",
    ["os.system", "acme", "acmes.types.Image", "acme.types.__builtins__", "acme.types._private", "acme..types", "acme.types.Image()"],
)  # fmt: skip
def test_a_file_names_public_types_of_its_package_alone(name: str, tmp_path: Path) -> None:
    """Any other name is an error when the file is read, and nothing has been imported."""
    provider = acme_sdk.PROVIDER.replace("acme.types.Image", name)
    with pytest.raises(CapabilityError, match="expected a dotted name below acme, got"):
        compared(tmp_path, provider)
    assert "acme" not in sys.modules


def test_a_block_names_types_of_the_providers_package_alone(tmp_path: Path, site: Path) -> None:
    """The same holds for a block, whose file does not say which package that is."""
    assert site.is_dir()
    found = compared(tmp_path, blocks={"clip": acme_sdk.CLIP + "      sdk: {type: os.path.join}\n"})
    assert found.skipped == {"expected a dotted name below acme, got 'os.path.join'": (CLIP,)}


TYPESCRIPT = """
export type FastInput = { prompt: string; size?: "1024x1024" | "1536x1024"; quality?: "low" | "high" | "max"; n?: number; seed?: number };
export type LargeInput = FastInput;
export type Strange = keyof Other;
export type Endpoints = { "fast-1": { input: FastInput }; "large-1": { input: LargeInput }; "clip-1": { input: Strange } };
"""
IN_TYPESCRIPT = """
schema: 1
name: acme
write: {sizes: {size: "{size}"}, free: {size: "{width}x{height}"}, ratios: {aspect: "{ratio}"}}
sdk: {package: "@acme/client", language: typescript, aliases: names, types: {type: Endpoints, within: ["{model}", input]}}
"""


def test_types_in_typescript_are_found_by_the_providers_id(tmp_path: Path) -> None:
    """Each target has the type of its id; an alias counts by its names; what is not understood is named."""
    blocks = {"clip": acme_sdk.CLIP.replace("      constants: {model: none}\n", "")}
    found = compared(tmp_path, IN_TYPESCRIPT, blocks, TYPESCRIPT)
    assert rows(found.findings) == [("lacking", "quality", ("max",), (FAST,))]
    assert found.unread == ("keyof Other",)
    assert found.compared == {"acme": 3}


def test_an_id_without_a_type_is_told(tmp_path: Path) -> None:
    """A target whose id the file of types does not have is left out with the reason, and the others are compared."""
    blocks = {"clip": acme_sdk.CLIP.replace("      constants: {model: none}\n", "").replace("clip-1", "clip-7")}
    found = compared(tmp_path, IN_TYPESCRIPT, blocks, TYPESCRIPT)
    assert found.skipped == {"the SDK has no clip-7": (CLIP,)}
    assert found.compared == {"acme": 2}


def test_without_the_file_of_types_nothing_is_compared(tmp_path: Path) -> None:
    """It is said what to give."""
    found = compared(tmp_path, IN_TYPESCRIPT, {"clip": acme_sdk.CLIP.replace("      constants: {model: none}\n", "")})
    assert list(found.skipped) == ["give the file of @acme/client's types with --types"]
    assert found.compared == {}


@pytest.mark.usefixtures("site")
def test_types_are_read_from_the_installed_package() -> None:
    """The version is that of the distribution, whose name may differ from that of the module."""
    sdk = Sdk.model_validate({"package": "acme-sdk", "module": "acme", "types": {"type": "acme.types.Image"}})
    assert version_of(sdk) == "1.2.0"
    assert type_named(sdk, "acme.types.Settings").__name__ == "Settings"
    with pytest.raises(NotComparedError, match="is not installed"):
        version_of(sdk.model_copy(update={"package": "../acme"}))
