"""Do the browsers of the staff hear of what their owners want to hear of, with little said, and of nothing else?"""

import json
import threading
from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from bot import Bot
from fakes.push import PushBrowser, PushService
from fakes.web import Answer
from py_vapid import Vapid02
from services.handover_tools import hand_over
from services.push_tools import KEY, switched_on
from services.service_tools import age, heard, wait_for, web_of, workers
from services.staff.staff_tools import OWNER, joined

from metatwin import Customer, Twin
from relaystack.gateways.push_keys import PushKeys
from relaystack.models import OutboxItem
from relaystack.services.notices import alarms
from relaystack.services.notices.hearing import Hearing, Share, Topic
from relaystack.services.privacy import subject_requests
from relaystack.services.staff import account, browsers, members, notifications, sign_ins, team

EVERYTHING = dict.fromkeys(Topic, Share.ALL)


@pytest.fixture
def pushing(make_bot: Callable[..., Bot], twin: Twin) -> Iterator[Bot]:
    """A bot that hears, and may notify browsers."""
    bot = make_bot(secret_key=KEY)
    with web_of(bot, twin):
        yield bot


def told(bot: Bot, service: PushService, name: str, hearing: Hearing | None = None) -> PushBrowser:
    """A browser of somebody new, who hears of what new consultants hear, or of this."""
    member, browser = joined(bot, name, "consultant"), service.browser(name)
    switched_on(bot, browser, member)
    if hearing:
        notifications.change(bot.parts.database, member, hearing)
    return browser


def test_who_needs_a_person_is_told_at_once_with_a_name_and_no_word(
    pushing: Bot, twin: Twin, amina: Customer, service: PushService
) -> None:
    maya = told(pushing, service, "Maya")
    heard(twin, (amina, "hi"))
    hand_over(pushing, amina)
    pushing.deliver()
    [shown] = maya.shown
    assert shown == {
        "title": "A customer needs a person", "body": amina.name, "tag": "c1", "path": "/console/inbox/1",
    }  # fmt: skip
    [asked] = maya.asked
    assert (asked.headers["Topic"], asked.headers["Urgency"]) == ("c1", "high")
    assert Vapid02.verify(asked.headers["Authorization"])
    assert pushing.one("SELECT told_at FROM push_subscriptions")["told_at"]
    assert pushing.rows("SELECT 1 FROM outbox WHERE carrier = 'push'") == []


def test_a_colleagues_conversation_is_theirs_to_hear_of(
    pushing: Bot, twin: Twin, amina: Customer, service: PushService
) -> None:
    maya, omar = told(pushing, service, "Maya"), told(pushing, service, "Omar")
    eva = told(pushing, service, "Eva", Hearing(EVERYTHING))
    nils = told(pushing, service, "Nils", Hearing({}))
    heard(twin, (amina, "hi"))
    pushing.rows("UPDATE contacts SET assignee_id = 1")
    hand_over(pushing, amina)
    pushing.deliver()
    assert [len(one.shown) for one in (maya, omar, eva, nils)] == [1, 0, 1, 0]


def test_quiet_times_hold_but_for_alarms(pushing: Bot, twin: Twin, amina: Customer, service: PushService) -> None:
    now = datetime.now(UTC)
    begins, ends = ((now + timedelta(hours=by)).time().replace(second=0) for by in (-2, 2))
    maya = told(pushing, service, "Maya", Hearing(EVERYTHING, (begins, ends)))
    heard(twin, (amina, "hi"))
    hand_over(pushing, amina)
    pushing.deliver()
    assert maya.shown == []
    with pushing.parts.database.transaction() as connection:
        alarms.stop(connection, "whatsapp", 131042, "no payment", now, known_as="WhatsApp messages")
    pushing.deliver()
    [shown] = maya.shown
    assert shown["title"] == "Alarm: something needs a person"


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_forgotten(
    pushing: Bot, twin: Twin, amina: Customer, service: PushService, status: int
) -> None:
    maya = told(pushing, service, "Maya")
    service.answers = [Answer(status)]
    heard(twin, (amina, "hi"))
    hand_over(pushing, amina)
    pushing.deliver()
    assert len(maya.asked) == 1
    assert pushing.rows("SELECT 1 FROM push_subscriptions") == []
    assert pushing.rows("SELECT 1 FROM given_up") == []


def test_what_does_not_arrive_is_tried_again_for_that_browser_alone(
    pushing: Bot, twin: Twin, amina: Customer, service: PushService
) -> None:
    both = told(pushing, service, "Maya"), told(pushing, service, "Omar")
    service.answers = [Answer(503), Answer(429, headers=(("Retry-After", "3"),))]
    heard(twin, (amina, "hi"))
    hand_over(pushing, amina)
    pushing.deliver()
    age(pushing, timedelta(minutes=1), OutboxItem.due_at)
    pushing.deliver()
    assert [len(one.asked) for one in both] == [2, 2]


