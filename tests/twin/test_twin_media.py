"""Can the business upload and download files?"""

import base64
import hashlib
import http.client
import threading
import urllib.error
from typing import Any

import pytest
from twin.twin_tools import Answer, Webhook, call, send

from metatwin import Customer, FileRequest, Twin

BORDER = "border"


def upload(twin: Twin, *parts: tuple[str, str], token: str = "twin-token") -> Answer:
    """POST a multipart body; each part is its header line and its text."""
    lines = [f"--{BORDER}\r\nContent-Disposition: form-data; {head}\r\n\r\n{text}\r\n" for head, text in parts]
    body = ("".join(lines) + f"--{BORDER}--\r\n").encode()
    url = f"{twin.url}/v25.0/106540352242922/media"
    return call("POST", url, body, token=token, content_type=f"multipart/form-data; boundary={BORDER}")


PRODUCT = ('name="messaging_product"', "whatsapp")
FILE = ('name="file"; filename="a.txt"\r\nContent-Type: text/plain', "content")


def test_a_file_makes_the_round(twin: Twin, amina: Customer) -> None:
    media_id = upload(twin, PRODUCT, FILE).json["id"]
    known = call("GET", f"{twin.url}/v25.0/{media_id}").json
    assert (known["mime_type"], known["file_size"], known["id"]) == ("text/plain", 7, media_id)
    assert known["sha256"] == base64.b64encode(hashlib.sha256(b"content").digest()).decode()
    assert call("GET", known["url"]).raw == b"content"
    assert call("GET", known["url"], token=None).status == 401
    assert send(twin, type="document", document={"id": media_id}).status == 200


@pytest.mark.parametrize("parts", [[PRODUCT], [FILE], []])
def test_an_incomplete_upload_is_refused(twin: Twin, parts: list[tuple[str, str]]) -> None:
    assert upload(twin, *parts).code == 100


def test_other_refusals(twin: Twin) -> None:
    assert upload(twin, PRODUCT, FILE, token="wrong").code == 190
    assert call("POST", f"{twin.url}/v25.0/106540352242922/media", {}).code == 100
    assert call("GET", f"{twin.url}/v25.0/404").code == 100
    assert call("GET", f"{twin.url}/v25.0/404", token=None).code == 190
    assert call("GET", f"{twin.url}/files/404").code == 2500


HTML = ('name="file"; filename="a.html"\r\nContent-Type: text/html', "content")
PICTURE = ('name="file"; filename="a.jpg"\r\nContent-Type: image/jpeg', "x" * (5 * 2**20 + 1))


@pytest.mark.parametrize(
    "file", [HTML, PICTURE], ids=["a kind that WhatsApp does not know", "a picture of 5 MB and more"]
)
def test_what_whatsapp_does_not_take_is_refused(twin: Twin, file: tuple[str, str]) -> None:
    assert upload(twin, PRODUCT, file).code == 100


def test_an_upload_is_forgotten_after_thirty_days(twin: Twin, amina: Customer) -> None:
    media_id = upload(twin, PRODUCT, FILE).json["id"]
    twin.pass_time(30 * 24 * 60)
    twin.says(amina, "still there?")
    assert send(twin, type="document", document={"id": media_id}).code == 100


def shared(twin: Twin, webhook: Webhook, amina: Customer, **more: Any) -> dict[str, Any]:
    """What the webhook says of a picture that Amina sends."""
    twin.shares(amina, "image", b"picture", "image/jpeg", **more)
    twin.wait_for(lambda: len(webhook.values) == 2)
    told: dict[str, Any] = webhook.messages[1]["image"]
    return told


def known(twin: Twin, media_id: str, query: str = "") -> Answer:
    return call("GET", f"{twin.url}/v25.0/{media_id}{query}")


def test_a_customers_file_is_told_of_looked_up_and_fetched(twin: Twin, webhook: Webhook, amina: Customer) -> None:
    told = shared(twin, webhook, amina, caption="my house")
    assert (told["mime_type"], told["caption"]) == ("image/jpeg", "my house")
    assert told["sha256"] == base64.b64encode(hashlib.sha256(b"picture").digest()).decode()
    found = known(twin, told["id"], "?phone_number_id=106540352242922").json
    assert [call("GET", url).raw for url in (told["url"], found["url"])] == [b"picture", b"picture"]
    assert known(twin, told["id"], "?phone_number_id=1").code == 100
    asked = [FileRequest("lookup", told["id"]), *[FileRequest("download", told["id"])] * 2]
    assert twin.file_requests == [*asked, FileRequest("lookup", told["id"])]


