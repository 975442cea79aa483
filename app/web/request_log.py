"""Gives every request an id, and logs what each was: endpoint, method, status and how long it took to answer.

Never the address, whose parts may be a token or somebody's name; nor the query, the body or who asked. The id is the
one that the request came with in X-Request-ID, where that is one, and goes back in the answer's header of that name.
"""

import logging
from collections.abc import Callable, Iterable
from time import monotonic
from typing import Any

from flask import Flask, request, request_started

from app.core import logs

log = logging.getLogger(__name__)

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

HEADER = "X-Request-ID"
ENDPOINT = "medvirk.endpoint"  # where the app leaves it in the request's environment


class RequestLog:
    """Stands before everything else, so that refusals at the door are logged as well. Static files are not."""

    def __init__(self, inner: Application, static: str) -> None:
        self.inner = inner
        self.static = static

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        request_id = logs.sane_id(environ.get("HTTP_X_REQUEST_ID"))
        started, status = monotonic(), 500

        def start(line: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            nonlocal status
            status = int(line.split()[0])
            return start_response(line, [*headers, (HEADER, request_id)], *rest)

        with logs.as_part_of(request_id):
            try:
                return self.inner(environ, start)
            finally:
                if not environ.get("PATH_INFO", "").startswith(self.static):
                    milliseconds = round((monotonic() - started) * 1000)
                    endpoint, method = environ.get(ENDPOINT), _method(environ)
                    logs.log_act(log, "Answered", endpoint=endpoint, method=method, status=status, ms=milliseconds)


def install(app: Flask) -> None:
    """After all else that wraps the application."""
    request_started.connect(_leave_endpoint, app)  # before anything that may refuse the request
    app.wsgi_app = RequestLog(app.wsgi_app, f"{app.static_url_path}/")  # type: ignore[method-assign]


def _leave_endpoint(_app: Flask, **_given: Any) -> None:
    request.environ[ENDPOINT] = request.endpoint


def _method(environ: Environ) -> str:
    """A method may be any word that somebody sends."""
    method = str(environ.get("REQUEST_METHOD"))
    return method if method in ("GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE") else "other"
