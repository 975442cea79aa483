"""Every setting once, from the environment; production refuses to start when one that it needs is missing."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

# How long a mail server may take to answer a command, and (RFC 5321, 4.5.3.2.6) the text of a letter.
MAIL_SECONDS = {"command": 30, "end": 600}
LOOPBACK = ("localhost", "127.0.0.1", "::1")
ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Setting:
    """One setting: its name in the environment, what it is for, its default outside production."""

    name: str
    about: str
    default: str | None = None
    required: bool = False  # production does not start without it


SETTINGS = (
    Setting("MEDVIRK_ENV", "demo, production or test; decides the defaults below", "demo"),
    Setting("SECRET_KEY", "signs sessions and links; at least 32 random characters", None, required=True),
    Setting("DATABASE_URL", "postgresql://… in production; SQLite in instance/ otherwise", None, required=True),
    Setting(
        "PUBLIC_URL", "the address people use, without a slash at the end; links in mails begin with it", None, True
    ),
    Setting("MAIL_SERVER", "SMTP server", "127.0.0.1", required=True),
    Setting("MAIL_PORT", "SMTP port", "1025"),
    Setting("MAIL_USERNAME", "SMTP user, if the server wants one"),
    Setting("MAIL_PASSWORD", "SMTP password"),
    Setting(
        "MAIL_TLS",
        "starttls, ssl, or none for a server on this machine; certificates are always checked",
        "none in demo, else starttls",
    ),
    Setting("MAIL_SENDER", "the address that mails come from", "Medvirk <medvirk@demo.invalid>", required=True),
    Setting("INSTANCE_PATH", "folder for the SQLite file, uploads and keys", "instance"),
    Setting("PROXIES", "how many reverse proxies stand in front (trusted X-Forwarded-* headers)", "0"),
    Setting("CONTACT_EMAIL", "where visitors complain about accessibility and privacy", "kontakt@demo.invalid", True),
    Setting("RATE_LIMITS", "on or off; off only for load measurements", "on"),
    Setting("RATE_STORAGE", "where rate limits count: memory:// (per process) or redis://…", "memory://"),
)


class ConfigurationError(Exception):
    """The environment lacks something; the message names all of it."""


def load(environment: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Flask's configuration from the environment. Raises ConfigurationError, naming everything that is missing."""
    env = dict(os.environ if environment is None else environment)
    mode = env.get("MEDVIRK_ENV", "demo")
    if mode not in ("demo", "production", "test"):
        raise ConfigurationError(f"MEDVIRK_ENV is {mode!r}; it must be demo, production or test.")
    if mode == "production":
        _check_production(env)
    if "MEDVIRK_ENV" not in env and env.get("PUBLIC_URL", "").startswith("https://"):
        raise ConfigurationError("PUBLIC_URL is for everybody, but MEDVIRK_ENV is not set: say production or demo.")
    instance = Path(env.get("INSTANCE_PATH") or ROOT / "instance").resolve()
    public_url = env.get("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
    secure = public_url.startswith("https://")
    return {
        "MODE": mode,
        "DEMO": mode == "demo",
        "TESTING": mode == "test",
        "SECRET_KEY": env.get("SECRET_KEY") or secrets.token_hex(32),
        "INSTANCE": instance,
        "SQLALCHEMY_DATABASE_URI": _database_url(env, instance),
        "PUBLIC_URL": public_url,
        **_mail(env, mode),
        "PROXIES": _number(env, "PROXIES", 0),
        "CONTACT_EMAIL": env.get("CONTACT_EMAIL", "kontakt@demo.invalid"),
        "RATELIMIT_HEADERS_ENABLED": True,  # a refusal says when to come back
        "RATELIMIT_ENABLED": env.get("RATE_LIMITS", "on") == "on",
        "RATELIMIT_STORAGE_URI": env.get("RATE_STORAGE", "memory://"),
        "SESSION_COOKIE_NAME": "medvirk",
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": timedelta(days=30),
        "WTF_CSRF_TIME_LIMIT": None,  # a form left open over lunch is not a forged one
        "MAX_CONTENT_LENGTH": 12 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "BABEL_DEFAULT_LOCALE": "nb",
        "BABEL_DEFAULT_TIMEZONE": "Europe/Oslo",
    }


def _check_production(env: Mapping[str, str]) -> None:
    missing = [s for s in SETTINGS if s.required and not env.get(s.name)]
    if missing:
        lines = "\n".join(f"  {s.name}: {s.about}" for s in missing)
        raise ConfigurationError(f"Production cannot start. These settings are missing:\n{lines}")
    if len(env["SECRET_KEY"]) < 32:
        raise ConfigurationError("Production cannot start: SECRET_KEY is shorter than 32 characters.")
    if not env["PUBLIC_URL"].startswith("https://"):
        raise ConfigurationError("Production cannot start: PUBLIC_URL must begin with https://.")
    if env.get("MAIL_TLS") == "none" and env["MAIL_SERVER"] not in LOOPBACK:
        raise ConfigurationError("Production cannot start: MAIL_TLS=none is for a mail server on this machine only.")


def _mail(env: Mapping[str, str], mode: str) -> dict[str, Any]:
    tls = env.get("MAIL_TLS", "none" if mode != "production" else "starttls")
    if tls not in ("starttls", "ssl", "none"):
        raise ConfigurationError(f"MAIL_TLS is {tls!r}; it must be starttls, ssl or none.")
    return {
        "MAIL_SERVER": env.get("MAIL_SERVER", "127.0.0.1"),
        "MAIL_PORT": _number(env, "MAIL_PORT", 1025),
        "MAIL_USERNAME": env.get("MAIL_USERNAME"),
        "MAIL_PASSWORD": env.get("MAIL_PASSWORD"),
        "MAIL_USE_TLS": tls == "starttls",
        "MAIL_USE_SSL": tls == "ssl",
        "MAIL_SECONDS": MAIL_SECONDS,
        "MAIL_DEFAULT_SENDER": env.get("MAIL_SENDER", "Medvirk <medvirk@demo.invalid>"),
    }


def _database_url(env: Mapping[str, str], instance: Path) -> str:
    url = env.get("DATABASE_URL") or f"sqlite:///{instance / 'medvirk.db'}"
    for plain in ("postgres://", "postgresql://"):
        if url.startswith(plain):
            return "postgresql+psycopg://" + url.removeprefix(plain)
    return url


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    value = env.get(name) or str(default)
    if not (value.isascii() and value.isdigit()):
        raise ConfigurationError(f"{name} is {value!r}; it must be a number.")
    return int(value)
