"""How the rates of other currencies are read from the content folder."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from relaystack.engine.answers import Rate
from relaystack.engine.answers.currencies import codes

from .errors import ContentError, Fault, advice, fault
from .yaml_lines import line_of, read_yaml


class RateEntry(BaseModel):
    """What one unit of a currency is worth in US dollars. Like every figure it has a source and its dates."""

    model_config = ConfigDict(extra="forbid")
    usd: float = Field(gt=0, allow_inf_nan=False)
    as_of: date
    review_by: date
    source: str = Field(min_length=1)


def read_rates(folder: Path) -> dict[str, RateEntry]:
    """The rates of `rates.yaml` by ISO code; raises ContentError naming every faulty line."""
    file = folder / "rates.yaml"
    data = read_yaml(file)
    if not isinstance(data, Mapping):
        raise ContentError(
            [fault(file, 1, "rates.yaml must hold a currency's code and its rate, like `EUR: {usd: …}`")]
        )
    entries: dict[str, RateEntry] = {}
    faults: list[Fault] = []
    for code, item in data.items():
        try:
            entries[code] = RateEntry.model_validate(item)
        except ValidationError as error:
            for detail in error.errors():
                at = line_of(data, (code, *detail["loc"]))
                faults.append(fault(file, at, f"{'.'.join(map(str, (code, *detail['loc'])))}: {advice(detail)}"))
            continue
        if code not in codes() or code == "USD":
            faults.append(fault(file, line_of(data, (code,)), f"{code} is no code of another currency (EUR, AED …)"))
        if entries[code].review_by < entries[code].as_of:
            faults.append(fault(file, line_of(data, (code, "review_by")), f"{code}: review_by lies before as_of"))
    if faults:
        raise ContentError(faults)
    return entries


def load_rates(folder: Path) -> dict[str, Rate]:
    """The rates as the engine takes them."""
    return {code: Rate(entry.usd, entry.as_of) for code, entry in read_rates(folder).items()}


def rates_due(folder: Path, today: date) -> list[str]:
    """Codes of the currencies whose rates a person must look at again."""
    return [code for code, entry in read_rates(folder).items() if entry.review_by < today]
