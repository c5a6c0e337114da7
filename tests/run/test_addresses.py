"""Which addresses are public: the list of what is not, and laws over all of them."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalizer.run.addresses import address_of, is_public, may_connect

NOT_PUBLIC = [
    "0.0.0.0",  # noqa: S104  nothing is bound to it
    "0.1.2.3",
    "10.0.0.1",
    "10.255.255.255",
    "100.64.0.1",
    "100.127.255.255",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.0.170",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:8.8.8.8",
    "::ffff:127.0.0.1",
    "::8.8.8.8",
    "64:ff9b::8.8.8.8",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:0:808:808::",
    "2001:db8::1",
    "2002:808:808::1",
    "2002:7f00:1::",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
    "2606:4700::1111%1",
]

PUBLIC = [
    "1.1.1.1",
    "8.8.8.8",
    "100.63.255.255",
    "100.128.0.1",
    "172.15.0.1",
    "172.32.0.1",
    "2606:4700::1111",
    "2a00:1450::1",
]


@pytest.mark.parametrize("text", NOT_PUBLIC)
def test_what_is_not_public_is_refused(text: str) -> None:
    """Private, link-local, loopback, shared, multicast, reserved; and IPv4 inside IPv6, however it is wrapped."""
    assert not is_public(ip_address(text))
    assert not may_connect(ip_address(text), ())


@pytest.mark.parametrize("text", PUBLIC)
def test_what_is_public_is_not(text: str) -> None:
    """Right beside what is refused, too."""
    assert is_public(ip_address(text))
    assert may_connect(ip_address(text), ())


@given(st.integers(0, 2**32 - 1))
def test_no_ipv4_address_becomes_public_by_being_wrapped(number: int) -> None:
    """Mapped, compatible, translated (NAT64, both prefixes), 6to4, Teredo: never, not even of a public address."""
    wrapped = (
        *(0xFFFF << 32 | number, number, 0x64FF9B << 96 | number, 0x64FF9B0001 << 80 | number),
        *(0x2002 << 112 | number << 80, 0x20010000 << 96 | number, 0x20010000 << 96 | number << 64),
    )
    assert not any(is_public(IPv6Address(one)) for one in wrapped)


@given(st.one_of(st.integers(0, 2**32 - 1).map(IPv4Address), st.integers(0, 2**128 - 1).map(IPv6Address)))
def test_what_is_public_is_so_for_python_too(address: IPv4Address | IPv6Address) -> None:
    """We are at least as strict, and only addresses of 2000::/3 are public in IPv6."""
    if is_public(address):
        assert address.is_global
        assert not (address.is_private)
        assert not (address.is_loopback)
        assert not (address.is_link_local)
        assert not (address.is_multicast)
        assert address.version == 4 or address in ip_network("2000::/3")


def test_a_trusted_network_is_reached_and_no_other() -> None:
    """What the host names, in the version it names."""
    trusted = (ip_network("10.1.0.0/16"), ip_network("fd00:1::/32"))
    assert may_connect(ip_address("10.1.2.3"), trusted)
    assert may_connect(ip_address("fd00:1::5"), trusted)
    assert not may_connect(ip_address("10.2.0.1"), trusted)
    assert not may_connect(ip_address("::ffff:10.1.2.3"), trusted)


@pytest.mark.parametrize("text", ["0x7f.1", "2130706433", "127.1", "0177.0.0.1", "localhost", "", "1.2.3.4.5"])
def test_what_only_looks_like_an_address_is_none(text: str) -> None:
    """It is a name then, and what it leads to is judged."""
    assert address_of(text) is None
