"""Settings are pasted: is what comes along taken away, or refused in words, at the start?"""

import pytest

from relaystack.errors import SettingsError
from relaystack.settings import from_env

TOKENS = ("WHATSAPP_TOKEN", "API_TOKEN", "HUBSPOT_TOKEN", "SENDGRID_API_KEY", "CAREERJET_API_KEY")
MORE = {"PHONE_NUMBER_ID": "106540352242922", "MAIL_FROM": "bot@example.com"}
MAIL = {"SMTP_HOST": "mail.example.com", "MAIL_FROM": "bot@example.com"}


def problems(**environ: str) -> str:
    """What the start says."""
    with pytest.raises(SettingsError) as raised:
        from_env(environ)
    return str(raised.value)


@pytest.mark.parametrize("pasted", [
    "Bearer EAAb1", "bearer  EAAb1", "BEARER EAAb1", "Authorization: Bearer EAAb1", 'authorization:bearer "EAAb1"',
    '"EAAb1"', "Bearer: EAAb1",
    "'EAAb1'", "“EAAb1”", "<EAAb1>", "`EAAb1`", "EAAb1\r\n", "\ufeffEAAb1", "EAAb1\u200b", "\xa0EAAb1 ",
    '"Bearer EAAb1"', "<Bearer EAAb1>\n",
])  # fmt: skip
@pytest.mark.parametrize("name", TOKENS)
def test_a_token_is_taken_without_what_it_was_pasted_with(name: str, pasted: str) -> None:
    assert getattr(from_env({**MORE, name: pasted}), name.lower()) == "EAAb1"


@pytest.mark.parametrize(
    "pasted", ["EAA b1", "Bearer", '""', "EAA\nb1", "токен", "my token: EAAb1", "EAA\x00b1", "EAA…"]
)
@pytest.mark.parametrize("name", TOKENS)
def test_what_can_be_no_token_is_refused_and_not_shown(name: str, pasted: str) -> None:
    said = problems(**{**MORE, name: pasted})
    assert f"  - {name}: must be the token alone" in said
    assert "b1" not in said


def test_both_secrets_of_a_rotation_are_taken_without_it() -> None:
    assert from_env({"APP_SECRET": "\"old\" , 'new'\n"}).app_secrets == ("old", "new")
    assert "APP_SECRET: must be the token alone" in problems(APP_SECRET="old new")


@pytest.mark.parametrize("token", ["EAAb1", "SG.x-y_z.1", "bearerless", "a/b+c==", "Bearer2", "basic"])
def test_a_good_token_stays_as_it_is(token: str) -> None:
    assert from_env({"API_TOKEN": token}).api_token == token


@pytest.mark.parametrize(
    "number", ["+15550783881", "1 555 078 3881", "+1 (555) 078-3881", "0015550783881", "1-555-0783"]
)
def test_a_phone_number_is_no_id_of_one(number: str) -> None:
    assert "PHONE_NUMBER_ID is a phone number" in problems(PHONE_NUMBER_ID=number)


@pytest.mark.parametrize(("port", "tls", "needed"), [
    ("465", "starttls", "tls"), ("465", "none", "tls"), ("465", "", "tls"), ("587", "tls", "starttls"),
    ("25", "tls", "starttls"), ("2525", "tls", "starttls"), ("", "tls", "starttls"),
])  # fmt: skip
def test_a_port_and_a_kind_of_tls_that_cannot_fit_are_said(port: str, tls: str, needed: str) -> None:
    said = problems(SMTP_PORT=port, SMTP_TLS=tls, **MAIL)
    assert f"needs SMTP_TLS={needed}, not" in said


@pytest.mark.parametrize(("port", "tls"), [("465", "tls"), ("587", "starttls"), ("25", "none"), ("1025", "tls")])
def test_those_that_fit_are_taken(port: str, tls: str) -> None:
    assert from_env({"SMTP_PORT": port, "SMTP_TLS": tls, **MAIL}).smtp_port == int(port)


def test_a_password_in_plain_words_is_warned_of() -> None:
    open_one = {"SMTP_PORT": "587", "SMTP_TLS": "none", "SMTP_USER": "bot", "ADMIN_EMAIL": "a@example.com", **MAIL}
    assert any("in plain words" in warning for warning in from_env(open_one).warnings)
    assert not from_env({**open_one, "SMTP_HOST": "127.0.0.1"}).warnings
