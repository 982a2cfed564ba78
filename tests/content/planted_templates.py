"""Faults to plant in a copy of the shipped message templates, and what must be told of each."""

REMINDER, NEWS = "templates/consultation_reminder.yaml", "templates/new_programme.yaml"
HEADER = "header: Your consultation"
LINK = '{link: Choose another time, url: "https://nexorainvestments.com/book"}'

GERMAN = """\
  de:
    body: Guten Tag {{first_name}}, Nexora Investments hat ein neues Programm, nämlich {{programme}}, für Sie!
    buttons:
      - {reply: Keine Nachrichten mehr, does: stop}
    examples: {first_name: Amina, programme: Aufenthalt}
"""

# (file, what stands there, what is planted instead, text on whose line the fault must be found, advice)
PLANTED: dict[str, tuple[str, str, str, str, str]] = {
    "unknown category": (REMINDER, "category: utility", "category: news", "category:", "'utility' or 'marketing'"),
    "misspelt key": (REMINDER, HEADER, "heading: x", "heading: x", "there is no such key"),
    "another file's name": (REMINDER, "name: consultation_reminder", "name: reminder", "name: r", "reminder.yaml"),
    "a name with capitals": (NEWS, "name: new_programme", "name: New-Programme", "name: N", "made of a-z"),
    "a long header": (REMINDER, HEADER, f"header: {'x' * 61}", "header: x", "at most 60 characters"),
    "a header with emoji": (REMINDER, HEADER, "header: 📅 Soon", "header: 📅", "no emoji"),
    "a long body": (REMINDER, "this is a reminder", "x" * 1000, "body: |", "at most 1024 characters"),
    "a body that begins with a variable": (REMINDER, "Hello {{first_name}}", "{{first_name}}", "body: |", "neither"),
    "marks before a variable": (REMINDER, "Hello {{first_name}}", "- {{first_name}}", "body: |", "marks do not count"),
    "variables side by side": (REMINDER, "{{day}} at {{time}}", "{{day}} {{time}}", "body: |", "words between them"),
    "a numbered variable": (NEWS, "Hello {{first_name}}", "Hello {{1}}", "body: |", "needs a name"),
    "braces that do not match": (NEWS, "Hello {{first_name}}", "Hello {{first_name}} - }}", "body: |", "do not match"),
    "a footer with a variable": (NEWS, "at any time.", "{{country}}", "footer:", "cannot have anything filled in"),
    "a long footer": (NEWS, "at any time.", "x" * 50, "footer:", "a footer has at most 60"),
    "a long button": (NEWS, "Show me programmes", "Show me all of the programmes", "- {reply: Show", "at most 25"),
    "two buttons with one title": (NEWS, "Show me programmes", "No more messages", "does: stop", "two buttons"),
    "a tap that does nothing known": (NEWS, "does: programmes", "does: dance", "does: dance", "no tap 'dance'"),
    "a button that is nothing": (REMINDER, LINK, "{link: Choose}", "{link: Choose}", "`link` with `url`"),
    "a bad address": (REMINDER, "https://nexorainvestments.com/book", "book", "url: ", "must be a web address"),
    "an address with a variable inside": (
        REMINDER, "https://nexorainvestments.com/book", "https://nexorainvestments.com/{{day}}/book", "url: ",
        "only the end",
    ),
    "too little around variables": (
        NEWS, "Hello {{first_name}}, Nexora Investments now offers {{programme}} in {{country}}.\n\n"
        "      Would you like to see its requirements and benefits?",
        "Hi {{first_name}}, {{programme}} in {{country}} now!", "body: |", "too many for so few words",
    ),
    "another variable in one language": (
        NEWS, "languages:", f"languages:\n{GERMAN}", "  de:", "country: not in both en and de",
    ),
    "no example": (REMINDER, "day: 3 December, ", "", "examples: {first", "give an example"),
    "an example too many": (REMINDER, "day: 3 December,", "day: 3 December, x: y,", "examples: {first", "remove it"),
    "marketing without a way out": (
        NEWS, "      - {reply: No more messages, does: stop}\n", "", "  en:", "needs a way out",
    ),
    "a language without its country": (REMINDER, "  pt_BR:", "  pt:", "  pt:", "pt_BR or pt_PT"),
    "an unknown language": (REMINDER, "  pt_BR:", "  brazilian:", "  brazilian:", "no code of Meta's"),
}  # fmt: skip
