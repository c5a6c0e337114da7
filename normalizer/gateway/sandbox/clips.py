"""Make what the sandbox gives back as a video: an mp4 file of the ordered size and length, one picture throughout."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import av

from normalizer.gateway.sandbox.pictures import TooLargeError, canvas
from normalizer.run.work import stop_if_cancelled

if TYPE_CHECKING:
    from fractions import Fraction

    from normalizer.gateway.sandbox.sizes import Size

LONGEST = 600
"""Seconds."""

FASTEST = 120
"""Frames of a second."""

MOST_DRAWN = 12_000_000_000
"""Pixels in all frames together: a minute of 4K at 24 frames a second."""


def clip(size: Size, seconds: Fraction, frame_rate: Fraction, words: tuple[str, ...], chance: str) -> bytes:
    """Make an mp4 file of exactly this size that lasts this long to the frame; it has at least one."""
    if seconds > LONGEST or frame_rate > FASTEST:
        raise TooLargeError(f"at most {LONGEST} seconds and {FASTEST} frames of a second are made here")
    made = io.BytesIO()
    rate = frame_rate.limit_denominator(1001)
    frames = max(1, round(seconds * rate))
    if size[0] * size[1] * frames > MOST_DRAWN:
        raise TooLargeError(f"at most {MOST_DRAWN} pixels in all frames together are made here")
    with av.open(made, mode="w", format="mp4") as container:
        # a picture that stands still: the fastest preset, and one key frame
        stream = container.add_stream("libx264", rate=rate, options={"preset": "ultrafast", "tune": "stillimage"})
        stream.width, stream.height = size
        # half as many colour samples need even sides
        stream.pix_fmt = "yuv444p" if size[0] % 2 or size[1] % 2 else "yuv420p"
        stream.codec_context.gop_size = FASTEST * LONGEST
        drawn = av.VideoFrame.from_image(canvas(size, words, chance))  # type: ignore[no-untyped-call]  # av's own
        still = drawn.reformat(format=stream.pix_fmt)
        for number in range(frames):
            stop_if_cancelled()  # a video that is given up ends now
            still.pts = number
            still.time_base = 1 / rate
            for packet in stream.encode(still):
                container.mux(packet)
        for packet in stream.encode(None):
            container.mux(packet)
    return made.getvalue()
