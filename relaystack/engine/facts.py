"""What a turn may know of the world beyond the conversation itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from .catalogue import Catalogue
from .office_hours import ALWAYS, OfficeHours


@dataclass(frozen=True)
class Facts:
    """The clock, the catalogue, and what is known of the person.

    `idle` is the time since their last message (None: this is the first ever), `can` names the effects
    that can be carried out here, `known` what their lead says already. `language` is None until one was chosen;
    `country` is that of their number (ISO code), empty where it is hidden; `zone` is by whose clock they live, where
    they were asked; `handed_over` while consultants have the conversation. `answers_left` is how many more this
    person may have today; None where nobody counts. What is written within a `moment` belongs together
    (`fragments.py`); zero where nobody waits for that. `office` says when a consultant is there.
    """

    now: datetime
    catalogue: Catalogue
    idle: timedelta | None = None
    timeout: timedelta = timedelta(minutes=30)
    opted_out: bool = False
    can: frozenset[str] = frozenset()
    known: Mapping[str, Any] = field(default_factory=dict)
    language: str | None = "en"
    country: str = ""
    zone: str = ""
    handed_over: bool = False
    answers_left: int | None = None
    moment: timedelta = timedelta()
    office: OfficeHours = ALWAYS