@pytest.mark.parametrize("leave", ["removed", "signed out everywhere", "all signed out", "other role", "ended"])
def test_who_is_to_hear_no_more_hears_no_more_also_of_what_waits(
    pushing: Bot, twin: Twin, amina: Customer, service: PushService, leave: str
) -> None:
    maya, database = told(pushing, service, "Maya"), pushing.parts.database
    me = members.by_id(database, 1)
    assert me
    service.answers = [Answer(503)]
    heard(twin, (amina, "hi"))
    hand_over(pushing, amina)
    pushing.deliver()
    match leave:
        case "removed":
            team.remove(database, OWNER, 1)
        case "signed out everywhere":
            account.sign_out_everywhere(database, me)
        case "all signed out":
            sign_ins.end(database, None)
        case "other role":
            team.give_role(database, OWNER, 1, "marketing")
        case _:
            browsers.end(database, me, 1)
    age(pushing, timedelta(minutes=1), OutboxItem.due_at)
    pushing.deliver()
    assert len(maya.asked) == 1
    assert pushing.rows("SELECT 1 FROM outbox WHERE carrier = 'push'") == []


def test_who_is_erased_is_in_no_notification(pushing: Bot, twin: Twin, amina: Customer, service: PushService) -> None:
    maya = told(pushing, service, "Maya")
    service.answers = [Answer(503)]
    heard(twin, (amina, "hi"))
    hand_over(pushing, amina)
    pushing.deliver()
    assert amina.name not in str(pushing.rows("SELECT payload FROM outbox WHERE carrier = 'push'"))
    subject_requests.erase(pushing.parts.database, pushing.settings.media_dir, 1, "Maya")
    age(pushing, timedelta(minutes=1), OutboxItem.due_at)
    pushing.deliver()
    assert len(maya.asked) == 1


def test_another_secret_key_ends_what_was_switched_on(
    pushing: Bot, twin: Twin, amina: Customer, service: PushService
) -> None:
    maya = told(pushing, service, "Maya")
    pushing.rows("UPDATE push_subscriptions SET server_key = 'of before'")
    heard(twin, (amina, "hi"))
    hand_over(pushing, amina)
    pushing.deliver()
    assert maya.asked == []
    assert pushing.rows("SELECT 1 FROM push_subscriptions") == []


def test_an_endpoint_within_our_network_is_never_reached(
    pushing: Bot, twin: Twin, amina: Customer, service: PushService
) -> None:
    maya = told(pushing, service, "Maya")
    heard(twin, (amina, "hi"))
    hand_over(pushing, amina)
    with closing(Bot(replace(pushing.settings, flask_env="production"))) as in_production:
        in_production.deliver()
    assert maya.asked == []
    assert "not on the internet" in pushing.one("SELECT reason FROM given_up")["reason"]


def test_one_that_never_answers_holds_up_no_other(
    pushing: Bot, twin: Twin, amina: Customer, service: PushService
) -> None:
    silent, release = PushService(), threading.Event()
    silent.answers = [Answer(201, waits_for=release)] * 3
    told(pushing, silent, "Maya")
    omar = told(pushing, service, "Omar")
    heard(twin, (amina, "hi"))
    hand_over(pushing, amina)
    with workers(pushing):
        wait_for(lambda: silent.asked and omar.asked)
        release.set()
    silent.close()


def test_without_browsers_nothing_is_posted(pushing: Bot, twin: Twin, amina: Customer) -> None:
    heard(twin, (amina, "hi"))
    hand_over(pushing, amina)
    assert pushing.rows("SELECT 1 FROM outbox WHERE carrier = 'push'") == []


def test_the_key_is_the_same_in_each_process_and_another_for_another_secret() -> None:
    assert PushKeys(KEY).public == PushKeys(KEY).public != PushKeys("another").public


def test_a_name_is_words_and_stays_within_what_a_push_service_takes(
    pushing: Bot, twin: Twin, service: PushService
) -> None:
    odd = "<img src=x onerror=alert(1)>\n\u202e" + "😀" * 300
    maya, customer = told(pushing, service, "Maya"), twin.customer(odd, phone="15550120009")
    heard(twin, (customer, "hi"))
    hand_over(pushing, customer)
    pushing.deliver()
    [shown], [asked] = maya.shown, maya.asked
    assert shown["body"].startswith("<img src=x onerror=alert(1)> 😀")
    assert len(shown["body"]) <= 80
    assert len(asked.body) < 4096


def test_a_push_service_that_points_elsewhere_is_not_followed(
    pushing: Bot, twin: Twin, amina: Customer, service: PushService
) -> None:
    maya, other = told(pushing, service, "Maya"), PushService()
    service.answers = [Answer(307, headers=(("Location", f"{other.url}/within"),))]
    heard(twin, (amina, "hi"))
    hand_over(pushing, amina)
    pushing.deliver()
    assert (len(maya.asked), other.asked) == (1, [])
    assert "refuses" in pushing.one("SELECT reason FROM given_up")["reason"]
    other.close()


def test_who_signs_a_notification_says_so_for_less_than_a_day(
    pushing: Bot, twin: Twin, amina: Customer, service: PushService
) -> None:
    maya = told(pushing, service, "Maya")
    heard(twin, (amina, "hi"))
    hand_over(pushing, amina)
    pushing.deliver()
    token = maya.asked[0].headers["Authorization"].split("t=")[1].split(",")[0]
    claims = json.loads(urlsafe_b64decode(token.split(".")[1] + "=="))
    assert claims["aud"] == service.url
    assert timedelta() < datetime.fromtimestamp(claims["exp"], UTC) - datetime.now(UTC) < timedelta(hours=23)
