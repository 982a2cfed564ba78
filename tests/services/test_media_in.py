"""Do the files that customers send end up in MEDIA_DIR, whole and once, whatever goes wrong on the way?"""

import hashlib
import json
import signal
from collections.abc import Callable
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from bot import Bot
from processes import BIN, environment, running
from services.service_tools import HOUR, MENU, age, heard, wait_for, words_to

from metatwin import Customer, Twin

PHOTO = b"\xff\xd8\xff" + bytes(range(256)) * 40
PASSED_ON = "Thank you. I have passed your {} on to a consultant, who will answer you here"


def files(bot: Bot) -> dict[str, bytes]:
    """What lies in MEDIA_DIR, the drafts of unfinished files too."""
    root = bot.settings.media_dir
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def shared(twin: Twin, customer: Customer, kind: str = "image", data: bytes = PHOTO, **more: str | bool) -> str:
    """The customer sends a file, and the bot has taken it in."""
    types = {"image": "image/jpeg", "document": "application/pdf", "audio": "audio/ogg; codecs=opus"}
    wamid = twin.shares(customer, kind, data, types.get(kind, f"{kind}/mp4"), **more)
    twin.wait_for(lambda: twin.unacknowledged == 0)
    return wamid


def asked(twin: Twin, what: str = "download") -> int:
    return sum(request.what == what for request in twin.file_requests)


def again(bot: Bot, times: int = 1) -> None:
    """Try once more, when it is due again."""
    for _ in range(times):
        age(bot, HOUR)
        bot.deliver()


@pytest.mark.parametrize(
    ("kind", "ending"),
    [("image", ".jpg"), ("document", ".pdf"), ("audio", ".ogg"), ("video", ".mp4"), ("sticker", ".bin")],
)
def test_a_file_is_stored_whole_under_a_name_of_ours(
    listening: Bot, twin: Twin, amina: Customer, kind: str, ending: str
) -> None:
    wamid = shared(twin, amina, kind, filename="../../etc/passwd.sh", caption="my $(file)")
    listening.deliver()
    row = listening.one("SELECT * FROM media")
    assert files(listening) == {row["path"]: PHOTO}
    assert row["path"].endswith(ending)
    assert "passwd" not in row["path"]
    assert row | {"id": 0, "stored_at": "", "path": "", "mime_type": "", "media_id": ""} == {
        "id": 0, "contact_id": listening.one("SELECT id FROM contacts")["id"], "message_id": wamid, "media_id": "",
        "kind": kind, "mime_type": "", "filename": "../../etc/passwd.sh", "sha256": hashlib.sha256(PHOTO).hexdigest(),
        "size": len(PHOTO), "path": "", "stored_at": "", "uploaded_at": None,
    }  # fmt: skip
    assert listening.rows("SELECT 1 FROM outbox WHERE carrier = 'media'") == []


def test_the_person_is_told_that_it_was_passed_on(listening: Bot, twin: Twin, amina: Customer) -> None:
    heard(twin, (amina, "hi"))
    shared(twin, amina, "sticker")
    listening.deliver()
    shared(twin, amina, "document")
    listening.deliver()
    first, second, third = words_to(twin, amina)
    assert first == MENU
    assert second.startswith("Sorry, I can only read text here, not stickers.")
    assert third.startswith(PASSED_ON.format("document"))


def test_a_repeated_webhook_fetches_nothing_twice(listening: Bot, twin: Twin, amina: Customer) -> None:
    twin.faults.repeat = 2
    shared(twin, amina)
    listening.deliver()
    shared(twin, twin.customer("Ben"))
    listening.deliver()
    assert asked(twin) == 2
    assert len(files(listening)) == 2


def test_a_file_of_somebody_who_said_stop_is_kept_too(listening: Bot, twin: Twin, amina: Customer) -> None:
    heard(twin, (amina, "stop"))
    listening.deliver()
    shared(twin, amina)
    listening.deliver()
    assert list(files(listening).values()) == [PHOTO]
    assert len(words_to(twin, amina)) == 1


