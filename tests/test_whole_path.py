"""A customer's message travels through every layer and back, as in production."""

from bot import Bot

from metatwin import Twin


def test_a_first_message_is_answered_with_the_menu(live: Bot, twin: Twin) -> None:
    amina = twin.customer(name="Amina", phone="15550120001")
    twin.says(amina, "hello there")
    twin.wait_for(lambda: len(twin.sent) == 1)
    assert twin.sent[0].to == "+15550120001"
    assert "👋 Welcome to Nexora Investments!" in twin.sent[0].words


def test_its_statuses_are_followed(live: Bot, twin: Twin) -> None:
    amina = twin.customer(name="Amina", phone="15550120001")
    twin.says(amina, "hi")
    twin.wait_for(lambda: len(twin.sent) == 1)
    twin.reads_all(amina)
    twin.wait_for(lambda: twin.unacknowledged == 0)
    message = live.one("SELECT status, message_id FROM whatsapp_messages WHERE direction = 'outgoing'")
    assert message == {"status": "read", "message_id": twin.sent[0].wamid}
    assert live.rows("SELECT * FROM outbox") == []
