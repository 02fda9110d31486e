"""Which addresses on the network are anybody's to ask: public ones, and none that leads into a private network."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network

IPAddress = IPv4Address | IPv6Address

_V4 = """
0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.31.196.0/24
192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4
240.0.0.0/4 168.63.129.16/32
"""
"""IANA's IPv4 special-purpose registry, multicast (224/4), reserved (240/4), and the host agent of Azure's machines."""

_V6 = "2001::/23 2001:db8::/32 2002::/16 2620:4f:8000::/48 3fff::/20"
"""What IANA's IPv6 special-purpose registry takes out of 2000::/3: Teredo, ORCHID, benchmarks, documentation, 6to4."""

_UNICAST = IPv6Network("2000::/3")
"""All the IPv6 space that is given out (RFC 4291). Outside: loopback, unspecified, mapped and compatible IPv4,
NAT64 (64:ff9b::/96, 64:ff9b:1::/48), unique local fc00::/7, link-local fe80::/10, site-local fec0::/10, multicast."""

_ISATAP = frozenset({0x00005EFE, 0x02005EFE})
"""Interface identifiers, upper half, whose lower half is an IPv4 address in a private network (RFC 5214, 6.1)."""

_SPECIAL: tuple[IPv4Network | IPv6Network, ...] = tuple(ip_network(each) for each in (_V4 + _V6).split())


def is_public(address: IPAddress) -> bool:
    """Whether an address may be connected to. `is_global` alone lets multicast, NAT64, 6to4 and fec0:: through."""
    if not address.is_global or any(address in network for network in _SPECIAL):
        return False
    if isinstance(address, IPv6Address):
        return address in _UNICAST and int(address) >> 32 & 0xFFFFFFFF not in _ISATAP
    return True
