"""Can a page steer the twin over HTTP?"""

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from twin.twin_tools import Answer, Webhook, a_list, buttons, call, messages_url, sections, send

from metatwin import Customer, Twin


def control(twin: Twin, method: str, path: str, body: Any = None) -> Answer:
    return call(method, f"{twin.url}/twin/{path}", body, token=None, timeout=30)


def thread(twin: Twin, customer: Customer, query: str = "") -> Any:
    return control(twin, "GET", f"customers/{customer.id}/thread{query}").json


@pytest.fixture
def human(webhook: Webhook) -> Iterator[Twin]:
    with Twin(webhook_url=webhook.url, human=True) as twin:
        yield twin


def test_health_and_webhook(twin: Twin, webhook: Webhook) -> None:
    assert control(twin, "GET", "health").json == {"twin": True, "webhook_url": webhook.url}
    assert control(twin, "PUT", "webhook", {"url": "http://127.0.0.1:9/x"}).status == 200
    assert twin.webhook_url == "http://127.0.0.1:9/x"
    assert "url must start" in control(twin, "PUT", "webhook", {"url": "x"}).json["error"]


def test_three_people_live_in_the_simulator(human: Twin) -> None:
    people = control(human, "GET", "customers").json["customers"]
    assert [person["name"] for person in people] == ["Amina Haddad", "Tiago Mingo", "Sofia Rossi"]
    assert people[0]["phone"].startswith("971")
    assert (people[1]["phone"], people[1]["shows_phone"]) == (None, False)
    assert people[1]["bsuid"].startswith("BR.")
    keys = {"id", "name", "phone", "bsuid", "shows_phone", "last", "unread", "typing", "window_open"}
    assert set(people[0]) == keys


def test_a_customer_is_added(twin: Twin) -> None:
    answer = control(twin, "POST", "customers", {"name": "Léa", "phone": "+33 6 39 98 12 34"})
    assert answer.status == 201
    assert (answer.json["name"], answer.json["phone"]) == ("Léa", "33639981234")
    hidden = control(twin, "POST", "customers", {"name": "Tom", "shows_phone": False}).json
    assert hidden["phone"] is None
    assert hidden["bsuid"]


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "customers", {"name": ""}, 400),
        ("POST", "customers", {"name": "A", "phone": "12"}, 400),
        ("POST", "customers", {"name": "A", "shows_phone": "no"}, 400),
        ("POST", "customers", [], 400),
        ("POST", "customers", b"{", 400),
        ("POST", "customers/c1/messages", {}, 400),
        ("POST", "customers/c1/messages", {"text": "  "}, 400),
        ("POST", "customers/c1/messages", {"media": "film"}, 400),
        ("POST", "customers/c1/messages", {"tap": {"id": "nothing"}}, 400),
        ("POST", "customers/c1/messages", {"tap": {"id": "a", "kind": "pinch"}}, 400),
        ("POST", "customers/c9/messages", {"text": "hi"}, 404),
        ("GET", "customers/c9/thread", None, 404),
        ("GET", "customers/c1/thread?after=x", None, 400),
        ("POST", "time", {"minutes": "many"}, 400),
        ("POST", "time", {"minutes": -1}, 400),
        ("PATCH", "faults", {"chaos": 1}, 400),
        ("PATCH", "faults", {"repeat": -1}, 400),
        ("PATCH", "faults", {"hold": 1}, 400),
        ("PATCH", "faults", {"answers": ["explode"]}, 400),
        ("PATCH", "faults", {"status_only": {"failed": "x"}}, 400),
        ("GET", "nothing", None, 404),
        ("DELETE", "faults", None, 405),
    ],
)
def test_what_makes_no_sense_is_explained(twin: Twin, method: str, path: str, body: Any, status: int) -> None:
    twin.customer()
    answer = control(twin, method, path, body)
    assert answer.status == status
    assert len(answer.json["error"]) > 8


def test_faults_over_http(twin: Twin) -> None:
    answer = control(twin, "PATCH", "faults", {"repeat": 2, "answers": [131000, "drop"], "latency": 1})
    assert (answer.json["repeat"], answer.json["latency"], answer.json["hold"]) == (2, 1, False)
    assert twin.faults.answers == [131000, "drop"]
    assert control(twin, "GET", "faults").json == answer.json


