"""Who may ask the Graph API?"""

import hmac

from aiohttp import web

from metatwin.errors import Refusal
from metatwin.world import World


def check_token(world: World, request: web.Request) -> None:
    """Refuse a request without the business's token."""
    given = request.headers.get("Authorization", "").encode()
    right = f"Bearer {world.business.token}".encode()
    if world.faults.token_expired:
        raise Refusal(190, "Error validating access token: Session has expired.", subcode=463)
    if not hmac.compare_digest(given, right):
        raise Refusal(190, "Invalid OAuth access token.")


def check_number(world: World, number: str) -> None:
    """Refuse a request for a number that is not the business's."""
    if number != world.business.phone_number_id:
        raise Refusal(100, f"Object with ID '{number}' does not exist.", subcode=33)
