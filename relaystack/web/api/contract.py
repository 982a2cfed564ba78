"""The endpoints with fixed names: the service's status, and what was said with a phone number."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from apiflask import APIBlueprint
from flask import abort, jsonify
from pydantic import BaseModel, Field

from relaystack.engine.phones import dialled

from ..staff.authorizer import Authorizer


class ServiceStatus(BaseModel):
    """What this is, and where to look next."""

    service: str
    version: str = Field("", description="only for who bears a token, or is on the same machine")
    status: str
    docs: str


class LeadInfo(BaseModel):
    """What the consultants know of a person."""

    id: int
    name: str | None
    email: str | None
    interest: str | None
    created_at: datetime


class PhoneStats(BaseModel):
    """How much was said with a phone number."""

    phone: str = Field(description="digits, as WhatsApp writes it")
    total_messages: int
    incoming_messages: int
    outgoing_messages: int
    is_lead: bool
    lead_info: LeadInfo | None


def blueprint(name: str, version: str, authorizer: Authorizer, stats: Callable[[str], dict[str, Any]]) -> APIBlueprint:
    """GET / and GET /webhook/stats/<phone>."""
    routes = APIBlueprint("api", __name__, tag="Bot")

    @routes.get("/")
    @routes.output(ServiceStatus)
    def status() -> Any:
        """The service; with its version for who bears a token, or is on the same machine."""
        known = {"version": version} if authorizer.knows() else {}
        return jsonify({"service": name, **known, "status": "running", "docs": "/docs"})

    @routes.get("/webhook/stats/<phone>")
    @authorizer.needs(routes, "stats:read", {422: "Not a phone number"})
    @routes.output(PhoneStats)
    def phone_stats(phone: str) -> dict[str, Any]:
        """Messages with a phone number, and its lead. A number that never wrote has zeros."""
        digits = dialled(phone)
        if digits is None:
            abort(422, "The phone must be 5 to 20 digits with the country code, like 15551234567.")
        return stats(digits)

    return routes