def test_a_link_that_has_expired_is_replaced_at_once(listening: Bot, twin: Twin, amina: Customer) -> None:
    twin.faults.downloads = [404]
    shared(twin, amina)
    listening.deliver()
    assert list(files(listening).values()) == [PHOTO]
    assert (asked(twin, "lookup"), asked(twin)) == (2, 2)


@pytest.mark.parametrize(
    ("queue", "fault"),
    [
        ("lookups", 2), ("lookups", "500"), ("lookups", "502-html"), ("lookups", 80007), ("lookups", "announces:4"),
        ("lookups", "announces:99999999"), ("downloads", "500"), ("downloads", "cut"), ("downloads", "wrong-bytes"),
        ("downloads", "longer"), ("downloads", 429), ("downloads", 401),
    ],
    ids=str,
)  # fmt: skip
def test_what_goes_wrong_once_is_tried_again(
    listening: Bot, twin: Twin, amina: Customer, queue: str, fault: str | int
) -> None:
    setattr(twin.faults, queue, [fault])
    shared(twin, amina)
    listening.deliver()
    assert files(listening) == {}
    assert words_to(twin, amina) == [MENU]
    again(listening)
    assert list(files(listening).values()) == [PHOTO]
    assert listening.rows("SELECT 1 FROM given_up") == []


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ({"downloads": ["wrong-bytes"] * 9}, "does not have the checksum that Meta gives; given up after 6 tries"),
        ({"downloads": [404] * 18}, "links to the file have expired; given up after 6 tries"),
        ({"lookups": ["elsewhere:ftp://x.example/y"] * 9}, "a host that is not Meta's; given up after 6 tries"),
    ],
    ids=["wrong bytes", "expired links", "odd links"],
)
def test_what_stays_wrong_is_given_up_with_the_reason(
    listening: Bot, twin: Twin, amina: Customer, fault: dict[str, list[str | int]], reason: str
) -> None:
    shared(twin, amina)
    for name, answers in fault.items():
        setattr(twin.faults, name, list(answers))
    listening.deliver()
    again(listening, times=5)
    assert listening.one("SELECT reason FROM given_up WHERE carrier = 'media'")["reason"].endswith(reason)
    assert files(listening) == {}
    assert listening.rows("SELECT 1 FROM media") == []


@pytest.mark.parametrize("code", [100, 131052])
def test_a_file_that_meta_has_no_longer_is_given_up_at_once(
    listening: Bot, twin: Twin, amina: Customer, code: int
) -> None:
    twin.faults.lookups = [code]
    shared(twin, amina)
    listening.deliver()
    assert listening.one("SELECT carrier, code FROM given_up") == {"carrier": "media", "code": code}


def test_a_file_that_waited_for_more_than_a_week_is_given_up(listening: Bot, twin: Twin, amina: Customer) -> None:
    shared(twin, amina)
    twin.pass_time(8 * 24 * 60)
    listening.deliver()
    assert listening.one("SELECT code FROM given_up WHERE carrier = 'media'") == {"code": 33}
    assert listening.rows("SELECT * FROM carriers WHERE stopped_at IS NOT NULL") == []


def test_a_file_is_not_even_asked_for_when_it_is_announced_too_large(
    listening: Bot, twin: Twin, amina: Customer
) -> None:
    twin.faults.lookups = [f"announces:{100 * 2**20 + 1}"]
    shared(twin, amina)
    listening.deliver()
    assert listening.one("SELECT reason FROM given_up") == {"reason": "the file is larger than 100 MB"}
    assert asked(twin) == 0


def test_a_dead_token_stops_the_fetching_alone_and_it_resumes(listening: Bot, twin: Twin, amina: Customer) -> None:
    twin.faults.lookups = [190]
    shared(twin, amina)
    listening.deliver()
    assert words_to(twin, amina) == [MENU]
    assert "media: sending is stopped" in str(listening.client.get("/webhook/health").get_json()["reasons"])
    again(listening)
    assert list(files(listening).values()) == [PHOTO]


