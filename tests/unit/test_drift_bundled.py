"""The bundled catalogue against the SDKs themselves: whatever the engine sends over the probes, their types accept."""

from __future__ import annotations

import tomllib
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from importer.packages import text_from_npm
from normalizer import Catalog
from normalizer.bundled import bundled_root
from normalizer.drift import Comparison, compare
from normalizer.folders import Source
from normalizer.loader import Providers

if TYPE_CHECKING:
    from normalizer.capability import Sdk

ROOT = Path(__file__).parents[2]
SOURCES = (Source(bundled_root(), "capabilities"),)
CATALOG = Catalog.bundled()

# provider, package, and how many targets are compared
IN_PYTHON = [
    ("google", "google-genai", 33),
    ("luma", "lumaai", 24),
    ("openai", "openai", 23),
    ("runway", "runwayml", 128),
    ("vertex", "google-genai", 21),
]
DECLARATIONS = "1.10.1"
"""The version of fal's client whose types the files were compared with."""


def sdks() -> dict[str, Sdk]:
    """List the SDKs that the bundled files name."""
    providers = Providers(SOURCES)
    documents = {name: providers.get(name) for name in SOURCES[0].provider_ids()}
    return {name: one.file.sdk for name, one in documents.items() if one is not None and one.file.sdk is not None}


def agrees(found: Comparison) -> None:
    """Hold that nothing is left unexplained, nothing explained in vain, and everything understood."""
    assert [f"{finding.provider}: {finding}" for finding in found.open] == []
    assert list(found.unused) == []
    assert list(found.unread) == []
    assert found.payloads > 40 * sum(found.compared.values())


def test_whatever_is_sent_the_sdks_accept() -> None:
    """Every payload of every target passes the SDK's type, and the type lists nothing that we lack, but explained."""
    for _, package, _ in IN_PYTHON:
        if not installed(package):
            pytest.skip(f"{package} is not installed: it comes with the extra test")
    found = compare(CATALOG, SOURCES)
    agrees(found)
    assert found.compared == {provider: targets for provider, _, targets in IN_PYTHON}
    assert len(found.findings) == 21
    reasons = {reason: len(names) for reason, names in found.skipped.items() if "--types" not in reason}
    assert reasons == {"the file says that the SDK has no type for it": 6}


def installed(package: str) -> bool:
    """Tell whether a distribution is there."""
    try:
        return bool(metadata.version(package))
    except metadata.PackageNotFoundError:
        return False


def test_every_sdk_of_the_files_is_compared_here() -> None:
    """No provider's file names an SDK that these tests leave out; each is pinned, as its types are facts of a day."""
    assert {name: sdk.package for name, sdk in sdks().items() if sdk.language == "python"} == {
        provider: package for provider, package, _ in IN_PYTHON
    }
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pinned = dict(line.split("==") for line in project["optional-dependencies"]["test"] if "==" in line)
    assert set(pinned) == {package for _, package, _ in IN_PYTHON}
    for package, version in pinned.items():
        assert metadata.version(package) == version


def test_whatever_is_sent_to_fal_its_types_accept() -> None:
    """The same with types in TypeScript: 520 targets, each with the type of its id."""
    text = text_from_npm(f"@fal-ai/client@{DECLARATIONS}", "src/types/endpoints.d.ts")
    found = compare(CATALOG, SOURCES, provider="fal", declarations={"fal": text})
    agrees(found)
    assert found.compared["fal"] >= 520
    # ids of older or newer packages, and of fal's pages
    assert sum(map(len, found.skipped.values())) <= 15
    assert all(reason.startswith("the SDK has no ") for reason in found.skipped)
