"""Are settings read strictly, and are all problems named at once?"""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from relaystack.errors import SettingsError
from relaystack.settings import ROOT, Settings, from_env

PRODUCTION = {
    "FLASK_ENV": "production", "WHATSAPP_TOKEN": "EAAsecret", "PHONE_NUMBER_ID": "106540352242922",
    "VERIFY_TOKEN": "h7Rk2pWx9qLm", "APP_SECRET": "9f3c1d7be2a8406f5b9d71c4e80a62f3",
    "API_TOKEN": "vT4nQz8sKc2Ym6Ej1Lw9Xb3G", "SECRET_KEY": "pH5uRd7aZf0Wk3Nt8Cy2Ox6M",
}  # fmt: skip


def _problems(**environ: str) -> str:
    with pytest.raises(SettingsError) as raised:
        from_env(environ)
    return str(raised.value)


def test_development_needs_nothing() -> None:
    settings = from_env({})
    assert (settings.flask_env, settings.host, settings.port) == ("development", "127.0.0.1", 5000)
    assert settings.database_url == "sqlite:///nexora_whatsapp.db"
    assert settings.content_dir == ROOT / "nexora"
    assert settings.graph_api_version == "v25.0"
    assert (settings.session_timeout_minutes, settings.in_doubt_seconds, settings.sends_per_second) == (30, 60, 80)
    assert settings.simulated
    assert not settings.is_production
    assert settings.warnings == []


def test_empty_values_are_as_good_as_none() -> None:
    assert from_env({field.name.upper(): "  " for field in fields(Settings)}) == Settings()


def test_production_is_complete_with_these() -> None:
    settings = from_env(PRODUCTION)
    assert settings.host == "0.0.0.0"
    assert not settings.simulated
    assert settings.graph_url == "https://graph.facebook.com"


@pytest.mark.parametrize("name", sorted(set(PRODUCTION) - {"FLASK_ENV"}))
def test_production_refuses_to_start_without(name: str) -> None:
    said = _problems(**{key: value for key, value in PRODUCTION.items() if key != name})
    assert f"{name} is missing: " in said
    assert said.count("\n") == 1


def test_every_problem_is_named_at_once() -> None:
    said = _problems(
        FLASK_ENV="production", PORT="0", SMTP_TLS="ssl", DATABASE_URL="mysql://x/y", GRAPH_API_URL="graph",
        SENDS_PER_SECOND="many", IN_DOUBT_SECONDS="1", SMTP_HOST="mail.example.com", APP_SECRET="a,b,c",
        PHONE_NUMBER_ID="+1555",
    )  # fmt: skip
    for name in ("PORT", "SMTP_TLS", "DATABASE_URL", "GRAPH_API_URL", "SENDS_PER_SECOND", "IN_DOUBT_SECONDS",
                 "MAIL_FROM", "APP_SECRET", "PHONE_NUMBER_ID", "WHATSAPP_TOKEN", "VERIFY_TOKEN", "API_TOKEN",
                 "SECRET_KEY"):  # fmt: skip
        assert f"  - {name}" in said


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FLASK_ENV", "prod"), ("PORT", "65536"), ("PORT", "-1"), ("PORT", "5e3"), ("PORT", "٥٠٠٠٠٠"),
        ("SMTP_PORT", "x"), ("SESSION_TIMEOUT_MINUTES", "0"), ("SESSION_TIMEOUT_MINUTES", "1.5"),
        ("SMTP_TLS", "yes"), ("DATABASE_URL", "nonsense"), ("DATABASE_URL", "mysql://a/b"),
        ("GRAPH_API_URL", "graph.facebook.com"), ("CAREERJET_API_URL", "ftp://x"), ("CRM_WEBHOOK_URL", "https://"),
        ("WEB_CONCURRENCY", "x"), ("LOG_FORMAT", "xml"), ("LOG_LEVEL", "loud"), ("GRAPH_API_VERSION", "25.0"),
        ("GRAPH_API_VERSION", "v25.0/evil"), ("CAREERJET_USER_IP", "my-server"), ("ADMIN_EMAIL", "admin"),
        ("ADMIN_EMAIL", "a@example.com, b"), ("MAIL_FROM", "Nexora <>"), ("MAIL_FROM", "bot@@example.com"),
        ("UPLOAD_DOCUMENTS", "maybe"), ("CONFIRM_BY_EMAIL", "on"),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_used_is_named(name: str, value: str) -> None:
    assert f"  - {name}: must be" in _problems(**{name: value})


