"""Every setting once, from the environment. What is missing or cannot be meant keeps the house from starting."""

import os
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from app.core import setting_faults as check

# How long a mail server may take to answer a command, and (RFC 5321, 4.5.3.2.6) the text of a letter.
MAIL_SECONDS = {"command": 30, "end": 600}
MODES = ("demo", "production", "test")
# In production, where nothing is said; in the demo it is the mail catcher's.
MAIL_PORTS = {"starttls": "587", "ssl": "465", "none": "25"}
MOST_PROXIES = 5
# Whom people meet in a demo and in tests; production demands its own.
OWNER = {
    "CONTACT_EMAIL": "kontakt@demo.invalid",
    "OWNER_NAME": "Eksempeletaten",
    "OWNER_ADDRESS": "Eksempelgata 1, 0001 Oslo",
    "OWNER_PHONE": "00 00 00 00",
    "PRIVACY_OFFICER": "personvernombud@demo.invalid",
    "ACCESSIBILITY_STATEMENT": "https://uustatus.no/nb/erklaringer/publisert/eksempel",
}
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
    Setting("MAIL_PORT", "SMTP port", "1025 in demo, else 587, or 465 with ssl"),
    Setting("MAIL_USERNAME", "SMTP user, if the server wants one"),
    Setting("MAIL_PASSWORD", "SMTP password"),
    Setting(
        "MAIL_TLS",
        "starttls, ssl, or none for a server on this machine; certificates are always checked",
        "none in demo, else starttls",
    ),
    Setting("MAIL_SENDER", "the address that mails come from", "Medvirk <medvirk@demo.invalid>", required=True),
    Setting("INSTANCE_PATH", "folder for the SQLite file, uploads and keys", "instance"),
    Setting(
        "DEMO_PUBLIC",
        "yes lets others than this machine use a demo, in which everybody signs in without a password",
        "no",
    ),
    Setting("PROXIES", "how many reverse proxies stand in front (trusted X-Forwarded-* headers)", "0"),
    Setting(
        "CONTACT_EMAIL", "where people ask for help, and complain about accessibility and privacy", "invented", True
    ),
    Setting("OWNER_NAME", "who runs this Medvirk: the controller of GDPR article 4 (7)", "invented", True),
    Setting("OWNER_ADDRESS", "the owner's postal address, on one line", "invented", True),
    Setting("OWNER_PHONE", "the telephone that answers when somebody needs help", "invented", True),
    Setting("PRIVACY_OFFICER", "the e-mail address of the owner's data protection officer", "invented", True),
    Setting(
        "ACCESSIBILITY_STATEMENT",
        "the address of the owner's statement at uustatus.no; https://uustatus.no/…",
        "invented",
        True,
    ),
    Setting("RATE_LIMITS", "on or off; off only for load measurements", "on"),
    Setting("RATE_STORAGE", "where rate limits count: memory:// (per process) or redis://…", "memory://"),
)


class ConfigurationError(Exception):
    """The environment lacks something, or has something that cannot be meant; the message names all of it."""


