"""Which addresses may be connected to? Links must not lead into our own network."""

import errno
import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from aiohttp import AddrInfoType

_TRANSLATED = IPv6Network("64:ff9b::/96")  # IPv4 behind a NAT64 gateway


def public_socket(info: AddrInfoType) -> socket.socket:
    """A socket for a public address; any other is refused like one that cannot be reached."""
    family, kind, protocol, _, address = info
    if not is_public(str(address[0])):
        raise OSError(errno.EACCES, "not a public address")
    return socket.socket(family, kind, protocol)


def is_public(address: str) -> bool:
    """Whether an IP address lies on the internet, also when one is hidden in another."""
    ip = _inner(ip_address(address))
    return ip.is_global and not ip.is_multicast


def _inner(ip: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    if isinstance(ip, IPv4Address):
        return ip
    if ip in _TRANSLATED:
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo or (None, None))[1] or ip