def test_no_problem_repeats_a_secret() -> None:
    assert "hunter2" not in _problems(DATABASE_URL="mysql://user:hunter2@host/db")
    assert "hunter2" not in _problems(DATABASE_URL="hunter2")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MAIL_FROM", "Nexora <bot@example.com>"), ("ADMIN_EMAIL", "a@example.com, b@example.com"),
        ("ADMIN_EMAIL", "root@localhost"), ("GRAPH_API_VERSION", "v26.0"), ("CAREERJET_USER_IP", "2001:db8::7"),
    ],
)  # fmt: skip
def test_a_value_in_any_usual_shape_is_taken(name: str, value: str) -> None:
    assert getattr(from_env({name: value}), name.lower()) == value


def test_the_simulator_needs_a_port_of_its_own() -> None:
    assert "PORT and SIMULATOR_PORT must differ" in _problems(PORT="5055")
    assert from_env({**PRODUCTION, "PORT": "5055"}).port == 5055


@pytest.mark.parametrize("name", ["MAIL_FROM", "ADMIN_EMAIL"])
def test_sendgrid_takes_one_plain_address(name: str) -> None:
    addresses = {"MAIL_FROM": "a@example.com", "ADMIN_EMAIL": "b@example.com", name: "Nexora <bot@example.com>"}
    assert f"{name} must be one plain address" in _problems(SENDGRID_API_KEY="SG.x", **addresses)


@pytest.mark.parametrize(
    ("written", "as_json"),
    [({}, False), (PRODUCTION, True), ({"LOG_FORMAT": "json"}, True), ({**PRODUCTION, "LOG_FORMAT": "TEXT"}, False)],
)
def test_the_log_is_for_machines_in_production(written: dict[str, str], as_json: bool) -> None:
    assert from_env(written).logs_json is as_json


def test_every_secret_is_known_to_the_log() -> None:
    two = [PRODUCTION["APP_SECRET"], PRODUCTION["APP_SECRET"][::-1]]
    given = {**PRODUCTION, "APP_SECRET": ", ".join(two), "DATABASE_URL": "postgres://user:hunter2@host/db"}
    own = {PRODUCTION[name] for name in ("VERIFY_TOKEN", "API_TOKEN", "SECRET_KEY")}
    assert {"EAAsecret", "hunter2", *two, *own} <= set(from_env(given).secrets)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("postgres://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("postgresql://u:p@h:5433/d?sslmode=require", "postgresql+psycopg://u:p@h:5433/d?sslmode=require"),
        ("postgresql+psycopg://h/d", "postgresql+psycopg://h/d"),
        ("sqlite:///bot.db", "sqlite:///bot.db"),
    ],
)
def test_any_spelling_of_a_database_is_taken(written: str, read: str) -> None:
    assert from_env({"DATABASE_URL": written}).database_url == read


def test_files_of_customers_lie_in_the_instance_folder_unless_told_otherwise(tmp_path: Path) -> None:
    assert from_env({}).media_dir == ROOT / "instance" / "media"
    assert from_env({"MEDIA_DIR": "files"}).media_dir == ROOT / "files"
    assert from_env({"MEDIA_DIR": str(tmp_path)}).media_dir == tmp_path


@pytest.mark.parametrize(
    ("environ", "uploads"),
    [({}, False), ({"UPLOAD_DOCUMENTS": "yes"}, True), (PRODUCTION, True),
     ({**PRODUCTION, "UPLOAD_DOCUMENTS": "NO"}, False)],
    ids=["development", "development, on", "production", "production, off"],
)  # fmt: skip
def test_documents_are_uploaded_in_production_unless_told_otherwise(environ: dict[str, str], uploads: bool) -> None:
    assert from_env(environ).upload_documents is uploads


def test_a_relative_content_folder_lies_in_the_project(tmp_path: Path) -> None:
    assert from_env({"CONTENT_DIR": "nexora"}).content_dir == ROOT / "nexora"
    assert from_env({"CONTENT_DIR": str(tmp_path)}).content_dir == tmp_path


