"""Bombs under a limit of 512 MiB: each is our own error, in a process that goes on and still can convert."""

from __future__ import annotations

import json
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from run.pictures import animation, huge_png, plain, png_chunk

pytest.importorskip("resource", reason="limits of memory are those of POSIX")

ROOT = Path(__file__).parents[2]

PROGRAM = r"""
import json, resource, sys, threading, time
from pathlib import Path
sys.path.insert(0, "tests")
import anyio

from normalizer.run import Fetcher, RunError, arun
from run.doubles import LOOPBACK, Double, answer
from run.pictures import plain
from run.plans import BASE64, BYTES, LINKS, plan

resource.setrlimit(resource.RLIMIT_DATA, (512 * 2**20, 512 * 2**20))
found = {}

def tried(name, made, given, **options):
    async def main():
        with anyio.fail_after(120):
            await arun(made, lambda _: given, **options)
    try:
        anyio.run(main)
    except RunError as error:
        found[name] = [type(error).__name__, error.code]
    else:
        found[name] = "no error"
    while any("worker" in thread.name for thread in threading.enumerate()):  # a worker thread is on its way out, with all that it held
        time.sleep(0.01)

folder = Path(sys.argv[1])
for path in sorted(folder.glob("*.picture")):
    for form in ("webp", "jpeg"):
        tried(f"{path.stem} to {form}", plan(BYTES, output_format=form), path.read_bytes())
tried("base64", plan(BASE64, output_format="webp"), "A" * (90 * 2**20))
with Double() as double:
    double.answers["/gzip"] = answer((folder / "gzip").read_bytes(), headers={"content-encoding": "gzip"})
    double.answers["/head"] = answer(b"", headers={"x-long": "y" * 10**7})
    double.answers["/long"] = answer(b"", length=10**12)
    fetch = Fetcher(http=True, trusted=LOOPBACK, timeout=20)
    for path in ("/gzip", "/head", "/long"):
        tried(path, plan(LINKS, response_format="b64_json"), double.url(path), fetch=fetch)
tried("a picture afterwards", plan(BYTES, output_format="webp"), plain((3000, 2000)))
print(json.dumps(found))
"""


def true_bomb(width: int, height: int) -> bytes:
    """Give a PNG that is whole: pixels of one colour, packed a thousand times."""
    packer, row = zlib.compressobj(9), bytes(1 + width * 3)
    body = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", head) + png_chunk(b"IDAT", body) + png_chunk(b"IEND", b"")


def frames_of_a_gif(size: int, count: int) -> bytes:
    """Give a GIF of very many frames of a few bytes each, or of few that are large."""
    data = animation("gif", size=(8, 8), frames=2)
    frame = b"\x21\xf9\x04\x00\x01\x00\x00\x00\x2c" + struct.pack("<HHHH", 0, 0, 1, 1) + b"\x00\x02\x02\x44\x01\x00"
    head = data[:6] + struct.pack("<HH", size, size) + data[10:-1]
    return head + frame * count + b";"


def text_bomb() -> bytes:
    """Give a PNG with 300 MiB of text in it."""
    return plain()[:33] + png_chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(300 * 2**20))) + plain()[33:]


def write_bombs(folder: Path) -> None:
    """Write all of them; making them takes more memory than opening them may."""
    pictures = {
        "said": huge_png(60000, 60000),
        "said below Pillow's limit": huge_png(9000, 9000),
        "true": true_bomb(12000, 12000),
        "true and long": true_bomb(60000, 300),
        "frames": frames_of_a_gif(8, 1_000_000),
        "large frames": frames_of_a_gif(4000, 200),
        "text": text_bomb(),
    }
    for name, data in pictures.items():
        (folder / f"{name}.picture").write_bytes(data)
    packer = zlib.compressobj(9, wbits=31)
    (folder / "gzip").write_bytes(b"".join(packer.compress(bytes(2**20)) for _ in range(512)) + packer.flush())


def test_bombs_are_our_own_errors_and_harm_nothing(tmp_path: Path) -> None:
    """And what is no bomb is converted after them."""
    write_bombs(tmp_path)
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROGRAM, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=500,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    too_large, no_picture = ["PictureError", "too_large"], ["PictureError", "not_a_picture"]
    assert json.loads(done.stdout) == {
        **{
            f"{name} to {form}": too_large
            for name in ("said", "said below Pillow's limit")
            for form in ("webp", "jpeg")
        },
        **{f"{name} to {form}": too_large for name in ("true", "true and long") for form in ("webp", "jpeg")},
        "frames to webp": too_large,
        "large frames to webp": too_large,
        # of an animation a JPEG needs the first frame alone, which is no bomb
        "frames to jpeg": "no error",
        "large frames to jpeg": "no error",
        "text to webp": no_picture,
        "text to jpeg": no_picture,
        "base64": ["ResultError", "too_long"],
        "/gzip": ["FetchError", "encoded"],
        "/head": ["FetchError", "connection"],
        "/long": ["FetchError", "too_large"],
        "a picture afterwards": "no error",
    }


def test_a_true_bomb_is_no_other_kind_of_error() -> None:
    """It is a whole picture, which other programs would open."""
    from io import BytesIO

    from PIL import Image

    assert Image.open(BytesIO(true_bomb(300, 200))).convert("L").getextrema() == (0, 0)
    assert getattr(Image.open(BytesIO(frames_of_a_gif(8, 5))), "n_frames", 0) == 7
