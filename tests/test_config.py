"""Production refuses to start with something missing and names all of it; the demo starts with nothing at all."""

import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

from app.config import ROOT, SETTINGS, ConfigurationError, demo_is_open, load_settings
from app.core.setting_faults import key_fault

WHOLE = {
    "MEDVIRK_ENV": "production",
    "SECRET_KEY": "vT4-xq9_Lm2Zr7Kc0Wd5Hs8Yb3Nf6PjG",
    "DATABASE_URL": "postgresql://medvirk@db/medvirk",
    "PUBLIC_URL": "https://medvirk.example.no",
    "MAIL_SERVER": "smtp.example.no",
    "MAIL_SENDER": "Medvirk <ikke-svar@medvirk.example.no>",
    "CONTACT_EMAIL": "kontakt@medvirk.example.no",
    "OWNER_NAME": "Etaten for brukermedvirkning",
    "OWNER_ADDRESS": "Storgata 1, 0155 Oslo",
    "OWNER_PHONE": "22 33 44 55",
    "PRIVACY_OFFICER": "personvernombud@example.no",
    "ACCESSIBILITY_STATEMENT": "https://uustatus.no/nb/erklaringer/publisert/4f1e",
}
REQUIRED = [setting.name for setting in SETTINGS if setting.required]


def refusal(environment):
    with pytest.raises(ConfigurationError) as caught:
        load_settings(environment)
    return str(caught.value)


def test_production_starts_with_what_it_needs():
    settings = load_settings(WHOLE)

    assert settings["MODE"] == "production"
    assert settings["DEMO"] is False
    assert settings["TESTING"] is False
    assert settings["SQLALCHEMY_DATABASE_URI"] == "postgresql+psycopg://medvirk@db/medvirk"
    assert settings["MAIL_USE_TLS"] is True
    assert settings["SESSION_COOKIE_SECURE"] is True


def test_what_production_needs_is_key_database_mail_addresses_and_who_the_owner_is():
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


GOOD_KEYS = ["0f4f9f6b7e0c4a1d9b3e5d7c8a6b2f10", "Zk3v-_9xQ1hT7bN4pW8sE2rY6uI0oLaK5jHgFdSmC"]
WRONG = [
    ("SECRET_KEY", "kX9-vB2_nQ7"),
    ("SECRET_KEY", "k" * 32),
    ("SECRET_KEY", "ab" * 20),
    ("SECRET_KEY", "12345678" * 5),
    ("SECRET_KEY", "abcdefghijklmnopqrstuvwxyz123456"),
    ("SECRET_KEY", "please-change-me-to-something-random!"),
    ("SECRET_KEY", "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"),
    ("SECRET_KEY", f"{GOOD_KEYS[0]}\n"),
    ("PUBLIC_URL", "http://medvirk.example.no"),
    ("PUBLIC_URL", "medvirk.example.no"),
    ("PUBLIC_URL", "ftp://medvirk.example.no"),
    ("PUBLIC_URL", "https://"),
    ("PUBLIC_URL", "https://medvirk.example.no/medvirk"),
    ("PUBLIC_URL", "https://medvirk.example.no?"),
    ("PUBLIC_URL", "https://medvirk.example.no#topp"),
    ("PUBLIC_URL", "https://kari:hemmelig@medvirk.example.no"),
    ("PUBLIC_URL", "https://medvirk example.no"),
    ("PUBLIC_URL", "https://medvirk.example.no:port"),
    ("PUBLIC_URL", "https://medvirk.example.no:99999"),
    ("PUBLIC_URL", "https://[medvirk"),
    ("PUBLIC_URL", "https://blåkors.no"),
    ("PUBLIC_URL", " https://medvirk.example.no"),
    ("MAIL_SERVER", "smtp.example.no:587"),
    ("MAIL_SERVER", "smtp://smtp.example.no"),
    ("MAIL_PORT", "smtp"),
    ("MAIL_PORT", "0"),
    ("MAIL_PORT", "70000"),
    ("MAIL_PORT", "²"),
    ("MAIL_TLS", "perhaps"),
    ("MAIL_TLS", "none"),  # to a server elsewhere
    ("MAIL_USERNAME", "medvirk"),  # without a password
    ("MAIL_PASSWORD", "hemmelig"),  # without a user
    ("MAIL_SENDER", "Medvirk"),
    ("MAIL_SENDER", "Medvirk <påminnelse@example.no>"),
    ("MAIL_SENDER", "Medvirk <post@example.no>\nBcc: x@example.no"),
    ("MAIL_SENDER", "post@example.no, post@example.com"),
    ("PRIVACY_OFFICER", "Personvernombudet"),
    ("OWNER_NAME", "-"),
    ("OWNER_ADDRESS", "12"),
    ("OWNER_PHONE", "ring oss"),
    ("ACCESSIBILITY_STATEMENT", "uustatus.no"),
    ("ACCESSIBILITY_STATEMENT", "https://uustatus.no/nb/erklaringer/publisert/…"),
    ("CONTACT_EMAIL", "kontakt"),
    ("CONTACT_EMAIL", "Kontakt <kontakt@example.no>"),
    ("CONTACT_EMAIL", "spørsmål@example.no"),
    ("DATABASE_URL", "mysql://db/medvirk"),
    ("DATABASE_URL", "postgresql+psycopg2://db/medvirk"),
    ("DATABASE_URL", "postgresql://kari:p@ss:word@db:x/medvirk"),
    ("DATABASE_URL", "postgresql://db/"),
    ("DATABASE_URL", "sqlite://"),
    ("DATABASE_URL", "sqlite:////etc/passwd/medvirk.db"),
    ("DATABASE_URL", "medvirk"),
    ("INSTANCE_PATH", "/etc/passwd"),
    ("INSTANCE_PATH", "/etc/passwd/instance"),
    ("PROXIES", "-1"),
    ("PROXIES", "1000"),
    ("PROXIES", "yes"),
    ("RATE_LIMITS", "no"),
    ("RATE_STORAGE", "memcached://127.0.0.1"),
    ("RATE_STORAGE", "memory"),
    ("RATE_STORAGE", "redis://127.0.0.1:x"),
    ("DEMO_PUBLIC", "true"),
    ("MEDVIRK_ENV", "prod"),
    ("MEDVIRK_ENV", ""),
]


