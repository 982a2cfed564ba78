"""Can the business upload and download files?"""

import base64
import hashlib

import pytest
from twin_tools import Answer, call, send

from metatwin import Customer, Twin

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
