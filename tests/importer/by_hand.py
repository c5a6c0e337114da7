"""Hold drafts against the files that people wrote by hand: the payloads of both for the same requests, not the words."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from normalizer import Catalog, NormalizationError, Target, normalize
from normalizer.bundled import bundled_root
from normalizer.check import check_paths
from normalizer.importer import draft_file
from normalizer.loader import read_provider

from .drafting import TODAY, catalogue, head
from .test_laws import REQUESTS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

INPUTS = dict.fromkeys(
    ("image", "mask", "input_reference", "last_frame", "input_video", "reference_images"), "https://example.com/i.png"
)


@cache
def bundled() -> Catalog:
    """Open the files written by hand; each is read once."""
    return Catalog.bundled()


@cache
def usual(provider: str) -> Any:
    """Read the bundled file of a provider."""
    root = bundled_root()
    return read_provider(root / "providers" / f"{provider}.yaml", root).file


def text_of(document: Any, provider: str, **more: Any) -> str:
    """Draft with everything said that only a person knows."""
    pick = more.pop("pick", None)
    data = json.dumps(document).encode()
    return draft_file(data, head(provider=provider, model=None, **more), pick, usual(provider))


def opened(folder: Path, text: str, provider: str) -> Catalog:
    """Make a catalogue of one draft; it must be without a finding but for what is worth a look."""
    told = (bundled_root() / "providers" / f"{provider}.yaml").read_text(encoding="utf-8")
    catalogue(folder, text, provider, told)
    found = Catalog.from_directory(folder)
    assert [str(one) for one in check_paths([folder / "draft.yaml"], TODAY) if one.level == "error"] == []
    return found


def payloads(target: Target, needed: tuple[str, ...]) -> Iterator[tuple[dict[str, Any], Any]]:
    """Plan all requests; an error is an answer as well."""
    for asked in REQUESTS:
        request = {"prompt": "a fox", **{name: INPUTS[name] for name in needed if name in INPUTS}, **asked}
        try:
            yield asked, [(call.payload, call.count) for call in normalize(request, target).calls]
        except NormalizationError as error:
            yield asked, sorted((problem.parameter, problem.code) for problem in error.problems)


def differences(hand: Target, draft: Target) -> list[str]:
    """Say which requests are sent differently."""
    both = zip(payloads(hand, hand.required), payloads(draft, hand.required), strict=True)
    return [str(asked) for (asked, ours), (_, drafted) in both if ours != drafted]
