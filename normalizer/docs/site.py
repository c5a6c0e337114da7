"""What a host decides about a site: its name and logo, which models and providers it shows, where it will stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from normalizer.docs.errors import SiteError
from normalizer.errors import quote

if TYPE_CHECKING:
    from pathlib import Path

Format = Literal["html", "markdown"]

LOGO_TYPES = (".svg", ".png", ".jpg", ".jpeg", ".webp")
LONGEST_NAME = 100
MOST_LOGO_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """How a site is called and what it shows. Raises `SiteError` where a value cannot be.

    >>> Site(name="Acme images", providers=frozenset({"fal"})).shows("fal")
    True
    """

    name: str = "Model capabilities"
    """What stands at the top of every page."""
    logo: Path | None = None
    """A picture that stands beside the name; it is copied into the site."""
    base_url: str | None = None
    """Where the site will stand, such as `https://docs.acme.test/models/`: for canonical links and `llms.txt`."""
    models: frozenset[str] | None = None
    """The ids of the models that are shown; all where absent."""
    providers: frozenset[str] | None = None
    """The providers that are shown; all where absent. A model without one of them is left out."""
    api: str | None = None
    """Where `POST plan` and `POST rank` answer, such as `/v1`: then the playground asks there. A path of the same
    host, because a page asks nobody else."""
    format: Format = "html"
    """A site for a browser with Markdown and JSON beside it, or Markdown alone."""

    def __post_init__(self) -> None:
        if not self.name.strip() or len(self.name) > LONGEST_NAME:
            raise SiteError(f"name: expected 1 to {LONGEST_NAME} characters, got {quote(self.name)}")
        if self.logo is not None:
            _check_logo(self.logo)
        if self.base_url is not None and not _is_address(self.base_url):
            expected = "an address such as https://docs.acme.test/models/"
            raise SiteError(f"base_url: expected {expected}, got {quote(self.base_url)}")
        if self.api is not None and not _is_path(self.api):
            raise SiteError(f"api: expected a path of the same host such as /v1, got {quote(self.api)}")

    def shows(self, provider: str) -> bool:
        """Tell whether a provider is shown."""
        return self.providers is None or provider in self.providers

    def address(self, path: str) -> str:
        """Give the address of a file of the site; relative where nobody said where it will stand."""
        return path if self.base_url is None else f"{self.base_url.rstrip('/')}/{path}"


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc) and not any(sign in text for sign in "<>\"' \n")


def _is_path(text: str) -> bool:
    return text.startswith("/") and not text.startswith("//") and text.isprintable()


def _check_logo(logo: Path) -> None:
    if logo.suffix.lower() not in LOGO_TYPES:
        raise SiteError(f"logo: expected one of {', '.join(LOGO_TYPES)}, got {quote(logo.name)}")
    try:
        size = logo.stat().st_size if logo.is_file() else None
    except OSError:
        size = None
    if size is None or size > MOST_LOGO_BYTES:
        raise SiteError(f"logo: expected a file of at most 1 MiB, got {quote(str(logo))}")
