"""How `leads.yaml` is read; a folder without it has no order of interests and the usual rules."""

from datetime import timedelta
from pathlib import Path

from pydantic import Field, ValidationError

from relaystack.engine.lead_rules import LeadRules

from .errors import ContentError, advice, fault
from .shapes import Shape
from .yaml_lines import line_of, read_yaml


class BudgetChecksShape(Shape):
    """Which budget checks the consultants are told of, and how often."""

    from_usd: int = Field(1, ge=1)
    wait_minutes: int = Field(2, ge=0, le=60)
    quiet_hours: int = Field(24, ge=1)


class LeadsShape(Shape):
    """`leads.yaml` as a whole."""

    interests: list[str] = Field(default_factory=list)
    enquiry: str = ""
    budget_check: str = ""
    budget_checks: BudgetChecksShape = BudgetChecksShape()  # type: ignore[call-arg]


def load_lead_rules(file: Path) -> LeadRules:
    """What the file says; raises ContentError with all that is wrong with it."""
    data = read_yaml(file) if file.exists() else {}
    try:
        shape = LeadsShape.model_validate(data or {})
    except ValidationError as error:
        raise ContentError(
            [
                fault(file, line_of(data, one["loc"]), f"{'.'.join(map(str, one['loc']))}: {advice(one)}")
                for one in error.errors()
            ]
        ) from None
    checks = shape.budget_checks
    wait, quiet = timedelta(minutes=checks.wait_minutes), timedelta(hours=checks.quiet_hours)
    return LeadRules(tuple(shape.interests), checks.from_usd, wait, quiet, shape.enquiry, shape.budget_check)
