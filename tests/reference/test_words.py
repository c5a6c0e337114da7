"""The strict grammar of the three parameters (R1.1, R1.2), spelling by spelling."""

from __future__ import annotations

from typing import Any

import pytest

from reference import Malformed, answer

FREE: dict[str, Any] = {"dimensions": [{"limits": {}}]}


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("size", "0x10"), ("size", "1024"), ("size", "1024 x 768"), ("size", "01024x768"), ("size", "10.5x20"), ("size", ""),
        ("size", "100000x1"), ("size", {"width": 1}), ("size", {"width": True, "height": 1}), ("size", 1024),
        ("size", "\u0661024x768"), ("size", "-1x5"), ("size", " " * 30 + "1x1"), ("aspect_ratio", "0:1"), ("aspect_ratio", "16 : 9"),
        ("aspect_ratio", "1e1:1"), ("aspect_ratio", "1.23456:1"), ("aspect_ratio", "wide"), ("resolution", "720"),
        ("resolution", 1080), ("resolution", "0K"), ("resolution", "1  MP"), ("resolution", "720.5p"), ("resolution", True),
        ("resolution", "K"), ("resolution", 64.5), ("resolution", float("nan")), ("resolution", "\t1K"),
    ],
)  # fmt: skip
def test_malformed(parameter: str, value: Any) -> None:
    """R1.1, R1.7, R1.9: an error even beside a stronger parameter."""
    request = {"size": "1024x1024", parameter: value}
    with pytest.raises(Malformed) as caught:
        answer(FREE, "image", request)
    assert caught.value.parameter == parameter


@pytest.mark.parametrize(
    ("request_", "size"),
    [
        ({"size": " 1024X768 "}, (1024, 768)), ({"size": "1024\u00d7768"}, (1024, 768)), ({"size": "1024*768"}, (1024, 768)),
        ({"size": {"width": "1024", "height": 768.0}}, (1024, 768)), ({"size": "16x9"}, (16, 9)),
        ({"aspect_ratio": "4/1", "resolution": "1 mp"}, (2048, 512)), ({"aspect_ratio": "4x1", "resolution": 1}, (2048, 512)),
        ({"aspect_ratio": "2.25:1", "resolution": "2304x1024"}, (2304, 1024)), ({"size": "4:1", "resolution": "0.5K"}, (1024, 256)),
        ({"size": "AUTO", "aspect_ratio": "1:1", "resolution": "1K"}, (1024, 1024)), ({"size": "1280:720"}, (1365, 768)),
    ],
)  # fmt: skip
def test_spellings(request_: dict[str, Any], size: tuple[int, int]) -> None:
    """R1, R1.1, R1.2, R1.5, R1.9: one meaning, many spellings."""
    assert answer(FREE, "image", request_).size == size
