"""Does what Meta got, and what the database says, agree with the model?"""

from collections.abc import Sequence
from datetime import timedelta
from email import message_from_string
from typing import Any

from bot import Bot
from stateful.model import Model, Reply, Talk

from metatwin import Twin
from metatwin.messages import Sent
from relaystack.models import Status
from relaystack.services.contacts import lease
from relaystack.services.contacts.permission import OPTED_OUT

DOUBT = timedelta(seconds=59)  # IN_DOUBT_SECONDS; the clock of the test stands still between its steps
WINDOW = timedelta(hours=23, minutes=57)
MESSAGES = "SELECT message_id, direction, key, message, status, error_title FROM whatsapp_messages"
GIVEN_UP = "SELECT key, code, reason, attempts FROM given_up WHERE carrier = 'whatsapp'"


class Watch:
    """Looks after every step; raises AssertionError in words."""

    def __init__(self, bot: Bot, twin: Twin, model: Model) -> None:
        self._bot, self._twin, self._model = bot, twin, model
        self._seen = 0
        self._given_up: set[str] = set()

    def look_at_meta(self) -> None:
        """What people have received since the last look."""
        sent = self._twin.sent
        new, self._seen = sent[self._seen :], len(sent)
        for one in new:
            self._received(one)

    def look_at_us(self) -> None:
        """What the database says."""
        self._recorded(self._bot.rows(MESSAGES))
        for row in self._bot.rows(GIVEN_UP):
            if row["key"] not in self._given_up:
                self._given_up.add(row["key"])
                assert self._may_be_given_up(row), f"given up for no good reason: {row}"
        assert self._bot.rows("SELECT * FROM set_aside") == []

    def look_back(self, mails: Sequence[str]) -> None:
        """What must hold in the end, when everything was mended and had its time."""
        assert self._bot.rows("SELECT key, due_at FROM outbox") == []
        for key, reply in self._model.replies.items():
            if reply.copies == 0:
                assert reply.status is Status.FAILED, f"{key} was never received, and is {reply.status}"
            elif reply.status is Status.FAILED:
                assert "failed" in reply.told or self._is_excused(reply) or key in self._given_up, key
            else:
                assert reply.status.rank >= Status.SENT.rank, f"{key} was received, and is {reply.status}"
        heads = [message_from_string(mail) for mail in mails]
        enquiries = {head["Message-ID"] for head in heads if head["Subject"].startswith("New ")}
        assert len(enquiries) == self._model.mails  # a dying worker may send one again, under the same id

    def _received(self, sent: Sent) -> None:
        key = sent.callback_data or ""
        reply = self._model.replies.get(key)
        assert reply, f"nobody asked for {key}: {sent.words!r}"
        talk = self._model.talks[reply.person]
        assert reply.person == sent.customer_id, f"{key} went to {sent.customer_id}"
        assert reply.words.splitlines()[0] in sent.words
        assert not talk.opted_out or reply.even_opted_out, f"{key} left after stop: {sent.words!r}"
        taken_back = talk.farewells > reply.farewells and not reply.orphaned
        assert not taken_back, f"{key} from before stop left after start: {self._story(talk)}"
        speaks_over = (talk.handed_over or talk.handovers > reply.handovers) and not self._is_last_word(reply)
        assert not speaks_over, f"{key} left when consultants had the conversation: {self._story(talk)}"
        if reply.copies:
            since = self._model.clock - reply.accepted_at
            may_be_repeated = reply.is_back or self._may_be_repeated(reply)
            assert may_be_repeated, f"{key} was received again after {since}: {self._story(talk)}"
        else:
            assert talk.keys.index(key) > talk.newest, f"{key} was received after a later one: {self._story(talk)}"
            talk.newest = talk.keys.index(key)
        reply.copies += 1
        reply.is_back = False
        reply.accepted_at = self._model.clock

    @staticmethod
    def _is_last_word(reply: Reply) -> bool:
        return reply.even_opted_out or reply.even_handed_over

    def _story(self, talk: Talk) -> str:
        """A person's replies in order: how often received, what became of them."""
        replies = [self._model.replies[key] for key in talk.keys]
        return "".join(f"\n  {one.copies} x {one.status}, told {one.told}: {one.words[:40]!r}" for one in replies)

    def _may_be_repeated(self, reply: Reply) -> bool:
        """Only what nobody has heard of for so long."""
        unheard = not reply.told and reply.status.is_under_way
        return unheard and self._model.clock - reply.accepted_at >= DOUBT

    def _recorded(self, rows: Sequence[dict[str, Any]]) -> None:
        incoming = [row["message_id"] for row in rows if row["direction"] == "incoming"]
        assert sorted(incoming) == sorted(self._model.heard)
        outgoing = {row["key"]: row for row in rows if row["direction"] == "outgoing" and row["key"]}
        by_staff = {row["message_id"] for row in rows if row["direction"] == "outgoing" and not row["key"]}
        assert by_staff == self._model.by_staff
        assert set(outgoing) == set(self._model.replies)
        for key, reply in self._model.replies.items():
            row = outgoing[key]
            assert row["message"] == reply.words
            self._moved(key, reply, Status(row["status"]), row["error_title"] or "")
            reply.counts = row["message_id"]

    def _moved(self, key: str, reply: Reply, status: Status, why: str) -> None:
        told = max((Status(one).rank for one in reply.told), default=0)
        was = reply.status.rank if not reply.status.is_under_way else 0
        assert status.rank >= max(told, was), f"{key} went back from {reply.status} to {status}; told {reply.told}"
        assert not reply.is_back or status is not Status.SENT, f"{key} could not be paid, and is {status}"
        if status in (Status.DELIVERED, Status.READ):
            assert status.value in reply.told, f"{key} is {status}, and nobody has said so"
        if status is Status.FAILED and why in (OPTED_OUT, lease.NOT_SENT):
            assert self._is_excused(reply), f"{key} was taken back, and nobody has said stop"
        reply.status = status

    def _is_excused(self, reply: Reply) -> bool:
        """Whether the person has said stop since, or had by then; or consultants have taken the conversation."""
        talk = self._model.talks[reply.person]
        if talk.handovers > reply.handovers or (reply.out_of_place and not self._is_last_word(reply)):
            return True
        return talk.farewells > reply.farewells or (reply.farewells > 0 and not reply.even_opted_out)

    def _may_be_given_up(self, row: dict[str, Any]) -> bool:
        reply = self._model.replies[row["key"]]
        if row["reason"] in (OPTED_OUT, lease.NOT_SENT):
            return self._is_excused(reply)
        if "24 hours" in row["reason"]:
            return (self._model.talks[reply.person].silent_for or timedelta()) > WINDOW
        if "after Meta had accepted it" in row["reason"]:
            return "failed" in reply.told or bool(reply.unpaid)
        if "not known whether" in row["reason"] or "given up after" in row["reason"]:
            return bool(row["attempts"] >= 3)
        answers = [one.answer for one in self._twin.requests if one.body.get("biz_opaque_callback_data") == row["key"]]
        return bool(answers and answers[-1] and answers[-1]["error"]["code"] == row["code"])
