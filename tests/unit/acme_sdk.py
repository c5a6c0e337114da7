"""An SDK of an invented provider, installed into a folder, and a catalogue that is compared with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

TYPES = """
from __future__ import annotations
from typing import Iterable, Literal, Optional, TypedDict, Union
from typing_extensions import Annotated, Required
import os

class Info:
    def __init__(self, alias): self.alias = alias

class FastImage(TypedDict, total=False):
    model: Required[Literal["fast-1"]]
    prompt: Required[str]
    size: Literal["1024x1024", "1536x1024"]
    quality: Optional[Literal["low", "high"]]
    count: Annotated[int, Info("n")]
    seed: int

class LargeImage(TypedDict, total=False):
    model: Required[Literal["large-1", "large-2"]]
    prompt: Required[str]
    size: Union[str, Literal["2048x2048"]]

Image = Union[FastImage, LargeImage]

class Settings(TypedDict, total=False):
    length: Required[Literal[4, 8]]
    shape: Literal["16:9", "9:16"]
"""

PROVIDER = """
schema: 1
name: acme
constants: {model: "{model}"}
write: {sizes: {size: "{size}"}, free: {size: "{width}x{height}"}, ratios: {config.aspect: "{ratio}"}}
parameters: {seconds: config.duration}
sdk:
  package: acme-sdk
  module: acme
  types:
    - {media: image, type: acme.types.Image}
    - {media: video, type: acme.types.Settings, at: config, names: {duration: length, aspect: shape}}
"""

HEAD = "schema: 1\nname: {name}\nmaker: Acme\nmedia: {media}\nproviders:\n  acme:\n    sources: a page\n    checked: 2026-11-22\n    confidence: first-party\n"

FAST = """    generate:
      model: fast-1
      dimensions: {sizes: [1024x1024, 1536x1024]}
      required: [prompt]
      parameters: {prompt, quality: [low, high], n: {max: 4}, seed}
"""
LARGE = """    generate:
      model: large-1
      also: [large-2]
      dimensions: {limits: {min_edge: 512, max_edge: 2048}}
      required: [prompt]
      parameters: {prompt}
"""
CLIP = """    generate:
      model: clip-1
      constants: {model: none}
      dimensions: {aspect_ratios: [16:9, 9:16]}
      required: [seconds]
      parameters: {prompt, seconds: [4, 8]}
"""
MODELS = {"fast": ("image", FAST), "large": ("image", LARGE), "clip": ("video", CLIP)}


def install(site: Path, types: str = TYPES) -> None:
    """Lay the package into a folder as an installer would, with the list of its files."""
    package, info = site / "acme", site / "acme_sdk-1.2.0.dist-info"
    package.mkdir(parents=True)
    info.mkdir()
    (package / "__init__.py").write_text("", encoding="utf-8")
    (package / "types.py").write_text(types, encoding="utf-8")
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-sdk\nVersion: 1.2.0\n", encoding="utf-8")
    files = ["acme/__init__.py", "acme/types.py", "acme_sdk-1.2.0.dist-info/METADATA"]
    (info / "RECORD").write_text("".join(f"{name},,\n" for name in files), encoding="utf-8")


def write_catalogue(folder: Path, provider: str = PROVIDER, blocks: Mapping[str, str] | None = None) -> Path:
    """Write the catalogue; `blocks` replace those of models."""
    (folder / "providers").mkdir(parents=True)
    (folder / "providers" / "acme.yaml").write_text(provider, encoding="utf-8")
    for name, (media, block) in MODELS.items():
        text = HEAD.format(name=name, media=media) + (blocks or {}).get(name, block)
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder
