"""Do the files and Meta's list stay in step, also when Meta says no, in pages, or changes its mind?"""

import dataclasses
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from bot import Bot
from services.meta_json import post_json
from services.service_tools import age
from services.template_tools import approved, flask, serve, state

from metatwin import Twin
from metatwin.template import Template as AtMeta
from relaystack.engine.message_templates import Listed
from relaystack.engine.updates import TemplateChanged
from relaystack.models import Template
from relaystack.services.message_templates import standing
from relaystack.services.receiving import take_in
from relaystack.settings import ROOT

SHIPPED = sorted(file.stem for file in (ROOT / "nexora" / "templates").glob("*.yaml"))


def at_meta(name: str, body: str) -> AtMeta:
    """A template that somebody has made in WhatsApp Manager."""
    return AtMeta("101", name, "en_US", "UTILITY", [{"type": "BODY", "text": body}], status="APPROVED")


def test_what_is_missing_is_created_with_all_its_parts(listening: Bot, twin: Twin) -> None:
    done = flask(listening, "push")
    assert done.exit_code == 0, done.output
    assert done.output.count("created, PENDING") == 8 * len(SHIPPED)  # in eight languages
    made = twin.templates.get("consultation_reminder", "en")
    assert made.category == "UTILITY"
    assert [part["type"] for part in made.components] == ["HEADER", "BODY", "BUTTONS"]
    example = made.part("BODY")["example"]["body_text_named_params"]
    assert {one["param_name"]: one["example"] for one in example}["first_name"] == "Amina"
    assert made.part("BUTTONS")["buttons"][0] == {"type": "QUICK_REPLY", "text": "Talk to us"}
    assert state(listening, "consultation_reminder")["status"] == "PENDING"
    assert flask(listening, "push").output == "Meta has all of it already.\n"


def test_only_what_is_named_is_pushed(listening: Bot, twin: Twin) -> None:
    assert flask(listening, "push", "follow_up").output.count("created") == 8
    unknown = flask(listening, "push", "nonsense")
    assert unknown.exit_code == 1
    assert f"There is no template nonsense; there are: {', '.join(SHIPPED)}" in unknown.output


def test_meta_tells_what_becomes_of_them(listening: Bot, twin: Twin) -> None:
    flask(listening, "push")
    for name, language in (("new_programme", "en"), ("new_programme", "pt_BR"), ("follow_up", "en")):
        twin.templates.says(name, language, "APPROVED")
    twin.wait_for(lambda: twin.unacknowledged == 0)
    assert state(listening, "new_programme") == {
        "status": "APPROVED", "category": "MARKETING", "quality": "UNKNOWN", "reason": None,
    }  # fmt: skip
    twin.templates.says("new_programme", "pt_BR", "PAUSED", "low quality")
    twin.templates.rates("new_programme", "pt_BR", "RED")
    twin.templates.calls_it("follow_up", "en", "MARKETING")
    twin.wait_for(lambda: twin.unacknowledged == 0)
    assert state(listening, "new_programme", "pt_BR") == {
        "status": "PAUSED", "category": "MARKETING", "quality": "RED", "reason": "low quality",
    }  # fmt: skip
    assert state(listening, "follow_up")["category"] == "MARKETING"
    twin.templates.says("new_programme", "pt_BR", "REINSTATED")
    twin.wait_for(lambda: twin.unacknowledged == 0)
    assert state(listening, "new_programme", "pt_BR")["status"] == "APPROVED"
    assert "new_programme (pt_BR): APPROVED, MARKETING, RED" in flask(listening, "list").output


def test_a_coming_change_of_category_is_told_until_it_has_come(listening: Bot, twin: Twin) -> None:
    approved(listening, twin)
    twin.templates.announces("follow_up", "en", "MARKETING")
    twin.wait_for(lambda: twin.unacknowledged == 0)
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    told = f"follow_up (en): APPROVED, UTILITY, becomes MARKETING on {tomorrow:%Y-%m-%d %H}:"
    assert told in flask(listening, "list").output
    flask(listening, "pull")  # Meta's list says nothing of it
    assert told in flask(listening, "list").output
    twin.templates.calls_it("follow_up", "en", "MARKETING")
    twin.wait_for(lambda: twin.unacknowledged == 0)
    assert "follow_up (en): APPROVED, MARKETING, UNKNOWN" in flask(listening, "list").output


