"""How large may a webhook body be, however it is sent?"""

import socket
from http.client import HTTPResponse
from urllib.parse import urlsplit

import pytest
from bot import Bot
from gateways.whatsapp.meta_bodies import body_with, post, signed, text_message, written

LIMIT = 3 * 1024 * 1024
HEAD = b"POST /webhook HTTP/1.1\r\nHost: bot\r\nContent-Type: application/json\r\n"


def body_of_size(size: int) -> bytes:
    """A thousand messages of a thousand people, filled up to the size by one more key."""
    people = [text_message(f"wamid.{number}", "hi", f"1555{number:07d}") for number in range(1000)]
    bare = len(written(body_with(*people, filling="")))
    raw = written(body_with(*people, filling="x" * (size - bare)))
    assert len(raw) == size
    return raw


def sent_raw(address: str, data: bytes) -> tuple[int, bytes]:
    """The answer to bytes on a connection that stays open for more."""
    place = urlsplit(address)
    with socket.create_connection((place.hostname or "", place.port or 0), timeout=20) as connection:
        connection.sendall(data)
        answer = HTTPResponse(connection)
        answer.begin()
        return answer.status, answer.read()


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


def test_a_thousand_messages_in_the_largest_body_are_all_answered(bot: Bot) -> None:
    assert post(bot, body_of_size(LIMIT)).status_code == 200
    counts = bot.rows("SELECT direction, count(*) AS n FROM whatsapp_messages GROUP BY direction ORDER BY direction")
    assert counts == [{"direction": "incoming", "n": 1000}, {"direction": "outgoing", "n": 1000}]
    assert bot.one("SELECT count(*) AS n FROM outbox") == {"n": 1000}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_body_beyond_the_limit_is_refused(bot: Bot) -> None:
    answer = post(bot, body_of_size(LIMIT + 1))
    assert answer.status_code == 413
    assert answer.get_json()["status"] == 413
    assert bot.rows("SELECT * FROM whatsapp_messages") == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_length_beyond_the_limit_is_refused_before_anything_was_sent(bot: Bot) -> None:
    with bot.served() as address:
        status, body = sent_raw(address, HEAD + b"Content-Length: 10000000000\r\n\r\n")
    assert (status, b'"status":413' in body.replace(b" ", b"")) == (413, True)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_chunks_beyond_the_limit_are_refused_without_waiting_for_their_end(bot: Bot) -> None:
    with bot.served() as address:
        chunks = chunk(b" " * 65_536) * (LIMIT // 65_536) + chunk(b" " * 1024)
        status, body = sent_raw(address, HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunks)
    assert (status, b'"status":413' in body.replace(b" ", b"")) == (413, True)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_signed_body_in_chunks_is_taken(bot: Bot) -> None:
    raw = written(body_with(text_message("wamid.1", "hi")))
    signature = signed(raw)["X-Hub-Signature-256"].encode()
    head = HEAD + b"X-Hub-Signature-256: " + signature + b"\r\nTransfer-Encoding: chunked\r\n\r\n"
    with bot.served() as address:
        status, _ = sent_raw(address, head + chunk(raw[:100]) + chunk(raw[100:]) + b"0\r\n\r\n")
    assert status == 200
    assert len(bot.rows("SELECT * FROM whatsapp_messages WHERE direction = 'incoming'")) == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_body_that_ends_too_early_is_refused(bot: Bot) -> None:
    raw = written(body_with(text_message("wamid.1", "hi")))
    head = HEAD + b"X-Hub-Signature-256: " + signed(raw)["X-Hub-Signature-256"].encode()
    with bot.served() as address:
        place = urlsplit(address)
        with socket.create_connection((place.hostname or "", place.port or 0), timeout=20) as connection:
            connection.sendall(head + b"\r\nContent-Length: %d\r\n\r\n" % (len(raw) + 5) + raw)
            connection.shutdown(socket.SHUT_WR)
            answer = HTTPResponse(connection)
            answer.begin()
            assert answer.status == 400
    assert bot.rows("SELECT * FROM whatsapp_messages") == []
