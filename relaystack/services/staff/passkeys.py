"""Passkeys: a key on somebody's device instead of password and code. Each question that it answers is good once."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import webauthn
from sqlalchemy import Connection, delete, insert, select, update
from webauthn.helpers import base64url_to_bytes, parse_client_data_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from relaystack.models import Passkey, StaffMember

from ..storage import audit, one_time
from ..storage.database import Database
from ..storage.one_time import Purpose
from . import members
from .members import Impossible, Member
from .signing_in import Wrong

MOST, LONGEST_NAME = 20, 40
MOST_QUESTIONS = 2000  # that wait for an answer: anybody may ask, and a device answers within seconds
_MUST_KNOW_WHO = UserVerificationRequirement.REQUIRED
_UNKNOWN = "This passkey is not known here. Sign in with your password."
_BROKEN = (WebAuthnException, ValueError, KeyError, TypeError, RecursionError)  # raised for what is no answer


@dataclass(frozen=True)
class Site:
    """Where the browser has found us: keys are bound to it."""

    origin: str
    company: str

    @property
    def host(self) -> str:
        """The name that the keys are for."""
        return urlsplit(self.origin).hostname or ""


@dataclass(frozen=True)
class Kept:
    """A passkey as its owner sees it."""

    id: int
    name: str
    created_at: datetime
    used_at: datetime | None


def of_member(database: Database, member_id: int) -> list[Kept]:
    """Somebody's passkeys, the oldest first."""
    found = select(Passkey.id, Passkey.name, Passkey.created_at, Passkey.used_at).order_by(Passkey.id)
    with database.reading() as connection:
        return [Kept(**row._mapping) for row in connection.execute(found.where(Passkey.member_id == member_id))]


def question_for_new(database: Database, site: Site, me: Member) -> str:
    """What the browser asks the device for a new key, as JSON."""
    with database.transaction() as connection:
        secret = one_time.make(connection, Purpose.PASSKEY_NEW, members.now(), me.id)
        ids = connection.scalars(select(Passkey.credential_id).where(Passkey.member_id == me.id))
        known = [PublicKeyCredentialDescriptor(id=id) for id in ids]
    options = webauthn.generate_registration_options(
        rp_id=site.host, rp_name=site.company, user_name=me.email, user_display_name=me.name,
        user_id=f"member {me.id}".encode(), challenge=secret.encode(), exclude_credentials=known,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=_MUST_KNOW_WHO
        ),
    )  # fmt: skip
    return webauthn.options_to_json(options)


def add(database: Database, site: Site, me: Member, answer: str, name: str) -> None:
    """Keep the key that the device has made; raises Impossible."""
    now, name = members.now(), " ".join(name.split())[:LONGEST_NAME] or "Passkey"
    with database.transaction() as connection:
        secret = _challenge_of(answer)
        asked = one_time.take(connection, secret, Purpose.PASSKEY_NEW, now)
        if asked is None or asked.member_id != me.id:
            raise Impossible("That took too long. Please try again.")
        try:
            made = webauthn.verify_registration_response(
                credential=answer, expected_challenge=secret.encode(), expected_rp_id=site.host,
                expected_origin=site.origin, require_user_verification=True,
            )  # fmt: skip
        except _BROKEN:
            raise Impossible("Your device's answer could not be used. Please try again.") from None
        members.locked(connection, me.id)
        if len(list(connection.scalars(select(Passkey.id).where(Passkey.member_id == me.id)))) >= MOST:
            raise Impossible(f"You have {MOST} passkeys. Remove one first.")
        row = {"member_id": me.id, "credential_id": made.credential_id, "public_key": made.credential_public_key,
               "sign_count": made.sign_count, "name": name, "created_at": now}  # fmt: skip
        connection.execute(insert(Passkey), row)
        audit.note(connection, me.name, "member.passkey_add", members.subject(me.id), {}, {}, now)


def remove(database: Database, me: Member, id: int) -> None:
    """Let a key of one's own open nothing any more."""
    now = members.now()
    with database.transaction() as connection:
        gone = delete(Passkey).where(Passkey.id == id, Passkey.member_id == me.id).returning(Passkey.id)
        if connection.scalars(gone).first():
            audit.note(connection, me.name, "member.passkey_remove", members.subject(me.id), {}, {}, now)


def question_to_sign_in(database: Database, site: Site) -> str:
    """What the browser asks the device of whoever comes, as JSON."""
    with database.transaction() as connection:
        secret = one_time.make(connection, Purpose.PASSKEY_IN, members.now())
        one_time.bound(connection, Purpose.PASSKEY_IN, MOST_QUESTIONS)
    options = webauthn.generate_authentication_options(
        rp_id=site.host, challenge=secret.encode(), user_verification=_MUST_KNOW_WHO
    )
    return webauthn.options_to_json(options)


def sign_in(database: Database, site: Site, answer: str) -> Member:
    """Whose key this is; raises Wrong."""
    now = members.now()
    with database.transaction() as connection:
        secret = _challenge_of(answer)
        is_asked = one_time.take(connection, secret, Purpose.PASSKEY_IN, now) is not None
    if not is_asked:
        raise Wrong("That took too long. Please try again.")
    with database.transaction() as connection:
        key = _key_of(connection, answer)
        member = members.find(connection, StaffMember.id == key.member_id, lock=True) if key else None
        if member is None:
            raise Wrong(_UNKNOWN)
        try:
            shown = webauthn.verify_authentication_response(
                credential=answer, expected_challenge=secret.encode(), expected_rp_id=site.host,
                expected_origin=site.origin, credential_public_key=key.public_key,
                credential_current_sign_count=key.sign_count, require_user_verification=True,
            )  # fmt: skip
        except _BROKEN:
            raise Wrong(_UNKNOWN, member.id) from None
        values = {"sign_count": shown.new_sign_count, "used_at": now}
        connection.execute(update(Passkey).where(Passkey.id == key.id).values(values))
        return member


def _key_of(connection: Connection, answer: str) -> Any:
    columns = Passkey.id, Passkey.member_id, Passkey.public_key, Passkey.sign_count
    id = base64url_to_bytes(str(json.loads(answer)["rawId"]))
    return connection.execute(select(*columns).where(Passkey.credential_id == id).with_for_update()).first()


def _challenge_of(answer: str) -> str:
    """The secret that the device has signed; nothing that opens a door where the answer is none."""
    try:
        told = json.loads(answer)
        base64url_to_bytes(str(told["rawId"]))
        return parse_client_data_json(base64url_to_bytes(told["response"]["clientDataJSON"])).challenge.decode()
    except (*_BROKEN, AttributeError):
        return ""
