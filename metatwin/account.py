"""What does Meta's Graph API answer about the number, its profile, and the account?"""

from collections.abc import Iterable
from typing import Any

from aiohttp import web

from metatwin.callers import check_token
from metatwin.errors import Refusal
from metatwin.graph import VERSION
from metatwin.json_types import Json
from metatwin.sending import read_json
from metatwin.world import World

PROFILE = ("about", "address", "description", "email", "profile_picture_handle", "vertical", "websites")


class AccountApi:
    """What a developer's client asks before its first message."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._profile: Json = {"messaging_product": "whatsapp", "about": "Hello", "vertical": "OTHER"}
        self._apps: list[Json] = []

    def add_to(self, app: web.Application) -> None:
        """Put the routes into an application, before those that take any id."""
        number, account = (f"{VERSION}/{id}" for id in (self._number["id"], self._account["id"]))
        app.router.add_get(number, self.number)
        app.router.add_get(f"{number}/whatsapp_business_profile", self.profile)
        app.router.add_post(f"{number}/whatsapp_business_profile", self.change_profile)
        app.router.add_get(account, self.account)
        app.router.add_get(f"{account}/phone_numbers", self.numbers)
        app.router.add_get(f"{account}/subscribed_apps", self.apps)
        app.router.add_post(f"{account}/subscribed_apps", self.subscribe)
        app.router.add_delete(f"{account}/subscribed_apps", self.unsubscribe)

    async def number(self, request: web.Request) -> web.Response:
        """The business number."""
        return self._answer(request, _chosen(request, self._number))

    async def numbers(self, request: web.Request) -> web.Response:
        """The numbers of the account: there is one."""
        return self._answer(request, _list([_chosen(request, self._number)]))

    async def account(self, request: web.Request) -> web.Response:
        """The WhatsApp Business account."""
        return self._answer(request, _chosen(request, self._account))

    async def profile(self, request: web.Request) -> web.Response:
        """What customers read about the business."""
        return self._answer(request, {"data": [_chosen(request, self._profile)]})

    async def change_profile(self, request: web.Request) -> web.Response:
        """New words about the business."""
        body = read_json(await request.read())
        check_token(self._world, request)
        if not isinstance(body, dict) or body.get("messaging_product") != "whatsapp":
            raise Refusal(100, "The parameter messaging_product is required and must be whatsapp.")
        for name in body.keys() - {"messaging_product", *PROFILE}:
            raise Refusal(100, f'Unexpected key "{name}" on param "profile".')
        self._profile |= body
        return web.json_response({"success": True})

    async def apps(self, request: web.Request) -> web.Response:
        """The apps that get the webhooks of the account."""
        return self._answer(request, {"data": self._apps})

    async def subscribe(self, request: web.Request) -> web.Response:
        """Let the app have the webhooks."""
        check_token(self._world, request)
        self._apps = [
            {"whatsapp_business_api_data": {"id": "670843887433847", "name": "Twin", "link": "https://example.com"}}
        ]
        return web.json_response({"success": True})

    async def unsubscribe(self, request: web.Request) -> web.Response:
        """No more webhooks for the app. The twin posts them all the same."""
        check_token(self._world, request)
        self._apps = []
        return web.json_response({"success": True})

    def _answer(self, request: web.Request, body: Json) -> web.Response:
        check_token(self._world, request)
        return web.json_response(body)

    @property
    def _number(self) -> Json:
        business = self._world.business
        return {
            "verified_name": "Twin", "code_verification_status": "VERIFIED",
            "display_phone_number": business.display_phone_number, "quality_rating": "GREEN",
            "platform_type": "CLOUD_API", "throughput": {"level": "STANDARD"}, "id": business.phone_number_id,
            "name_status": "APPROVED", "status": "CONNECTED", "account_mode": "LIVE",
            "is_official_business_account": False, "is_pin_enabled": True, "messaging_limit_tier": "TIER_250",
            "last_onboarded_time": "2026-01-01T00:00:00+0000",
        }  # fmt: skip

    @property
    def _account(self) -> Json:
        return {
            "id": self._world.business.waba_id, "name": "Twin", "currency": "USD", "timezone_id": "1",
            "message_template_namespace": "twin", "business_verification_status": "verified", "country": "US",
            "ownership_type": "SELF",
        }  # fmt: skip


# What Meta tells of a node when nobody asks for more.
_ALWAYS = frozenset({
    "verified_name", "code_verification_status", "display_phone_number", "quality_rating", "platform_type",
    "throughput", "name", "currency", "timezone_id", "message_template_namespace", "messaging_product", "id",
})  # fmt: skip


def _chosen(request: web.Request, node: Json) -> Json:
    """The fields that are asked for; the id comes always."""
    asked = {field.partition("{")[0].partition(".")[0] for field in request.query.get("fields", "").split(",") if field}
    wanted = asked | {"id", "messaging_product"} if asked else _ALWAYS
    return {name: value for name, value in node.items() if name in wanted}


def _list(rows: Iterable[Any]) -> Json:
    return {"data": list(rows), "paging": {"cursors": {"before": "QVFI", "after": "QVFI"}}}
