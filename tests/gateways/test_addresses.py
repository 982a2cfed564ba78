"""Which addresses does a link of ours lead to in production?"""

import asyncio
import ipaddress
import socket

import aiohttp
import pytest
from fakes.files import FileHost

from relaystack.gateways.addresses import is_public, public_socket
from relaystack.gateways.http import Http


@pytest.mark.parametrize(
    "address",
    [
        "1.1.1.1", "93.184.216.34", "2606:4700:4700::1111", "::ffff:1.1.1.1", "2a00:1450:4001:80b::200e",
        "64:ff9b::1.1.1.1", "2002:101:101::1", "2003:e1::1", "2001:4860:4860::8888",
    ],
)  # fmt: skip
def test_the_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "224.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1",
        "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "fe80::1%eth0",
        "192.0.0.8", "192.88.99.1", "192.0.2.1", "198.18.0.1", "240.0.0.1",
    ],
)  # fmt: skip
def test_our_own_network_is_not_however_it_is_written(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("inner", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "192.168.1.1", "100.64.0.1", "0.0.0.0"])
def test_an_inner_address_is_found_in_every_form_that_hides_one(inner: str) -> None:
    number = int(ipaddress.IPv4Address(inner))
    low, high = f"{number >> 16:x}:{number & 0xFFFF:x}", f"{number ^ 0xFFFFFFFF:08x}"
    forms = [
        f"::ffff:{low}", f"::{low}", f"::ffff:0:{low}", f"64:ff9b::{low}", f"64:ff9b:1::{low}", f"2002:{low}::1",
        f"2001:0:101:101:0:0:{high[:4]}:{high[4:]}", f"2606:4700::5efe:{low}", f"2606:4700::200:5efe:{low}",
        f"fe80::5efe:{low}",
    ]  # fmt: skip
    assert [form for form in forms if is_public(form)] == []


@pytest.mark.parametrize(
    "address",
    [
        "fec0::1", "feff::1", "fd00:ec2::254", "100::1", "2001:db8::1", "3fff::1", "2001:2::1", "2001:10::1",
        "2001:20::1", "2001::1", "3ffe::1", "5f00::1", "4000::1", "::1.1.1.1", "64:ff9b:1::1.1.1.1", "ff0e::1", "",
        "localhost", "example.com",
    ],
)  # fmt: skip
def test_what_the_internet_does_not_use_is_not_public(address: str) -> None:
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
