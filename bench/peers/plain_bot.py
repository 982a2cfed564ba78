"""How does the bot look that one writes first? Flask, the ORM, and requests inside the handler."""

import hashlib
import hmac
import os
from datetime import UTC, datetime
from typing import Any

import requests
from flask import Flask, abort, request
from sqlalchemy import create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from bench.peers.flow import Answer, answer

URL = f"{os.environ['GRAPH_API_URL']}/v25.0/{os.environ['PHONE_NUMBER_ID']}/messages"
HEADERS = {"Authorization": f"Bearer {os.environ['WHATSAPP_TOKEN']}"}


class Base(DeclarativeBase):
    """The parent of both tables."""


class User(Base):
    """Who writes, and where they are."""

    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    phone: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    place: Mapped[str] = mapped_column(default="")


class Message(Base):
    """What was said."""

    __tablename__ = "messages"
    id: Mapped[int] = mapped_column(primary_key=True)
    phone: Mapped[str] = mapped_column(index=True)
    wamid: Mapped[str] = mapped_column(unique=True)
    text: Mapped[str]
    status: Mapped[str]
    created_at: Mapped[datetime]


app = Flask(__name__)
engine = create_engine(os.environ["DATABASE_URL"], pool_size=20, max_overflow=40)
Base.metadata.create_all(engine)


@app.post("/webhook")
def webhook() -> dict[str, str]:
    """Take updates in, and answer them at once."""
    body = request.get_data()
    signed = hmac.new(os.environ["APP_SECRET"].encode(), body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(f"sha256={signed}", request.headers.get("X-Hub-Signature-256", "")):
        abort(403)
    for entry in request.get_json()["entry"]:
        for change in entry["changes"]:
            for message in change["value"].get("messages", []):
                on_message(message, change["value"]["contacts"][0]["profile"]["name"])
            for status in change["value"].get("statuses", []):
                on_status(status)
    return {"status": "received"}


def on_message(message: dict[str, Any], name: str) -> None:
    """Record it, decide, send, record the answer."""
    with Session(engine) as session:
        if session.scalar(select(Message).where(Message.wamid == message["id"])):
            return
        user = session.scalar(select(User).where(User.phone == message["from"]))
        if user is None:
            user = User(phone=message["from"], name=name, place="")
            session.add(user)
        session.add(_record(message["from"], message["id"], message["text"]["body"], "received"))
        said = answer(user.place, message["text"]["body"])
        user.place = said.place
        session.commit()
        sent = requests.post(URL, json=payload(message["from"], said), headers=HEADERS, timeout=30).json()
        session.add(_record(message["from"], sent["messages"][0]["id"], said.text, "sent"))
        session.commit()


def on_status(status: dict[str, Any]) -> None:
    """Keep the newest status."""
    with Session(engine) as session:
        message = session.scalar(select(Message).where(Message.wamid == status["id"]))
        if message is not None:
            message.status = status["status"]
            session.commit()


def payload(phone: str, said: Answer) -> dict[str, Any]:
    """Text, up to three buttons, or a list."""
    whole = {"messaging_product": "whatsapp", "to": f"+{phone}"}
    if not said.choices:
        return {**whole, "type": "text", "text": {"body": said.text}}
    if len(said.choices) <= 3:
        buttons = [{"type": "reply", "reply": {"id": title, "title": title[:20]}} for title in said.choices]
        action: dict[str, Any] = {"buttons": buttons}
    else:
        rows = [{"id": title, "title": title[:24]} for title in said.choices]
        action = {"button": "Choose", "sections": [{"title": "Choose", "rows": rows}]}
    kind = "button" if "buttons" in action else "list"
    return {
        **whole,
        "type": "interactive",
        "interactive": {"type": kind, "body": {"text": said.text}, "action": action},
    }


def _record(phone: str, wamid: str, text: str, status: str) -> Message:
    return Message(phone=phone, wamid=wamid, text=text, status=status, created_at=datetime.now(UTC))
