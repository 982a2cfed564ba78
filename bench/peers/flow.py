"""Which conversation do the peers lead? The one that bench/load.py drives, with as many and as long answers as ours."""

from dataclasses import dataclass

MENU = (
    "👋 Welcome to Nexora Investments!\n\nPlease choose an option:\n\n1️⃣ Explore Residency Programs\n"
    "2️⃣ Check Eligibility\n"
    "3️⃣ Talk to Consultant\n4️⃣ Job Search Assistance\n5️⃣ Book Consultation\n6️⃣ Download Brochure\n\nReply with a number."
)
MENU_CHOICES = (
    "Residency Programs", "Check Eligibility", "Talk to Consultant", "Job Search", "Book Consultation", "Brochure",
)  # fmt: skip
BUDGET = "💰 What is your investment budget in USD?\n\nReply with amount (example: 150000)"
REACHED = (
    "✅ With USD {budget:,} you reach the minimum of these programs:\n\n{programs}\n\nReply with a number for details."
)
PROGRAMS = ("Portugal Golden Visa", "Greece Golden Visa", "Saint Kitts and Nevis")
CATEGORIES = (
    "🌍 Top Residency Categories:\n\nA. Europe Golden Visa\nB. Caribbean Citizenship\nC. USA EB-5\nD. UAE Residency"
)
CATEGORY_CHOICES = ("Europe Golden Visa", "Caribbean Citizenship", "USA EB-5", "UAE Residency")
TOP = "*Europe Golden Visa*: top programs\n\n{programs}\n\nReply with a number for details."
DETAILS = (
    "*Portugal Golden Visa*\nfrom EUR 250,000\n\n*Routes*\n• Donation to the arts\n• Fund\n\n*Presence*: 7 days a year"
)
DETAIL_CHOICES = ("Talk to Consultant", "Other programs", "Main menu")


@dataclass(frozen=True)
class Answer:
    """What is said, what can be tapped, and where the person is now."""

    text: str
    choices: tuple[str, ...]
    place: str


def answer(place: str, words: str) -> Answer:
    """One answer for one message."""
    words = words.strip().lower()
    if place == "menu" and words == "1":
        return Answer(CATEGORIES, CATEGORY_CHOICES, "category")
    if place == "menu" and words == "2":
        return Answer(BUDGET, (), "budget")
    if place == "budget" and (budget := _amount(words)):
        return Answer(REACHED.format(budget=budget, programs=_lines()), (*PROGRAMS, "Another amount"), "reached")
    if place == "category" and words == "a":
        return Answer(TOP.format(programs=_lines()), (*PROGRAMS, "Other programs"), "programs")
    if place == "programs" and words == "1":
        return Answer(DETAILS, DETAIL_CHOICES, "details")
    return Answer(MENU, MENU_CHOICES, "menu")


def _amount(words: str) -> int | None:
    digits = words.removesuffix("k")
    return int(digits) * (1000 if digits != words else 1) if digits.isdigit() else None


def _lines() -> str:
    return "\n".join(f"{number}. {name}: from USD 250,000" for number, name in enumerate(PROGRAMS, 1))
