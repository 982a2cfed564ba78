"""Notifications in browsers: switched on by a click, tried, ended; and the script that shows them."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from apiflask import APIBlueprint
from flask import Response, g, redirect, request
from werkzeug import Response as Answer

from relaystack.services.notices.push import CARRIER
from relaystack.services.staff import browsers
from relaystack.services.staff.browsers import Subscription

from ..staff.browsers import in_words
from ..staff.refusals import REFUSED, told
from ..staff.services import StaffServices
from .assets import FOLDER
from .said import say

Refuse = Callable[[str, int], Answer]
FIELDS = ("endpoint", "p256dh", "auth")


def install_worker(console: APIBlueprint) -> None:
    """What a browser runs when something is pushed. It lies here, so that it may open all pages of the console."""

    @console.get("/service-worker.js")
    def service_worker() -> Response:
        script = (FOLDER / "service-worker.js").read_text(encoding="utf-8")
        return Response(script, mimetype="text/javascript", headers={"Cache-Control": "no-cache"})


def install(routes: APIBlueprint, staff_services: StaffServices, link: Callable[[], str], refuse: Refuse) -> None:
    """The forms of the page Notifications for this."""
    people = staff_services.people

    def done(words: str, do: Callable[[], None]) -> Answer:
        try:
            do()
        except REFUSED as why:
            return refuse(*told(why))
        say(words)
        return redirect(link(), 303)

    @routes.post("/settings/notifications/browsers")
    def switch_on() -> Answer:
        def on() -> None:
            subscription = Subscription(*(request.form.get(name, "") for name in FIELDS))
            subscription.check(secure=people.production)
            name = in_words(request.user_agent.string)
            browsers.switch_on(people.database, g.me, subscription, staff_services.push_key, name)

        return done("This browser tells you from now on.", on)

    @routes.post("/settings/notifications/browsers/<int:id>/end")
    def end_browser(id: int) -> Answer:
        return done("That browser tells you nothing more.", lambda: browsers.end(people.database, g.me, id))

    @routes.post("/settings/notifications/browsers/<int:id>/try")
    def try_browser(id: int) -> Answer:
        answer = done("It is on its way.", lambda: browsers.try_out(people.database, g.me, id))
        staff_services.wake()
        return answer


def shown(staff_services: StaffServices) -> dict[str, Any]:
    """What the page's template needs: the browsers, and by what each knows itself."""
    is_on = CARRIER in staff_services.conversation_settings.can and bool(staff_services.push_key)
    found = browsers.of_member(staff_services.people.database, g.me.id, staff_services.push_key) if is_on else []
    marked = [(one, sha256(one.endpoint.encode()).hexdigest()) for one in found]
    return {"pushes": is_on, "push_key": staff_services.push_key, "browsers": marked}
