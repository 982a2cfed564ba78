"""How somebody gets their link: by e-mail where that is set up, else from whoever asked for it."""

from dataclasses import dataclass

from sqlalchemy import Connection

from ..notices import staff_letters
from ..storage.database import Database
from ..storage.one_time import Purpose
from . import members, signing_in
from .members import Member


@dataclass(frozen=True)
class Letters:
    """The letters of one company. `site` is where its pages are; `mails` whether e-mails can go out."""

    database: Database
    company: str
    site: str
    mails: bool

    def send(self, purpose: Purpose, member: Member, by: str) -> bool:
        """Mail somebody a link; whether that is set up."""
        if self.mails:
            with self.database.transaction() as connection:
                self._post(connection, purpose, member, by)
        return self.mails

    def send_reset(self, email: str) -> None:
        """Mail a link for a new password, if somebody has this address; nobody is told whether."""
        with self.database.transaction() as connection:
            member = signing_in.member_with(connection, email)
            if self.mails and member:
                self._post(connection, Purpose.RESET, member, "")

    def link(self, purpose: Purpose, secret: str, site: str = "") -> str:
        """The whole address of a link."""
        return (self.site or site) + staff_letters.path(purpose, secret)

    def _post(self, connection: Connection, purpose: Purpose, member: Member, by: str) -> None:
        told = {"to": member.email, "name": member.name, "by": by, "company": self.company, "site": self.site}
        staff_letters.post(connection, purpose, member.id, told, members.now())
