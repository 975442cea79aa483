"""Public pages stand at three addresses, one a language: /om, /nn/om, /en/om. `url_for` keeps the reader's."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint, Flask, current_app, g, request, url_for

from app.labels import LANGUAGES

View = TypeVar("View", bound=Callable[..., Any])


def public(bp: Blueprint, path: str, **options: Any) -> Callable[[View], View]:
    """`@public(bp, "/om")` above a view: its three addresses. The view itself takes no language."""

    def at_three_addresses(view: View) -> View:
        for code in LANGUAGES:
            prefix = "" if code == "nb" else f"/{code}"
            bp.add_url_rule(prefix + path, view.__name__, view, defaults={"lang": code}, **options)
        return view

    return at_three_addresses


def install(app: Flask) -> None:
    app.url_value_preprocessor(_read_language)
    app.url_defaults(_keep_language)
    app.context_processor(_other_languages)


def _read_language(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    if values and "lang" in values:
        g.language = values.pop("lang")


def _keep_language(endpoint: str, values: dict[str, Any]) -> None:
    if "lang" not in values and current_app.url_map.is_endpoint_expecting(endpoint, "lang"):
        values["lang"] = g.get("language", "nb")


def _other_languages() -> dict[str, Any]:
    """`languages`: code → address of this same page; only where it has addresses per language."""
    if "language" not in g or request.endpoint is None:
        return {}
    given = request.view_args or {}
    return {"languages": {code: url_for(request.endpoint, **{**given, "lang": code}) for code in LANGUAGES}}
