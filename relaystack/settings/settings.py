"""Which settings there are, read once from the environment; every problem is named at once."""

from dataclasses import dataclass, field, fields
from datetime import time
from email.utils import parseaddr
from pathlib import Path
from typing import Any

from sqlalchemy import make_url

from relaystack.listening import is_loopback

from . import mail
from .values import ROOT

SIMULATED_NUMBER = "106540352242922"
SIMULATED_ACCOUNT = "102290129340398"


def _secret(default: str = "") -> Any:
    return field(default=default, repr=False)


@dataclass(frozen=True)
class Settings:
    """All settings, checked. Field names are the environment's names in lower case."""

    flask_env: str = "development"
    host: str = "127.0.0.1"
    port: int = 5000
    public_url: str = ""
    database_url: str = _secret("sqlite:///nexora_whatsapp.db")
    database_timeout_seconds: int = 10
    content_dir: Path = ROOT / "nexora"
    secret_key: str = _secret()
    media_dir: Path = ROOT / "instance" / "media"
    media_quota_mb: int = 20_000
    answers_per_person_and_day: int = 300
    files_per_person_and_day: int = 50
    open_questions_per_person: int = 50
    session_timeout_minutes: int = 30
    gather_seconds: int = 2
    web_concurrency: int = 1
    log_format: str = ""
    log_level: str = "info"
    api_token: str = _secret()
    api_requests_per_minute: int = 600
    trusted_proxies: int = 0

    whatsapp_token: str = _secret()
    phone_number_id: str = ""
    whatsapp_business_account_id: str = ""
    messaging_account_id: str = ""
    conversation_role: str = ""
    verify_token: str = _secret()
    app_secret: str = _secret()
    graph_api_url: str = "https://graph.facebook.com"
    graph_api_version: str = "v25.0"
    sends_per_second: int = 80
    in_doubt_seconds: int = 60
    upload_documents: bool = False
    read_receipts: bool = True
    simulator_port: int = 5055

    admin_email: str = ""
    mail_from: str = ""
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_user: str = ""
    smtp_password: str = _secret()
    smtp_tls: str = "starttls"
    sendgrid_api_key: str = _secret()
    digest_at: time | None = None
    free_messages_per_month: int = 1000
    cost_alarm_usd: int = 0
    confirm_by_email: bool = False
    staff_use_business_app: bool = False

    careerjet_api_key: str = _secret()
    careerjet_user_ip: str = ""
    careerjet_api_url: str = "https://search.api.careerjet.net/v4/query"

    stripe_secret_key: str = _secret()
    stripe_webhook_secret: str = _secret()
    stripe_api_url: str = "https://api.stripe.com"
    payment_hold_minutes: int = 20
    stripe_port: int = 5056

    hubspot_token: str = _secret()
    hubspot_api_url: str = "https://api.hubapi.com"
    crm_webhook_url: str = _secret()
    crm_webhook_secret: str = _secret()
    alarm_webhook_url: str = _secret()
    alarm_webhook_secret: str = _secret()

    @property
    def is_production(self) -> bool:
        """Whether strangers can reach this."""
        return self.flask_env == "production"

    @property
    def is_alone(self) -> bool:
        """Whether HOST is an address of this machine alone."""
        return is_loopback(self.host)

    @property
    def trusts_this_machine(self) -> bool:
        """Whether programs on this machine need no token: in development, where nobody else can reach it."""
        return not self.is_production and self.is_alone

    @property
    def simulated(self) -> bool:
        """Whether Meta's twin stands in: in development, without WhatsApp credentials."""
        return not self.is_production and not self.whatsapp_token

    @property
    def app_secrets(self) -> tuple[str, ...]:
        """The secrets that may sign a webhook: two during a rotation."""
        return tuple(part.strip() for part in self.app_secret.split(",") if part.strip())

    @property
    def logs_json(self) -> bool:
        """Whether the log is for machines: in production, unless LOG_FORMAT says otherwise."""
        return self.log_format == "json" or (self.is_production and not self.log_format)

    @property
    def secrets(self) -> list[str]:
        """The values that no log may show."""
        given = [str(getattr(self, f.name)) for f in fields(self) if not f.repr and getattr(self, f.name) != f.default]
        password = make_url(self.database_url).password
        return [*given, *self.app_secrets, *([str(password)] if password else [])]

    @property
    def warnings(self) -> list[str]:
        """What may surprise: said once at the start."""
        said = []
        if not self.is_production and not self.simulated and not self.app_secrets:
            said.append(
                "APP_SECRET is not set: webhooks are taken without a signature (development only), from programs on"
                " this machine alone. Meta cannot reach it so: set APP_SECRET before it can be reached from outside"
            )
        if not self.is_production and not self.is_alone:
            said.append(
                f"HOST={self.host} lets other machines reach this development server: nobody is let in without"
                " APP_SECRET and API_TOKEN, and the simulator stays closed. Leave HOST empty to be alone"
            )
        if self.is_production and not self.public_url:
            said.append("PUBLIC_URL is not set: e-mails to the consultants hold no link to the conversation")
        if self.smtp_user and mail.is_in_the_open(self.smtp_host, self.smtp_tls):
            said.append("SMTP_TLS=none sends SMTP_PASSWORD in plain words: take starttls (port 587) or tls (port 465)")
        if self.smtp_host and not self.admin_email:
            said.append("ADMIN_EMAIL is not set: e-mails about leads wait until it is")
        if self.confirm_by_email and not self.sends_mail:
            needed = "SMTP_HOST (or SENDGRID_API_KEY), MAIL_FROM and ADMIN_EMAIL"
            said.append(f"CONFIRM_BY_EMAIL is on, but customers get no confirmation until {needed} are set")
        if self.stripe_secret_key and not self.takes_payments:
            said.append("STRIPE_WEBHOOK_SECRET or PUBLIC_URL is not set: nobody is asked to pay for appointments")
        if self.careerjet_api_key and not self.careerjet_user_ip:
            said.append("CAREERJET_USER_IP is not set: job searches go to the consultants")
        return said

    @property
    def address_here(self) -> str:
        """Where programs on this machine reach the server."""
        host = self.host if self.is_alone else "127.0.0.1"
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    @property
    def site(self) -> str:
        """Where people reach our pages, without a slash at the end; in production only where that was said."""
        return self.public_url.rstrip("/") or ("" if self.is_production else self.address_here)

    @property
    def sends_mail(self) -> bool:
        """Whether e-mails can go out."""
        return bool((self.smtp_host or self.sendgrid_api_key) and self.mail_from and self.admin_email)

    @property
    def mails_links(self) -> bool:
        """Whether staff get their links by e-mail; else whoever invites somebody hands them over."""
        return self.sends_mail and bool(self.site)

    @property
    def push_contact(self) -> str:
        """Where push services can complain about our notifications."""
        sender = parseaddr(self.mail_from)[1]
        return f"mailto:{sender}" if sender else self.site or "mailto:nobody@example.com"

    @property
    def searches_jobs(self) -> bool:
        """Whether Careerjet can be asked."""
        return bool(self.careerjet_api_key and self.careerjet_user_ip)

    @property
    def takes_payments(self) -> bool:
        """Whether appointments can be paid: by Stripe, or in the simulator on its pretended page."""
        return self.simulated_payments or bool(self.stripe_secret_key and self.stripe_secrets and self.site)

    @property
    def simulated_payments(self) -> bool:
        """Whether Stripe's twin stands in: where Meta's does, without a key of Stripe's."""
        return self.simulated and not self.stripe_secret_key

    @property
    def stripe_url(self) -> str:
        """Where payments are asked for: Stripe, or its twin on this machine."""
        return f"http://127.0.0.1:{self.stripe_port}" if self.simulated_payments else self.stripe_api_url.rstrip("/")

    @property
    def stripe_key(self) -> str:
        """The key for asking."""
        return self.stripe_secret_key or ("sk_test_simulator" if self.simulated_payments else "")

    @property
    def stripe_secrets(self) -> tuple[str, ...]:
        """The secrets that may sign what Stripe tells: two during a rotation."""
        given = self.stripe_webhook_secret or ("whsec_simulator" if self.simulated_payments else "")
        return tuple(part.strip() for part in given.split(",") if part.strip())

    @property
    def graph_url(self) -> str:
        """Where WhatsApp messages are sent: Meta, or its twin on this machine."""
        return f"http://127.0.0.1:{self.simulator_port}" if self.simulated else self.graph_api_url.rstrip("/")

    @property
    def number_id(self) -> str:
        """The business number that we answer from."""
        return self.phone_number_id or (SIMULATED_NUMBER if self.simulated else "")

    @property
    def account_id(self) -> str:
        """The business account whose message templates are ours."""
        return self.whatsapp_business_account_id or (SIMULATED_ACCOUNT if self.simulated else "")

    @property
    def graph_token(self) -> str:
        """The token for sending."""
        return self.whatsapp_token or ("simulator" if self.simulated else "")