def load_settings(environment: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Flask's configuration from the environment. Raises ConfigurationError, naming everything that is wrong."""
    env = {**os.environ} if environment is None else {**environment}
    faults = list(_faults(env))
    if faults:
        lines = "\n".join(f"  {fault}" for fault in faults)
        raise ConfigurationError(f"Medvirk cannot start. Mend these settings (docs/operations.md, Settings):\n{lines}")
    mode = env.get("MEDVIRK_ENV", "demo")
    public_url = _public_url(env)
    instance = _instance(env)
    return {
        "MODE": mode,
        "DEMO": mode == "demo",
        "TESTING": mode == "test",
        "DEMO_PUBLIC": env.get("DEMO_PUBLIC") == "yes",
        "LOG_AS_JSON": logs_are_json(env),
        "SECRET_KEY": env.get("SECRET_KEY") or secrets.token_hex(32),
        "INSTANCE": instance,
        "SQLALCHEMY_DATABASE_URI": _database_url(env, instance),
        "PUBLIC_URL": public_url,
        **_mail(env, mode),
        "PROXIES": int(env.get("PROXIES") or 0),
        **{name: env.get(name) or invented for name, invented in OWNER.items()},
        "RATELIMIT_HEADERS_ENABLED": True,  # a refusal says when to come back
        "RATELIMIT_ENABLED": (env.get("RATE_LIMITS") or "on") == "on",
        "RATELIMIT_STORAGE_URI": env.get("RATE_STORAGE") or "memory://",
        "SESSION_COOKIE_NAME": "medvirk",
        "SESSION_COOKIE_SECURE": public_url.startswith("https://"),
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": timedelta(days=30),
        "WTF_CSRF_TIME_LIMIT": None,  # a form left open over lunch is not a forged one
        "MAX_CONTENT_LENGTH": 12 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "BABEL_DEFAULT_LOCALE": "nb",
        "BABEL_DEFAULT_TIMEZONE": "Europe/Oslo",
    }


def logs_are_json(environment: Mapping[str, str]) -> bool:
    """For programs in production; else for people."""
    return environment.get("MEDVIRK_ENV") == "production"


def demo_is_open(environment: Mapping[str, str], host: str) -> str | None:
    """Why the house is not to be served at this host: a sentence; None where it may be."""
    is_demo = environment.get("MEDVIRK_ENV", "demo") != "production"
    if not is_demo or check.is_loopback(host) or environment.get("DEMO_PUBLIC") == "yes":
        return None
    return (
        f"A demo signs anybody in without a password, and {host or 'every address'} lets others than this machine in. "
        "Set MEDVIRK_ENV=production for real use, or DEMO_PUBLIC=yes if the demo is meant for others."
    )


# --- What is wrong -------------------------------------------------------------------------------------------------


def _faults(env: Mapping[str, str]) -> Iterator[str]:
    """Everything, a sentence each: what nobody knows, what is missing, and what cannot be meant. Empty is missing."""
    mode = env.get("MEDVIRK_ENV", "demo")
    for name, setting in check.misspelt_names(
        [name for name in env if env[name]], [one.name for one in SETTINGS]
    ).items():
        yield f"{name} is no setting of Medvirk; is {setting} meant?"
    if mode == "production":
        missing = [one for one in SETTINGS if one.required and not env.get(one.name)]
        yield from (f"{one.name} is missing: {one.about}." for one in missing)
    broken = set()
    for one in SETTINGS:
        fault = check.stray_space(one.name, env.get(one.name, "")) or _fault(one.name, env)
        if fault is not None:
            broken.add(one.name)
            yield fault
    if not broken & {"PUBLIC_URL", "MEDVIRK_ENV"}:
        yield from _faults_of_the_address(env, mode)
    yield from _faults_of_mail(env, mode)


def _fault(name: str, env: Mapping[str, str]) -> str | None:
    """What is wrong with one setting by itself."""
    value = env.get(name, "")
    match name, value:
        case "MEDVIRK_ENV", _:
            return check.word_fault(name, env.get(name, "demo"), MODES)
        case "INSTANCE_PATH", _:
            return _folder_fault(name, _instance(env))
        case _, "":
            return None
        case "SECRET_KEY", _:
            return check.key_fault(name, value)
        case "DATABASE_URL", _:
            return _database_fault(name, value)
        case "PUBLIC_URL", _:
            return check.url_fault(name, value)
        case "MAIL_SERVER", _:
            return check.host_fault(name, value)
        case "MAIL_PORT", _:
            return check.number_fault(name, value, least=1, most=65535)
        case "MAIL_TLS", _:
            return check.word_fault(name, value, ("starttls", "ssl", "none"))
        case "MAIL_SENDER", _:
            return check.mailbox_fault(name, value, with_name=True)
        case "CONTACT_EMAIL" | "PRIVACY_OFFICER", _:
            return check.mailbox_fault(name, value)
        case "OWNER_NAME" | "OWNER_ADDRESS", _:
            return check.words_fault(name, value)
        case "OWNER_PHONE", _:
            return check.phone_fault(name, value)
        case "ACCESSIBILITY_STATEMENT", _:
            return check.page_fault(name, value)
        case "PROXIES", _:
            return check.number_fault(name, value, least=0, most=MOST_PROXIES)
        case "DEMO_PUBLIC", _:
            return check.word_fault(name, value, ("yes", "no"))
        case "RATE_LIMITS", _:
            return check.word_fault(name, value, ("on", "off"))
        case "RATE_STORAGE", _:
            return _storage_fault(name, value)
        case _:
            return None


def _faults_of_the_address(env: Mapping[str, str], mode: str) -> Iterator[str]:
    url = env.get("PUBLIC_URL", "")
    if not url:
        return
    if mode == "production" and not url.startswith("https://"):
        yield "PUBLIC_URL must begin with https:// in production."
    elif "MEDVIRK_ENV" not in env and url.startswith("https://"):
        yield "PUBLIC_URL is for everybody, but MEDVIRK_ENV is not set: say production or demo."
    elif open_demo := demo_is_open(env, urlsplit(url).hostname or ""):
        yield f"PUBLIC_URL: {open_demo}"


def _faults_of_mail(env: Mapping[str, str], mode: str) -> Iterator[str]:
    server, user = env.get("MAIL_SERVER", ""), env.get("MAIL_USERNAME", "")
    if mode == "production" and env.get("MAIL_TLS") == "none" and server and not check.is_loopback(server):
        yield "MAIL_TLS=none is for a mail server on this machine only."
    if bool(user) != bool(env.get("MAIL_PASSWORD")):
        missing = "MAIL_PASSWORD" if user else "MAIL_USERNAME"
        yield f"{missing} is missing: the mail server takes a user and a password together, or neither."


def _database_fault(name: str, value: str) -> str | None:
    """Never with the address itself: it may hold a password."""
    url = _parsed(value)
    if url is None:
        return f"{name} cannot be read. It looks like postgresql://user:password@host/name; in a password, @ is %40."
    if url.drivername not in ("postgresql+psycopg", "sqlite", "sqlite+pysqlite"):
        return f"{name} must begin with postgresql:// or sqlite:///; no other database or driver is known."
    if not url.database or url.database == ":memory:":
        return f"{name} names no database."
    if url.drivername.startswith("sqlite"):
        return _folder_fault(name, Path(url.database).resolve().parent) if url.database.startswith("/") else None
    return None if find_spec("psycopg") else f"{name} needs the package psycopg, which is not installed."


def _storage_fault(name: str, value: str) -> str | None:
    scheme, sign, place = value.partition("://")
    if not sign or scheme not in ("memory", "redis", "rediss", "redis+unix", "redis+sentinel", "redis+cluster"):
        return f"{name} must be memory:// or begin with redis://"
    if scheme == "memory":
        return f"{name}: memory:// takes nothing after it." if place else None
    try:
        _port = urlsplit(value).port
    except ValueError:
        return f"{name} has a host or port that cannot be read."
    return None if find_spec("redis") else f"{name} needs the package redis, which is not installed."


def _folder_fault(name: str, folder: Path) -> str | None:
    """Not a folder in which files can be made, and none that could be made there."""
    nearest = folder
    try:
        while not nearest.exists():
            nearest = nearest.parent
        if nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK):
            return None
    except OSError:
        pass
    return f"{name}: the folder {folder} is no folder that can be written to."


