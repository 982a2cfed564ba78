"""How passwords are kept."""

from argon2 import extract_parameters
from made_once import SHIPPED_HASHER


def test_guessing_at_kept_passwords_costs_what_owasp_asks() -> None:
    kept = extract_parameters(SHIPPED_HASHER.hash("drei kluge Raben"))
    assert (kept.type.name, kept.time_cost, kept.parallelism) == ("ID", 2, 1)
    assert kept.memory_cost >= 19 * 1024  # KiB
