"""How a server is set up: a frozen value, made by the command line or by whoever embeds the application."""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import TYPE_CHECKING

from normalizer.errors import quote
from normalizer.policy import DEFAULT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from normalizer.policy import Policy

LOOPBACK = ("localhost", "127.0.0.1", "::1")

KEY = "NORMALIZER_API_KEY"
UPSTREAM_URL = "NORMALIZER_UPSTREAM_BASE_URL"
UPSTREAM_KEY = "NORMALIZER_UPSTREAM_API_KEY"
UPSTREAM_PROVIDER = "NORMALIZER_UPSTREAM_PROVIDER"
"""Secrets and addresses come from the environment alone: never from a command line, which others can read."""


class SettingsError(ValueError):
    """The server cannot be started like this; the message is one line for people."""


@dataclass(frozen=True, slots=True)
class Upstream:
    """A real server that speaks the OpenAI API, and the provider whose files say what it accepts."""

    base_url: str
    key: str = field(repr=False)
    provider: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one server takes on: bytes, requests at a time, videos, media that are kept; times are in seconds."""

    body_bytes: int = 64 * 1024 * 1024
    requests: int = 1000
    """Beyond so many at a time a request is answered with 429."""
    parallel_calls: int = 4
    """Calls of the provider at a time, for one request."""
    deadline: float = 300
    """For the images of one request as a whole, and for one answer of an upstream."""
    video_deadline: float = 3600
    """For the videos of one request as a whole, from the first call to the last byte."""
    video_bytes: int = 256 * 1024 * 1024
    """Of one video; it is held in memory while it is on its way to the store."""
    videos_at_work: int = 4
    videos_waiting: int = 100
    """Queued and at work; one more is answered with 429."""
    videos: int = 1000
    """Finished ones too; beyond it the oldest finished one gives way."""
    media_objects: int = 10_000
    media_bytes: int = 1024**3
    shutdown: float = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where a server listens, who may call it, and what it stands in front of.

    `public_url` is how callers reach it: links to media begin with it. Without `upstream` it is the sandbox.
    `site` is a folder of pages to show at `/` in place of those of the catalogue.
    `video_seconds` is how long a video of the sandbox is at work at least.
    """

    host: str = "127.0.0.1"
    port: int = 0
    public_url: str = ""
    hosts: tuple[str, ...] = ()
    key: str | None = field(default=None, repr=False)
    upstream: Upstream | None = None
    media: Path | None = None
    site: Path | None = None
    policy: Policy = DEFAULT
    limits: Limits = Limits()
    video_seconds: float = 2.0

    @property
    def is_open(self) -> bool:
        """Tell whether others than this machine can reach the server."""
        return not is_loopback(self.host)

    def checked(self) -> Settings:
        """Give the settings back where a server may be started with them; raises `SettingsError`."""
        if self.key is None and (self.is_open or self.upstream is not None):
            why = "a host other than loopback" if self.is_open else "a real upstream"
            raise SettingsError(f"{why} needs a key that callers send: set {KEY}")
        if self.site is not None and not (self.site / "index.html").is_file():
            raise SettingsError(f"site: expected a folder with an index.html, got {quote(str(self.site))}")
        if self.key is not None and len(self.key) < 16:
            raise SettingsError(f"{KEY}: a key has at least 16 characters")
        return self

    def allows_host(self, host: str) -> bool:
        """Tell whether a request may name this host: any other was led here by somebody's name server."""
        names = {*LOOPBACK, *(one.lower() for one in self.hosts), self.host.lower(), _name_in(self.public_url)}
        return _name_in(f"//{host}").rstrip(".") in names - {""}


def upstream_of(environment: Mapping[str, str]) -> Upstream | None:
    """Read the real upstream; nothing where none is set. Raises `SettingsError` where it is not set wholly."""
    names = (UPSTREAM_URL, UPSTREAM_KEY, UPSTREAM_PROVIDER)
    values = [environment.get(name, "") for name in names]
    if not any(values):
        return None
    lacking = [name for name, value in zip(names, values, strict=True) if not value]
    if lacking:
        raise SettingsError(f"a real upstream needs {' and '.join(names)}: {lacking[0]} is not set")
    if not values[0].startswith(("http://", "https://")):
        raise SettingsError(f"{UPSTREAM_URL}: expected a link such as https://api.example.com/v1")
    return Upstream(values[0].rstrip("/"), values[1], values[2])


def is_loopback(host: str) -> bool:
    """Tell whether only this machine reaches a host.

    >>> is_loopback("127.0.0.1"), is_loopback("0.0.0.0"), is_loopback("localhost")
    (True, False, True)
    """
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _name_in(url: str) -> str:
    place = url.partition("//")[2].partition("/")[0]
    return (
        place.rpartition(":")[0].strip("[]").lower() if ":" in place.rpartition("]")[2] else place.strip("[]").lower()
    )
