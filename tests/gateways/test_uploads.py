"""Which documents are uploaded, and what is said where one cannot be?"""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fakes.files import FileHost

from metatwin import Twin
from relaystack.engine.carrier import Delivered, OutgoingItem
from relaystack.errors import DeliveryError, Refused, Stopped, Temporary
from relaystack.gateways.addresses import public_socket
from relaystack.gateways.http import Http
from relaystack.gateways.whatsapp.graph import Graph
from relaystack.gateways.whatsapp.uploads import Uploads

PDF = b"%PDF-1.4\n" + b"x" * 3_000_000
PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 1000
Upload = Callable[..., Delivered]


@pytest.fixture
def host() -> Iterator[FileHost]:
    """The company's web site."""
    host = FileHost(PDF)
    yield host
    host.close()


@pytest.fixture
def upload(twin: Twin, host: FileHost) -> Upload:
    """Uploads what the web site has."""

    def upload(filename: str = "Our brochure.pdf", production: bool = False, link: str = "") -> Delivered:
        async def run() -> Delivered:
            api = Graph(twin.url, "v25.0", twin.business.phone_number_id, "twin-token", production)
            carrier = Uploads(Http(), Http(make_socket=public_socket if production else None), api)
            try:
                payload = {"link": link or f"{host.url}/brochure.pdf", "filename": filename}
                return await carrier.deliver(OutgoingItem("upload/1/2026-01-01", payload))
            finally:
                await carrier.close()

        return asyncio.run(run())

    return upload


def test_a_document_lies_at_meta_afterwards(upload: Upload, twin: Twin, host: FileHost) -> None:
    record = upload().record
    assert record
    file = twin.file(record["media_id"])
    assert file
    assert (file.data, file.mime_type, file.filename) == (PDF, "application/pdf", "file.pdf")
    assert record["mime_type"] == "application/pdf"
    assert "Authorization" not in host.asked[0]


@pytest.mark.parametrize(
    ("filename", "mime_type", "body"),
    [
        ("a.png", "image/png", PNG), ("a.JPG", "image/jpeg", b"\xff\xd8\xffx"),
        ("a.jpeg", "image/jpeg", b"\xff\xd8\xff"),
        ("a.pdf", "application/octet-stream", PDF), ("a.pdf", "application/pdf; charset=binary", PDF),
    ],
)  # fmt: skip
def test_what_fits_its_name_is_taken(
    upload: Upload, host: FileHost, filename: str, mime_type: str, body: bytes
) -> None:
    host.mime_type, host.body = mime_type, body
    assert upload(filename).record


@pytest.mark.parametrize(
    ("filename", "answer", "words"),
    [
        ("a.pdf", {"mime_type": "text/html"}, "has the type text/html, not application/pdf"),
        ("a.pdf", {"body": b"<html>not found</html>"}, "is no application/pdf"),
        ("a.png", {"mime_type": "image/png"}, "is no image/png"),
        ("a.pdf", {"status": 404}, "HTTP 404"),
        ("a.pdf", {"location": "/again"}, "TooManyRedirects"),
    ],
    ids=["a page", "a page that says it is a PDF", "a PDF that says it is a picture", "nothing", "a circle"],
)
def test_a_link_without_a_fitting_file_is_tried_a_few_times(
    upload: Upload, twin: Twin, host: FileHost, filename: str, answer: dict[str, Any], words: str
) -> None:
    vars(host).update(answer)
    with pytest.raises(Temporary, match=words) as raised:
        upload(filename)
    assert raised.value.tries == 5
    assert twin.file_requests == []


def test_a_picture_of_more_than_5_mb_is_refused(upload: Upload, host: FileHost) -> None:
    host.mime_type, host.body = "image/png", PNG + b"x" * 5 * 2**20
    with pytest.raises(Refused, match="larger than 5 MB"):
        upload("a.png")


def test_a_kind_that_whatsapp_does_not_take_is_not_even_fetched(upload: Upload, host: FileHost) -> None:
    with pytest.raises(Refused, match="goes by its link"):
        upload("page.html")
    assert host.asked == []


def test_in_production_a_link_into_our_own_network_is_not_followed(upload: Upload, host: FileHost) -> None:
    with pytest.raises(Temporary, match="does not answer"):
        upload(production=True)
    assert host.asked == []


@pytest.mark.parametrize("link", ["ftp://127.0.0.1/a.pdf", "file:///etc/passwd", "nonsense", "http://"])
def test_a_link_that_is_none_is_said_to_be_of_no_use(upload: Upload, link: str) -> None:
    with pytest.raises(Temporary, match="does not answer"):
        upload(link=link)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [(100, Refused), (190, Stopped), (131000, Temporary), ("500", Temporary), ("502-html", Temporary)],
)
def test_what_meta_says_no_with_means_what_it_always_means(
    upload: Upload, twin: Twin, fault: int | str, kind: type[DeliveryError]
) -> None:
    twin.faults.uploads = [fault]
    with pytest.raises(kind):
        upload()
    assert upload().record
