"""The short way says what the engine says, for every target of the catalogue."""

from __future__ import annotations

import pytest

from normalizer import NormalizationError, normalize
from normalizer.quick import QuickWay
from property.test_quick_way import Sample, anew, told

from .cases import Case, cases, catalog

CHANGED = {"prompt": "something else", "seed": 11, "user": "u-2"}
SIZES = ("1024x1024", "1920x1080", "720x1280")


def requests(case: Case) -> list[dict[str, object]]:
    """Give requests of a few kinds, each several times with other values that decide nothing."""
    first = case.filled({"prompt": "a fox", "size": SIZES[0], "seed": 5, "user": "u-1", "n": 1})
    second = case.filled({"prompt": "a fox", "aspect_ratio": "16:9", "n": 2, "x_unknown": {"a": 1}})
    third = case.filled({"prompt": "a fox", "size": SIZES[2], "output_format": "webp", "response_format": "b64_json"})
    if case.media == "video":
        for one in (first, second):
            one.pop("n")
            one["seconds"] = 5
        third = case.filled({"prompt": "a fox", "resolution": "720p", "seconds": 8.0})
    asked = []
    for one in (first, second, third):
        changed = {**one, **{name: value for name, value in CHANGED.items() if name in one}}
        asked += [one, changed, *({**changed, "size": size} for size in SIZES if "size" in one)]
    return asked


@pytest.mark.parametrize("model", catalog().models())
def test_short_way(model: str) -> None:
    """Payload and account of what is remembered are those of what is worked out anew."""
    for case in cases(model):
        target = case.target
        QuickWay.begin(target)
        sample = Sample({}, case.media, target)
        for request in requests(case):
            for _ in range(2):
                try:
                    normalize(request, target)
                except NormalizationError:
                    break
            else:
                assert told(normalize(request, target)) == told(anew(sample, request)), (case.name, request)
