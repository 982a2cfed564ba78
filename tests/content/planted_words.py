"""Faults to plant in the words of other languages, as in `planted.py`. English texts are their own translations."""

MENU_LABEL = 'label: "Job Search Assistance"'
FAILED = "The job search does not answer"

PLANTED: dict[str, tuple[str, str, str, str, str]] = {
    "text that is not translated": (
        "words/es.yaml", '"Which country are you looking for jobs in?"', "''", "ask: ''",
        "flows.jobs.country.ask is not translated: Which country",
    ),
    "text that English has not": (
        "words/es.yaml", "phrases:\n", "phrases:\n  farewell: Adiós\n", "  farewell:",
        "phrases.farewell: there is no such text in English; remove or rename it",
    ),
    "value that is lost": (
        "words/es.yaml", "Thank you, {{ name }}! A", "Thank you! A", "      say: |\n        ✅ Thank you!",
        "the English says {{ name }} too; say it here as well",
    ),
    "value that English has not": (
        "words/es.yaml", "{{ guess }}? Reply *yes*, or send your", "{{ guess }} or {{ guessed }}?",
        "      typo:", "{{ guessed }} is not in the English; use the same names",
    ),
    "bad template in another language": (
        "words/es.yaml", "{{ guess }}? Reply *yes*, or send your", "{{ guess? Reply *yes*", "      typo:",
        "this template cannot be read",
    ),
    "plural form that the language needs": (
        "words/ru.yaml", 'other="jobs", few="jobs"', 'other="jobs"', "      choose: |\n        💼",
        "plural(…) needs few as well in this language",
    ),
    "button too long in another language": (
        "words/es.yaml", 'label: "Other programs"', 'label: "Otros programas de residencia"', 'label: "Otros',
        "has 29 characters, 20 fit; shorten it, or add a `title` beside it",
    ),
    "row too long once it is filled in, in another language": (
        "words/es.yaml", MENU_LABEL, 'label: "{% if true %}Ayuda para buscar empleo afuera{% endif %}"',
        "    menu:\n      choose", "has been cut; a title of at most 24 characters is needed",
    ),
    "message too long in another language": (
        "words/es.yaml", FAILED, "palabras " * 115, "    failed:\n      choose: |\n        palabras",
        "a message with something to tap has at most 1024",
    ),
    "words of another language that some way leaves empty": (
        "words/es.yaml", "{{ jobs.name }} right", "{{ jobs.name + 1 }} right", "      choose: |\n        I found",
        "cannot be filled in",
    ),
    "word to type that is no command": (
        "words/es.yaml", "*menu* whenever", "*inicial* whenever", '  thanks: "', "for menu must be one of menu in",
    ),
    "programme with another number": (
        "words/es.yaml", ': "On average 7 days a year', ': "On average 9 days a year', '  "On average 7',
        "the English says 7; numbers must be the same",
    ),
    "section that there is not": (
        "words/es.yaml", "phrases:\n", "sentences: {}\n\nphrases:\n", "sentences:", "there is no section 'sentences'",
    ),
    "unknown language": ("brand.yaml", "[en, es, ru]", "[en, es, ru, xx]", "languages:", "there is no language xx"),
}  # fmt: skip

# As in `planted.py`.
TOGETHER: tuple[tuple[str, ...], ...] = (
    ("text that is not translated", "text that English has not", "value that is lost", "value that English has not",
     "plural form that the language needs", "button too long in another language", "word to type that is no command",
     "programme with another number"),
    ("row too long once it is filled in, in another language", "message too long in another language",
     "words of another language that some way leaves empty"),
)  # fmt: skip
