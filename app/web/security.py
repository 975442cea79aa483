"""The headers of every answer; and where a redirect may lead."""

from urllib.parse import urlsplit, urlunsplit

from flask import Flask, Response, request, session

from app.web.request_data import split_url

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


HEADERS = (
    ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), microphone=(), geolocation=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
)
HTTPS_ONLY = ("Strict-Transport-Security", "max-age=31536000")


def install(app: Flask) -> None:
    app.after_request(_keeping)
    app.after_request(_stay_here)


def headers_of_every_answer(*, is_secure: bool) -> tuple[tuple[str, str], ...]:
    """Put in at the door, where an answer has none of the name: pages, files, static files, redirects and refusals."""
    return (*HEADERS, HTTPS_ONLY) if is_secure else HEADERS


def _stay_here(response: Response) -> Response:
    """A redirect leads to a path of ours: its address never repeats the host that the request came with.

    The router makes whole addresses of a doubled or a missing slash, from a header that anybody may write.
    """
    location = response.headers.get("Location", "")
    own = own_path(location)
    if own != location:
        response.headers["Location"] = own
        response.set_data(b"")  # the page says the address once more
    return response


def own_path(location: str) -> str:
    """The same address without scheme and host, and without what a browser takes for them (//host, /\\host)."""
    parts = split_url(location.replace("\\", "/"))
    if not (parts.scheme or parts.netloc or location.startswith(("//", "/\\"))):
        return location
    return urlunsplit(("", "", "/" + parts.path.lstrip("/"), parts.query, parts.fragment))


def _keeping(response: Response) -> Response:
    headers = response.headers
    if request.endpoint != "static" and _is_personal():
        headers["Cache-Control"] = "no-store"  # instead of what `send_file` says of a file
    elif request.endpoint != "static":
        headers.setdefault("Cache-Control", "private, no-cache")
    return response


def _is_personal() -> bool:
    """A page for one reader: signed in, answering what was typed, or opened by the link of a mail.

    The cookie tells, not the database: an answer is to get its headers when that is gone, too.
    """
    by_link = "token" in (request.view_args or {})
    return "_user_id" in session or request.method == "POST" or by_link


def safe_next(target: str | None, default: str) -> str:
    """A path of our own to go on to, or the default: never another site."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")) or "\\" in target:
        return default
    parts = urlsplit(target)
    return default if parts.scheme or parts.netloc or any(ord(char) < 32 for char in target) else target
