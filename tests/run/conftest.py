"""A provider double for each test that asks for one, without and with TLS."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

import pytest
import trustme

from run.doubles import Double

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def double() -> Iterator[Double]:
    """Give a provider on a free port of 127.0.0.1."""
    with Double() as server:
        yield server


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    """Give an authority that signs certificates of hosts that are not there."""
    return trustme.CA()


@pytest.fixture
def tls_double(authority: trustme.CA) -> Iterator[Double]:
    """Give a provider that has the certificate of `media.example`, and of no other name."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("media.example").configure_cert(context)
    with Double(context) as server:
        yield server


@pytest.fixture
def client_context(authority: trustme.CA) -> ssl.SSLContext:
    """Give what a client knows that believes the authority."""
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context
