"""A morning of an office in real browsers: five people, no shell. What one of them does, the others see."""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pyotp
import pytest
import segno
from bot import Bot
from browser.at_a_desk import PASSWORD, Person, link_of
from playwright.sync_api import Browser, expect
from services.template_tools import approved
from sqlalchemy import select, update

from metatwin import Customer, Twin
from relaystack.models import Contact, Message, TurnTaken
from relaystack.services.reporting import roll_up

pytestmark = pytest.mark.browser
GREECE = "gr-golden-visa"
QUESTION = "Do you also sell falcons?"
NIGHT = timedelta(hours=25)


@pytest.fixture
def office(make_bot: Callable[..., Bot], twin: Twin) -> Iterator[tuple[Bot, str]]:
    """A bot that is reached from outside, with templates that Meta has approved; where its console is."""
    bot = make_bot()
    with ThreadPoolExecutor(1) as aside:  # the browser has an event loop in this thread
        aside.submit(approved, bot, twin, "en", "es").result()
    with bot.served() as address:
        twin.webhook_url = f"{address}/webhook"
        yield bot, f"{address}/console"


def picture() -> bytes:
    """A picture, as a phone sends one."""
    segno.make("passport").save(made := BytesIO(), kind="png", scale=4)
    return made.getvalue()


def test_a_morning_in_the_office(office: tuple[Bot, str], twin: Twin, browser: Browser) -> None:
    bot, console = office
    olga = Person.at(browser, console, "Olga", "light")
    maya, omar = Person.at(browser, console, "Maya", "dark"), Person.at(browser, console, "Omar", "right to left")
    mona = Person.at(browser, console, "Mona", "phone")
    _the_team_comes_in(bot, olga, {maya: "consultant", omar: "consultant", mona: "manager"})
    sofia = twin.customer("Sofía Núñez", phone="15550120009", bsuid="ES.9")
    _somebody_complains_and_is_answered(twin, sofia, maya)
    _two_write_at_the_same_moment(bot, maya, omar)
    _a_day_later_a_template_is_sent(bot, twin, omar)
    noor = twin.customer("نور حداد", phone="15550120010")
    _a_lead_moves_on_by_the_keyboard_alone(bot, twin, noor, maya)
    _a_programme_is_renewed_by_who_looked(bot, mona)
    _a_question_is_answered_to_its_person(twin, noor, mona)
    _the_owner_sees_what_yesterday_was(bot, olga)
    _the_owner_sees_who_did_what(olga)
    _who_was_erased_is_found_nowhere(olga)
    _who_was_removed_is_out(olga, omar)
    assert [fault for one in (olga, maya, omar, mona) for fault in one.faults] == []


def _the_team_comes_in(bot: Bot, olga: Person, others: dict[Person, str]) -> None:
    """The owner is invited by one command, and has a second factor; she invites the others."""
    told = bot.app.test_cli_runner().invoke(args=["staff", "invite", "olga@example.com", "--role", "owner"]).output
    olga.enters(link_of(told, olga.console))
    olga.opens("/settings/me")
    olga.page.locator("#for-app").fill(PASSWORD)
    olga.presses("Set it up")
    app = pyotp.TOTP(olga.page.locator("code.secret").inner_text())
    olga.page.get_by_label("The six digits").fill(app.now())
    olga.presses("Switch it on")
    expect(olga.page.locator("ul.codes li")).to_have_count(10)
    for colleague, role in others.items():
        olga.opens("/settings/team")
        olga.page.get_by_label("Their e-mail address").fill(f"{colleague.name.lower()}@example.com")
        olga.page.locator("#role").select_option(role)
        olga.presses("Invite")
        colleague.enters(link_of(olga.page.get_by_label("The link").input_value(), olga.console))


