"""Does everything go wrong that is asked to?"""

import http.client
import threading
import time
import urllib.error

import pytest
from twin.twin_tools import Webhook, call, messages_url, send

from metatwin import Customer, Faults, Twin


@pytest.mark.parametrize(
    ("forced", "status", "code"), [(131056, 400, 131056), (131031, 403, 131031), (2, 503, 2), (999, 400, 999)]
)
def test_a_forced_code_is_used_once(twin: Twin, amina: Customer, forced: int, status: int, code: int) -> None:
    twin.faults.answers = [forced]
    answer = send(twin)
    assert (answer.status, answer.code) == (status, code)
    assert send(twin).status == 200
    assert len(twin.sent) == 1
    assert [request.status for request in twin.requests] == [status, 200]


def test_forced_words(twin: Twin, amina: Customer) -> None:
    twin.faults.answers = ["500", "502-html", "retry-after:7"]
    answers = [send(twin) for _ in range(3)]
    assert [answer.status for answer in answers] == [500, 502, 429]
    assert answers[0].raw == b""
    assert answers[1].raw.startswith(b"<html>")
    assert (answers[2].headers["Retry-After"], answers[2].code) == ("7", 130429)
    assert twin.sent == []


def test_a_dropped_answer_leaves_an_accepted_message(twin: Twin, webhook: Webhook, amina: Customer) -> None:
    twin.faults.answers = ["drop"]
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        send(twin, biz_opaque_callback_data="key")
    twin.wait_for(lambda: len(webhook.statuses) == 2)
    assert webhook.statuses[0]["biz_opaque_callback_data"] == "key"
    assert [sent.callback_data for sent in twin.sent] == ["key"]
    assert twin.requests[0].status is None


def test_drop_before_leaves_nothing(twin: Twin, amina: Customer) -> None:
    twin.faults.answers = ["drop-before"]
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        send(twin)
    assert twin.sent == []


def test_hang_ends_with_release(twin: Twin, amina: Customer) -> None:
    twin.faults.answers = ["hang"]
    statuses: list[int] = []
    client = threading.Thread(target=lambda: statuses.append(send(twin).status))
    client.start()
    twin.wait_for(lambda: twin.requests)
    assert twin.sent == []
    twin.release()
    client.join()
    assert statuses == [200]


def test_who_hung_up_is_not_served_after_release(twin: Twin, amina: Customer) -> None:
    twin.faults.answers = ["hang"]
    with pytest.raises(TimeoutError):
        send(twin, timeout=0.2)
    twin.release()
    assert send(twin).status == 200
    assert len(twin.sent) == 1


def test_stop_ends_what_hangs(webhook: Webhook) -> None:
    twin = Twin().start()
    twin.faults.answers = ["hang"]
    outcome: list[type[Exception]] = []

    def client() -> None:
        try:
            send(twin)
        except OSError as error:
            outcome.append(type(error))

    thread = threading.Thread(target=client)
    thread.start()
    twin.wait_for(lambda: twin.requests)
    twin.stop()
    thread.join()
    assert outcome


def test_a_read_mark_uses_no_forced_answer_up(twin: Twin) -> None:
    wamid = twin.says(twin.customer("Amina", "15551230001"), "hi")
    twin.faults.answers = [131000]
    mark = {"messaging_product": "whatsapp", "status": "read", "message_id": wamid}
    assert call("POST", messages_url(twin), mark).status == 200
    assert send(twin).code == 131000


def test_latency(twin: Twin, amina: Customer) -> None:
    twin.faults.latency = 0.2
    before = time.monotonic()
    send(twin)
    assert time.monotonic() - before >= 0.2


def test_down_refuses_connections_and_comes_back_on_the_same_port(twin: Twin, amina: Customer) -> None:
    twin.faults.down = True
    with pytest.raises(urllib.error.URLError, match="refused"):
        send(twin)
    twin.faults.down = False
    assert send(twin).status == 200


def test_down_cuts_open_connections(twin: Twin) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", int(twin.url.rpartition(":")[2]))
    connection.request("GET", "/twin/health")
    connection.getresponse().read()
    twin.faults.down = True
    assert connection.sock.recv(1) == b""
    connection.close()


def test_an_expired_token(twin: Twin, amina: Customer) -> None:
    twin.faults.token_expired = True
    answer = send(twin)
    assert (answer.status, answer.code) == (401, 190)


def test_repeat(twin: Twin, webhook: Webhook) -> None:
    twin.faults.repeat = 2
    twin.says(twin.customer(), "hi")
    twin.wait_for(lambda: twin.unacknowledged == 0)
    assert len(webhook.raw) == 3
    assert len(set(webhook.raw)) == 1


