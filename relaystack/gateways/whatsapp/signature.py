"""Whether a webhook body is Meta's."""

import hashlib
import hmac
import re
from collections.abc import Sequence

_LOOK = re.compile("sha256=[0-9a-f]{64}")


def looks_signed(header: str | None) -> bool:
    """Whether there is a signature at all, that is worth reading a body for."""
    return bool(_LOOK.fullmatch(header or ""))


def is_genuine(body: bytes, header: str | None, secrets: Sequence[str]) -> bool:
    """Whether `X-Hub-Signature-256` fits the raw bytes under one of the app secrets (CLOUD_API, section 1)."""
    given = (header or "").encode("utf-8", "replace")
    fits = [hmac.compare_digest(given, sign(body, secret)) for secret in secrets]
    return any(fits)


def sign(body: bytes, secret: str) -> bytes:
    """The header's value for a body."""
    return b"sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest().encode()
