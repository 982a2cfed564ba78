"""Faults to plant in a copy of the shipped content, and what must be told of each."""

from collections.abc import Iterable
from pathlib import Path

BROCHURE = """    - say: |
        📄 Download our brochure:
        {{ brand.brochure }}
"""
SENT = """    - do: send_document
      with: {link: "{{ brand.brochure }}", filename: Nexora Investments brochure.pdf}
"""

# (file, what stands there, what is planted instead, text on whose line the fault must be found, advice)
PLANTED: dict[str, tuple[str, str, str, str, str]] = {
    "unknown verb": (
        "flows/booking.yaml", "    - say: |", "    - shout: |", "    - shout",
        "no verb of ours; a step is made of say, ask, choose",
    ),
    "misspelt key of a verb": ("flows/main_menu.yaml", "button:", "buton:", "buton:", "there is no such key"),
    "option without a label": (
        "flows/main_menu.yaml", "label: Check Eligibility, ", "", "{id: eligibility", "label: this is missing",
    ),
    "misspelt key of an option": (
        "flows/main_menu.yaml", "{id: jobs,", "{id: jobs, titel: Jobs,", "titel:", "there is no such key",
    ),
    "duplicate key": ("flows/booking.yaml", "version: 1", "version: 1\nversion: 2", "version: 2", "stands twice"),
    "dead target": ("flows/consultant.yaml", "go: email", "go: mail", "go: mail", "no step or flow named 'mail'"),
    "dead target in another flow": (
        "flows/eligibility.yaml", "residency.details", "residency.detail", "residency.detail", "steps of this flow",
    ),
    "dead target after a search": ("flows/jobs.yaml", "then: found", "then: fund", "then: fund", "named 'fund'"),
    "unreachable step": (
        "flows/booking.yaml", "steps:", "steps:\n  start:\n    - go: link\n  lost:\n    - go: link", "  lost:",
        "nothing leads to step lost",
    ),
    "verbs after a question": (
        "flows/consultant.yaml", "      go: email\n", "      go: email\n    - say: Never said\n", "    - ask: |",
        "is never reached; put it into a step of its own",
    ),
    "duplicate option ids": (
        "flows/main_menu.yaml", "{id: booking,", "{id: jobs,", "{id: jobs, label: Book", "two options are named 'jobs'",
    ),
    "a wish that is a command": (
        "intents.yaml", "en: [eligibility, ", "en: [cancel please, eligibility, ", "eligibility:",
        "'cancel please' is the command leave wherever it is typed",
    ),
    "an option's words that are a command": (
        "intents.yaml", "en: [cancel, cancel it,", "en: [menu, cancel, cancel it,", '  "off":',
        "'menu' cannot choose off: it is the command menu",
    ),
    "words for no option": ("intents.yaml", '  "off":\n', "  of:\n", "  of:", "no question has an option 'of'"),
    "words beside no command": (
        "commands.yaml", "  leave:\n    en: [it,", "  leaf:\n    en: [it,", "  leaf:", "there is no command 'leaf'",
    ),
    "two options with one key": (
        "flows/main_menu.yaml", "{id: brochure,", '{id: brochure, key: "0",', "{id: resume",
        "two options have the key '0'",
    ),
    "bad template in words": (
        "flows/booking.yaml", "{{ brand.booking }}", "{{ brand.booking", "say:", "this template cannot be read",
    ),
    "bad template in a condition": (
        "flows/consultant.yaml", "{{ not name }}", "{{ not }}", "{{ not }}", "this template cannot be read",
    ),
    "unknown filter": ("flows/booking.yaml", "brand.booking", "brand.booking | loud", "say:", "No filter named 'loud'"),
    "unquoted template": (
        "flows/consultant.yaml", '"{{ not name }}"', "{{ not name }}", "{{ not name }}", "put quotes",
    ),
    "unknown answer": ("flows/consultant.yaml", "answer: email", "answer: mail", "answer: mail", "'money', 'email'"),
    "unknown effect": ("flows/consultant.yaml", "capture_lead", "make_lead", "make_lead", "'capture_lead'"),
    "unknown look-up": ("flows/consultant.yaml", "find: programme", "find: program", "find: program", "'programme'"),
    "unknown argument of an effect": (
        "flows/consultant.yaml", "        notify: true", "        noisy: true", "do: capture_lead",
        "has no noisy; it takes",
    ),
    "unknown argument of a look-up": (
        "flows/eligibility.yaml", "limit: 5", "most: 5", "find: programmes_within", "needs exactly budget, limit",
    ),
    "title too long for a row": (
        "flows/main_menu.yaml", "title: Residency Programs", "title: All of our Residency Programs", "{id: residency",
        "a title of at most 24",
    ),
    "title too long for a button": (
        "flows/residency.yaml", "label: Other programs", "label: All the other programs", "label: All the",
        "a title of at most 20",
    ),
    "button too long": (
        "flows/main_menu.yaml", "button: Main menu", "button: Our wonderful main menu", "button:", "20",
    ),
    "description too long": (
        "flows/main_menu.yaml", "{id: jobs,", "{id: jobs, description: " + "x" * 73 + ",", "{id: jobs", "72 characters",
    ),
    "flow and file named apart": ("flows/booking.yaml", "flow: booking", "flow: bookings", "flow:", "name them alike"),
    "broken YAML": ("flows/booking.yaml", "steps:", "steps: [", "    - when", "this is not valid YAML"),
    "programme without sources": (
        "programs.yaml", "sources:", "origins:", "- id: gr-golden-visa", "sources: this is missing",
    ),
    "programme without a date": (
        "programs.yaml", '  as_of: "2026-02-01"\n', "", "- id: gr-golden-visa", "as_of: this is missing",
    ),
    "programme without review_by": (
        "programs.yaml", '  review_by: "2027-02-01"\n', "", "- id: gr-golden-visa", "review_by: this is missing",
    ),
    "review before the date": (
        "programs.yaml", 'review_by: "2027-02-01"', 'review_by: "2025-02-01"', 'review_by: "2025', "lies before as_of",
    ),
    "duplicate programme id": (
        "programs.yaml", "- id: pt-golden-visa", "- id: gr-golden-visa",
        "- id: gr-golden-visa\n  country: Portugal", "ids must be unique",
    ),
    "unknown category": ("programs.yaml", "category: USA EB-5", "category: USA EB5", "category: USA EB5", "'USA EB-5'"),
    "details too long": (
        "programs.yaml", "Short-term holiday letting of the property is banned.", "banned " * 120,
        "- id: gr-golden-visa",
        "must have at most 1024: give it shorter words under `brief`",
    ),
    "two commands with one word": (
        "commands.yaml", "en: [back,", "en: [menu, back,", "en: [menu, back", "'menu' means both menu and back",
    ),
    "unknown command": ("commands.yaml", "help:", "assist:", "assist:", "there is no command 'assist'"),
    "words of a command not in lists": ("commands.yaml", "en: [back,", "en: back #", "back:", "needs lists of words"),
    "missing brand field": (
        "brand.yaml", "website:", "site:", "# Who the bot", "website missing; every brand needs them",
    ),
    "programme link without its place": ("brand.yaml", "{id}", "{code}", "program_link:", "program_link needs {id}"),
    "missing phrase": (
        "phrases.yaml", "    negative:", "    minus:", "# What the bot", "misunderstood.money.negative missing",
    ),
    "something typed in an e-mail to a customer": (
        "phrases.yaml", "Thank you for your enquiry on WhatsApp.", "Thank you, {{ name }}.",
        "    text: |\n      Hello,",
        "{{ name }} may not be said here: the address may be a stranger's",
    ),
    "subject that is too long": (
        "phrases.yaml", "We have received your enquiry", "We have received it " * 9, "    subject:",
        "a subject is one line of at most 150 characters",
    ),
    "e-mail address of the brand that is none": (
        "brand.yaml", "website:", "email: write to us\nwebsite:", "email:", "must be one address like name@example.com",
    ),
    "bad template in a phrase": (
        "phrases.yaml", "{{ guess }}? Reply *yes*, or send your", "{{ guess? Reply *yes*", "typo:", "read",
    ),
    "unreadable transcript line": ("transcripts/booking/link.txt", "> 6", "? 6", "? 6", "this line cannot be read"),
    "misspelt pause": (
        "transcripts/main_menu/pause.txt", "@ 31 minutes later", "@ 31 minuts later", "minuts",
        "this line cannot be read",
    ),
    "impossible date": (
        "transcripts/residency/due_for_review.txt", "2027-02-02", "2027-02-30", "@ 2027", "this line cannot be read",
    ),
    "words that every way leaves empty": (
        "flows/brochure.yaml", "{{ brand.brochure }}", "{{ brand.folder }}", "- say", "cannot be filled in",
    ),
    "words that an old button leaves empty": (
        "flows/eligibility.yaml", '  nothing_reached:\n    - when: "{{ not budget }}"\n      go: budget\n',
        "  nothing_reached:\n", "- choose: |\n        {{ money(budget) }} is below",
        "give the name a value on every way here",
    ),
    "condition that some way cannot reckon": (
        "flows/consultant.yaml", "{{ not name }}", "{{ name > 3 }}", "{{ name > 3 }}", "cannot be reckoned",
    ),
    "name that nothing saves": (
        "flows/consultant.yaml", "{{ not name }}", "{{ not nmae }}", "{{ not nmae }}",
        "nothing is ever saved as 'nmae'; did you mean 'name'?",
    ),
    "step that may run out": (
        "flows/brochure.yaml", "steps:\n", 'steps:\n  first:\n    - when: "{{ brand.brochure }}"\n      go: file\n',
        "    - when", "a dead end: step first may end without a word",
    ),
    "nothing said": (
        "flows/brochure.yaml", BROCHURE, '    - say: "{% if known.budget %}{{ brand.brochure }}{% endif %}"\n', "- do:",
        "a dead end: nothing is said here",
    ),
    "choice without an option": (
        "flows/brochure.yaml", BROCHURE + SENT,
        "    - choose: Our brochure\n      options:\n"
        '        - {id: more, label: Go on, when: "{{ known.budget }}", go: menu}\n',
        "- choose", "a dead end: no option is offered here",
    ),
    "step that leads to itself": (
        "flows/brochure.yaml", SENT, "    - go: file\n", "  file:", "a loop without a question: step file leads back",
    ),
    "two steps that lead to each other": (
        "flows/brochure.yaml", SENT,
        "    - go: again\n\n  again:\n    - when: '{{ brand.name }}'\n      go: file\n    - say: Here\n",
        "  file:", "a loop without a question: step file leads back",
    ),
    "loop that only some meet": (
        "flows/brochure.yaml", BROCHURE + SENT,
        "    - when: '{{ known.budget }}'\n      go: again\n    - say: Here\n\n"
        "  again:\n    - when: '{{ known.name }}'\n      go: file\n    - say: There\n",
        "  file:", "a loop without a question: more than 25 steps",
    ),
    "two options with one key, one of them numbered": (
        "flows/eligibility.yaml", "{id: again,", '{id: again, key: "1",', "{id: again", "two options have the key '1'",
    ),
    "option with another's word": (
        "flows/main_menu.yaml", "{id: jobs,", "{id: jobs, also: [check eligibility],", "{id: jobs",
        "'check eligibility' names this option and 'Check Eligibility'",
    ),
    "option called like a command": (
        "flows/main_menu.yaml", "{id: jobs,", "{id: jobs, also: [Help!],", "{id: jobs", "'help' is the command help",
    ),
    "body too long once it is filled in": (
        "flows/eligibility.yaml", "A consultant can tell you what else is possible.", "words " * 140,
        "- choose: |\n        {{ money(budget) }} is below", "a message with something to tap has at most 1024",
    ),
    "text too long": (
        "flows/consultant.yaml", "Reply *menu* for the main menu.", "words " * 700, "- say: |\n        ✅ Thank you",
        "and a message has at most 4096",
    ),
    "caption too long": (
        "flows/brochure.yaml", "Download our brochure:", "words " * 170, "- do:", "and a caption has at most 1024",
    ),
    "more options than a list has": (
        "flows/eligibility.yaml", "limit: 5", "limit: 9", "- choose: |\n        ✅ With", "this offers 11 options",
    ),
    "id too long": (
        "flows/main_menu.yaml", "{id: jobs,", "{id: " + "jobs" * 50 + ",", "{id: jobs",
        "the tap's id has 215 characters",
    ),
    "title too long once it is filled in": (
        "flows/residency.yaml", "{{ item.short }}", "{{ item.name }}", "- each:", "has been cut; a title of at most 20",
    ),
    "description too long once it is filled in": (
        "flows/eligibility.yaml", '"{{ item.category }}"', '"{{ item.dependants }} {{ item.dependants }}"', "- each:",
        "a description has at most 72",
    ),
    "phrase that the bot never says": (
        "phrases.yaml", "thanks:", "thank: You are welcome!\nthanks:", "thank:",
        "the bot never says thank; did you mean 'thanks'?",
    ),
    "intent that leads nowhere": (
        "intents.yaml", "    go: booking", "    go: bookings", "  booking:\n    go: bookings",
        "booking leads to 'bookings'; there is no such step or flow",
    ),
    "misspelt key of an intent": (
        "intents.yaml", "    several: residency.in_country", "    sevral: residency.in_country", "    sevral:",
        "there is no such key",
    ),
    "unknown kind of file": (
        "handover.yaml", "media: [image,", "media: [picture,", "media:", "no such kind of file: picture",
    ),
    "no time until it is handed back": (
        "handover.yaml", "quiet_minutes: 720", "quiet_minutes: 0", "quiet_minutes:", "greater than or equal to 1",
    ),
    "rate without a source": (
        "rates.yaml", ', source: "the rate of programs.yaml, June 2026"', "", "EUR:", "EUR.source: this is missing",
    ),
    "rate of no currency": ("rates.yaml", "SAR:", "SAX:", "SAX:", "SAX is no code of another currency"),
    "misspelt part of a language": (
        "languages.yaml", "fr:\n  called:", "fr:\n  named:", "fr:", "fr needs lists of words under called and words",
    ),
}  # fmt: skip

