"""From which country is a number?"""

import pytest

from relaystack.engine.phones import country_of

CASES = {
    "15550120001": "US", "14165550123": "CA", "18095551234": "DO", "447700900123": "GB", "971501234567": "AE",
    "79161234567": "RU", "77011234567": "KZ", "34600123456": "ES", "5511987654321": "BR", "919812345678": "IN",
    "8613800138000": "CN", "358401234567": "FI", "881612345678": "", "0": "", "": "", "999": "", "1": "US",
}  # fmt: skip


@pytest.mark.parametrize(("phone", "country"), CASES.items())
def test_a_number_tells_its_country(phone: str, country: str) -> None:
    assert country_of(phone) == country


def test_a_hidden_number_tells_none() -> None:
    assert country_of(None) == ""
