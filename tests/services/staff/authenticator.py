"""A device with a passkey, in software: it signs what a browser would hand it."""

import json
from hashlib import sha256
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import bytes_to_base64url

PRESENT, KNOWN, ATTESTED = 0x01, 0x04, 0x40


class Device:
    """One key, for the site that the browser is on."""

    def __init__(self, origin: str = "http://localhost", *, knows_who: bool = True) -> None:
        self.origin, self.host = origin, origin.partition("://")[2].partition(":")[0]
        self.key, self.id, self.count = ec.generate_private_key(ec.SECP256R1()), b"key-of-this-device", 0
        self._flags = PRESENT | (KNOWN if knows_who else 0)

    def create(self, question: dict[str, Any]) -> str:
        """The answer to the question for a new key."""
        point = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")}
        about = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cbor2.dumps(public)
        kept = {"fmt": "none", "attStmt": {}, "authData": self._data(self._flags | ATTESTED) + about}
        told = self._client("webauthn.create", question)
        return self._answer({"clientDataJSON": told, "attestationObject": cbor2.dumps(kept)})

    def get(self, question: dict[str, Any]) -> str:
        """The answer to the question who it is."""
        self.count += 1
        told, data = self._client("webauthn.get", question), self._data(self._flags)
        signed = self.key.sign(data + sha256(told).digest(), ec.ECDSA(SHA256()))
        return self._answer({"clientDataJSON": told, "authenticatorData": data, "signature": signed})

    def _data(self, flags: int) -> bytes:
        return sha256(self.host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, question: dict[str, Any]) -> bytes:
        return json.dumps({"type": kind, "challenge": question["challenge"], "origin": self.origin}).encode()

    def _answer(self, response: dict[str, bytes]) -> str:
        id, told = bytes_to_base64url(self.id), {name: bytes_to_base64url(part) for name, part in response.items()}
        return json.dumps({"id": id, "rawId": id, "type": "public-key", "response": told, "clientExtensionResults": {}})
