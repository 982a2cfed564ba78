"""How must the value of each setting be written?"""

import re
import string
from collections.abc import Callable
from datetime import time
from email.utils import getaddresses
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

ROOT = Path(__file__).resolve().parent.parent.parent


def _number(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.isdecimal() or not low <= int(text) <= high:
            raise ValueError(f"must be a whole number from {low} to {high}, not {text[:40]!r}")
        return int(text)

    return read


def _one_of(*allowed: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text.lower() not in allowed:
            raise ValueError(f"must be one of {', '.join(allowed)}, not {text[:40]!r}")
        return text.lower()

    return read


def _http_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must be an address like https://example.com")
    return text


def _database_url(text: str) -> str:
    """Any spelling of a PostgreSQL or SQLite address, as SQLAlchemy wants it; `postgres://` is accepted."""
    scheme, found, rest = text.partition("://")
    if scheme in ("postgres", "postgresql"):
        scheme = "postgresql+psycopg"
    try:
        url = make_url(f"{scheme}://{rest}") if found else None
    except (ArgumentError, ValueError):  # ValueError: a port that is no number
        url = None
    if url is None:
        raise ValueError("must be like sqlite:///file.db or postgresql://user:password@host:5432/name")
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise ValueError(f"must be SQLite or PostgreSQL, not {url.get_backend_name()}")
    if url.drivername not in ("sqlite", "postgresql+psycopg"):
        raise ValueError(f"must begin with {url.get_backend_name()}:// without the name of a driver")
    if not url.database or url.database == ":memory:":
        raise ValueError("must end with the name of a database, or for SQLite of a file")
    if rest.partition("?")[0].count("@") > 1:
        raise ValueError("holds more than one @: inside a user or password write %40 for it, %3A for :, %2F for /")
    return url.render_as_string(hide_password=False)


def _folder(text: str) -> Path:
    path = Path(text)
    return path if path.is_absolute() else ROOT / path


def _addresses(text: str) -> str:
    """One e-mail address or more, each plain or as `Name <name@example.com>`."""
    for _, address in getaddresses([text]):
        if not re.fullmatch(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)*", address):  # also names of this network
            raise ValueError("must be an e-mail address like name@example.com")
    return text


def _yes_or_no(text: str) -> bool:
    if text.lower() not in ("yes", "no"):
        raise ValueError(f"must be yes or no, not {text[:40]!r}")
    return text.lower() == "yes"


def _version(text: str) -> str:
    if not re.fullmatch(r"v[0-9]{1,3}\.[0-9]{1,2}", text):
        raise ValueError(f"must be like v25.0, not {text[:40]!r}")
    return text


def _ip(text: str) -> str:
    try:
        return str(ip_address(text))
    except ValueError:
        raise ValueError(f"must be an IP address like 203.0.113.7, not {text[:40]!r}") from None


def _time_of_day(text: str) -> time | None:
    if text.lower() == "off":
        return None
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text):
        raise ValueError(f"must be a time in UTC like 07:00, or off, not {text[:40]!r}")
    return time.fromisoformat(text)


def _role(text: str) -> str:
    """Meta may add roles: any word like theirs will do."""
    if not re.fullmatch(r"[a-z][a-z_]{1,39}", text.lower()):
        raise ValueError(f"must be a role like customer_service or escalation, not {text[:40]!r}")
    return text.lower()


_WRAPPED = {'"': '"', "'": "'", "`": "`", "<": ">", "“": "”", "‘": "’", "«": "»", "[": "]"}
_LABEL = re.compile(r"(authorization\s*:|bearer\b)\s*:?\s*", re.IGNORECASE)
_UNSEEN = "".join(map(chr, (0xFEFF, 0x200B, 0x200E, 0x200F, 0x2060))) + string.whitespace + "\xa0"


def _token(text: str) -> str:
    """A token without what it was pasted with: quotes, angle brackets, `Authorization: Bearer`, spaces, line ends."""
    before = ""
    while text != before:
        before, text = text, _unwrapped(text.strip(_UNSEEN))
    if not text or not all("!" <= c <= "~" for c in text):
        raise ValueError("must be the token alone, without spaces, line ends or words before it")
    return text


def _tokens(text: str) -> str:
    """One or more, with commas between; where there is none at all it is left to others to say so."""
    return ",".join(_token(part) for part in text.split(",") if part.strip()) or text


def _unwrapped(text: str) -> str:
    if len(text) > 1 and _WRAPPED.get(text[0]) == text[-1]:
        return text[1:-1]
    label = _LABEL.match(text)
    return text[label.end() :] if label else text


READERS: dict[str, Callable[[str], Any]] = {
    **dict.fromkeys(
        ("whatsapp_token", "api_token", "hubspot_token", "sendgrid_api_key", "careerjet_api_key", "stripe_secret_key"),
        _token,
    ),
    "app_secret": _tokens,
    "stripe_webhook_secret": _tokens,
    "stripe_api_url": _http_url,
    "payment_hold_minutes": _number(5, 60),
    "stripe_port": _number(1, 65535),
    "flask_env": _one_of("development", "production"),
    "port": _number(1, 65535),
    "api_requests_per_minute": _number(1, 1_000_000),
    "trusted_proxies": _number(0, 10),
    "simulator_port": _number(1, 65535),
    "media_quota_mb": _number(1, 100_000_000),
    "answers_per_person_and_day": _number(10, 1_000_000),
    "files_per_person_and_day": _number(1, 1_000_000),
    "open_questions_per_person": _number(1, 1_000_000),
    "smtp_port": _number(1, 65535),
    "session_timeout_minutes": _number(1, 1440),
    "gather_seconds": _number(0, 60),
    "database_timeout_seconds": _number(1, 60),
    "sends_per_second": _number(1, 1000),
    "in_doubt_seconds": _number(5, 3600),
    "web_concurrency": _number(1, 64),
    "log_format": _one_of("text", "json"),
    "log_level": _one_of("debug", "info", "warning", "error"),
    "smtp_tls": _one_of("starttls", "tls", "none"),
    "database_url": _database_url,
    "content_dir": _folder,
    "media_dir": _folder,
    "upload_documents": _yes_or_no,
    "read_receipts": _yes_or_no,
    "public_url": _http_url,
    "graph_api_url": _http_url,
    "graph_api_version": _version,
    "conversation_role": _role,
    "admin_email": _addresses,
    "mail_from": _addresses,
    "digest_at": _time_of_day,
    "free_messages_per_month": _number(0, 100_000_000),
    "cost_alarm_usd": _number(0, 1_000_000),
    "confirm_by_email": _yes_or_no,
    "staff_use_business_app": _yes_or_no,
    "careerjet_user_ip": _ip,
    "careerjet_api_url": _http_url,
    "hubspot_api_url": _http_url,
    "crm_webhook_url": _http_url,
    "alarm_webhook_url": _http_url,
}
