"""Are the words for an appointment those of the appointment, in each language, and no words that leave a form?"""

from datetime import UTC, datetime, timedelta

import pytest
from talking import Talk, book, catalogue

from relaystack.engine.calendar_words import place_of
from relaystack.engine.effects import FindTimes
from relaystack.engine.events import CalendarAnswered, Said
from relaystack.engine.facts import Facts
from relaystack.engine.state import State
from relaystack.engine.turn import Turn, take_turn

CAN = frozenset({"find_times", "book_time", "cancel_booking", "wait_for_time"})
FACTS = Facts(datetime(2026, 11, 30, 9, tzinfo=UTC), catalogue(), can=CAN, idle=timedelta(minutes=1))
BOOKED = {"outcome": "booked", "appointment": {
    "at": "2026-12-01T10:00:00+00:00", "zone": "Asia/Dubai", "office": "", "who": "Lea", "ours": False, "booking": 7,
    "version": 1}}  # fmt: skip
LANGUAGES = {
    "en": ("Cancel it", "another time", "Good morning, I want to book an appointment tomorrow at 5pm"),
    "ar": ("إلغاء", "وقت آخر", "مرحبا، أريد حجز موعد غدا الساعة 5 مساء"),
    "es": ("cancelar", "otra hora", "Buenos días, quiero reservar una cita mañana a las 17:00"),
    "fr": ("annuler", "un autre jour", "Bonjour madame, je voudrais prendre rendez-vous demain à 17h"),
    "pt": ("desmarcar", "outro dia", "Bom dia, quero marcar uma consulta amanhã às 17h"),
    "ru": ("отменить", "перенести", "Добрый день, хочу записаться завтра в 17:00"),
    "zh": ("取消", "改天", "你好，我想预约明天下午5点"),
    "hi": ("कैंसिल करो", "दूसरा समय", "नमस्ते, मुझे कल शाम 5 बजे अपॉइंटमेंट बुक करना है"),
}


def after_booking(words: str) -> Turn:
    """What is done with words below the confirmation of an appointment."""
    place = book().place(place_of(book()))
    state = State(place, book().flows[place.flow].version)
    confirmed = take_turn(book(), state, CalendarAnswered(str(place), BOOKED), FACTS).state
    return take_turn(book(), confirmed, Said(words), FACTS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_called_off_or_moved(language: str) -> None:
    cancel, move, _ = LANGUAGES[language]
    assert str(after_booking(cancel).state.place) == "booking.sure"
    [looks] = after_booking(move).effects
    assert isinstance(looks, FindTimes)
    assert looks.booking == 7


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_first_message_says_when(language: str) -> None:
    talk = Talk(can=CAN)
    talk(LANGUAGES[language][2])
    [looks] = [effect for effect in talk.turn.effects if isinstance(effect, FindTimes)]
    assert looks.wish is not None
    assert looks.wish["time"] == "17:00"


def test_without_a_calendar_the_consultants_read_when() -> None:
    talk = Talk(can=frozenset())
    assert "Noted for our consultants" in talk(LANGUAGES["en"][2])
