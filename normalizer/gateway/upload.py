"""A file that came with a form: bytes that keep their name and their true media type. Nothing is decoded."""

from __future__ import annotations

from typing import Self

from normalizer.errors import NormalizationError, Problem, quote
from normalizer.media_type import UNKNOWN, media_type_of_bytes

_KINDS: dict[str, tuple[str, ...]] = {
    "image": ("image",),
    "image_url": ("image",),
    "mask": ("image",),
    "last_frame": ("image",),
    "reference_images": ("image",),
    "input_reference": ("image", "video"),
    "input_video": ("video",),
    "video": ("video",),
    "video_url": ("video",),
    "reference_videos": ("video",),
    "input_audio": ("audio",),
    "audio_url": ("audio",),
    "reference_audios": ("audio",),
}
"""What may be uploaded as which input; a name that is not here is no input, and nothing is known of its files."""


class Upload(bytes):
    """The bytes of an uploaded file, with the `filename` its sender gave and the `media_type` its first bytes tell.

    It is a `bytes`, so that it goes wherever a plan takes a file.

    >>> Upload(b"GIF89a...", filename="fox.gif", media_type="image/gif")
    <Upload image/gif, 9 bytes>
    """

    filename: str
    media_type: str

    def __new__(cls, data: bytes, *, filename: str = "upload", media_type: str = UNKNOWN) -> Self:
        """Make an upload of bytes."""
        upload = super().__new__(cls, data)
        upload.filename = filename
        upload.media_type = media_type
        return upload

    def __repr__(self) -> str:
        return f"<Upload {self.media_type}, {len(self)} bytes>"


def takes_files(name: str) -> bool:
    """Tell whether a parameter is an input medium, which may be uploaded."""
    return name in _KINDS


def accepted(name: str, data: bytes, filename: str) -> Upload:
    """Make an upload for a parameter; raises `NormalizationError` where its bytes are no medium of the right kind.

    What the sender says of the type counts for nothing: the first bytes tell it.
    """
    media_type = media_type_of_bytes(data)
    kinds = _KINDS.get(name)
    if kinds is not None and (media_type is None or media_type.partition("/")[0] not in kinds):
        expected = "a file that is " + " or ".join(f"{'an' if kind[0] in 'ai' else 'a'} {kind}" for kind in kinds)
        got = media_type or ("an empty file" if not data else "a file of another type")
        raise NormalizationError([Problem(name, "media_type", expected, got, f"the file is {quote(filename)}")])
    return Upload(data, filename=filename, media_type=media_type or UNKNOWN)