def _somebody_complains_and_is_answered(twin: Twin, sofia: Customer, maya: Person) -> None:
    """A complaint in Spanish and a picture: seen without a touch, opened, answered, noted, tagged, handed on."""
    maya.opens("/inbox")
    twin.says(sofia, "Quiero un reembolso, esto es una estafa")
    row = maya.page.get_by_role("link", name=re.compile("Sofía"))
    expect(row).to_be_visible(timeout=10_000)
    row.click()
    twin.shares(sofia, "image", picture(), "image/png")
    shown = maya.page.locator(".thread img").first
    expect(shown).to_be_visible(timeout=20_000)
    expect(maya.page.get_by_text("reembolso")).to_be_visible()
    maya.page.wait_for_function("document.querySelector('.thread img').naturalWidth > 0")
    maya.looks()
    with maya.page.context.expect_page() as beside:
        shown.click()
    expect(beside.value.locator("img")).to_be_visible()
    beside.value.close()
    maya.writes("Lo siento mucho. Lo miro ahora mismo.", "Send")
    expect(maya.page.get_by_text("Maya took this over")).to_be_visible()
    twin.wait_for(lambda: "Lo siento mucho. Lo miro ahora mismo." in [sent.words for sent in twin.sent])
    maya.page.get_by_label("Note for colleagues").last.fill("Ask for the receipt <b>first</b>")
    maya.presses("Note it")
    expect(maya.page.get_by_text("Ask for the receipt <b>first</b>")).to_be_visible()
    maya.page.get_by_label("A tag for this person").fill("refund")
    maya.presses("Add")
    expect(maya.page.locator(".tags").get_by_text("refund")).to_be_visible()
    maya.page.get_by_text("Correct name or language").click()
    maya.page.locator("#language").select_option("es")
    maya.presses("Correct")
    maya.page.get_by_label("Give it to").select_option(label="Omar")
    maya.presses("Give")
    expect(maya.page.get_by_text("Maya gave this to Omar")).to_be_visible()


def _two_write_at_the_same_moment(bot: Bot, maya: Person, omar: Person) -> None:
    """The one who is later is asked once more, and nothing of what they wrote is lost."""
    omar.opens("/inbox?view=mine")
    omar.page.get_by_role("link", name=re.compile("Sofía")).click()
    omar.page.locator("#text").fill("Soy Omar. ¿Tiene el recibo?")
    maya.writes("Un momento, por favor.")
    expect(maya.page.get_by_text("Sent.")).to_be_visible()
    omar.page.route("**/said*", lambda route: route.abort())  # his page has not heard of it yet
    omar.presses("Send")
    expect(omar.page.get_by_text("Send all the same?")).to_be_visible()
    expect(omar.page.locator("#text")).to_have_value("Soy Omar. ¿Tiene el recibo?")
    omar.looks()
    omar.presses("Send all the same")
    expect(omar.page.get_by_text("Omar took this over from Maya")).to_be_visible()
    omar.page.unroute("**/said*")
    said = bot.rows("SELECT message FROM whatsapp_messages WHERE author LIKE 'member %' ORDER BY id")
    assert [row["message"] for row in said][1:] == ["Un momento, por favor.", "Soy Omar. ¿Tiene el recibo?"]


def _a_day_later_a_template_is_sent(bot: Bot, twin: Twin, omar: Person) -> None:
    """After 24 hours the composer is the template picker, in the person's language."""
    _it_was_yesterday(bot)
    twin.pass_time(NIGHT.total_seconds() / 60)
    omar.opens("/inbox?view=all")
    omar.page.get_by_role("link", name=re.compile("Sofía")).click()
    omar.page.locator("select[name=template]").select_option("follow_up")
    omar.presses("Show")
    omar.page.get_by_label("Topic").fill("reembolso")
    omar.looks()
    omar.presses("(Take over and send|Send template)")
    filled = {"follow_up", "Sofía", "reembolso"}
    twin.wait_for(lambda: any(set(sent.words.split("\n")) == filled for sent in twin.sent))


def _it_was_yesterday(bot: Bot) -> None:
    """What was said as well: numbers are of days."""
    bot.let_time_pass(NIGHT)
    with bot.parts.database.transaction() as connection:
        for column in (Message.timestamp, TurnTaken.at, Contact.created_at):
            table = column.class_
            for row in connection.execute(select(table.id, column)).all():
                connection.execute(update(table).where(table.id == row[0]).values({column: row[1] - NIGHT}))


def _says_and_is_answered(twin: Twin, customer: Customer, words: str) -> None:
    before = len(twin.sent)
    twin.says(customer, words)
    twin.wait_for(lambda: len(twin.sent) > before)


def _a_lead_moves_on_by_the_keyboard_alone(bot: Bot, twin: Twin, noor: Customer, maya: Person) -> None:
    """From the board to the lead, its stage, what is to be done next and when; not once the mouse."""
    for words in ("hi", "3", "Noor Haddad", "noor@example.com", QUESTION):
        _says_and_is_answered(twin, noor, words)
    maya.opens("/leads?as=board")
    page, keys = maya.page, maya.page.keyboard
    maya.reaches(page.locator("[data-stage=new]").get_by_role("link", name="Noor Haddad"))
    keys.press("Enter")
    maya.reaches(page.get_by_label("Stage"))
    keys.type("qual")
    maya.reaches(page.get_by_label("Next action"))
    keys.type("Call about Greece")
    maya.reaches(page.get_by_label("Due on"))
    keys.type((datetime.now(UTC) + timedelta(days=2)).strftime("%m%d%Y"))
    maya.reaches(page.get_by_role("button", name="Keep"))
    keys.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Kept.")
    maya.looks()
    lead = bot.one("SELECT stage, next_action, due_on IS NOT NULL AS is_due FROM whatsapp_leads")
    assert (lead["stage"], lead["next_action"], bool(lead["is_due"])) == ("qualified", "Call about Greece", True)
    maya.goes("/leads?as=board")
    expect(page.locator("[data-stage=qualified]").get_by_text("Noor Haddad")).to_be_visible()


