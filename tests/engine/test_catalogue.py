"""Figures are guarded: with a date, with a word of care, or not at all; reach and distance are plain arithmetic."""

import dataclasses
import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from talking import CONTENT, Talk, catalogue

from relaystack.content.programs import ProgramEntry, read_programs
from relaystack.engine.catalogue import Catalogue, Program

ENTRIES = {entry.id: entry for entry in read_programs(CONTENT)}
OPEN = [entry for entry in ENTRIES.values() if entry.status == "open"]
CLOSED = [entry for entry in ENTRIES.values() if entry.status != "open"]
EB5 = ["us-eb5-rural", "us-eb5-tea-urban", "us-eb5-standard"]
DAYS = ["2026-07-01", "2026-12-31", "2027-01-01", "2027-08-01", "2035-01-01"]
CONFIRMS = "a consultant confirms it"
NO_AMOUNT = "The amount is changing: a consultant confirms the current one"


def months(day: date) -> str:
    """`June 2026`, whatever the machine's language."""
    names = "January February March April May June July August September October November December"
    return f"{names.split()[day.month - 1]} {day.year}"


def amounts_of(entry: ProgramEntry) -> set[str]:
    """Every amount of a programme as it would be written."""
    figures = {entry.minimum_investment, entry.original_amount}
    for route in entry.route_options:
        figures |= {route.amount or 0, route.amount_usd or 0}
    return {f"{figure:,}" for figure in figures - {0}}


def details(id: str, on: str) -> str:
    """The details of a programme, reached by a button."""
    talk = Talk("hi", on=on)
    entry = ENTRIES[id]
    return talk(f"[eligibility.result.{id}?budget={entry.minimum_investment}]")


def everything_said(on: str) -> str:
    """All that residency and eligibility say on a day: lists, details, routes, distances."""
    said = []
    for category in "abcd":
        talk = Talk("hi", "1", on=on)
        said.append(talk(category))
        for number in "123":
            said += [talk(number), talk("back"), talk("what?")]
    for budget in ("1", "100000", "250000", "790000", "999999", "1000000", "9000000"):
        talk = Talk("hi", "2", on=on)
        said.append(talk(budget))
        for number in "12345":
            said += [talk(number), talk("back"), talk("what?")]
    return "\n".join(said)


@pytest.mark.parametrize("entry", [e for e in OPEN if e.expires_on is None], ids=lambda entry: entry.id)
def test_the_review_day_is_the_last_one_without_a_word_of_care(entry: ProgramEntry) -> None:
    plain = f"From USD {entry.minimum_investment:,} (as of {months(entry.as_of)})"
    careful = plain.replace(")", f"; {CONFIRMS})")
    assert plain in details(entry.id, entry.review_by.isoformat())
    assert careful in details(entry.id, (entry.review_by + timedelta(days=1)).isoformat())


@pytest.mark.parametrize("id", EB5)
def test_eb5_is_priced_on_the_last_day_of_2026_and_never_after(id: str) -> None:
    entry = ENTRIES[id]
    tap = f"[residency.programmes.{id}?category=USA+EB-5]"
    last, after = (Talk("hi", on=on)(tap) for on in ("2026-12-31", "2027-01-01"))
    assert f"From USD {entry.minimum_investment:,} (as of June 2026)" in last
    assert after.startswith(f"*{entry.name}*\n{NO_AMOUNT}")
    assert "USD" not in after


@pytest.mark.parametrize("on", ["2027-01-01", "2027-08-01", "2035-01-01"])
def test_from_the_day_it_expires_no_amount_is_said_anywhere(on: str) -> None:
    said = everything_said(on)
    assert NO_AMOUNT in said
    for amount in {a for id in EB5 for a in amounts_of(ENTRIES[id])}:
        assert amount not in said, amount
    assert "The amounts of EB-5 rural, EB-5 targeted area, EB-5 standard are changing" in said


def test_the_day_before_the_same_walk_says_them() -> None:
    said = everything_said("2026-12-31")
    assert "EB-5 rural – From USD 800,000" in said
    assert "1,050,000" in said
    assert NO_AMOUNT not in said


@pytest.mark.parametrize("on", DAYS)
def test_closed_programmes_are_named_and_never_priced(on: str) -> None:
    said = everything_said(on)
    assert "Closed to new applicants: Spain, Malta citizenship" in said
    assert not [line for line in said.splitlines() if "Spain" in line and "USD" in line]
    open_amounts = {amount for entry in OPEN for amount in amounts_of(entry)}
    for entry in CLOSED:
        for amount in amounts_of(entry) - open_amounts:
            assert amount not in said, f"{entry.id}: {amount}"


