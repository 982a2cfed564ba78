"""Which addresses may be connected to? Links must not lead into our own network."""

import errno
import socket
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from aiohttp import AddrInfoType

# What Python 3.11 takes for the internet's: what stands for another address is none of its own.
_SPECIAL_4 = [IPv4Network("192.0.0.0/24"), IPv4Network("192.88.99.0/24")]  # protocol assignments, 6to4 relays
_UNICAST = IPv6Network("2000::/3")  # all that the internet uses of IPv6; mapped, site-local, SRv6 … lie outside
_SPECIAL_6 = [
    IPv6Network("2001::/23"),  # protocol assignments: Teredo, benchmarking, ORCHID …
    IPv6Network("2001:db8::/32"), IPv6Network("3fff::/20"),  # documentation
    IPv6Network("3ffe::/16"),  # the 6bone, given back
]  # fmt: skip
_NAT64 = IPv6Network("64:ff9b::/96")  # its namesake for use within a network (64:ff9b:1::/48) is nobody else's affair
_ISATAP = (0x0000_5EFE, 0x0200_5EFE)  # what stands before an IPv4 address within a local network


def public_socket(info: AddrInfoType) -> socket.socket:
    """A socket for a public address; any other is refused like one that cannot be reached."""
    family, kind, protocol, _, address = info
    if not is_public(str(address[0])):
        raise OSError(errno.EACCES, "not a public address")
    return socket.socket(family, kind, protocol)


def is_public(address: str) -> bool:
    """Whether an IP address lies on the internet, and every one that is hidden in it too."""
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, IPv4Address):
        return _is_public_4(ip)
    hidden = list(_hidden(ip))
    reached_by_4 = ip.ipv4_mapped is not None or ip in _NAT64
    return (reached_by_4 or _is_public_6(ip)) and all(map(_is_public_4, hidden))


def _is_public_4(ip: IPv4Address) -> bool:
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or any(ip in net for net in _SPECIAL_4))


def _is_public_6(ip: IPv6Address) -> bool:
    return ip in _UNICAST and not any(ip in net for net in _SPECIAL_6)


def _hidden(ip: IPv6Address) -> Iterator[IPv4Address]:
    """The IPv4 addresses that such an address leads to."""
    number = int(ip)
    if ip.ipv4_mapped is not None or ip in _NAT64 or (number >> 32) & 0xFFFF_FFFF in _ISATAP:
        yield IPv4Address(number & 0xFFFF_FFFF)
    if ip.sixtofour is not None:
        yield ip.sixtofour
