"""The key pair by which push services know this office: it follows from SECRET_KEY, so every process has the same."""

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CAN_PUSH = all(find_spec(module) for module in ("pywebpush", "py_vapid"))  # extra `push`
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of the curve P-256


@dataclass(frozen=True)
class PushKeys:
    """VAPID keys (RFC 8292) of one office."""

    secret_key: str

    @cached_property
    def private(self) -> ec.EllipticCurvePrivateKey:
        """What signs. 48 bytes make each number of the curve as likely as any other."""
        derived = HKDF(SHA256(), length=48, salt=None, info=b"relaystack push").derive(
            self.secret_key.encode("utf-8", "surrogatepass")
        )
        return ec.derive_private_key(int.from_bytes(derived) % (_ORDER - 1) + 1, ec.SECP256R1())

    @cached_property
    def public(self) -> str:
        """What browsers bind their subscriptions to."""
        point = self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return urlsafe_b64encode(point).rstrip(b"=").decode()