# A misspelt name is missing too; more options are longer words too.
# Kinds of which the whole check tells: planted beside each other, where none has a part in another.
TOGETHER: tuple[tuple[str, ...], ...] = (
    ("a wish that is a command", "title too long for a row", "button too long", "details too long",
     "something typed in an e-mail to a customer", "option called like a command", "name that nothing saves",
     "step that may run out"),
    ("title too long for a button", "description too long", "subject that is too long",
     "phrase that the bot never says", "body too long once it is filled in", "words that every way leaves empty"),
    ("title too long once it is filled in", "description too long once it is filled in", "option with another's word",
     "condition that some way cannot reckon", "choice without an option", "words that an old button leaves empty"),
    ("unreadable transcript line", "misspelt pause", "impossible date"),
)  # fmt: skip
TWICE = {"programme without sources", "unknown command", "more options than a list has"}


def groups(planted: Iterable[str], together: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """All kinds, each alone or with those that it is planted beside."""
    beside = list(together)
    found = {kind for group in beside for kind in group}
    return [*beside, *((kind,) for kind in planted if kind not in found)]


def line_of(file: Path, text: str) -> int:
    """The line on which a text stands."""
    before, found, _ = file.read_text(encoding="utf-8").partition(text)
    assert found, text
    return before.count("\n") + 1
