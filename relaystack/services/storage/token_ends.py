"""Which tokens of the HTTP API end soon? Said before their programs stop: in health, at the start, in the digest."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from relaystack.models import ApiToken

SOON = timedelta(days=14)


def soon(connection: Connection, now: datetime) -> list[str]:
    """A line for each, the next end first; one that has ended is told of for as long again."""
    within = ApiToken.revoked_at.is_(None), ApiToken.expires_at.between(now - SOON, now + SOON)
    found = select(ApiToken.id, ApiToken.name, ApiToken.expires_at).where(*within).order_by(ApiToken.expires_at)
    return [
        f"the token {row.name} (no. {row.id}) {'expired' if row.expires_at <= now else 'expires'} on"
        f" {row.expires_at:%d %B %Y}: renew it, or revoke it"
        for row in connection.execute(found)
    ]