@pytest.mark.parametrize(("name", "value"), WRONG, ids=[f"{name}={value[:20]!r}" for name, value in WRONG])
def test_a_setting_that_cannot_be_meant_is_named_in_a_plain_sentence(name, value):
    text = refusal({**WHOLE, name: value})

    _first, *faults = text.splitlines()
    assert len(faults) == 1
    assert "MAIL_" in faults[0] if name.startswith("MAIL_") else name in faults[0]
    assert faults[0].rstrip().endswith((".", "?", "'", "//", "…"))
    assert "hemmelig" not in text
    assert "p@ss" not in text


def test_everything_that_is_wrong_is_named_at_once():
    wrong = {"MAIL_PORT": "0", "PROXIES": "x", "CONTACT_EMAIL": "", "SECRET_KEY": "kort", "MAIL_SERVR": "a"}
    text = refusal({**WHOLE, **wrong, "MAIL_SERVER": ""})

    assert [name for name in (*wrong, "MAIL_SERVER") if name not in text] == []


@pytest.mark.parametrize("key", GOOD_KEYS)
def test_a_random_key_is_taken_in_either_spelling(key):
    assert load_settings({**WHOLE, "SECRET_KEY": key})["SECRET_KEY"] == key


def test_a_key_made_at_random_is_never_called_weak():
    weak = [key for key in (secrets.token_hex(16) for _ in range(2000)) if key_fault("SECRET_KEY", key)]

    assert weak == []


@pytest.mark.parametrize("mode", ["demo", "test"])
def test_a_weak_key_is_refused_wherever_one_is_given(mode):
    assert "SECRET_KEY" in refusal({"MEDVIRK_ENV": mode, "SECRET_KEY": "k" * 40})


@pytest.mark.parametrize("name", ["SECRETKEY", "secret_key", "SECERT_KEY", "SECRET_KEYS", "SECRET_KE", "SECRET-KEY"])
def test_a_misspelt_setting_is_told_from_what_other_programs_have_there(name):
    given = {key: value for key, value in WHOLE.items() if key != "SECRET_KEY"}
    others = {
        "MAIL": "/var/mail/root",
        "MAIL_HOST": "x",
        "HOST": "x",
        "TEST_DATABASE_URL": "x",
        "PROXY": "x",
        "PATH": "/bin",
    }

    assert f"{name} is no setting of Medvirk; is SECRET_KEY meant?" in refusal({**given, name: GOOD_KEYS[0], **others})
    assert load_settings({**WHOLE, **others, name: "x"})["MODE"] == "production"


def test_the_port_of_the_mail_server_follows_from_how_it_is_encrypted():
    assert load_settings(WHOLE)["MAIL_PORT"] == 587
    assert load_settings({**WHOLE, "MAIL_TLS": "ssl"})["MAIL_PORT"] == 465
    assert load_settings({})["MAIL_PORT"] == 1025


@pytest.mark.parametrize("url", ["http://medvirk.example.no", "https://medvirk.example.no", "http://192.0.2.7:8000"])
def test_a_demo_for_others_is_told_to_be_one(url):
    assert "DEMO_PUBLIC=yes" in refusal({"MEDVIRK_ENV": "demo", "PUBLIC_URL": url})
    assert load_settings({"MEDVIRK_ENV": "demo", "PUBLIC_URL": url, "DEMO_PUBLIC": "yes"})["DEMO"] is True


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "192.0.2.7", "medvirk.example.no", "127.0.0.1.example.no"])
def test_a_demo_bound_to_an_address_for_others_is_refused(host):
    assert "DEMO_PUBLIC=yes" in demo_is_open({}, host)
    assert demo_is_open({"DEMO_PUBLIC": "yes"}, host) is None
    assert demo_is_open({"MEDVIRK_ENV": "production"}, host) is None


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "localhost", "::1"])
def test_a_demo_for_this_machine_needs_no_word(host):
    assert demo_is_open({}, host) is None


