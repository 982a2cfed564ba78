"""What is made from SECRET_KEY for the people of the staff: another key makes other marks, and opens nothing sealed."""

import hmac
from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Keys:
    """The keys of one application."""

    def __init__(self, secret_key: str) -> None:
        self._mark = _derived(secret_key, b"relaystack marks")
        self._seal = Fernet(urlsafe_b64encode(_derived(secret_key, b"relaystack seals")))

    def mark(self, text: str) -> str:
        """By what a text is known again, and nobody reads it."""
        return hmac.new(self._mark, text.encode("utf-8", "surrogatepass"), "sha256").hexdigest()

    def seal(self, text: str) -> str:
        """The text, for nobody without the key."""
        return self._seal.encrypt(text.encode()).decode()

    def unseal(self, sealed: str) -> str | None:
        """The text again; nothing where it was sealed with another key."""
        try:
            return self._seal.decrypt(sealed.encode()).decode()
        except InvalidToken:
            return None


def _derived(secret_key: str, purpose: bytes) -> bytes:
    return HKDF(SHA256(), length=32, salt=None, info=purpose).derive(secret_key.encode("utf-8", "surrogatepass"))