def test_what_was_announced_and_did_not_come_is_forgotten_after_its_day(listening: Bot, twin: Twin) -> None:
    approved(listening, twin)
    twin.templates.announces("follow_up", "en", "MARKETING")
    twin.wait_for(lambda: twin.unacknowledged == 0)
    age(listening, timedelta(days=2), Template.coming_at, Template.category_at)
    flask(listening, "pull")
    assert "becomes" not in flask(listening, "list").output


def test_the_latest_word_counts_in_whatever_order_they_come(bot: Bot, twin: Twin) -> None:
    now = datetime.now(UTC)
    for minutes, status in ((0, "PAUSED"), (-5, "APPROVED"), (-3, "REJECTED")):
        change = TemplateChanged("x", "en", now + timedelta(minutes=minutes), status=status)
        take_in.take_in(bot.parts.database, bot.parts.conversation_settings, [change])
    assert state(bot, "x")["status"] == "PAUSED"


def test_a_webhook_about_another_account_is_passed_over(make_bot: Callable[..., Bot], twin: Twin) -> None:
    bot = make_bot(whatsapp_business_account_id="1")
    value = {"event": "APPROVED", "message_template_name": "x", "message_template_language": "en-US"}
    for account in ("2", "1"):
        change = {"field": "message_template_status_update", "value": value}
        entry = {"id": account, "time": 1790000000, "changes": [change]}
        assert post_json(bot, {"object": "whatsapp_business_account", "entry": [entry]}) == 200
        assert len(bot.rows("SELECT 1 FROM whatsapp_templates")) == (0 if account == "2" else 1)
    assert state(bot, "x", "en_US")["status"] == "APPROVED"


def test_words_that_differ_are_told_and_changed(make_bot: Callable[..., Bot], twin: Twin, tmp_path: Path) -> None:
    bot = make_bot()
    flask(bot, "push")
    folder = Path(shutil.copytree(ROOT / "nexora", tmp_path / "nexora"))
    file = folder / "templates/consultation_reminder.yaml"
    words = file.read_text(encoding="utf-8")
    file.write_text(words.replace("Choose another time", "Choose a new time"), encoding="utf-8")
    changed = make_bot(content_dir=folder)
    told = flask(changed, "diff")
    assert told.exit_code == 1
    assert "consultation_reminder (en) [PENDING]: differs in buttons\n" in told.output
    assert "follow_up (en) [PENDING]: the same\n" in told.output
    assert "    buttons: - link: Choose another time https://" in told.output
    assert "    buttons: + link: Choose a new time https://" in told.output
    assert "Meta takes no changes while it is PENDING" in flask(changed, "push", "--overwrite").output
    twin.templates.get("consultation_reminder", "en").status = "APPROVED"
    pushed = flask(changed, "push", "--overwrite")
    assert "consultation_reminder (en): changed (buttons); Meta looks at it again" in pushed.output
    buttons = twin.templates.get("consultation_reminder", "en").part("BUTTONS")["buttons"]
    assert buttons[1]["text"] == "Choose a new time"
    assert flask(changed, "diff").exit_code == 0
    assert state(changed, "consultation_reminder")["status"] == "PENDING"


