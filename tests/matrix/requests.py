"""The requests of the matrix: what callers really write, and what hurts. The prompt and required inputs come later."""

from __future__ import annotations

from typing import Any

Request = dict[str, Any]

_LINK = "https://in.test/"

BAD: Request = {"size": "big", "aspect_ratio": "16;9", "n": 0, "seconds": "soon", "output_format": "bmp"}
"""Nothing but malformed values: each of them is a problem on every target (R1.7)."""

_BOTH: dict[str, Request] = {
    "nothing": {},
    "size_extreme": {"size": "3000x100"},
    "size_huge": {"size": "8192×6144"},
    "ratio_odd": {"aspect_ratio": "2.39:1"},
    "tier_mp": {"resolution": "0.5MP"},
    "tier_pixels": {"resolution": "1024x1024"},
    "auto": {"size": "auto"},
    "auto_half": {"aspect_ratio": "auto", "resolution": "1080p"},
    "preset": {"size": "landscape_16_9"},
    "n_1": {"n": 1},
    "n_3_seed": {"n": "3", "seed": 7},
    "seed_large": {"seed": 4294967290},
    "delivery_url": {"response_format": "url"},
    "delivery_b64": {"response_format": "b64_json"},
    "extras": {"x_style_id": {"deep": [1, None]}, "strength": 0.5, "user": "u-1"},
    "none": {"size": None, "aspect_ratio": "1:1", "n": None, "seed": None, "quality": None, "fps": None},
    "bad": BAD,
}

IMAGE: dict[str, Request] = {
    **_BOTH,
    "size_hit": {"size": "1024x1024"},
    "size_near": {"size": "1920x1080"},
    "size_turned": {"size": "1080x1920"},
    "size_dict": {"size": {"width": 1536, "height": 1024}},
    "size_ratio": {"size": "3:2", "resolution": 2},
    "ratio": {"aspect_ratio": "16:9"},
    "ratio_tall": {"aspect_ratio": "1:4"},
    "ratio_tier": {"aspect_ratio": "9:16", "resolution": "4K"},
    "tier_k": {"resolution": "2k"},
    "tier_half": {"resolution": "512x512"},
    "weaker_against": {"size": "1024x1024", "aspect_ratio": "16:9", "resolution": "4K"},
    "weaker_agreeing": {"size": "1024x1024", "aspect_ratio": "1:1", "resolution": "1K"},
    "n_10_seed": {"n": 10, "seed": 2147483640},
    "png": {"output_format": "png", "response_format": "url"},
    "jpeg_80": {"output_format": "jpg", "output_compression": 80},
    "webp_b64": {"output_format": "webp", "output_compression": 0, "response_format": "b64_json"},
    "avif": {"output_format": "avif"},
    "compression": {"output_compression": "100"},
    "words": {"quality": "hd", "style": "vivid", "background": "transparent", "negative_prompt": "rain"},
    "stream": {"stream": True, "partial_images": 2, "n": 2},
    "inputs": {"image": [_LINK + "a.png", _LINK + "b.png"], "mask": "data:image/png;base64,iVBORw0KGgo="},
    "video_words": {"seconds": 5, "fps": 24},
}

VIDEO: dict[str, Request] = {
    **_BOTH,
    "size_hit": {"size": "1280x720"},
    "size_near": {"size": "1920x1088"},
    "size_turned": {"size": "720x1280"},
    "size_square": {"size": {"width": 1024, "height": 1024}},
    "size_4k": {"size": "3840x2160"},
    "size_tier": {"size": "720P", "aspect_ratio": "4:3"},
    "ratio": {"aspect_ratio": "9:16"},
    "ratio_tier": {"aspect_ratio": "1:1", "resolution": "480p"},
    "tier_p": {"resolution": "1080p"},
    "tier_k": {"resolution": "4K", "seconds": 8},
    "weaker_against": {"size": "1280x720", "aspect_ratio": "1:1", "resolution": "4K"},
    "weaker_agreeing": {"size": "1280x720", "aspect_ratio": "16:9", "resolution": "720p"},
    "n_4": {"n": 4},
    "seconds_5": {"seconds": 5},
    "seconds_text": {"seconds": "8s"},
    "seconds_between": {"seconds": 7.5},
    "seconds_long": {"seconds": 60, "resolution": "1080p"},
    "seconds_short": {"duration": 0.5},
    "seconds_auto": {"seconds": "auto"},
    "seconds_twice": {"seconds": 5, "duration": "10 s"},
    "fps": {"fps": 24, "seconds": 12},
    "fps_high": {"fps": 50, "seconds": 20, "resolution": "2160p"},
    "audio_on": {"audio": True},
    "audio_off": {"audio": False, "seconds": 10},
    "words": {"quality": "high", "style": "anime", "negative_prompt": "rain", "background": "opaque"},
    "formats": {"output_format": "gif", "output_compression": 50},
    "inputs": {"input_reference": _LINK + "a.png", "last_frame": _LINK + "b.png"},
    "references": {"reference_images": [_LINK + "a.png", _LINK + "b.png"], "input_audio": _LINK + "c.mp3"},
}

BY_MEDIA = {"image": IMAGE, "video": VIDEO}
