"""A mail server that takes the connection and never says a word: is it told at once, and do the mails wait?"""

import socket
from collections.abc import Callable, Iterator

import pytest
from bot import Bot
from fakes.scripted_smtp import HANGS, scripted_smtp
from services.handover_tools import mail_settings
from services.meta_json import post, said

from relaystack.gateways import mail

ASKED = ("hi", "3", "Ann Example", "ann@example.com")


@pytest.fixture
def in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """A greeting that lets itself be waited for."""
    monkeypatch.setattr(mail, "GREETING", 0.3)


@pytest.fixture
def deaf() -> Iterator[int]:
    """A port whose connections are taken by nobody."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield int(server.getsockname()[1])


def reasons(bot: Bot) -> str:
    """What health says."""
    return str(bot.client.get("/webhook/health").get_json()["reasons"])


@pytest.mark.parametrize("tls", ["none", "starttls", "tls"])
def test_it_is_told_in_log_and_health_and_the_mail_waits(
    make_bot: Callable[..., Bot], in_a_hurry: None, deaf: int, tls: str, caplog: pytest.LogCaptureFixture
) -> None:
    bot = make_bot(**{**mail_settings(deaf), "smtp_tls": tls})
    for words in ASKED:
        post(bot, [said(words, "15550180001")])
    assert "mail" not in reasons(bot)
    bot.deliver(minute=True)
    assert "mail: 1 e-mails could not leave yet" in reasons(bot)
    assert "the mail server does not answer (SMTP_HOST, SMTP_PORT and SMTP_TLS must fit it)" in caplog.text
    assert len(bot.rows("SELECT 1 FROM outbox WHERE carrier = 'mail'")) == 1


def test_only_the_greeting_is_waited_for_so_shortly(make_bot: Callable[..., Bot], in_a_hurry: None) -> None:
    assert mail.GREETING < 10 < mail.TIMEOUT
    with scripted_smtp(banner=HANGS) as server:
        bot = make_bot(**mail_settings(server.port))
        for words in ASKED:
            post(bot, [said(words, "15550180001")])
        bot.deliver(minute=True)
        assert server.connections == 1
        server.breaks.clear()
        bot.rows("UPDATE outbox SET due_at = created_at")
        bot.deliver(minute=True)
        assert server.whole == 1
    assert "mail" not in reasons(bot)