def test_a_category_that_meta_has_changed_is_left_as_it_is(listening: Bot, twin: Twin) -> None:
    approved(listening, twin)
    twin.templates.calls_it("follow_up", "en", "MARKETING")
    assert "follow_up (en) [APPROVED]: differs in category" in flask(listening, "diff").output
    pushed = flask(listening, "push", "follow_up", "--overwrite")
    assert pushed.exit_code == 1
    assert "follow_up (en): left as it is: Meta has made it MARKETING" in pushed.output
    body = twin.templates.get("follow_up", "en").part("BODY")
    body["text"] = body["text"].replace("Hello", "Good day")
    pushed = flask(listening, "push", "follow_up", "--overwrite")
    assert pushed.exit_code == 1
    assert "follow_up (en): changed (body); Meta looks at it again. Meta has made it MARKETING" in pushed.output
    assert body["text"] not in str(twin.templates.get("follow_up", "en").components)


def test_a_list_in_pages_is_read_to_its_end(bot: Bot, twin: Twin) -> None:
    twin.templates.page = 5
    flask(bot, "push")
    twin.templates.requests.clear()
    assert flask(bot, "diff").exit_code == 0
    assert [about for _, about in twin.templates.requests] == ["", *map(str, range(5, 8 * len(SHIPPED) + 1, 5))]


def test_a_lost_place_in_the_list_begins_it_anew(bot: Bot, twin: Twin) -> None:
    twin.templates.page = 20
    flask(bot, "push")
    twin.templates.answers = [131059]
    assert flask(bot, "diff").exit_code == 0


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (80008, "Meta lets an account make only so many changes an hour"),
        (4, "try again in an hour"),
        (190, "make a new one"),
        (10, "whatsapp_business_management"),
        (2, "Temporary"),
    ],
)
def test_what_meta_refuses_is_said_in_words(bot: Bot, twin: Twin, code: int, words: str) -> None:
    twin.templates.answers = [code]
    refused = flask(bot, "diff")
    assert refused.exit_code == 1
    assert words in refused.output
    assert f"({code})" in refused.output
    assert "Traceback" not in refused.output


def test_one_that_meta_refuses_holds_up_no_other(bot: Bot, twin: Twin) -> None:
    template = bot.parts.templates["follow_up"]
    wordings = {**template.wordings}
    wordings["en"] = dataclasses.replace(wordings["en"], body="{{first_name}} at the beginning, {{topic}} inside")
    serve(bot, dataclasses.replace(template, wordings=wordings))
    pushed = flask(bot, "push")
    assert pushed.exit_code == 1
    assert "follow_up (en): refused: (#100) Invalid parameter: Variables can't be at the start" in pushed.output
    assert "something to fill in stands at the beginning or the end" in pushed.output
    assert pushed.output.count("created, PENDING") == 7


def test_without_the_accounts_id_it_is_asked_for(make_bot: Callable[..., Bot]) -> None:
    asked = flask(make_bot(whatsapp_business_account_id=""), "diff")
    assert (asked.exit_code, "WHATSAPP_BUSINESS_ACCOUNT_ID is not set" in asked.output) == (1, True)


def test_another_account_is_not_there(make_bot: Callable[..., Bot]) -> None:
    asked = flask(make_bot(whatsapp_business_account_id="77"), "diff")
    assert (asked.exit_code, "WHATSAPP_BUSINESS_ACCOUNT_ID is wrong" in asked.output) == (1, True)


def test_meta_out_of_reach_is_said(bot: Bot, twin: Twin) -> None:
    twin.faults.down = True
    asked = flask(bot, "diff")
    assert (asked.exit_code, asked.output.startswith("Error: Meta cannot be reached")) == (1, True)