def test_the_settings_in_the_documents_are_the_settings_of_the_house():
    rows = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8").splitlines()
    told = {row.split("`")[1]: row for row in rows if row.startswith("| `")}

    assert set(told) == {setting.name for setting in SETTINGS}
    for setting in SETTINGS:
        assert setting.about in told[setting.name]
        assert told[setting.name].rstrip(" |").endswith("yes" if setting.required else "no")
        assert f"| {setting.default or '–'} |" in told[setting.name] or setting.required


# --- Real starts ---------------------------------------------------------------------------------------------------


def start(*command, **settings):
    """A program of the house with these settings alone; its exit code and what it said."""
    names = {setting.name for setting in SETTINGS}
    clean = {name: value for name, value in os.environ.items() if name not in names}
    program = str(Path(sys.executable).parent / command[0])
    done = subprocess.run(
        [program, *command[1:]], cwd=ROOT, env={**clean, **settings}, capture_output=True, text=True, timeout=60
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize(
    "command",
    [
        ("gunicorn", "--bind", "127.0.0.1:0", "--workers", "2", "--no-control-socket", "wsgi:app"),
        ("gunicorn", "--config", "/dev/null", "--bind", "127.0.0.1:0", "--no-control-socket", "wsgi:app"),
        ("flask", "--app", "wsgi", "worker", "--once"),
    ],
    ids=["gunicorn", "gunicorn without our file", "worker"],
)
def test_a_program_that_cannot_start_says_why_and_ends(command):
    code, said = start(*command, MAIL_PORT="0", PROXIES="mange", SECRET_KEY="k" * 32)

    assert code != 0
    assert "Traceback" not in said
    for name in ("MAIL_PORT", "PROXIES", "SECRET_KEY"):
        assert f"  {name} " in said


def test_gunicorn_does_not_serve_a_demo_to_others_by_oversight(tmp_path):
    bind = ("--bind", "127.0.0.1:0", "--bind", "0.0.0.0:0")
    code, said = start("gunicorn", *bind, "--no-control-socket", "wsgi:app", INSTANCE_PATH=str(tmp_path))

    assert code != 0
    assert "DEMO_PUBLIC=yes" in said
    assert "Traceback" not in said
    assert "Listening" not in said


def test_a_refusal_never_shows_the_secret():
    text = refusal({**WHOLE, "SECRET_KEY": "short-and-secret"})

    assert "short-and-secret" not in text


def test_the_demo_needs_nothing():
    settings = load_settings({})

    assert settings["DEMO"] is True
    assert settings["SQLALCHEMY_DATABASE_URI"].startswith("sqlite:///")
    assert len(settings["SECRET_KEY"]) >= 32


def test_an_address_for_everybody_is_no_demo_by_oversight():
    public = {name: value for name, value in WHOLE.items() if name != "MEDVIRK_ENV"}

    assert "MEDVIRK_ENV" in refusal(public)
    assert load_settings({**public, "MEDVIRK_ENV": "demo", "DEMO_PUBLIC": "yes"})["DEMO"] is True


def test_two_demos_do_not_share_a_key():
    assert load_settings({})["SECRET_KEY"] != load_settings({})["SECRET_KEY"]


@pytest.mark.parametrize("address", ["postgres://db/medvirk", "postgresql://db/medvirk"])
def test_both_spellings_of_postgresql_are_understood(address):
    assert (
        load_settings({**WHOLE, "DATABASE_URL": address})["SQLALCHEMY_DATABASE_URI"]
        == "postgresql+psycopg://db/medvirk"
    )


@pytest.mark.parametrize(
    ("word", "tls", "ssl"), [("starttls", True, False), ("ssl", False, True), ("none", False, False)]
)
def test_mail_is_encrypted_as_said(word, tls, ssl):
    settings = load_settings({**WHOLE, "MAIL_SERVER": "127.0.0.1", "MAIL_TLS": word})

    assert (settings["MAIL_USE_TLS"], settings["MAIL_USE_SSL"]) == (tls, ssl)


def test_cookies_are_out_of_reach_for_scripts_and_other_sites():
    settings = load_settings(WHOLE)

    assert settings["SESSION_COOKIE_HTTPONLY"] is True
    assert settings["SESSION_COOKIE_SAMESITE"] == "Lax"
    assert settings["WTF_CSRF_TIME_LIMIT"] is None
    assert settings.get("WTF_CSRF_ENABLED", True) is True
