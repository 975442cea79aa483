"""Production refuses to start with something missing and names all of it; the demo starts with nothing at all."""

import pytest

from app.config import SETTINGS, ConfigurationError, load

WHOLE = {
    "MEDVIRK_ENV": "production",
    "SECRET_KEY": "k" * 32,
    "DATABASE_URL": "postgresql://medvirk@db/medvirk",
    "PUBLIC_URL": "https://medvirk.example.no",
    "MAIL_SERVER": "smtp.example.no",
    "MAIL_SENDER": "Medvirk <ikke-svar@medvirk.example.no>",
    "CONTACT_EMAIL": "kontakt@medvirk.example.no",
}
REQUIRED = [setting.name for setting in SETTINGS if setting.required]


def refusal(environment):
    with pytest.raises(ConfigurationError) as caught:
        load(environment)
    return str(caught.value)


def test_production_starts_with_what_it_needs():
    settings = load(WHOLE)

    assert settings["MODE"] == "production"
    assert settings["DEMO"] is False
    assert settings["TESTING"] is False
    assert settings["SQLALCHEMY_DATABASE_URI"] == "postgresql+psycopg://medvirk@db/medvirk"
    assert settings["MAIL_USE_TLS"] is True
    assert settings["SESSION_COOKIE_SECURE"] is True


def test_what_production_needs_is_key_database_mail_sender_and_the_two_addresses():
    assert sorted(REQUIRED) == sorted(set(WHOLE) - {"MEDVIRK_ENV"})


def test_production_names_everything_that_is_missing_at_once():
    text = refusal({"MEDVIRK_ENV": "production"})

    assert [name for name in REQUIRED if name not in text] == []


@pytest.mark.parametrize("name", REQUIRED)
def test_production_does_not_start_without_one_setting_and_names_just_that(name):
    text = refusal({key: value for key, value in WHOLE.items() if key != name})

    assert name in text
    assert [other for other in REQUIRED if other != name and other in text] == []


@pytest.mark.parametrize("name", REQUIRED)
def test_an_empty_setting_is_a_missing_one(name):
    assert name in refusal({**WHOLE, name: ""})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "k" * 31),
        ("PUBLIC_URL", "http://medvirk.example.no"),
        ("MAIL_PORT", "smtp"),
        ("MAIL_TLS", "perhaps"),
        ("PROXIES", "-1"),
        ("MEDVIRK_ENV", "prod"),
        ("MAIL_TLS", "none"),  # to a server elsewhere
    ],
)
def test_a_setting_that_cannot_be_meant_is_named(name, value):
    assert name in refusal({**WHOLE, name: value})


def test_a_refusal_never_shows_the_secret():
    text = refusal({**WHOLE, "SECRET_KEY": "short-and-secret"})

    assert "short-and-secret" not in text


def test_the_demo_needs_nothing():
    settings = load({})

    assert settings["DEMO"] is True
    assert settings["SQLALCHEMY_DATABASE_URI"].startswith("sqlite:///")
    assert len(settings["SECRET_KEY"]) >= 32


def test_an_address_for_everybody_is_no_demo_by_oversight():
    public = {name: value for name, value in WHOLE.items() if name != "MEDVIRK_ENV"}

    assert "MEDVIRK_ENV" in refusal(public)
    assert load({**public, "MEDVIRK_ENV": "demo"})["DEMO"] is True


def test_two_demos_do_not_share_a_key():
    assert load({})["SECRET_KEY"] != load({})["SECRET_KEY"]


@pytest.mark.parametrize("address", ["postgres://db/medvirk", "postgresql://db/medvirk"])
def test_both_spellings_of_postgresql_are_understood(address):
    assert load({**WHOLE, "DATABASE_URL": address})["SQLALCHEMY_DATABASE_URI"] == "postgresql+psycopg://db/medvirk"


@pytest.mark.parametrize(
    ("word", "tls", "ssl"), [("starttls", True, False), ("ssl", False, True), ("none", False, False)]
)
def test_mail_is_encrypted_as_said(word, tls, ssl):
    settings = load({**WHOLE, "MAIL_SERVER": "127.0.0.1", "MAIL_TLS": word})

    assert (settings["MAIL_USE_TLS"], settings["MAIL_USE_SSL"]) == (tls, ssl)


def test_cookies_are_out_of_reach_for_scripts_and_other_sites():
    settings = load(WHOLE)

    assert settings["SESSION_COOKIE_HTTPONLY"] is True
    assert settings["SESSION_COOKIE_SAMESITE"] == "Lax"
    assert settings["WTF_CSRF_TIME_LIMIT"] is None
    assert settings.get("WTF_CSRF_ENABLED", True) is True
