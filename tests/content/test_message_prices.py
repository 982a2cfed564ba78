"""Are prices of messages read with their days and sources, and is what is wrong with them told by its line?"""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from relaystack.content.errors import ContentError
from relaystack.content.message_prices import FILE, load_message_prices
from relaystack.engine.message_prices import price
from relaystack.settings import Settings

TWO = """
- {since: 2026-07-01, source: "card of July", usd: {GB: {utility: 0.02}}}
- {since: 2026-10-01, source: "card of October", usd: {GB: {utility: 0.0159}, US: {service: 0.0034}}}
"""


def test_each_day_has_the_price_of_its_card(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(TWO, encoding="utf-8")
    cards = load_message_prices(tmp_path)
    told = [price(cards, day, "GB", "utility") for day in (date(2026, 6, 30), date(2026, 9, 30), date(2026, 10, 1))]
    assert told == [None, Decimal("0.02"), Decimal("0.0159")]
    assert price(cards, date(2026, 10, 1), "GB", "marketing") is None


def test_a_folder_may_have_none(tmp_path: Path) -> None:
    assert load_message_prices(tmp_path) == ()


@pytest.mark.parametrize(("line", "fault"), [
    ('- {since: 2026-10-01, usd: {}}', "source"), ('- {since: soon, source: x, usd: {}}', "since"),
    ('- {since: 2026-10-01, source: x, usd: {Britain: {utility: 1}}}', "Britain"),
    ('- {since: 2026-10-01, source: x, usd: {GB: {utility: -1}}}', "utility"),
    ('- {since: 2026-10-01, source: x, usd: {}}\n- {since: 2026-10-01, source: y, usd: {}}', "same day"),
])  # fmt: skip
def test_what_is_wrong_is_told(tmp_path: Path, line: str, fault: str) -> None:
    (tmp_path / FILE).write_text(line, encoding="utf-8")
    with pytest.raises(ContentError, match=fault):
        load_message_prices(tmp_path)


def test_ours_name_their_source() -> None:
    assert all("developers.facebook.com" in card.source for card in load_message_prices(Settings.content_dir))
