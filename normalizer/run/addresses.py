"""Which addresses a fetch may connect to: public ones, and networks that the host names. Opens nothing."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_REFUSED: tuple[Network, ...] = tuple(
    map(
        ip_network,
        (
            # stated here although `is_global` knows most of them: what it says differs between releases of Python
            *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
            *("192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15"),
            *("198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
            # an IPv4 address inside: Teredo, benchmarks, documentation, 6to4
            *("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"),
        ),
    )
)
_UNICAST = IPv6Network("2000::/3")
"""All public addresses of IPv6 are in here: mapped, translated (NAT64), local and multicast ones are not."""


def address_of(text: str) -> Address | None:
    """Read an address as a resolver writes it, a zone such as `%eth0` included; nothing where it is none.

    >>> address_of("127.0.0.1"), address_of("0x7f.1")
    (IPv4Address('127.0.0.1'), None)
    """
    try:
        return ip_address(text.strip("[]"))
    except ValueError:
        return None


def is_public(address: Address) -> bool:
    """Tell whether an address is one of the public internet.

    >>> [is_public(ip_address(a)) for a in ("8.8.8.8", "10.0.0.1", "100.64.0.1", "::ffff:8.8.8.8", "64:ff9b::808:808")]
    [True, False, False, False, False]
    """
    if isinstance(address, IPv6Address) and (address not in _UNICAST or address.scope_id is not None):
        return False
    return address.is_global and not any(address.version == net.version and address in net for net in _REFUSED)


def may_connect(address: Address, trusted: tuple[Network, ...]) -> bool:
    """Tell whether a fetch may connect: to public addresses, and into networks that the host trusts."""
    return is_public(address) or any(address.version == net.version and address in net for net in trusted)
