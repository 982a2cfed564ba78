"""Do the settings fit one another, and the place where the program runs? What to mend, a line each."""

import re

from . import mail, secrets
from .settings import Settings

_NEEDED = {
    "whatsapp_token": "the permanent token of your system user",
    "phone_number_id": "from WhatsApp > API setup in Meta's dashboard",
    "verify_token": "random text of your own, the same as in Meta's dashboard",
    "app_secret": "from App settings > Basic in Meta's dashboard",
    "api_token": "the bearer token of the HTTP API: any long random text",
    "secret_key": "any long random text",
}


def of(settings: Settings) -> list[str]:
    """What stands against these settings, a line each."""
    problems = []
    if settings.is_production:
        missing = {name: why for name, why in _NEEDED.items() if not getattr(settings, name).strip(" ,")}
        problems += [f"{name.upper()} is missing: {why}" for name, why in missing.items()]
        problems += secrets.problems(_secrets(settings), _well_known(settings))
    elif settings.whatsapp_token and not settings.phone_number_id:
        problems.append(f"PHONE_NUMBER_ID is missing: {_NEEDED['phone_number_id']}")
    if re.search(r"^\+|^00|[\s()-]", settings.phone_number_id):
        problems.append(
            "PHONE_NUMBER_ID is a phone number, and must be Meta's id of it: digits, from WhatsApp > API setup"
        )
    elif settings.phone_number_id and not _is_digits(settings.phone_number_id):
        problems.append("PHONE_NUMBER_ID must be digits: it is Meta's id of the number, not the number itself")
    if settings.whatsapp_business_account_id and not _is_digits(settings.whatsapp_business_account_id):
        problems.append(
            "WHATSAPP_BUSINESS_ACCOUNT_ID must be digits: it stands beside the number's id in Meta's dashboard"
        )
    if settings.messaging_account_id and not settings.messaging_account_id.isdecimal():
        problems.append(
            "MESSAGING_ACCOUNT_ID must be digits: Meta's id of the Messaging account that sends are billed to"
        )
    if len(settings.app_secrets) > 2:
        problems.append("APP_SECRET holds more than two values: keep the old and the new one only")
    if settings.simulated and settings.port == settings.simulator_port:
        problems.append("PORT and SIMULATOR_PORT must differ: Meta's twin needs a port of its own")
    if settings.simulated_payments and settings.stripe_port in (settings.port, settings.simulator_port):
        problems.append("STRIPE_PORT, PORT and SIMULATOR_PORT must differ: Stripe's twin needs a port of its own")
    if (settings.smtp_host or settings.sendgrid_api_key) and not settings.mail_from:
        problems.append("MAIL_FROM is missing: every mail needs a sender")
    if settings.smtp_host and not settings.sendgrid_api_key:
        problems += mail.problems(settings.smtp_port, settings.smtp_tls)
    for name in ("CRM_WEBHOOK", "ALARM_WEBHOOK"):
        if getattr(settings, f"{name}_URL".lower()) and not getattr(settings, f"{name}_SECRET".lower()):
            problems.append(f"{name}_SECRET is missing: it signs what goes to {name}_URL; any long random text")
    for name in ("crm_webhook_url", "alarm_webhook_url", "hubspot_api_url", "stripe_api_url"):
        if settings.is_production and getattr(settings, name).lower().startswith("http:"):
            problems.append(f"{name.upper()} must begin with https:// in production: what is secret goes there")
    if settings.is_production and settings.public_url.lower().startswith("http:"):
        problems.append("PUBLIC_URL must begin with https:// in production: consultants sign in there")
    for name in ("mail_from", "admin_email"):
        if settings.sendgrid_api_key and any(c in getattr(settings, name) for c in "<,"):
            problems.append(f"{name.upper()} must be one plain address like name@example.com for SendGrid")
    return problems


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdecimal()


def _secrets(settings: Settings) -> dict[str, tuple[str, ...]]:
    names = (*secrets.SHORTEST, *secrets.PROVIDERS)
    return {name: (getattr(settings, name),) for name in names} | {"app_secret": settings.app_secrets}


def _well_known(settings: Settings) -> tuple[str, ...]:
    """What anybody who knows the company would try."""
    return (
        settings.content_dir.name, settings.public_url, settings.mail_from, settings.admin_email, settings.smtp_host,
        settings.phone_number_id, settings.whatsapp_business_account_id,
    )  # fmt: skip
