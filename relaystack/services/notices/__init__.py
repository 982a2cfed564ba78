"""What the company's people are told: e-mails about a person, the day's digest. `notices.tell` is the one door."""

from .news import NOBODY, Notice, mend, tell, withdraw

__all__ = ["NOBODY", "Notice", "mend", "tell", "withdraw"]
