"""A page of the console as somebody adds one: it shows a lead, and notes something about it."""

from typing import Any

from apiflask import APIBlueprint
from flask import g, redirect, render_template_string, request

from relaystack.services.leads import lead_desk
from relaystack.web.console.page import Page
from relaystack.web.staff.forms import seen
from relaystack.web.staff.services import StaffServices

PAGE = Page("callbacks", "Calls & more", scope="leads:write", rank=30)
_TEMPLATE = """{% extends "console/base.html" %}{% from "console/form.html" import own with context %}
{% block content %}<p>{{ lead.notes }}</p>
<form method="post">{{ own(lead) }}<input name="notes"></form>{% endblock %}"""


def blueprint(staff_services: StaffServices) -> APIBlueprint:
    """/console/callbacks."""
    routes, database = PAGE.blueprint(), staff_services.database

    @routes.get("/callbacks")
    def index() -> str:
        return render_template_string(_TEMPLATE, lead=lead_desk.lead(database, 1))

    @routes.post("/callbacks")
    def change() -> Any:
        notes = {"notes": request.form["notes"]}
        lead_desk.change(database, 1, notes, g.caller.name, [], seen())
        return redirect(PAGE.link, 303)

    return routes
