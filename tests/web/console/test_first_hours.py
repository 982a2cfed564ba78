"""Does the form of who has no hours yet hold what the content folder says, and does nothing of it hold before?"""

from collections.abc import Callable
from pathlib import Path
from shutil import copytree

from bot import Bot
from web.console.colleagues import Colleague
from web.console.test_booking_pages import HOURS, look, send

from relaystack.services.bookings import hours
from relaystack.settings import Settings

FIRST = """
first:
  zone: Asia/Tokyo
  hours: {monday: ["09:00-12:30"]}
  minutes: 45
  fee: "350"
  currency: AED
"""


def test_the_first_values_are_those_of_the_content_folder(make_bot: Callable[..., Bot], tmp_path: Path) -> None:
    folder = copytree(Settings.content_dir, tmp_path / "nexora")
    file = folder / "appointments.yaml"
    file.write_text(file.read_text().partition("\nfirst:")[0] + FIRST)
    bot = make_bot(content_dir=folder)
    maya = Colleague(bot, "Maya", "consultant")
    own = f"{HOURS}/{maya.id}"
    page = look(maya, own)
    for value in ("Asia/Tokyo", "09:00", "12:30", "45", "120"):
        assert f'value="{value}"' in page
    assert "One appointment costs AED 350" in page  # a consultant reads it, and sets none
    with bot.parts.database.reading() as connection:
        assert hours.bookable(connection) == []
    kept = {"zone": "Asia/Tokyo", "minutes": "45", "buffer_minutes": "0", "notice_minutes": "120",
            "monday.0.from": "09:00", "monday.0.until": "12:30"}  # fmt: skip
    assert send(maya, own, own, **kept).status_code == 303
    with bot.parts.database.reading() as connection:
        [one] = hours.bookable(connection)
    assert (str(one.consulting.costs), one.consulting.zone) == ("AED 350.00", "Asia/Tokyo")
