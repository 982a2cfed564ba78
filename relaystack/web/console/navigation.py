"""The navigation: the pages that somebody may see, those of the settings under one name, and how many need somebody."""

from collections.abc import Sequence
from dataclasses import dataclass

from relaystack.services.storage.database import AWAY

from ..staff.authorizer import Caller
from ..staff.services import StaffServices
from .page import Page

ON_A_PHONE = 4  # beside "More"


@dataclass(frozen=True)
class Navigation:
    """What of the pages is open to somebody, in the order of their ranks."""

    pages: Sequence[Page]
    staff_services: StaffServices

    @property
    def main(self) -> list[Page]:
        """Those with a link of their own."""
        return [page for page in self.pages if not page.in_settings]

    @property
    def settings(self) -> list[Page]:
        """Those under "Settings"."""
        return [page for page in self.pages if page.in_settings]

    @property
    def in_settings(self) -> bool:
        """Whether one of those is shown."""
        return any(page.is_current for page in self.settings)

    @property
    def on_a_phone(self) -> list[Page]:
        """Those that stand in the bar of a phone."""
        return self.main[:ON_A_PHONE]

    @property
    def label(self) -> str:
        """What the page that is shown is called."""
        return next((page.label for page in self.pages if page.is_current), "")

    def badge(self, page: Page) -> int:
        """How many of its subject need somebody; nobody is kept waiting where the database is away."""
        try:
            return page.badge(self.staff_services) if page.badge else 0
        except AWAY:
            return 0


def of(caller: Caller | None, pages: Sequence[Page], staff_services: StaffServices) -> Navigation:
    """The navigation of who is signed in; empty for a stranger."""
    return Navigation([page for page in pages if page.is_open_to(caller)], staff_services)