def test_hold_and_release(twin: Twin, webhook: Webhook) -> None:
    twin.faults.hold = True
    for text in "123":
        twin.says(twin.customer(), text)
    assert twin.unacknowledged == 3
    assert webhook.raw == []
    twin.release()
    twin.wait_for(lambda: twin.unacknowledged == 0)
    assert sorted(webhook.texts) == ["1", "2", "3"]


def test_batch_fills_one_body(twin: Twin, webhook: Webhook) -> None:
    twin.faults.batch = 3
    for text in "1234":
        twin.says(twin.customer(), text)
    twin.wait_for(lambda: twin.unacknowledged == 0)
    assert [len(value["messages"]) for value in webhook.values] == [3, 1]
    assert [len(value["contacts"]) for value in webhook.values] == [1, 1]
    assert webhook.texts == ["1", "2", "3", "4"]


def test_shuffle_is_the_same_disorder_in_every_run(webhook: Webhook) -> None:
    orders = []
    for _ in range(2):
        with Twin(webhook_url=webhook.url) as twin:
            twin.faults.shuffle = True
            twin.faults.hold = True
            for text in "123456":
                twin.says(twin.customer(), text)
            twin.release()
            twin.wait_for(lambda: twin.unacknowledged == 0)
        orders.append(webhook.texts)
        webhook.raw.clear()
    assert orders[0] == orders[1] != list("123456")
    assert sorted(orders[0]) == list("123456")


def test_shuffle_alone_gathers_a_moment(twin: Twin, webhook: Webhook) -> None:
    twin.faults.shuffle = True
    for text in "123456":
        twin.says(twin.customer(), text)
    twin.wait_for(lambda: twin.unacknowledged == 0)
    assert webhook.texts != sorted(webhook.texts)


def test_delay(twin: Twin, webhook: Webhook) -> None:
    twin.faults.delay = 0.2
    texts = [str(number) for number in range(100)]
    before = time.monotonic()
    for text in texts:
        twin.says(twin.customer(), text)
    twin.wait_for(lambda: twin.unacknowledged == 0)
    assert 0.2 <= time.monotonic() - before < 0.2 * len(texts), "the delays of several run side by side"
    assert sorted(webhook.texts) == sorted(texts)


def test_no_statuses_at_all(twin: Twin, webhook: Webhook, amina: Customer) -> None:
    twin.faults.status_webhooks = False
    send(twin)
    assert twin.unacknowledged == 0
    assert webhook.statuses == []


def test_only_some_statuses(twin: Twin, webhook: Webhook, amina: Customer) -> None:
    twin.faults.status_only = {"sent": None}
    send(twin)
    twin.wait_for(lambda: twin.unacknowledged == 0)
    assert [row["status"] for row in webhook.statuses] == ["sent"]


def test_reset_forgets_everything(twin: Twin, webhook: Webhook, amina: Customer) -> None:
    send(twin)
    twin.webhook_url = "http://127.0.0.1:1/webhook"
    twin.says(amina, "lost")
    twin.faults.repeat = 3
    twin.reset()
    assert (twin.sent, twin.requests, twin.unacknowledged) == ([], [], 0)
    assert twin.faults == Faults()
    assert send(twin).code == 131026


def test_stop_is_idempotent_and_start_again_keeps_the_port(webhook: Webhook) -> None:
    twin = Twin(webhook_url=webhook.url)
    twin.stop()
    url = twin.start().url
    twin.stop()
    twin.stop()
    assert twin.start().url == url
    twin.says(twin.customer(), "hi")
    twin.wait_for(lambda: twin.unacknowledged == 0)
    twin.stop()
    assert webhook.texts == ["hi"]


def test_a_taken_port_is_said_at_once(twin: Twin) -> None:
    with pytest.raises(OSError, match="in use"):
        Twin(port=int(twin.url.rpartition(":")[2])).start()


def test_the_report_of_a_timeout_says_what_happened(twin: Twin, amina: Customer) -> None:
    send(twin)
    send(twin, text={"body": ""})
    twin.faults.latency = 0.01
    with pytest.raises(AssertionError) as failure:
        twin.wait_for(lambda: False, timeout=0.05)
    report = str(failure.value)
    assert "1 messages accepted" in report
    assert "'hello'" in report
    assert "text.body length invalid" in report
    assert "latency" in report


def test_switching_hold_off_posts_what_was_held(twin: Twin, webhook: Webhook) -> None:
    twin.faults.hold = True
    twin.says(twin.customer(), "hi")
    twin.faults.hold = False
    twin.wait_for(lambda: twin.unacknowledged == 0)
    assert webhook.texts == ["hi"]