def test_what_only_meta_has_becomes_files(make_bot: Callable[..., Bot], twin: Twin, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(ROOT / "nexora", tmp_path / "nexora"))
    flask(make_bot(content_dir=folder), "push")
    ours = folder / "templates/consultation_reminder.yaml"
    was = read(ours)
    ours.unlink()
    twin.templates.add(at_meta("numbered", body="Hello {{1}}, welcome"))
    bot = make_bot(content_dir=folder)
    pulled = flask(bot, "pull").output
    assert "consultation_reminder: written as templates/pulled/consultation_reminder.yaml; say what its" in pulled
    assert "numbered: not written: our files cannot hold numbered variables" in pulled
    written = folder / "templates/pulled/consultation_reminder.yaml"
    assert read(written) == was
    written.write_text(written.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")
    assert "left as it is (delete it to have it written anew)" in flask(bot, "pull").output
    assert written.read_text(encoding="utf-8").endswith("# mine\n")
    assert flask(make_bot(content_dir=folder), "diff").exit_code == 0  # what was pulled counts when somebody moves it


@pytest.mark.parametrize("name", ["../../app", "x" * 400])
def test_whatever_meta_calls_it_the_file_lies_in_its_folder(
    make_bot: Callable[..., Bot], twin: Twin, tmp_path: Path, name: str
) -> None:
    folder = Path(shutil.copytree(ROOT / "nexora", tmp_path / "nexora"))
    twin.templates.add(at_meta(name, body="Hello, welcome to us"))
    pulled = flask(make_bot(content_dir=folder), "pull")
    assert pulled.exit_code == 0, pulled.output
    [file] = (folder / "templates/pulled").iterdir()
    assert yaml.safe_load(file.read_text(encoding="utf-8"))["name"] == name


def test_a_folder_that_takes_no_files_is_said(make_bot: Callable[..., Bot], twin: Twin, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(ROOT / "nexora", tmp_path / "nexora"))
    (folder / "templates/pulled").write_text("in the way", encoding="utf-8")
    twin.templates.add(at_meta("welcome", body="Hello, welcome to us"))
    pulled = flask(make_bot(content_dir=folder), "pull")
    assert pulled.exit_code == 1
    assert f"welcome cannot be written to {folder}/templates/pulled: " in pulled.output
    assert "then pull again" in pulled.output


def read(file: Path) -> object:
    """What stands in a file, without what Meta does not know."""
    data = yaml.safe_load(file.read_text(encoding="utf-8"))
    for wording in data["languages"].values():
        wording["body"] = wording["body"].strip()
        for button in wording["buttons"]:
            button.pop("does", None)
    return data


def test_what_meta_has_no_more_may_not_be_sent(listening: Bot, twin: Twin) -> None:
    approved(listening, twin)
    twin.templates._all.pop(("follow_up", "en"))
    age(listening, timedelta(minutes=2), Template.status_at)
    flask(listening, "pull")
    assert state(listening, "follow_up")["status"] == "DELETED"


def test_an_approval_that_comes_before_the_answer_to_its_creation_stays(bot: Bot, twin: Twin) -> None:
    """Meta approves within the second, and its webhook may overtake what we write down of the creation."""
    made = Listed("77", "follow_up", "en", "PENDING", "UTILITY")
    with bot.parts.database.transaction() as connection:
        now = datetime.now(UTC)
        told = TemplateChanged("follow_up", "en", now, "77", status="APPROVED", category="UTILITY")
        standing.take(connection, [told], now)
        standing.created(connection, made, now)
    assert state(bot, "follow_up")["status"] == "APPROVED"


def test_webhooks_that_come_twice_and_out_of_order_while_pushing_change_nothing(listening: Bot, twin: Twin) -> None:
    serve(listening, listening.parts.templates["follow_up"])
    twin.templates.approves, twin.faults.shuffle, twin.faults.repeat, twin.faults.batch = True, True, 1, 3
    pushed = flask(listening, "push")
    assert pushed.exit_code == 0, pushed.output
    twin.wait_for(lambda: twin.unacknowledged == 0)
    states = listening.rows("SELECT DISTINCT status, category, reason FROM whatsapp_templates")
    assert states == [{"status": "APPROVED", "category": "UTILITY", "reason": None}]


def test_one_that_is_made_anew_begins_anew(bot: Bot, twin: Twin) -> None:
    with bot.parts.database.transaction() as connection:
        now = datetime.now(UTC)
        standing.take(connection, [TemplateChanged("follow_up", "en", now, "76", status="DELETED")], now)
        standing.created(connection, Listed("77", "follow_up", "en", "PENDING", "UTILITY"), now)
    assert state(bot, "follow_up")["status"] == "PENDING"