def _a_programme_is_renewed_by_who_looked(bot: Bot, mona: Person) -> None:
    """On a phone; not without the page that says so."""
    due = f"SELECT review_by FROM investment_programs WHERE code = '{GREECE}'"
    before = bot.one(due)
    mona.opens(f"/programmes/{GREECE}")
    mona.presses("Renew for a year")
    expect(mona.page.get_by_text("Nothing is kept yet.")).to_be_visible()
    mona.looks()
    assert bot.one(due) == before
    mona.page.locator("[name=page]").fill("https://migration.example/golden-visa")
    mona.presses("Renew for a year")
    expect(mona.page.get_by_text("Renewed for a year.")).to_be_visible()
    assert bot.one(due) != before


def _a_question_is_answered_to_its_person(twin: Twin, noor: Customer, mona: Person) -> None:
    mona.opens("/answers")
    asked = mona.page.locator("li", has_text=QUESTION)
    asked.get_by_role("link", name="Answer").click()
    mona.looks()
    mona.writes("Sorry, no falcons. May I show you Greece?")
    twin.wait_for(lambda: "Sorry, no falcons. May I show you Greece?" in [sent.words for sent in twin.sent])
    mona.goes("/answers")
    mona.page.locator("li", has_text=QUESTION).get_by_role("button", name="Not ours").click()
    expect(mona.page.get_by_text(QUESTION)).to_have_count(0)


def _the_owner_sees_what_yesterday_was(bot: Bot, olga: Person) -> None:
    """The day of the complaint in numbers, and who is behind one of them."""
    roll_up.count_all(bot.parts.database, bot.parts.conversation_settings)
    day = (datetime.now(UTC) - NIGHT).astimezone(bot.parts.conversation_settings.house.zone).date()
    olga.opens("/numbers")
    for end in ("From", "To"):
        olga.page.get_by_label(end, exact=True).fill(f"{day}")
    olga.presses("Show")
    olga.looks()
    figure = olga.page.locator(".kpi", has_text="Conversations").get_by_role("link")
    expect(figure.first).to_have_text("1")
    figure.first.click()
    expect(olga.page.get_by_role("link", name=re.compile("Sofía")).first).to_be_visible()


def _the_owner_sees_who_did_what(olga: Person) -> None:
    olga.opens("/settings/audit")
    for done in (
        "Maya", "Omar", "sent a template", "noted something about a person", "gave a conversation to somebody",
        "read a conversation", "invited somebody to the team", "changed a lead", "looked at a programme's figures",
    ):  # fmt: skip
        expect(olga.page.get_by_text(done).filter(visible=True).first).to_be_visible()
    olga.opens("/search?q=reembolso")
    expect(olga.page.get_by_role("link", name=re.compile("Sofía")).first).to_be_visible()


def _who_was_erased_is_found_nowhere(olga: Person) -> None:
    """By the page of people, where the name is typed once more."""
    olga.opens("/people?q=Sof")
    olga.page.get_by_role("link", name=re.compile("Sofía")).first.click()
    olga.page.get_by_text("Erase this person").click()
    olga.page.get_by_label("Type Sofía Núñez").fill("Sofía Núñez")
    olga.looks()
    olga.presses("Erase for good")
    expect(olga.page.get_by_text("The person is erased.")).to_be_visible()
    searched = ("/search?q=reembolso", "/search?q=Sof%C3%ADa", "/inbox?view=all")
    for path in (*searched, "/people", "/leads", "/settings/audit", "/numbers", ""):
        olga.goes(path)
        expect(olga.page.locator("main")).not_to_contain_text(re.compile("Sofía|reembolso"))


def _who_was_removed_is_out(olga: Person, omar: Person) -> None:
    """At once, in the browser that is open: nothing needs to be touched there."""
    omar.goes("/inbox")
    olga.goes("/settings/team")
    row = olga.page.locator("li", has_text="omar@example.com")
    row.locator("summary").click()
    row.get_by_role("button", name=re.compile("Remove from the team")).click()
    expect(omar.page.get_by_label("Your password")).to_be_visible(timeout=15_000)