# --- What was meant ------------------------------------------------------------------------------------------------


def _public_url(env: Mapping[str, str]) -> str:
    return (env.get("PUBLIC_URL") or "http://127.0.0.1:8000").rstrip("/")


def _instance(env: Mapping[str, str]) -> Path:
    return Path(env.get("INSTANCE_PATH") or ROOT / "instance").resolve()


def _mail(env: Mapping[str, str], mode: str) -> dict[str, Any]:
    tls = env.get("MAIL_TLS") or ("none" if mode != "production" else "starttls")
    return {
        "MAIL_SERVER": env.get("MAIL_SERVER") or "127.0.0.1",
        "MAIL_PORT": int(env.get("MAIL_PORT") or (MAIL_PORTS[tls] if mode == "production" else "1025")),
        "MAIL_USERNAME": env.get("MAIL_USERNAME") or None,
        "MAIL_PASSWORD": env.get("MAIL_PASSWORD") or None,
        "MAIL_USE_TLS": tls == "starttls",
        "MAIL_USE_SSL": tls == "ssl",
        "MAIL_SECONDS": MAIL_SECONDS,
        "MAIL_DEFAULT_SENDER": env.get("MAIL_SENDER") or "Medvirk <medvirk@demo.invalid>",
    }


def _database_url(env: Mapping[str, str], instance: Path) -> str:
    return _with_driver(env.get("DATABASE_URL") or f"sqlite:///{instance / 'medvirk.db'}")


def _with_driver(url: str) -> str:
    for plain in ("postgres://", "postgresql://"):
        if url.startswith(plain):
            return "postgresql+psycopg://" + url.removeprefix(plain)
    return url


def _parsed(url: str) -> URL | None:
    try:
        return make_url(_with_driver(url))
    except (ArgumentError, ValueError):
        return None