def test_down_over_http(twin: Twin) -> None:
    assert control(twin, "PATCH", "faults", {"down": True}).json["down"] is True
    twin.wait_for(lambda: twin.faults.down)
    twin.wait_for(lambda: is_refused(twin))
    twin.faults.down = False
    assert control(twin, "GET", "health").status == 200


def is_refused(twin: Twin) -> bool:
    try:
        control(twin, "GET", "health")
    except OSError:
        return True
    return False


def test_a_chat_as_the_customer_sees_it(twin: Twin, webhook: Webhook, amina: Customer) -> None:
    send(twin, **buttons("Yes", header={"type": "text", "text": "Head"}, footer={"text": "Foot"}))
    wamid = twin.sent[0].wamid
    tapped = control(twin, "POST", f"customers/{amina.id}/messages", {"tap": {"id": "b0"}})
    assert tapped.status == 202
    twin.wait_for(lambda: twin.unacknowledged == 0)
    hi, question, tap = thread(twin, amina)["entries"]
    assert (hi["direction"], hi["text"], hi["status"]) == ("out", "hi", "delivered")
    assert question == {
        "wamid": wamid,
        "direction": "in",
        "at": question["at"],
        "type": "interactive",
        "status": "delivered",
        "text": "Choose",
        "header": "Head",
        "footer": "Foot",
        "buttons": [{"id": "b0", "title": "Yes"}],
        "list": None,
        "link": None,
        "media": None,
        "marker": None,
    }
    assert question["at"].endswith("Z")
    assert (tap["wamid"], tap["text"]) == (tapped.json["wamid"], "Yes")


def test_lists_links_and_media_in_a_chat(twin: Twin, amina: Customer) -> None:
    send(twin, **a_list(sections(1)))
    parameters = {"display_text": "Book", "url": "https://example.com/book"}
    action = {"name": "cta_url", "parameters": parameters}
    send(twin, type="interactive", interactive={"type": "cta_url", "body": {"text": "b"}, "action": action})
    link = "https://example.com/brochure.pdf"
    send(twin, type="document", document={"link": link, "filename": "b.pdf", "caption": "Read"})
    rows, url, document = thread(twin, amina)["entries"][1:]
    row = {"id": "r0.0", "title": "Row 0", "description": None}
    assert rows["list"] == {"button": "Open", "sections": [{"title": "S0", "rows": [row]}]}
    assert url["link"] == {"title": "Book", "url": "https://example.com/book"}
    media = {"type": "document", "link": link, "filename": "b.pdf", "caption": "Read"}
    assert document["media"] == media
    assert [sent.words for sent in twin.sent][1:] == ["b\nBook", "Read"]


def test_an_uploaded_document_is_shown_with_its_name_and_can_be_opened(twin: Twin, amina: Customer) -> None:
    head = '--b\r\nContent-Disposition: form-data; name="{}"{}\r\n\r\n{}\r\n'
    file = '; filename="file.pdf"\r\nContent-Type: application/pdf'
    body = head.format("messaging_product", "", "whatsapp") + head.format("file", file, "%PDF") + "--b--\r\n"
    url = messages_url(twin).replace("/messages", "/media")
    id = call("POST", url, body.encode(), content_type="multipart/form-data; boundary=b").json["id"]
    send(twin, type="document", document={"id": id, "filename": "b.pdf", "caption": "Read"})
    media = thread(twin, amina)["entries"][-1]["media"]
    assert media | {"link": ""} == {"type": "document", "link": "", "filename": "b.pdf", "caption": "Read"}
    assert call("GET", media["link"], token=None).raw == b"%PDF"


@pytest.mark.parametrize("kind", ["image", "document", "voice", "sticker"])
def test_sample_files(twin: Twin, webhook: Webhook, amina: Customer, kind: str) -> None:
    assert control(twin, "POST", f"customers/{amina.id}/messages", {"media": kind}).status == 202
    twin.wait_for(lambda: len(webhook.raw) == 2)
    row = webhook.messages[1]
    part = row[row["type"]]
    shown = thread(twin, amina)["entries"][-1]["media"]
    assert shown["type"] == kind
    assert call("GET", shown["link"], token=None).raw == call("GET", part["url"]).raw


def test_a_sample_place(twin: Twin, webhook: Webhook, amina: Customer) -> None:
    control(twin, "POST", f"customers/{amina.id}/messages", {"media": "location"})
    twin.wait_for(lambda: len(webhook.raw) == 2)
    assert webhook.messages[1]["location"]["latitude"] == 25.1972
    assert "Downtown" in thread(twin, amina)["entries"][-1]["text"]


