"""What tests of message templates share."""

import dataclasses
from datetime import UTC, datetime

import pytest
from bot import Bot
from click.testing import Result

from metatwin import Twin
from relaystack.content.live import LiveContent
from relaystack.engine.message_templates import MessageTemplate
from relaystack.gateways.whatsapp.template_shapes import creation
from relaystack.services.message_templates import template_sending
from relaystack.services.message_templates.template_sending import CannotSend, Queued

REMINDER = {"first_name": "Amina", "day": "3 December", "time": "14:30"}
MESSAGE = "SELECT status, kind, message, error_code FROM whatsapp_messages WHERE kind = 'template'"
NEWS = {"first_name": "Amina", "programme": "residence by investment", "country": "Greece"}


def flask(bot: Bot, *args: str) -> Result:
    """What a command says."""
    return bot.app.test_cli_runner().invoke(args=["templates", *args])


def serve(bot: Bot, template: MessageTemplate) -> None:
    """From now on this is the only template of the bot."""
    only = dataclasses.replace(bot.parts.content.current(), templates={template.name: template})
    bot.parts.content.close()
    bot.parts.content = LiveContent(only)


def approved(bot: Bot, twin: Twin, *languages: str) -> None:
    """The templates are at Meta in these languages, else in English, and approved; the bot has asked."""
    for template in bot.parts.templates.values():
        for language in languages or ("en",):
            twin.templates.create(creation(template, template.wordings[language]))
            twin.templates.get(template.name, language).status = "APPROVED"
    assert flask(bot, "pull").exit_code == 0


def agrees(bot: Bot) -> None:
    """Everybody has agreed to marketing."""
    bot.rows("UPDATE contacts SET marketing_consent_at = :now", now=datetime.now(UTC).replace(tzinfo=None))


def state(bot: Bot, name: str, language: str = "en") -> dict[str, object]:
    """What the bot knows of a template."""
    return bot.one(
        "SELECT status, category, quality, reason FROM whatsapp_templates WHERE name = :name AND language = :language",
        name=name,
        language=language,
    )


def send(bot: Bot, name: str, values: dict[str, str], cause: str = "test", language: str | None = None) -> Queued:
    return template_sending.send(bot.parts.database, bot.parts.templates[name], 1, values, cause, language)


def refusal(bot: Bot, name: str, values: dict[str, str], language: str | None = None) -> str:
    with pytest.raises(CannotSend) as refused:
        send(bot, name, values, language=language)
    assert bot.rows(MESSAGE) == bot.rows("SELECT 1 FROM outbox WHERE carrier = 'whatsapp'") == []
    return str(refused.value)
