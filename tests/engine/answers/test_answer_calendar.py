"""Days and times as people say them, in eight languages; it is Wednesday, the first of July 2026."""

from datetime import date

import pytest

from relaystack.engine.answers import ANSWERS, Hearing, Misunderstood, Understood

# words, language, country of the number, what is understood
DATES = [
    ("2027-03-31", "en", "", "2027-03-31"),
    ("on 2027/3/1 please", "en", "", "2027-03-01"),
    ("2027-02-30", "en", "", Misunderstood("impossible")),
    ("31.03.2027", "en", "", "2027-03-31"),
    ("03/31/2027", "en", "", "2027-03-31"),
    ("03/04/2027", "en", "", Misunderstood("unsure", "April 3, 2027")),
    ("03/04/2027", "en", "US", "2027-03-04"),
    ("03/04/2027", "es", "", "2027-04-03"),
    ("tomorrow", "en", "", "2026-07-02"),
    ("next Monday", "en", "", "2026-07-06"),
    ("next Friday", "en", "", Misunderstood("unsure", "July 3, 2026")),
    ("Friday", "en", "", "2026-07-03"),
    ("31 March", "en", "", "2027-03-31"),
    ("March 31st, 2027", "en", "", "2027-03-31"),
    ("31st of March", "en", "", "2027-03-31"),
    ("mañana", "es", "", "2026-07-02"),
    ("31 de marzo de 2027", "es", "", "2027-03-31"),
    ("明天", "zh", "", "2026-07-02"),
    ("2027年3月31日", "zh", "", "2027-03-31"),
    ("3月31日", "zh", "", "2027-03-31"),
    ("下周一", "zh", "", "2026-07-06"),
    ("周五", "zh", "", "2026-07-03"),
    ("завтра", "ru", "", "2026-07-02"),
    ("31 марта", "ru", "", "2027-03-31"),
    ("в пятницу", "ru", "", "2026-07-03"),
    ("غدا", "ar", "", "2026-07-02"),
    ("٣١ مارس ٢٠٢٧", "ar", "", "2027-03-31"),
    ("الاثنين", "ar", "", "2026-07-06"),
    ("31 मार्च", "hi", "", "2027-03-31"),
    ("कल", "hi", "", "2026-07-02"),
    ("सोमवार", "hi", "", "2026-07-06"),
    ("demain", "fr", "", "2026-07-02"),
    ("1er avril", "fr", "", "2027-04-01"),
    ("amanhã", "pt", "", "2026-07-02"),
    ("segunda-feira", "pt", "", "2026-07-06"),
    ("in 3 days", "en", "", "2026-07-04"),
    ("через 2 недели", "ru", "", "2026-07-15"),
    ("3天后", "zh", "", "2026-07-04"),
    ("29 Feb", "en", "", "2028-02-29"),
    ("31.04", "en", "", Misunderstood("impossible")),
    ("31/12", "en", "", "2026-12-31"),
    ("32 March", "en", "", Misunderstood("impossible")),
    ("yesterday", "en", "", Misunderstood("nothing")),
    ("250k", "en", "", Misunderstood("nothing")),
    ("Monday or Tuesday", "en", "", Misunderstood("several")),
    ("Wednesday, March 31, 2027", "en", "", "2027-03-31"),
    ("pasado mañana", "es", "", "2026-07-03"),
    ("lunes", "es", "", "2026-07-06"),
    ("12:30", "en", "", Misunderstood("nothing")),
    ("hello", "en", "", Misunderstood("nothing")),
    ("1 May 2027 or 2 May 2027", "en", "", Misunderstood("several")),
]
TIMES = [
    ("half past three", "en", "", "15:30"),
    ("15:30", "en", "", "15:30"),
    ("3pm", "en", "", "15:00"),
    ("下午三点", "zh", "", "15:00"),
    ("3:30 pm", "en", "", "15:30"),
    ("3", "en", "", "15:00"),
    ("at 5", "en", "", "17:00"),
    ("quarter to four", "en", "", "15:45"),
    ("ten past three", "en", "", "15:10"),
    ("las tres y media", "es", "", "15:30"),
    ("a las 3 de la tarde", "es", "", "15:00"),
    ("cuatro menos cuarto", "es", "", "15:45"),
    ("15h30", "fr", "", "15:30"),
    ("15h", "fr", "", "15:00"),
    ("trois heures et demie", "fr", "", "15:30"),
    ("quatre heures moins le quart", "fr", "", "15:45"),
    ("três e meia", "pt", "", "15:30"),
    ("às 15h", "pt", "", "15:00"),
    ("в 15:00", "ru", "", "15:00"),
    ("половина четвертого", "ru", "", "15:30"),
    ("в три часа", "ru", "", "15:00"),
    ("3 часа дня", "ru", "", "15:00"),
    ("без четверти четыре", "ru", "", "15:45"),
    ("三点半", "zh", "", "15:30"),
    ("上午十点", "zh", "", "10:00"),
    ("15点30分", "zh", "", "15:30"),
    ("الثالثة والنصف", "ar", "", "15:30"),
    ("الساعة ٣ مساء", "ar", "", "15:00"),
    ("3 م", "ar", "", "15:00"),
    ("साढ़े तीन बजे", "hi", "", "15:30"),
    ("शाम 5 बजे", "hi", "", "17:00"),
    ("3 बजे", "hi", "", "15:00"),
    ("noon", "en", "", "12:00"),
    ("midnight", "en", "", "00:00"),
    ("25:00", "en", "", Misunderstood("impossible")),
    ("12:75", "en", "", Misunderstood("impossible")),
    ("9", "en", "", "09:00"),
    ("9:30", "en", "", "09:30"),
    ("10:30", "en", "", "10:30"),
    ("09:00", "en", "", "09:00"),
    ("12 am", "en", "", "00:00"),
    ("12pm", "en", "", "12:00"),
    ("3pm or 5pm", "en", "", Misunderstood("several")),
    ("tomorrow", "en", "", Misunderstood("nothing")),
    ("", "en", "", Misunderstood("nothing")),
    ("10 in the morning", "en", "", "10:00"),
    ("रात 9 बजे", "hi", "", "21:00"),
    ("晚上8点", "zh", "", "20:00"),
    ("3.30 p.m.", "en", "", "15:30"),
    ("15.30", "en", "", "15:30"),
    ("00:00", "en", "", "00:00"),
    ("twelve o'clock", "en", "", "12:00"),
]


@pytest.mark.parametrize(("words", "language", "country", "understood"), DATES)
def test_a_date_is_understood(words: str, language: str, country: str, understood: object) -> None:
    value = ANSWERS["date"].understand(words, Hearing(language, country, date(2026, 7, 1)))
    assert (value.value if isinstance(value, Understood) else value) == understood


@pytest.mark.parametrize(("words", "language", "country", "understood"), TIMES)
def test_a_time_is_understood(words: str, language: str, country: str, understood: object) -> None:
    value = ANSWERS["time"].understand(words, Hearing(language, country, date(2026, 7, 1)))
    assert (value.value if isinstance(value, Understood) else value) == understood
