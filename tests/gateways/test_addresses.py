"""Which addresses does a link of ours lead to in production?"""

import asyncio
import socket

import aiohttp
import pytest
from fakes.files import FileHost

from relaystack.gateways.addresses import is_public, public_socket
from relaystack.gateways.http import Http


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.216.34", "2606:4700:4700::1111", "::ffff:1.1.1.1"])
def test_the_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "224.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1",
        "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "fe80::1%eth0",
    ],
)  # fmt: skip
def test_our_own_network_is_not_however_it_is_written(address: str) -> None:
    assert not is_public(address)


def test_a_public_address_gets_a_socket() -> None:
    public_socket((socket.AF_INET, socket.SOCK_STREAM, 0, "", ("1.1.1.1", 443))).close()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_no_connection_is_made_to_this_machine_by_address_or_name(host: str) -> None:
    async def get(url: str) -> None:
        http = Http(make_socket=public_socket)
        try:
            async with http.session.get(url):
                pass
        finally:
            await http.close()

    server = FileHost()
    try:
        with pytest.raises(aiohttp.ClientConnectorError):
            asyncio.run(get(server.url.replace("127.0.0.1", host)))
    finally:
        server.close()
    assert server.asked == []
