"""How the bot does, in words of the office; what has failed, tried again or given up; what stands still, set going."""

from typing import Any

from apiflask import APIBlueprint
from flask import render_template

from relaystack.services.monitoring import health_words

from ..staff.services import StaffServices
from .page import Page

PAGE = Page("health", "Health", scope="stats:read", rank=90, icon="activity", in_settings=True)


def blueprint(staff_services: StaffServices) -> APIBlueprint:
    """/console/settings/health."""
    routes = PAGE.blueprint()

    @routes.get("/settings/health")
    def index() -> Any:
        house = staff_services.conversation_settings.house
        return render_template("console/health.html", states=health_words.of(staff_services.health(), house))

    return routes
