"""Does production refuse secrets that can be guessed, and take those that cannot?"""

import base64
import random
import string
import uuid
from collections.abc import Callable
from dataclasses import fields

import pytest
from test_settings import PRODUCTION

from relaystack.errors import SettingsError
from relaystack.settings import ROOT, Settings, from_env, secrets

FOUR = ("APP_SECRET", "VERIFY_TOKEN", "API_TOKEN", "SECRET_KEY")
GUESSED = [
    "x", "k" * 64, "ab" * 20, "change-me", "change-me-change-me-change-me", "password", "P@ssw0rd!P@ssw0rd!",
    "passwordpasswordpassword", "secret", "my-super-secret-token", "test", "test-api-token", "token-token-token",
    "12345678901234567890123456789012", "0123456789abcdef0123456789abcdef", "deadbeefdeadbeefdeadbeefdeadbeef",
    "qwertyuiopasdfghjklzxcvbnm", "1q2w3e4r5t6y7u8i9o0p", "abcdefghijklmnopqrstuvwxyz", "zyxwvutsrqponmlkjihgfedcba",
    "a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6", "11223344556677889900112233445566", "00000000000000000000000000000001",
    "nexora", "nexora-investments", "NexoraInvestments2026!", "nexora_verify_token_2026", "n3x0ra-wh4tsapp-b0t-s3cret",
    "any long random text", "a word of your choice", "your-secret-key-here", "correct horse battery staple",
    "insecure-dev-key-do-not-use-in-production", "106540352242922", "example.com-webhook-token",
]  # fmt: skip


ADDRESSES = {"database_url", "crm_webhook_url", "alarm_webhook_url"}  # they hold something secret, and are none


def problems(**environ: str) -> str:
    """What the start says of these settings."""
    with pytest.raises(SettingsError) as raised:
        from_env({**PRODUCTION, **environ})
    return str(raised.value)


def test_every_secret_is_one_that_may_not_be_guessed_or_shared() -> None:
    """One that is new and stands in neither list would be taken whatever it is."""
    told = {field.name for field in fields(Settings) if not field.repr}
    assert told - ADDRESSES == {*secrets.SHORTEST, *secrets.PROVIDERS}


@pytest.mark.parametrize("value", GUESSED)
@pytest.mark.parametrize("name", [*FOUR, "CRM_WEBHOOK_SECRET"])
def test_what_can_be_guessed_is_refused_and_not_repeated(name: str, value: str) -> None:
    said = problems(**{name: value})
    if " " in value and name in ("APP_SECRET", "API_TOKEN"):  # those are no tokens at all
        assert said.splitlines()[1:] == [
            f"  - {name}: must be the token alone, without spaces, line ends or words before it"
        ]
        return
    assert f"  - {name} can be guessed: it " in said
    assert 'python -c "import secrets; ' in said
    assert said.count("\n") == 2
    assert value not in said.replace(name, "") or value in ("x", "test", "secret", "password")


def test_all_of_them_are_named_at_once_and_each_of_two() -> None:
    said = problems(**dict.fromkeys(FOUR, "x"), CRM_WEBHOOK_SECRET="y")
    assert [name for name in (*FOUR, "CRM_WEBHOOK_SECRET") if f"  - {name} can be guessed" not in said] == []
    assert "APP_SECRET (value 2) can be guessed" in problems(APP_SECRET=f"{PRODUCTION['APP_SECRET']},abc")
    assert "APP_SECRET (value 1) can be guessed" in problems(APP_SECRET=f"abc,{PRODUCTION['APP_SECRET']}")


@pytest.mark.parametrize(
    ("name", "other"),
    [("API_TOKEN", "SECRET_KEY"), ("APP_SECRET", "API_TOKEN"), ("VERIFY_TOKEN", "SECRET_KEY"),
     ("SECRET_KEY", "SMTP_PASSWORD"), ("API_TOKEN", "CRM_WEBHOOK_SECRET")],
)  # fmt: skip
def test_one_value_for_two_purposes_is_refused(name: str, other: str) -> None:
    value = PRODUCTION[name]
    said = problems(**{other: value})
    assert "have the same value" in said
    assert (name in said, other in said, value in said) == (True, True, False)


@pytest.mark.parametrize(
    "make",
    [lambda r: r.randbytes(16).hex(), lambda r: r.randbytes(32).hex(),
     lambda r: base64.urlsafe_b64encode(r.randbytes(32)).decode(), lambda r: base64.b64encode(r.randbytes(32)).decode(),
     lambda r: str(uuid.UUID(bytes=r.randbytes(16), version=4)),
     lambda r: "".join(r.choices(string.ascii_letters + string.digits, k=20))],
    ids=["like Meta's", "openssl rand -hex 32", "token_urlsafe", "openssl rand -base64 32", "uuid4", "20 signs"],
)  # fmt: skip
def test_what_random_looks_like_is_taken(make: Callable[[random.Random], str]) -> None:
    for seed in range(100):
        random_ = random.Random(seed)
        given = {name: make(random_) for name in (*FOUR, "CRM_WEBHOOK_SECRET")}
        assert from_env({**PRODUCTION, **given}).is_production


@pytest.mark.parametrize("value", ["x", "test_challenge", "change-me"])
def test_development_is_free(value: str) -> None:
    given = {**PRODUCTION, "FLASK_ENV": "development", **dict.fromkeys(FOUR, value)}
    assert from_env(given).verify_token == value


def test_no_word_of_our_own_pages_would_do() -> None:
    """People copy what stands behind the name in an example."""
    for page in ("README.md", ".env.example", "docs/operations/going-live.md"):
        for line in (ROOT / page).read_text("utf-8").splitlines():
            name, found, value = line.strip().partition("=")
            if found and name in FOUR and (word := value.partition("#")[0].strip()) not in ("", "…"):
                assert "can be guessed" in problems(**{name: word})
