"""Where does the token go, and what is kept, when the file of a customer is fetched?"""

import asyncio
import base64
import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fakes.files import FileHost

from metatwin import Customer, Twin
from relaystack.engine.carrier import Delivered, OutgoingItem
from relaystack.errors import DeliveryError, Refused, Temporary
from relaystack.gateways.folder import Folder
from relaystack.gateways.http import Http
from relaystack.gateways.whatsapp.graph import Graph
from relaystack.gateways.whatsapp.media import Media, in_hex, path_of

PHOTO = b"\xff\xd8\xff picture" * 1000
META = "https://graph.facebook.com"
Fetch = Callable[..., Delivered]


@pytest.fixture
def photo(twin: Twin) -> dict[str, Any]:
    """What the webhook says of a photo that a customer has sent."""
    ann: Customer = twin.customer("Ann")
    twin.shares(ann, "image", PHOTO, "image/jpeg")
    part: dict[str, Any] = ann.entries[0].content["image"]
    return {"media_id": part["id"], "mime_type": part["mime_type"], "sha256": part["sha256"]}


@pytest.fixture
def fetch(twin: Twin, tmp_path: Path, photo: dict[str, Any]) -> Fetch:
    """Fetches the photo into the test's folder."""

    def fetch(production: bool = False, largest: int = 2**20, **changes: Any) -> Delivered:
        async def run() -> Delivered:
            api = Graph(twin.url, "v25.0", twin.business.phone_number_id, "twin-token", production)
            carrier = Media(Http(), api, Folder(tmp_path / "media", "MEDIA_DIR"), largest)
            try:
                return await carrier.deliver(OutgoingItem("wamid.1/media", photo | changes))
            finally:
                await carrier.close()

        return asyncio.run(run())

    return fetch


@pytest.fixture
def stranger() -> Iterator[FileHost]:
    """A host that is not Meta's, and would gladly take the token."""
    host = FileHost(PHOTO, "image/jpeg")
    yield host
    host.close()


def kept(tmp_path: Path) -> list[str]:
    root = tmp_path / "media"
    return [str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()]


def test_what_was_fetched_is_recorded(fetch: Fetch, tmp_path: Path) -> None:
    record = fetch().record
    assert record == {"sha256": hashlib.sha256(PHOTO).hexdigest(), "size": len(PHOTO), "path": kept(tmp_path)[0]}
    assert (tmp_path / "media" / record["path"]).read_bytes() == PHOTO


def test_a_foreign_host_gets_neither_a_request_nor_the_token(fetch: Fetch, twin: Twin, stranger: FileHost) -> None:
    twin.faults.lookups = [f"elsewhere:{stranger.url}/photo"]
    with pytest.raises(Temporary, match="not Meta's"):
        fetch()
    assert stranger.asked == []


def test_a_redirect_is_not_followed(fetch: Fetch, twin: Twin, stranger: FileHost, tmp_path: Path) -> None:
    twin.faults.downloads = [f"redirect:{stranger.url}/photo"]
    with pytest.raises(Temporary, match="HTTP 302"):
        fetch()
    assert stranger.asked == []
    assert kept(tmp_path) == []


def test_in_production_the_twin_is_a_stranger_too(fetch: Fetch) -> None:
    with pytest.raises(Temporary, match="not Meta's"):
        fetch(production=True)


@pytest.mark.parametrize("fault", ["longer", "wrong-bytes", "cut"])
def test_what_is_not_what_was_announced_leaves_nothing(fetch: Fetch, twin: Twin, tmp_path: Path, fault: str) -> None:
    twin.faults.downloads = [fault]
    with pytest.raises(Temporary):
        fetch()
    assert kept(tmp_path) == []


def test_a_file_that_is_too_large_is_refused(fetch: Fetch, twin: Twin, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="larger than"):
        fetch(largest=len(PHOTO) - 1)
    assert [request.what for request in twin.file_requests] == ["lookup"]
    twin.faults.lookups, twin.faults.downloads = ["announces:5"], ["longer"]
    with pytest.raises(Refused, match="larger than"):
        fetch(largest=len(PHOTO) + 1)  # whatever was announced
    assert kept(tmp_path) == []


@pytest.mark.parametrize("code", [190, 131031, 10])
def test_a_refusal_that_is_not_about_the_file_is_what_it_always_is(fetch: Fetch, twin: Twin, code: int) -> None:
    twin.faults.lookups = [code]
    with pytest.raises(DeliveryError) as raised:
        fetch()
    assert type(raised.value).__name__ == "Stopped"


