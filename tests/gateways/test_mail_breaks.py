"""What becomes of an e-mail when the mail server breaks at each place of the talk, in each way?"""

import asyncio
from collections.abc import Callable
from datetime import time, timedelta

import pytest
from bot import Bot
from fakes.scripted_smtp import CLOSES, HANGS, VERBS, ScriptedSmtp, scripted_smtp

from relaystack.engine.carrier import OutgoingItem
from relaystack.errors import DeliveryError, InDoubt, Refused, Stopped, Temporary
from relaystack.gateways import mail
from relaystack.gateways.mail import Smtp
from relaystack.settings import Settings


def _deliver(server: ScriptedSmtp) -> None:
    tls = "starttls" if "STARTTLS" in server.breaks else "none"
    settings = Settings(
        smtp_host="127.0.0.1", smtp_port=server.port, smtp_tls=tls, smtp_user="bot", smtp_password="hunter2",
        mail_from="bot@example.com", admin_email="staff@example.com",
    )  # fmt: skip
    asyncio.run(Smtp(settings).deliver(OutgoingItem("key", {"subject": "New lead", "text": "Ann"})))


def _refusal(**breaks: str) -> DeliveryError:
    with scripted_smtp(**breaks) as server:
        with pytest.raises(DeliveryError) as raised:
            _deliver(server)
        assert server.connections == 1
    assert "hunter2" not in str(raised.value)
    return raised.value


@pytest.fixture
def in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Patience is short."""
    for name in ("TIMEOUT", "HANDING_OVER", "PARTING"):
        monkeypatch.setattr(mail, name, 0.3)


@pytest.mark.parametrize("how", [CLOSES, HANGS, "nonsense"])
@pytest.mark.parametrize("verb", VERBS[:5])
def test_before_the_message_it_is_tried_again(verb: str, how: str, in_a_hurry: None) -> None:
    assert type(_refusal(**{verb: how})) is Temporary


@pytest.mark.parametrize(
    ("how", "kind"),
    [(CLOSES, Temporary), (HANGS, Temporary), ("nonsense", Temporary), ("454 later", Temporary), ("554 no", Stopped)],
)
def test_a_break_at_starttls_sends_neither_password_nor_mail(
    how: str, kind: type[DeliveryError], in_a_hurry: None
) -> None:
    assert type(_refusal(EHLO="250-fake\r\n250 STARTTLS", STARTTLS=how)) is kind


@pytest.mark.parametrize("how", [CLOSES, HANGS, "nonsense"])
def test_after_the_message_it_is_in_doubt_and_copies_are_few(how: str, in_a_hurry: None) -> None:
    error = _refusal(dot=how)
    assert isinstance(error, InDoubt)
    assert error.tries == mail.COPIES < 20


@pytest.mark.parametrize("verb", VERBS)
def test_a_4xx_is_tried_again(verb: str) -> None:
    error = _refusal(**{verb: "451 later"})
    assert (type(error), error.code) == (Temporary, 451)


@pytest.mark.parametrize(
    ("verb", "kind"),
    [
        ("banner", Stopped), ("EHLO", Stopped), ("AUTH", Stopped), ("MAIL", Stopped), ("RCPT", Stopped),
        ("DATA", Refused), ("dot", Refused),
    ],
)  # fmt: skip
def test_a_5xx_waits_for_a_person_before_the_message_and_is_final_for_it(verb: str, kind: type[DeliveryError]) -> None:
    error = _refusal(**{verb: "554 never"})
    assert (type(error), error.code) == (kind, 554)


@pytest.mark.parametrize("how", [CLOSES, HANGS, "nonsense", "421 no", "554 no"])
def test_however_they_part_it_was_taken(how: str, in_a_hurry: None) -> None:
    with scripted_smtp(QUIT=how) as server:
        _deliver(server)
        assert server.whole == 1


def test_a_slow_server_that_answers_everything_is_given_up_before_another_worker_takes_the_mail(
    monkeypatch: pytest.MonkeyPatch, in_a_hurry: None
) -> None:
    from relaystack.services.carriers import kinds
    from relaystack.services.carriers.kind import START_WITHIN

    for carrier in ("mail", "customer_mail"):
        lasts = kinds.KINDS[carrier].lease - START_WITHIN
        assert lasts.total_seconds() > mail.LONGEST + mail.PARTING
    monkeypatch.setattr(mail, "LONGEST", 0.1)
    assert type(_refusal(EHLO=HANGS)) is Temporary


def test_a_mail_in_doubt_is_not_sent_again_at_once_and_not_forgotten(make_bot: Callable[..., Bot]) -> None:
    with scripted_smtp(dot=CLOSES) as server:
        bot = make_bot(
            smtp_host="127.0.0.1", smtp_port=server.port, smtp_tls="none", mail_from="bot@example.com",
            admin_email="staff@example.com", digest_at=time(0, 0),
        )  # fmt: skip
        bot.deliver(minute=True)
        bot.deliver(minute=True)
        assert server.whole == 1
        assert bot.one("SELECT attempts FROM outbox WHERE carrier = 'mail'")["attempts"] == 1
        server.breaks.clear()
        bot.let_time_pass(timedelta(minutes=2))
        bot.deliver(minute=True)
        assert server.whole == 2
    assert bot.rows("SELECT 1 FROM outbox WHERE carrier = 'mail'") == []