def test_slow_files_hold_up_no_answer(live: Bot, twin: Twin) -> None:
    twin.faults.downloads = ["hang"] * 30
    people = [twin.customer(f"P{n}", phone=f"1555013{n:04d}") for n in range(30)]
    for person in people:
        twin.shares(person, "image", PHOTO, "image/jpeg")
    twin.wait_for(lambda: len(twin.sent) == 30)
    twin.says(people[0], "menu")
    twin.wait_for(lambda: len(twin.sent) == 31)
    assert files(live) == {} or all(name.startswith("incoming/") for name in files(live))
    twin.faults.downloads = []
    while len(live.rows("SELECT 1 FROM media")) < 30:
        twin.release()


@pytest.mark.usefixtures("loud")
def test_a_folder_that_cannot_be_written_is_waited_for(
    make_bot: Callable[..., Bot], listening: Bot, twin: Twin, amina: Customer, tmp_path: Path
) -> None:
    in_the_way = tmp_path / "taken"
    in_the_way.write_text("a file where the folder should be")
    shared(twin, amina)
    make_bot(media_dir=in_the_way).deliver()
    assert words_to(twin, amina) == [MENU]
    assert listening.one("SELECT attempts FROM outbox WHERE carrier = 'media'") == {"attempts": 1}
    again(listening)
    assert list(files(listening).values()) == [PHOTO]


@pytest.fixture
def killed(listening: Bot, twin: Twin, amina: Customer, tmp_path: Path) -> Bot:
    """A worker process was killed when half of a file had come."""
    twin.faults.downloads = ["stall"]
    shared(twin, amina)
    environ = environment(
        DATABASE_URL=listening.settings.database_url.replace("+psycopg", ""),
        MEDIA_DIR=str(listening.settings.media_dir), WHATSAPP_TOKEN="twin-token", GRAPH_API_URL=twin.url,
        PHONE_NUMBER_ID=twin.business.phone_number_id,
    )  # fmt: skip
    log = tmp_path / "worker.log"
    with running([str(BIN / "flask"), "--app", "app", "worker"], environ, log) as worker:
        wait_for(lambda: any(files(listening).values()), timeout=60)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    return listening


@pytest.mark.parametrize("kind", ["image", "document", "voice", "sticker"])
def test_what_a_customer_of_the_simulator_sends_is_really_fetched(
    listening: Bot, twin: Twin, amina: Customer, kind: str
) -> None:
    url = f"{twin.url}/twin/customers/{amina.id}/messages"
    request = Request(url, json.dumps({"media": kind}).encode(), {"Content-Type": "application/json"})
    with urlopen(request) as answer:
        assert answer.status == 202
    twin.wait_for(lambda: amina.entries and twin.unacknowledged == 0)
    listening.deliver()
    part = amina.entries[0].content["audio" if kind == "voice" else kind]
    sent = twin.file(part["id"])
    assert sent
    assert list(files(listening).values()) == [sent.data]
    assert listening.one("SELECT filename FROM media")["filename"] == part.get("filename", "")


def test_a_crash_leaves_no_half_file_that_counts(killed: Bot) -> None:
    [(draft, half)] = files(killed).items()
    assert draft.startswith("incoming/")
    assert half == PHOTO[: len(half)]
    assert killed.rows("SELECT 1 FROM media") == []
    again(killed)
    assert files(killed) == {draft: half, killed.one("SELECT path FROM media")["path"]: PHOTO}


def test_another_worker_stores_the_file_in_the_same_place(listening: Bot, twin: Twin, amina: Customer) -> None:
    """A settlement that was lost: the file is fetched again, and lies there once."""
    shared(twin, amina)
    listening.rows("CREATE TABLE kept AS SELECT * FROM outbox WHERE carrier = 'media'")
    listening.deliver()
    before = listening.one("SELECT * FROM media")
    listening.rows("INSERT INTO outbox SELECT * FROM kept")
    listening.deliver()
    assert asked(twin) == 2
    assert listening.one("SELECT * FROM media") == before
    assert list(files(listening)) == [before["path"]]
