"""May production start with these secrets? Not with what can be guessed, and not with one for two purposes."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from relaystack.guessing import HOW, weakness

# How many signs each must have at least. VERIFY_TOKEN is asked for by Meta's request alone, and opens nothing.
SHORTEST = {"app_secret": 16, "api_token": 16, "secret_key": 16, "crm_webhook_secret": 16, "alarm_webhook_secret": 16,
            "verify_token": 8}  # fmt: skip
PROVIDERS = ("whatsapp_token", "smtp_password", "sendgrid_api_key", "hubspot_token", "careerjet_api_key",
             "stripe_secret_key", "stripe_webhook_secret")  # fmt: skip
Values = Mapping[str, Sequence[str]]  # of each secret, by its setting's name


def problems(secrets: Values, told: Iterable[str]) -> list[str]:
    """What is wrong with them, a line each, and how to make good ones; never what they are.

    `told` is what anybody who knows the company would try.
    """
    words = {word for text in told for word in re.split(r"[\W_]+", text.lower()) if len(word) > 3}
    found = [*_guessed(secrets, words), *_shared(secrets)]
    return [*found, f"make each of these secrets anew, APP_SECRET at Meta, the others by: {HOW}"] if found else []


def _guessed(secrets: Values, known: set[str]) -> Iterator[str]:
    for name, shortest in SHORTEST.items():
        values = secrets[name]
        for number, value in enumerate(values, 1):
            if value and (why := weakness(value, shortest, known)):
                which = f" (value {number})" if len(values) > 1 else ""
                yield f"{name.upper()}{which} can be guessed: it {why}"


def _shared(secrets: Values) -> Iterator[str]:
    names: defaultdict[str, list[str]] = defaultdict(list)
    for name in (*SHORTEST, *PROVIDERS):
        for value in set(secrets[name]):
            names[value].append(name.upper())
    for value, same in names.items():
        if value and len(same) > 1:
            yield f"{' and '.join(same)} have the same value: who is told one would know the other"