@pytest.mark.parametrize("id", ["", "../106540352242922", "1?x=1", "1/2", "ü"])
def test_an_id_that_is_none_is_not_asked_for(fetch: Fetch, twin: Twin, id: str) -> None:
    with pytest.raises(Refused, match="is none"):
        fetch(media_id=id)
    assert twin.file_requests == []


DIGEST = hashlib.sha256(PHOTO).digest()


@pytest.mark.parametrize(
    "written",
    [DIGEST.hex(), DIGEST.hex().upper(), base64.b64encode(DIGEST).decode(), base64.urlsafe_b64encode(DIGEST).decode(),
     base64.b64encode(DIGEST).decode().rstrip("="), "", "4654+8g=", "not a checksum"],
)  # fmt: skip
def test_a_checksum_counts_in_any_form_and_what_is_none_says_nothing(fetch: Fetch, written: str) -> None:
    assert fetch(sha256=written).record
    assert in_hex(written) in ("", DIGEST.hex())


@pytest.mark.parametrize("form", [lambda d: d.hex(), lambda d: base64.b64encode(d).decode()], ids=["hex", "base64"])
def test_a_checksum_of_something_else_is_heeded_in_any_form(fetch: Fetch, form: Callable[[bytes], str]) -> None:
    with pytest.raises(Temporary, match="checksum"):
        fetch(sha256=form(hashlib.sha256(b"something else").digest()))


@pytest.mark.parametrize(
    ("url", "trusted"),
    [
        ("https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1", True),
        ("https://scontent.xx.fbcdn.net/v/1", True), ("https://mmg.whatsapp.net/v/1", True),
        ("https://graph.facebook.com/v25.0/1", True), ("https://lookaside.facebook.com/x", True),
        ("https://LOOKASIDE.FBSBX.COM/x", True), ("https://lookaside.fbsbx.com:443/x", True),
        ("http://lookaside.fbsbx.com/x", False), ("https://lookaside.fbsbx.com:8443/x", False),
        ("https://lookaside.fbsbx.com.evil.example/x", False), ("https://evil.example/lookaside.fbsbx.com", False),
        ("https://lookaside.fbsbx.com@evil.example/x", False), ("https://user@lookaside.fbsbx.com/x", False),
        ("https://evilfbcdn.net/x", False), ("https://fbcdn.net.evil.example/x", False),
        ("https://whatsapp.net/x", False), ("https://evil.example\\@lookaside.fbsbx.com/x", False),
        ("https://evil.example#@lookaside.fbsbx.com/x", False), ("https://facebook.com/x", False),
        ("https://127.0.0.1/x", False), ("https://[::1]/x", False), ("ftp://lookaside.fbsbx.com/x", False),
        ("file:///etc/passwd", False), ("//lookaside.fbsbx.com/x", False), ("", False), ("lookaside.fbsbx.com", False),
        ("http://graph.facebook.com/x", False), ("https://lookaside.fbsbx.com/x\r\nHost: evil.example", False),
        ("https://lookaside.fbsbx.com/x y", False), ("https://lookaside.fbsbx.cöm/x", False),
        ("https://lookaside.fbsbx.com:x/y", False), ("https://[::1/x", False),
    ],
)  # fmt: skip
def test_the_token_goes_to_metas_hosts_alone(url: str, trusted: bool) -> None:
    link = Graph(META, "v25.0", "1", "token").link(url)
    assert (str(link) == url or str(link).lower() == url.lower().replace(":443", "")) if trusted else link is None


@pytest.mark.parametrize(
    ("url", "production", "trusted"),
    [
        ("http://127.0.0.1:5055/files/1", False, True), ("http://127.0.0.1:5055/files/1", True, False),
        ("http://127.0.0.1:5056/files/1", False, False), ("http://localhost:5055/files/1", False, False),
        ("https://127.0.0.1:5055/files/1", False, False),
    ],
)  # fmt: skip
def test_the_twin_is_trusted_in_development_alone(url: str, production: bool, trusted: bool) -> None:
    api = Graph("http://127.0.0.1:5055", "v25.0", "1", "token", production)
    assert (api.link(url) is not None) is trusted


@pytest.mark.parametrize("mime_type", ["image/jpeg", "../../etc/passwd", "application/x-sh", "", "text/html; a=/.."])
def test_a_place_holds_nothing_that_a_customer_wrote(mime_type: str) -> None:
    folder, name = path_of("wamid.../../x/media", mime_type).split("/")
    stem, ending = name.split(".")
    assert (len(stem), stem[:2], stem.isalnum()) == (32, folder, True)
    assert ending in ("jpg", "bin")


def test_the_token_does_not_show() -> None:
    assert "hunter2" not in repr(Graph(META, "v25.0", "1", "hunter2"))
