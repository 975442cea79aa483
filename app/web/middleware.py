"""What every request passes and every answer gets, also those that never come to a view: static files and refusals.

A demo signs anybody in, so unless it is told to be public it answers this machine only, whichever way it was started.
In production the house answers to its own name only (RFC 9110, 15.5.20: 421), but for /healthz, which a monitor asks by
address: no page is ever made for a name that somebody else put into the request. Headers of proxies that are not
trusted are noted, since all visitors then look like one.
"""

import logging
from collections.abc import Callable, Iterable
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response
from werkzeug.wsgi import ClosingIterator

from app.core import clock
from app.core.errors import DomainError
from app.core.setting_faults import is_loopback
from app.database import db, transaction
from app.models.people import FORWARDED, Heartbeat
from app.web.request_data import split_url
from app.web.security import headers_of_every_answer

log = logging.getLogger(__name__)

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

FROM_A_PROXY = (
    *("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST"),
    *("HTTP_FORWARDED", "HTTP_X_REAL_IP"),
)
HEALTH = "/healthz"
HOUR = 3600.0
FORBIDDEN, MISDIRECTED = 403, 421
DEMO_ONLY_HERE = (
    "Dette er en demo som bare kan brukes på maskinen den kjører på, for her logger alle inn uten passord.\n"
    "This demo is for the machine that it runs on: anybody signs in without a password. "
    "Whoever runs it lets others in with DEMO_PUBLIC=yes.\n"
)
NOT_OUR_NAME = (
    "Medvirk svarer ikke på denne adressen.\n"
    "Medvirk does not answer to this host name. If it should, set PUBLIC_URL to it, and let the proxy pass it on "
    "(Host, or X-Forwarded-Host with PROXIES).\n"
)


class Middleware:
    """Stands behind what trusts the proxies' headers and before everything else."""

    def __init__(self, inner: Application, app: Flask) -> None:
        self.inner = inner
        self.app = app
        self.noted_at: float | None = None  # by this process

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            there = {name.lower() for name, _value in headers}
            added = headers_of_every_answer(is_secure=environ["wsgi.url_scheme"] == "https")
            return start_response(status, [*headers, *(one for one in added if one[0].lower() not in there)], *rest)

        if self._is_for_others(environ):
            return _plain(FORBIDDEN, DEMO_ONLY_HERE)(environ, start)
        answer = self._answer(environ, start)
        if not self._is_time_to_note() or not is_untrusted(environ, self.app.config["PROXIES"]):
            return answer
        return ClosingIterator(answer, [self._note])  # when it is sent: nobody waits for it

    def _answer(self, environ: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
        ours = (split_url(self.app.config["PUBLIC_URL"]).hostname or "").rstrip(".")
        in_use = self.app.config["MODE"] == "production" and environ.get("PATH_INFO") != HEALTH
        if in_use and _host(environ) != ours:
            return _plain(MISDIRECTED, NOT_OUR_NAME)(environ, start)
        return self.inner(environ, start)

    def _is_for_others(self, environ: Environ) -> bool:
        """A demo that is not told to be public, and a request that did not come from this machine to this machine."""
        config = self.app.config
        if not (config["DEMO"] or config["TESTING"]) or config["DEMO_PUBLIC"]:
            return False
        peer = environ.get("werkzeug.proxy_fix.orig", environ).get("REMOTE_ADDR") or ""
        host = _host(environ)
        from_here = is_loopback(peer) and (host == "" or is_loopback(host))
        return not from_here or any(name in environ for name in FROM_A_PROXY)

    def _is_time_to_note(self) -> bool:
        return self.noted_at is None or monotonic() - self.noted_at >= HOUR

    def _note(self) -> None:
        """When it was, for the page of operations; nothing of what the headers say. At most once an hour a process."""
        self.noted_at = monotonic()
        try:
            with self.app.app_context(), transaction():
                db.session.merge(Heartbeat(name=f"{FORWARDED}{self.app.config['PROXIES']}", at=clock.now()))
        except (SQLAlchemyError, DomainError) as error:
            log.warning("Untrusted headers of a proxy could not be noted: %s", type(error).__name__)


def is_untrusted(environ: Environ, proxies: int) -> bool:
    """Does it carry headers of a proxy, and not those of just as many as are trusted?"""
    if not any(name in environ for name in FROM_A_PROXY):
        return False
    hops = [hop for hop in environ.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    return proxies == 0 or len(hops) != proxies


def _host(environ: Environ) -> str:
    """The name that the request is for, without the port; empty where it has none, or none that can be read."""
    try:
        return (urlsplit(f"//{environ.get('HTTP_HOST', '')}").hostname or "").rstrip(".")
    except ValueError:
        return "?"


def _plain(status: int, text: str) -> Response:
    return Response(text, status, mimetype="text/plain", headers={"Cache-Control": "no-store"})
