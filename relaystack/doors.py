"""How people and programs come to the console: its cookies, sign-ins and forms, made side by side."""

from dataclasses import dataclass

from .services.staff import sign_ins, tokens
from .services.staff.keys import Keys
from .services.staff.letters import Letters
from .services.staff.signing_in import SigningIn
from .services.storage import one_time
from .services.storage.database import Database
from .settings import Settings
from .web.console import said
from .web.staff.authorizer import Authorizer, Limiter
from .web.staff.cookies import Cookie
from .web.staff.forms import Forms
from .web.staff.people import People
from .web.staff.sessions import ConsoleSessions


@dataclass(frozen=True)
class Doors:
    """What stands around every page of the console."""

    people: People
    forms: Forms
    said: said.Said

    @property
    def sessions(self) -> ConsoleSessions:
        """Who is in."""
        return self.people.sessions


_COOKIES = {
    "console": sign_ins.LONGEST,
    "console-form": sign_ins.LONGEST,
    "console-said": said.LASTS,
    "console-step": one_time.LASTS[one_time.Purpose.CODE],
}


def make_authorizer(settings: Settings, database: Database) -> Authorizer:
    """Who may ask the API."""
    return Authorizer(
        settings.api_token,
        open_on_loopback=settings.trusts_this_machine,
        known=lambda secret: tokens.known(database, secret),
        limiter=Limiter(settings.api_requests_per_minute),
    )


def make_doors(key: str, settings: Settings, database: Database, authorizer: Authorizer, company: str) -> Doors:
    """The doors of one application; `key` signs what browsers hold."""
    cookies = {name: Cookie(name, lasts, production=settings.is_production) for name, lasts in _COOKIES.items()}
    cookie, browser, news, step = cookies.values()
    visits = sign_ins.SignIns(database, key)
    sessions = ConsoleSessions(authorizer, settings.api_token, visits, cookie, lambda id: tokens.by_id(database, id))
    keys = Keys(key)
    people = People(
        database, keys, SigningIn(database, keys), Letters(database, company, settings.site, settings.mails_links),
        sessions, step, settings.public_url, settings.is_production, settings.trusted_proxies,
    )  # fmt: skip
    return Doors(people, Forms(browser, cookie, key, settings.site), said.Said(news))
