"""Slips of the most common e-mail domains; somebody who mistypes their address is a lost lead."""

import functools
from collections.abc import Iterator

PROVIDERS = {
    "gmail": ("com",), "googlemail": ("com",), "hotmail": ("com", "fr", "es", "co.uk", "com.br", "it", "de"),
    "outlook": ("com", "fr", "es", "com.br", "de"), "live": ("com", "fr", "co.uk"), "msn": ("com",),
    "yahoo": ("com", "fr", "es", "com.br", "co.uk", "co.in", "in"), "ymail": ("com",), "icloud": ("com",),
    "aol": ("com",), "protonmail": ("com",), "proton": ("me",), "yandex": ("ru", "com"), "mail": ("ru", "com"),
    "rambler": ("ru",), "bk": ("ru",), "inbox": ("ru",), "list": ("ru",), "qq": ("com",), "163": ("com",),
    "126": ("com",), "sina": ("com",), "foxmail": ("com",), "rediffmail": ("com",), "gmx": ("com", "de", "net"),
    "uol": ("com.br",), "bol": ("com.br",), "orange": ("fr",), "free": ("fr",), "laposte": ("net",), "wanadoo": ("fr",),
}  # fmt: skip
_NAMES = {
    "gmail": "gmial gmai gamil gmal gmil gmaill gmali gmaul gnail gmaiil ggmail gemail gimail g-mail",
    "hotmail": "hotmial hotmal hotmai hotmil hotmali hotamil hotmaill hitmail homail htmail hormail hot-mail",
    "outlook": "outlok outloo outlokk oulook otlook outllok outlock outook",
    "yahoo": "yaho yhoo yahooo yahho yhaoo yaoo ayhoo",
    "icloud": "iclod icoud iclould icloude icluod",
    "yandex": "yandx yanex yadex jandex",
    "protonmail": "protonmal protonmial",
    "rediffmail": "redifmail",
    "qq": "qqq",
}
_ENDINGS = {
    "com": "con cm cmo comm vom xom om cpm ocm comn coom clm copm",
    "ru": "rru ur ry",
    "fr": "frr rf",
    "net": "ney met nte",
}
# No domain ends like these.
_NO_ENDINGS = {"con", "cmo", "comm", "vom", "xom", "ocm", "comn", "coom", "clm", "copm", "cpm"}
# These lack an ending, or have one that exists elsewhere but not for this provider.
_WRONG = {"gmail.co": "gmail.com", "gmail.ru": "gmail.com", "gmail.net": "gmail.com", "gmail.org": "gmail.com",
          "gmail.fr": "gmail.com", "gmail.es": "gmail.com", "gmail.com.br": "gmail.com", "hotmail.co": "hotmail.com",
          "icloud.co": "icloud.com", "outlook.co": "outlook.com", "yahoo.co": "yahoo.com", "qq.co": "qq.com",
          "qq.cn": "qq.com", "mail.r": "mail.ru", "mailru.com": "mail.ru", "mail.ru.com": "mail.ru"}  # fmt: skip


def meant(domain: str) -> str:
    """The domain that was probably meant; empty where it may well be right as it stands."""
    name, _, ending = domain.casefold().rpartition(".")
    return _slips().get(domain.casefold()) or (f"{name}.com" if ending in _NO_ENDINGS else "")


def known(name: str) -> str:
    """The domain of a provider that was named without its ending (`gmail`); empty where it is none."""
    endings = PROVIDERS.get(name.casefold(), ())
    return f"{name.casefold()}.{endings[0]}" if endings else ""


@functools.cache
def _slips() -> dict[str, str]:
    right = {f"{name}.{ending}" for name, endings in PROVIDERS.items() for ending in endings}
    return {slip: domain for slip, domain in _pairs() if slip not in right} | _WRONG


def _pairs() -> Iterator[tuple[str, str]]:
    for name, endings in PROVIDERS.items():
        for ending in endings:
            for slip in _NAMES.get(name, "").split():
                yield f"{slip}.{ending}", f"{name}.{ending}"
        for ending, slips in _ENDINGS.items():
            if ending in endings:
                for slip in slips.split():
                    yield f"{name}.{slip}", f"{name}.{ending}"
                    yield from ((f"{other}.{slip}", f"{name}.{ending}") for other in _NAMES.get(name, "").split())