SECRETS = (
    "database_url", "secret_key", "api_token", "whatsapp_token", "verify_token", "app_secret", "smtp_password",
    "sendgrid_api_key", "careerjet_api_key", "hubspot_token", "crm_webhook_url", "crm_webhook_secret",
    "alarm_webhook_url", "alarm_webhook_secret", "stripe_secret_key", "stripe_webhook_secret",
)  # fmt: skip


@pytest.mark.parametrize("name", SECRETS)
def test_secrets_never_show(name: str) -> None:
    settings = Settings(**{name: "hunter2"})  # type: ignore[arg-type]
    assert "hunter2" not in f"{settings!r} {settings}"


def test_everything_named_like_a_secret_is_one() -> None:
    named = {f.name for f in fields(Settings) if re.search("token|secret|password|key", f.name)}
    assert named <= set(SECRETS)


def test_a_webhook_for_leads_needs_its_secret() -> None:
    assert "CRM_WEBHOOK_SECRET is missing" in _problems(CRM_WEBHOOK_URL="https://x.example")
    assert "ALARM_WEBHOOK_SECRET is missing" in _problems(ALARM_WEBHOOK_URL="https://x.example")
    from_env({"CRM_WEBHOOK_URL": "http://10.0.0.1/x", "CRM_WEBHOOK_SECRET": "s"})  # in development


@pytest.mark.parametrize("name", ["CRM_WEBHOOK_URL", "HUBSPOT_API_URL"])
def test_leads_leave_encrypted_in_production(name: str) -> None:
    problems = _problems(FLASK_ENV="production", CRM_WEBHOOK_SECRET="s", **{name: "HTTP://x.example"})
    assert f"{name} must begin with https://" in problems


def test_two_app_secrets_during_a_rotation() -> None:
    assert from_env({"APP_SECRET": "old, new"}).app_secrets == ("old", "new")
    assert from_env({}).app_secrets == ()


def test_a_token_needs_its_number() -> None:
    assert "PHONE_NUMBER_ID is missing" in _problems(WHATSAPP_TOKEN="EAA")


@pytest.mark.parametrize(
    ("environ", "word"),
    [
        ({"WHATSAPP_TOKEN": "x", "PHONE_NUMBER_ID": "1"}, "APP_SECRET is not set"),
        ({"SMTP_HOST": "mail", "MAIL_FROM": "a@b.c"}, "ADMIN_EMAIL is not set"),
        ({"CAREERJET_API_KEY": "x"}, "CAREERJET_USER_IP is not set"),
        ({"CONFIRM_BY_EMAIL": "yes"}, "CONFIRM_BY_EMAIL is on, but customers get no confirmation until SMTP_HOST"),
        (PRODUCTION, "PUBLIC_URL is not set"),
    ],
)
def test_what_may_surprise_is_said_at_the_start(environ: dict[str, str], word: str) -> None:
    assert [word in warning for warning in from_env(environ).warnings] == [True]


def test_the_example_file_and_the_settings_name_the_same() -> None:
    written = (ROOT / ".env.example").read_text(encoding="utf-8")
    named = re.findall(r"^(?:# )?([A-Z][A-Z0-9_]+)=", written, re.MULTILINE)
    assert sorted(named) == sorted(field.name.upper() for field in fields(Settings))


def test_the_example_file_is_a_working_one(tmp_path: Path) -> None:
    from dotenv import dotenv_values

    values = {name: value or "" for name, value in dotenv_values(ROOT / ".env.example").items()}
    assert from_env(values) == Settings()


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("postgresql://u:p@h:port/d", "must be like sqlite:///file.db or postgresql://user:password@host:5432/name"),
        ("postgresql://u:hunter2@x@h/d", "write %40 for it"),
        ("postgresql+asyncpg://u:hunter2@h/d", "without the name of a driver"),
        ("sqlite://", "the name of a database"),
        ("sqlite:///:memory:", "the name of a database"),
        ("postgresql://u:hunter2@h", "the name of a database"),
    ],
)
def test_an_address_of_a_database_that_cannot_work_is_refused_at_the_start(written: str, words: str) -> None:
    said = _problems(DATABASE_URL=written)
    assert words in said
    assert "hunter2" not in said
    assert "invalid literal" not in said
