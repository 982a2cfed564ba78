"""How a content folder becomes the engine's flow book."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import available_timezones

from jinja2 import TemplateSyntaxError

from relaystack.engine.answers import ANSWERS
from relaystack.engine.appointment_rules import AppointmentRules
from relaystack.engine.catalogue import FIGURE_KINDS
from relaystack.engine.choices import OWN_TAPS
from relaystack.engine.customer_mails import APPOINTMENT, CONFIRMATION, PARTS
from relaystack.engine.events import PASSED_ON
from relaystack.engine.flow import Book, Words
from relaystack.engine.handover import REASONS as HANDED_OVER
from relaystack.engine.lead_rules import LeadRules
from relaystack.engine.lexicon import Lexicon
from relaystack.engine.locale_formats import is_language
from relaystack.engine.state import Place

from .appointments import load_appointments
from .command_words import load_commands
from .errors import ContentError, Fault, fault
from .flows import Source, load_flows
from .intents import load_handover, load_lexicon, lost_targets
from .jinja_templates import compile_words
from .language_words import load_language_words
from .leads import load_lead_rules
from .message_prices import load_message_prices
from .questions import load_company, load_questions, question_phrases
from .rates import load_rates
from .translatable import flattened
from .translations import Wordbook, load_wordbook
from .yaml_lines import line_of, read_yaml

BRAND = ("name", "website", "booking", "brochure", "program_link", "language", "languages")
LONGEST_HOURS = 100
MENU = Place("main_menu", "menu")
# What the engine says by itself.
PHRASES = (
    "pause", "gone", "moved", "choose_again", "choose_from_list", "not_understood", "still_waiting", "thanks", "help",
    "left_form", "cannot_read", "kinds.other", "passed_on", "stopped", "choose_hint", "offer_consultant",
    "did_you_mean", "did_you_mean_one", "handed_back", "started_again", "continue_line", "continue_hint", "route",
    "confirm.low", "more.current", "more.due", "fell_quiet", "day_is_spent", "office_closed", "back_to_bot",
    "payment_thanks", "payment_back", "calendar_file.title", "calendar_file.notes",
    *(f"{tap}_button" for tap in OWN_TAPS),
    *(f"{mail}.{part}" for mail in (CONFIRMATION, APPOINTMENT) for part in PARTS),
    *(f"handed_over.{reason}" for reason in HANDED_OVER),
    *(f"hints.{kind}" for kind in ANSWERS),
    *(f"passed_kinds.{kind}" for kind in PASSED_ON),
    *(f"pay.{per}" for per in "YMWDH"),
    *(f"price.{kind}" for kind in FIGURE_KINDS),
    *(f"misunderstood.{kind.name}.{reason}" for kind in ANSWERS.values() for reason in kind.reasons),
    *(f"understood.{echo}" for kind in ANSWERS.values() for echo in kind.echoes),
)  # fmt: skip

_ADDRESS = re.compile(r"[^@\s<>,\x7f-\uffff]+@[a-zA-Z0-9.-]+\.[a-zA-Z0-9-]+")  # any mail server takes these

T = TypeVar("T")


def load_book(folder: Path) -> Book:
    """The flow book of a content folder; raises ContentError with all that is wrong with it."""
    return read_book(folder)[0]


def read_book(folder: Path) -> tuple[Book, list[Source], Wordbook]:
    """The flow book with the files that its flows and its other languages came from."""
    if not folder.is_dir():
        raise ContentError([Fault(folder.name, 1, "there is no such content folder; set CONTENT_DIR to one")])
    faults: list[Fault] = []
    brand = _gather(faults, _brand, folder / "brand.yaml")
    company = str(brand["name"]) if brand else ""
    commands = _gather(faults, lambda file: load_commands(file, company), folder / "commands.yaml")
    languages = brand["languages"] if brand else ()
    wordbook = _gather(faults, lambda path: load_wordbook(path, languages), folder) or Wordbook()
    phrases = _gather(faults, lambda path: _phrases(path, wordbook), folder / "phrases.yaml")
    flows = _gather(faults, lambda path: load_flows(path, wordbook), folder / "flows")
    handover = _gather(faults, load_handover, folder / "handover.yaml")
    exact = commands.exact if commands else {}
    lexicon = _gather(faults, lambda file: load_lexicon(file, exact), folder / "intents.yaml")
    language_words = _gather(faults, load_language_words, folder / "languages.yaml")
    rates = _gather(faults, load_rates, folder)
    prices = _gather(faults, load_message_prices, folder)
    leads = _gather(faults, load_lead_rules, folder / "leads.yaml")
    appointments = _gather(faults, load_appointments, folder / "appointments.yaml")
    words = lexicon or Lexicon()
    questions = _gather(faults, lambda path: load_questions(path, words.numbers, words.fillers), folder)
    of_company = _gather(faults, load_company, folder / "answers.yaml")
    faults += wordbook.faults
    if (
        faults
        or rates is None
        or not (brand and commands and phrases and flows and handover and lexicon and language_words)
    ):
        raise ContentError(faults)
    book = Book(
        flows=flows[0],
        menu=MENU,
        command_words=commands,
        phrases=phrases,
        brand=brand,
        rates=rates,
        message_prices=prices or (),
        lexicon=lexicon,
        handover=handover,
        leads=leads or LeadRules(),
        appointments=appointments or AppointmentRules(),
        languages=tuple(languages),
        terms={language: file.section("programs") for language, file in wordbook.files.items()},
        language_words=language_words,
        questions=questions,
        company=of_company or {},
        brands={language: {**brand, **file.section("brand")} for language, file in wordbook.files.items()},
    )
    if not book.has(MENU):
        raise ContentError([Fault(f"{folder.name}/flows/main_menu.yaml", 1, "the flow main_menu needs a step menu")])
    lost = list(lost_targets(folder / "intents.yaml", book))
    if lost:
        raise ContentError(lost)
    return book, flows[1], wordbook


def _gather(faults: list[Fault], read: Callable[[Path], T], path: Path) -> T | None:
    try:
        return read(path)
    except ContentError as error:
        faults += error.faults
        return None


def _mapping(file: Path) -> Mapping[str, Any]:
    data = read_yaml(file)
    if not isinstance(data, Mapping):
        raise ContentError([fault(file, 1, "this file must hold `name: value` lines")])
    return data


def _brand(file: Path) -> dict[str, Any]:
    data = _mapping(file)
    missing = [name for name in BRAND if not data.get(name)]
    if missing:
        raise ContentError([fault(file, 1, f"{', '.join(missing)} missing; every brand needs them")])
    if problem := _problem_with_languages(data["languages"], data["language"]):
        raise ContentError([fault(file, line_of(data, ("languages",)), problem)])
    if "email" in data and not _ADDRESS.fullmatch(str(data["email"])):
        raise ContentError([fault(file, line_of(data, ("email",)), "email must be one address like name@example.com")])
    if problem := _problem_with_hours(data):
        raise ContentError([fault(file, line_of(data, (problem.partition(" ")[0],)), problem)])
    if str(data["program_link"]).count("{") != 1 or "{id}" not in str(data["program_link"]):
        at = line_of(data, ("program_link",))
        raise ContentError(
            [fault(file, at, "program_link needs {id} where a programme's id goes, and no other braces")]
        )
    return dict(data)


def _problem_with_hours(brand: Mapping[str, Any]) -> str:
    """What is wrong with when the office is open, and by which clock."""
    hours, zone = brand.get("hours", "-"), brand.get("timezone", "UTC")
    if not isinstance(hours, str) or not hours.strip() or len(hours) > LONGEST_HOURS or len(hours.splitlines()) > 1:
        return f"hours must be words of one line, at most {LONGEST_HOURS} characters, like Monday to Friday, 9 to 18"
    if not isinstance(zone, str) or zone not in available_timezones():
        return f"timezone must be a name like Asia/Dubai or Europe/Lisbon, not {str(zone)[:40]!r}"
    return ""


def _problem_with_languages(languages: Any, first: Any) -> str:
    if not isinstance(languages, list) or first not in languages:
        return f"languages must be a list that holds {first!r}, like `[en, es]`"
    unknown = [str(language) for language in languages if not is_language(str(language))]
    return f"there is no language {', '.join(unknown)}; codes are like en, es, zh" if unknown else ""


def _phrases(file: Path, wordbook: Wordbook) -> dict[str, Words]:
    data = _mapping(file)
    phrases: dict[str, Words] = {}
    faults: list[Fault] = []
    for path, text in flattened(data):
        key, at = ".".join(path), fault(file, line_of(data, path), "").at
        try:
            phrases[key] = wordbook.words("phrases", key, compile_words(str(text), at=at))
        except TemplateSyntaxError as error:
            faults.append(fault(file, line_of(data, path), f"this template cannot be read: {error.message}"))
    asked = question_phrases(file.parent)
    missing = [key for key in (*PHRASES, *asked) if key not in phrases]
    if missing and not faults:
        faults.append(fault(file, 1, f"{', '.join(missing)} missing; the bot says them"))
    if faults:
        raise ContentError(faults)
    return phrases
