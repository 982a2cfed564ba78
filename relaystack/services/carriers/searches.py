"""Job searches: the same question within an hour is answered from what was found, whichever worker asked it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select

from relaystack.engine.effects import SearchJobs
from relaystack.models import JobSearch

from ..outbox.outbox import Item
from ..storage.database import insert
from ..storage.sets import among

CARRIER = "jobs"
LIVES = timedelta(hours=1)
MOST = 1000  # answers that are kept
_PAGE = 1000  # `after` counts pages in thousands

_KNOWN = select(JobSearch.question, JobSearch.answer).where(
    among(JobSearch.question, "questions"), JobSearch.created_at > bindparam("since")
)


def with_answers(connection: Connection, items: Sequence[Item], now: datetime) -> list[Item]:
    """The items; searches whose answer is known have it beside the question."""
    questions = {item.id: _question(item.payload) for item in items if item.carrier == CARRIER}
    if not questions:
        return list(items)
    values = {"questions": sorted(set(questions.values())), "since": now - LIVES}
    known = {row.question: row.answer for row in connection.execute(_KNOWN, values)}
    found = {id: known[question] for id, question in questions.items() if question in known}
    return [replace(i, payload={**i.payload, "cached": found[i.id]}) if i.id in found else i for i in items]


def stored(connection: Connection, item: Item, record: Mapping[str, Any], now: datetime) -> None:
    """Keep an answer, and forget those that are old or too many."""
    new = insert(connection, JobSearch).values(question=_question(item.payload), answer=dict(record), created_at=now)
    values = {"answer": new.excluded.answer, "created_at": new.excluded.created_at}
    connection.execute(new.on_conflict_do_update(index_elements=["question"], set_=values))
    oldest = select(JobSearch.created_at).order_by(JobSearch.created_at.desc()).offset(MOST).limit(1)
    bound = max(connection.scalar(oldest) or now - LIVES, now - LIVES)
    connection.execute(delete(JobSearch).where(JobSearch.created_at <= bound))


def _question(payload: Mapping[str, Any]) -> str:
    """The question by what Careerjet is asked, whoever asks it and however they write it."""
    country, *sought = (str(payload.get(name) or "") for name in ("country", "keyword", "location"))
    words = [country, SearchJobs.language_of(payload), *sought]
    after = payload.get("after")
    page = max(after // _PAGE, 1) if isinstance(after, int) else 1
    plain = [" ".join(word.casefold().split()) for word in words]
    return sha256("\n".join([*plain, str(page)]).encode()).hexdigest()