def test_a_long_poll_waits_for_a_change(twin: Twin, amina: Customer) -> None:
    version = thread(twin, amina)["version"]
    answers: list[Any] = []
    poll = threading.Thread(target=lambda: answers.append(thread(twin, amina, f"?after={version}&wait=20")))
    poll.start()
    twin.says(amina, "news")
    poll.join(5)
    assert [entry["text"] for entry in answers[0]["entries"]] == ["hi", "news"]
    assert answers[0]["version"] > version


def test_a_long_poll_ends_by_itself(twin: Twin, amina: Customer) -> None:
    version = thread(twin, amina)["version"]
    before = time.monotonic()
    assert thread(twin, amina, f"?after={version}&wait=0.2")["version"] == version
    assert 0.2 <= time.monotonic() - before < 2


def test_only_the_newest_300_entries_are_shown(twin: Twin) -> None:
    amina = twin.customer()
    for number in range(310):
        twin.says(amina, str(number))
    entries = thread(twin, amina)["entries"]
    assert [entries[0]["text"], entries[-1]["text"], len(entries)] == ["10", "309", 300]


def test_opening_a_chat_reads_it(twin: Twin, webhook: Webhook, amina: Customer) -> None:
    send(twin)
    twin.wait_for(lambda: twin.unacknowledged == 0)
    before = control(twin, "GET", "customers").json["customers"][0]
    assert (before["unread"], before["last"]["words"], before["last"]["direction"]) == (1, "hello", "in")
    control(twin, "POST", f"customers/{amina.id}/open")
    twin.wait_for(lambda: [row["status"] for row in webhook.statuses] == ["sent", "delivered", "read"])
    assert control(twin, "GET", "customers").json["customers"][0]["unread"] == 0


def test_time_passes(twin: Twin, amina: Customer) -> None:
    silent = twin.customer("Silent", "15551230077")
    assert control(twin, "POST", "time", {"minutes": 1440, "marker": "a day later"}).status == 200
    assert control(twin, "GET", "customers").json["customers"][0]["window_open"] is False
    last = thread(twin, amina)["entries"][-1]
    assert (last["marker"], last["type"], last["wamid"]) == ("a day later", "marker", None)
    assert thread(twin, silent)["entries"] == []


def test_read_marks_and_typing(twin: Twin, amina: Customer) -> None:
    wamid = twin.says(amina, "are you there?")
    mark = {"messaging_product": "whatsapp", "status": "read", "message_id": wamid}
    answer = call("POST", messages_url(twin), {**mark, "typing_indicator": {"type": "text"}})
    assert answer.json == {"success": True}
    assert [(read.wamid, read.customer_id, read.typing) for read in twin.reads] == [(wamid, amina.id, True)]
    shown = thread(twin, amina)
    assert [entry["status"] for entry in shown["entries"]] == ["read", "read"]
    assert shown["typing"] is True
    send(twin)
    assert thread(twin, amina)["typing"] is False


@pytest.mark.parametrize(
    "change",
    [
        {"message_id": "wamid.unknown"},
        {"message_id": None},
        {"message_id": 7},
        {"status": "seen"},
        {"typing_indicator": {"type": "audio"}},
        {"messaging_product": None},
    ],
)
def test_a_wrong_read_mark_is_refused(twin: Twin, amina: Customer, change: Any) -> None:
    wamid = twin.says(amina, "hi")
    mark = {"messaging_product": "whatsapp", "status": "read", "message_id": wamid, **change}
    assert call("POST", messages_url(twin), mark).code == 100
    assert twin.reads == []


def test_statuses_take_their_time_on_a_human_phone(human: Twin, webhook: Webhook) -> None:
    amina = human.customer("Amina Haddad")
    human.says(amina, "hi")
    assert amina.phone is not None
    send(human, to="+" + amina.phone)
    assert human.sent[0].status == "accepted"
    thread(human, amina)
    human.wait_for(lambda: [row["status"] for row in webhook.statuses] == ["sent", "delivered", "read"])


def test_release_over_http(twin: Twin, webhook: Webhook) -> None:
    twin.faults.hold = True
    twin.says(twin.customer(), "hi")
    assert control(twin, "POST", "release").status == 200
    twin.wait_for(lambda: webhook.texts == ["hi"])
