"""How replies to questions are understood: each kind is a file, which ends with what the kind is."""

from . import country, date, email, money, person_name, phone, text, time
from .kind import AnswerKind, Understand
from .result import HEARING, Hearing, Misunderstood, Rate, Understood

__all__ = ["ANSWERS", "HEARING", "AnswerKind", "Hearing", "Misunderstood", "Rate", "Understand", "Understood"]


KINDS = (money.KIND, email.KIND, person_name.KIND, country.KIND, phone.KIND, date.KIND, time.KIND, text.KIND)
ANSWERS = {kind.name: kind for kind in KINDS}
