"""Names in the environment that come close to a setting's, or stand for one on a platform."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

_ALIKE = 0.8  # SMTP_PASS and SMTP_PASSWORD, WHATSAPP_TOKN; not HOSTNAME and HOST


def misspelt(environ: Mapping[str, str], settings: Iterable[str]) -> list[str]:
    """A warning for each variable that is no setting, where one that is called much like it is not set."""
    known = {name.upper() for name in settings}
    unset = [name for name in known if not environ.get(name, "").strip()]
    close = {name: get_close_matches(name.upper(), unset, n=1, cutoff=_ALIKE) for name in environ if name not in known}
    return [f"{name} is no setting: is {meant[0]} meant?" for name, meant in sorted(close.items()) if meant]


def public_url(environ: Mapping[str, str]) -> str:
    """The address that a platform has given this service, empty elsewhere: nobody can know it before the first start.

    https://render.com/docs/environment-variables, https://docs.railway.com/reference/variables,
    https://devcenter.heroku.com/articles/dyno-metadata
    """
    for name in ("RENDER_EXTERNAL_URL", "RAILWAY_PUBLIC_DOMAIN", "HEROKU_APP_DEFAULT_DOMAIN_NAME"):
        if given := environ.get(name, "").strip():
            return given if "://" in given else f"https://{given}"
    return ""
