"""Leads by webhook, for any CRM: one signed POST for each change."""

from collections.abc import Mapping
from typing import Any

from relaystack.engine.carrier import OutgoingItem

from ..signed_webhook import SignedWebhook


class CrmWebhook(SignedWebhook):
    """The carrier of leads to an address of the company's own."""

    setting, receiver, thing = "CRM_WEBHOOK", "the CRM's webhook", "the change"

    def _data(self, outgoing: OutgoingItem) -> tuple[str, Mapping[str, Any]]:
        return f"lead.{outgoing.payload['change']['kind']}", outgoing.payload
