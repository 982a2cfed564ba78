"""Where does a request come from? Only for slowing down who guesses: it opens no door, and no log shows it."""

from ipaddress import IPv6Address, ip_address

from flask import request


def of_request(proxies: int) -> str:
    """The network address of the caller, of IPv6 the network; empty where that cannot be known.

    Behind proxies everybody has the proxy's address, and what stands in X-Forwarded-For is the caller's own choice, but
    for what our `proxies` have added at its end.
    """
    forwarded = request.headers.get("X-Forwarded-For", "")
    named = [part.strip() for part in forwarded.split(",")] if forwarded else []
    if not proxies:
        return "" if named else _network(request.remote_addr or "")
    return _network(named[-proxies]) if len(named) >= proxies else ""


def _network(address: str) -> str:
    try:
        read = ip_address(address)
    except ValueError:
        return ""
    if isinstance(read, IPv6Address) and not read.ipv4_mapped:
        return f"{read.exploded[:19]}::/64"
    return str(read)