@pytest.mark.parametrize("entry", CLOSED, ids=lambda entry: entry.id)
def test_the_words_about_a_closed_programme_hold_no_amount(entry: ProgramEntry) -> None:
    talk = Talk("hi")
    talk(f"[residency.closed.others?programme={entry.id}]")
    words = talk("back")
    assert entry.name in words
    assert "takes no new applicants" in words
    assert not re.search(r"USD|EUR|\d{2},\d{3}|\d million", words)


@pytest.mark.parametrize("entry", OPEN, ids=lambda entry: entry.id)
def test_low_confidence_is_said(entry: ProgramEntry) -> None:
    words = details(entry.id, "2026-07-01")
    assert ("An adviser must confirm first" in words) == (entry.confidence == "low")


@pytest.mark.parametrize("on", DAYS)
@given(budget=st.integers(1, 1_500_000) | st.sampled_from([e.minimum_investment + d for e in OPEN for d in (-1, 0, 1)]))
def test_reach_and_distance_agree_with_the_file(on: str, budget: int) -> None:
    day = date.fromisoformat(on)
    priced = [e for e in OPEN if not (e.expires_on and day >= e.expires_on)]
    reached = {e.id: e.minimum_investment for e in priced if e.minimum_investment <= budget}
    beyond = sorted(e.minimum_investment - budget for e in priced if e.minimum_investment > budget)
    within = catalogue().within(budget, 5, day)
    assert within.count == len(reached)
    assert [p.minimum_investment for p in within.reached] == sorted(reached.values(), reverse=True)[:5]
    assert all(p.id in reached for p in within.reached)
    assert [p.minimum_investment - budget for p in within.next] == beyond[:2]
    assert {p.id for p in within.unpriced} == {e.id for e in OPEN} - {e.id for e in priced}


@pytest.mark.parametrize("on", DAYS)
@pytest.mark.parametrize("budget", [1, 56_999, 57_000, 192_660, 250_000, 284_999, 800_000, 1_050_000, 10**12])
def test_the_words_say_the_same_and_fit_one_message(on: str, budget: int) -> None:
    talk = Talk("hi", "2", on=on)
    words = talk(str(budget))
    within = catalogue().within(budget, 5, date.fromisoformat(on))
    assert len(words) <= 1024
    if within.count:
        assert f"you reach the minimum of {within.count} program" in words
    for program in within.reached:
        assert f"{program.short} – From USD {program.minimum_investment:,} (as of" in words
    for program in within.next:
        assert f"• {program.short}: USD {program.minimum_investment - budget:,} more (as of" in words


def test_the_lead_records_every_figure_that_was_shown() -> None:
    talk = Talk("hi", "2", "250k")
    shown = talk.lead.shown
    assert shown is not None
    within = catalogue().within(250_000, 5, date(2026, 7, 1))
    assert {id: figure["usd"] for id, figure in shown.items()} == {
        p.id: p.minimum_investment for p in (*within.reached, *within.next)
    }
    assert shown["kn-citizenship"] == {"usd": 250_000, "as_of": "2026-06-05"}


def test_a_later_lead_records_what_was_shown_on_the_way() -> None:
    talk = Talk("hi", "1", "a", "1", "1", "Ana", "ana@example.com")
    assert set(talk.lead.shown or {}) == {"gr-golden-visa", "pt-golden-visa", "mt-mprp"}


def test_what_was_not_priced_is_not_recorded_as_shown() -> None:
    talk = Talk("hi", "1", "c", "1", "1", "Ana", "ana@example.com", on="2027-01-01")
    assert talk.lead.shown == {}


@pytest.mark.parametrize("category", sorted({entry.category for entry in OPEN}))
def test_the_top_three_are_the_open_ones_by_rank(category: str) -> None:
    ranked = sorted((e.rank, e.id) for e in OPEN if e.category == category)
    assert [p.id for p in catalogue().top(category, 3)] == [id for _, id in ranked[:3]]


@given(as_of=st.dates(date(2020, 1, 1), date(2030, 1, 1)), days=st.integers(-800, 800), valid=st.integers(0, 400))
def test_a_figure_is_current_then_due_then_expired(as_of: date, days: int, valid: int) -> None:
    review_by = as_of + timedelta(days=365)
    program = dataclasses.replace(
        next(iter(catalogue())), as_of=as_of, review_by=review_by, expires_on=review_by + timedelta(days=valid)
    )
    today = review_by + timedelta(days=days)
    assert program.figure(today) == ("expired" if days >= valid else "due" if days > 0 else "current")
    assert dataclasses.replace(program, status="closed").figure(today) == "closed"


def test_a_catalogue_without_programmes_answers_too() -> None:
    empty: list[Program] = []
    within = Catalogue(empty).within(10**6, 5, date(2026, 7, 1))
    assert (within.count, list(within.next)) == (0, [])
