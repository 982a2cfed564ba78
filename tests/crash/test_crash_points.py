"""Is everything as if nothing had happened when the program is killed anywhere and started again? A sample."""

from pathlib import Path

from crash.scenes import APPOINTMENT
from crash.survey import attempt, kind, of_money, rehearse, sample
from crash.world import open_world

KINDS = {"statement", "commit"} | {
    f"{peer}: {verb}" for peer in ("webhook", "Meta", "mail", "jobs") for verb in ("sent", "received")
}


def test_a_death_at_any_point_changes_nothing_for_anybody(database_url: str, tmp_path: Path) -> None:
    """All six flows at once, and somebody who books and pays; `make crash` goes through every point."""
    with open_world(database_url, tmp_path) as world:
        rehearsal = rehearse(world, "crowd")
        assert {kind(what) for what in rehearsal.journals[0]} == KINDS
        verdicts = [attempt(world, rehearsal, point) for point in sample("crowd", rehearsal.journals[0])]
        paid = rehearse(world, APPOINTMENT)
        assert paid.outcome.pages == ["complete, paid"]
        verdicts += [attempt(world, paid, point) for point in of_money(APPOINTMENT, paid.journals[0])]
    assert [(str(v.point), v.deaths, v.problems) for v in verdicts if v.problems] == []
    assert sum(bool(v.deaths) for v in verdicts) >= 17
