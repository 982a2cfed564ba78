"""How the prices of messages are read from the content folder. A folder without them has none."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from relaystack.engine.message_prices import PriceCard

from .errors import ContentError, advice, fault
from .yaml_lines import line_of, read_yaml

FILE = "message_prices.yaml"
_Country = Annotated[str, Field(pattern="^[A-Z]{2}$")]
_Class = Annotated[str, Field(pattern="^[a-z_]+$")]
_Price = Annotated[Decimal, Field(ge=0, lt=100)]


class _Card(BaseModel):
    """Prices from a day on. Like every figure they have a source."""

    model_config = ConfigDict(extra="forbid")
    since: date
    source: str = Field(min_length=1)
    usd: dict[_Country, dict[_Class, _Price]]


_CARDS = TypeAdapter(list[_Card])


def load_message_prices(folder: Path) -> tuple[PriceCard, ...]:
    """The cards of `message_prices.yaml`; raises ContentError naming every faulty line."""
    file = folder / FILE
    if not file.exists():
        return ()
    data = read_yaml(file)
    try:
        cards = _CARDS.validate_python(data)
    except ValidationError as error:
        raise ContentError([
            fault(file, line_of(data, detail["loc"]), f"{'.'.join(map(str, detail['loc']))}: {advice(detail)}")
            for detail in error.errors()
        ]) from None  # fmt: skip
    if len({card.since for card in cards}) < len(cards):
        raise ContentError([fault(file, 1, "two cards begin on the same day")])
    return tuple(PriceCard(card.since, card.source, card.usd) for card in cards)