def test_a_link_is_good_for_five_minutes_and_a_customers_file_for_a_week(
    twin: Twin, webhook: Webhook, amina: Customer
) -> None:
    told = shared(twin, webhook, amina)
    url = known(twin, told["id"]).json["url"]
    twin.pass_time(5)
    assert call("GET", url).status == 404
    assert call("GET", known(twin, told["id"]).json["url"]).status == 200
    twin.pass_time(7 * 24 * 60)
    assert known(twin, told["id"]).code == 100


def test_lookups_fail_as_told(twin: Twin, webhook: Webhook, amina: Customer) -> None:
    id = shared(twin, webhook, amina)["id"]
    twin.faults.lookups = [131052, "500", "elsewhere:http://127.0.0.1:9/x", "announces:5", "drop-before"]
    assert known(twin, id).code == 131052
    assert known(twin, id).status == 500
    assert known(twin, id).json["url"] == "http://127.0.0.1:9/x"
    assert known(twin, id).json["file_size"] == 5
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        known(twin, id)


def test_downloads_fail_as_told(twin: Twin, webhook: Webhook, amina: Customer) -> None:
    url = shared(twin, webhook, amina)["url"]
    twin.faults.downloads = [404, 410, "500", "wrong-bytes", "longer", "redirect:http://127.0.0.1:9/x", "cut"]
    assert [call("GET", url).status for _ in range(3)] == [404, 410, 500]
    wrong, longer = call("GET", url).raw, call("GET", url).raw
    assert (len(wrong), wrong != b"picture", longer) == (7, True, b"picturepicture")
    with pytest.raises(urllib.error.URLError, match="refused"):
        call("GET", url)
    with pytest.raises((http.client.IncompleteRead, ConnectionResetError)):
        call("GET", url)
    assert call("GET", url).raw == b"picture"


@pytest.mark.parametrize("fault", ["hang", "stall"])
def test_a_download_that_hangs_ends_with_release(twin: Twin, webhook: Webhook, amina: Customer, fault: str) -> None:
    url = shared(twin, webhook, amina)["url"]
    twin.faults.downloads = [fault]
    ended: list[bool] = []

    def fetch() -> None:
        try:
            ended.append(call("GET", url).raw == b"picture")
        except (http.client.IncompleteRead, ConnectionResetError):
            ended.append(False)

    client = threading.Thread(target=fetch)
    client.start()
    twin.wait_for(lambda: twin.file_requests)
    assert ended == []
    while client.is_alive():  # a stalled one waits only after its first half
        twin.release()
        client.join(0.05)
    assert ended == [fault == "hang"]


def test_an_upload_fails_as_told(twin: Twin) -> None:
    twin.faults.uploads = [131000, "502-html"]
    assert upload(twin, PRODUCT, FILE).code == 131000
    assert upload(twin, PRODUCT, FILE).status == 502
    assert upload(twin, PRODUCT, FILE).status == 200


@pytest.mark.parametrize(
    ("patch", "status"),
    [
        ({"lookups": [100, "announces:5", "elsewhere:https://x.example/y"]}, 200), ({"downloads": ["stall", 404]}, 200),
        ({"lookups": ["stall"]}, 400), ({"downloads": ["redirect:nowhere"]}, 400), ({"uploads": ["drop"]}, 400),
    ],
)  # fmt: skip
def test_faults_of_files_are_set_over_http(twin: Twin, patch: dict[str, Any], status: int) -> None:
    assert call("PATCH", f"{twin.url}/twin/faults", patch).status == status


SOUND = ('name="file"; filename="a.mp3"\r\nContent-Type: audio/mpeg', "content")


def test_a_file_goes_as_what_it_is(twin: Twin, amina: Customer) -> None:
    text, sound = (upload(twin, PRODUCT, file).json["id"] for file in (FILE, SOUND))
    assert send(twin, type="image", image={"id": text}).code == 131053
    assert send(twin, type="audio", audio={"id": sound, "voice": True}).code == 131053
    assert send(twin, type="audio", audio={"id": sound}).status == 200
