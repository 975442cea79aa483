"""The headers of every answer; and where a redirect may lead."""

from urllib.parse import urlsplit

from flask import Flask, Response, request, session

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def install(app: Flask) -> None:
    app.after_request(_headers)


def _headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
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
