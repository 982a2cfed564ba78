"""Is `appointments.yaml` read as it says, and what cannot be said there told at its line?"""

from datetime import time
from pathlib import Path

import pytest

from relaystack.content.appointments import load_appointments
from relaystack.content.errors import ContentError
from relaystack.engine.appointment_rules import FirstHours
from relaystack.engine.payments import Fee

FIRST = """first:
  zone: Asia/Dubai
  hours:
    monday: ["09:00-12:30", "14:00-17:00"]
  minutes: 45
  fee: "350"
  currency: AED
"""


def read(folder: Path, words: str) -> FirstHours:
    file = folder / "appointments.yaml"
    file.write_text(words)
    return load_appointments(file).first


def test_first_values_are_read(tmp_path: Path) -> None:
    monday = ((time(9), time(12, 30)), (time(14), time(17)))
    assert read(tmp_path, FIRST) == FirstHours("Asia/Dubai", (monday, *[()] * 6), minutes=45, fee=Fee(35_000, "AED"))
    assert read(tmp_path, "reminders: {hour_before: true}\n") == FirstHours()


@pytest.mark.parametrize(
    ("said", "instead", "told"),
    [
        ("Asia/Dubai", "Dubai", "there is no time zone 'Dubai'; write one like Asia/Dubai"),
        ("monday", "Mon", "there is no day 'Mon'"),
        ("14:00", "12:00", "monday: write up to 2 like"),
        ("14:00", "2 pm", "monday: write up to 2 like"),
        ("14:00-17:00", "14:00", "monday: write up to 2 like"),
        ("45", "50", "first.minutes"),
        ('"350"', '"0.20"', "The least that can be paid is"),
        ("AED", "XXX", "Choose the currency of the fee"),
    ],
)
def test_what_cannot_be_is_told(tmp_path: Path, said: str, instead: str, told: str) -> None:
    with pytest.raises(ContentError) as refused:
        read(tmp_path, FIRST.replace(said, instead))
    assert told in str(refused.value)
    assert "appointments.yaml:" in str(refused.value)
