"""May production start with these secrets? Not with what can be guessed, and not with one for two purposes."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from .guessing import HOW, weakness

if TYPE_CHECKING:
    from .settings import Settings

# How many signs each must have at least. VERIFY_TOKEN is asked for by Meta's request alone, and opens nothing.
SHORTEST = {"app_secret": 16, "api_token": 16, "secret_key": 16, "crm_webhook_secret": 16, "verify_token": 8}
_PROVIDERS = ("whatsapp_token", "smtp_password", "sendgrid_api_key", "hubspot_token", "careerjet_api_key")


def problems(settings: "Settings") -> list[str]:
    """What is wrong with them, a line each, and how to make good ones; never what they are."""
    found = [*_guessed(settings), *_shared(settings)]
    return [*found, f"make each of these secrets anew, APP_SECRET at Meta, the others by: {HOW}"] if found else []


def _guessed(settings: "Settings") -> Iterator[str]:
    known = _own_words(settings)
    for name, shortest in SHORTEST.items():
        values = settings.app_secrets if name == "app_secret" else (getattr(settings, name),)
        for number, value in enumerate(values, 1):
            if value and (why := weakness(value, shortest, known)):
                which = f" (value {number})" if len(values) > 1 else ""
                yield f"{name.upper()}{which} can be guessed: it {why}"


def _shared(settings: "Settings") -> Iterator[str]:
    names: defaultdict[str, list[str]] = defaultdict(list)
    for name in (*SHORTEST, *_PROVIDERS):
        for value in set(settings.app_secrets) if name == "app_secret" else {getattr(settings, name)}:
            names[value].append(name.upper())
    for value, same in names.items():
        if value and len(same) > 1:
            yield f"{' and '.join(same)} have the same value: who is told one would know the other"


def _own_words(settings: "Settings") -> set[str]:
    """What anybody who knows the company would try."""
    told = (
        settings.content_dir.name, settings.public_url, settings.mail_from, settings.admin_email, settings.smtp_host,
        settings.phone_number_id, settings.whatsapp_business_account_id,
    )  # fmt: skip
    return {word for text in told for word in re.split(r"[\W_]+", text.lower()) if len(word) > 3}
