"""Alarms by webhook, for whoever is on call: one signed POST for each, and one when it is over."""

from collections.abc import Mapping
from typing import Any

from relaystack.engine.carrier import OutgoingItem

from .signed_webhook import SignedWebhook


class AlarmWebhook(SignedWebhook):
    """The carrier of alarms to an address of the company's own."""

    setting, receiver, thing = "ALARM_WEBHOOK", "the webhook of alarms", "the alarm"

    def _data(self, outgoing: OutgoingItem) -> tuple[str, Mapping[str, Any]]:
        told = {name: value for name, value in outgoing.payload.items() if name != "state"}
        return f"alarm.{outgoing.payload['state']}", told
