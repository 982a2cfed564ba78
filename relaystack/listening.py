"""On which addresses can this process be reached? Asked of its sockets: each server has settings of its own for it."""

import os
import socket
from ipaddress import IPv6Address, ip_address
from stat import S_ISSOCK


def is_loopback(address: str) -> bool:
    """Whether an address, or a name that a server is told to listen on, is this machine's own."""
    try:
        ip = ip_address(address)
    except ValueError:
        return address.lower() == "localhost"
    inner = ip.ipv4_mapped if isinstance(ip, IPv6Address) else None
    return (inner or ip).is_loopback


def addresses() -> list[str]:
    """The addresses of all listening sockets of this process."""
    return [found for fd in os.listdir("/dev/fd") if (found := _listens_on(int(fd)))]


def only_here() -> bool:
    """Whether nobody from outside can reach this process."""
    return all(map(is_loopback, addresses()))


def _listens_on(fd: int) -> str:
    try:
        if not S_ISSOCK(os.fstat(fd).st_mode):
            return ""
        with socket.socket(fileno=os.dup(fd)) as found:
            if found.family not in (socket.AF_INET, socket.AF_INET6):
                return ""
            listens = found.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
            return str(found.getsockname()[0]) if listens else ""
    except OSError:  # it was closed meanwhile
        return ""
