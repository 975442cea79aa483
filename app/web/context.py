"""What every page may rely on: the actor, the language, the addresses, the words."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, g, has_request_context, request, session, url_for
from flask_login import current_user

from app.labels import title_of, ways_for_individual_cases, word
from app.web.actor import current_actor


@dataclass(frozen=True)
class NavItem:
    """A line of a menu."""

    label: str
    url: str
    current: bool = False


@dataclass(frozen=True)
class Owner:
    """Who runs this Medvirk, from the settings: whom people ask for help, and whom they complain to."""

    name: str
    address: str
    phone: str
    email: str
    officer: str
    statement: str


def language_of_page() -> str:
    """The address decides on public pages (/nn/…), else the reader's choice, else what the browser asks for."""
    if not has_request_context():
        return "nb"
    if "language" in g:
        return str(g.language)
    if current_user and current_user.is_authenticated:
        return str(current_user.person.locale)
    if "without_database" in g and "_user_id" in session:  # somebody who reads Norwegian all day
        return "nn" if request.accept_languages.best_match(["nb", "no", "nn"]) == "nn" else "nb"
    asked = request.accept_languages.best_match(["nb", "no", "nn", "en"])
    return {"nn": "nn", "en": "en"}.get(asked or "", "nb")


def install(app: Flask) -> None:
    app.context_processor(_context)
    app.jinja_env.globals["actor"] = current_actor
    app.jinja_env.globals["word"] = word
    app.jinja_env.globals["title_of"] = title_of
    app.jinja_env.globals["individual_ways"] = ways_for_individual_cases
    app.jinja_env.globals["owner"] = Owner(
        name=app.config["OWNER_NAME"],
        address=app.config["OWNER_ADDRESS"],
        phone=app.config["OWNER_PHONE"],
        email=app.config["CONTACT_EMAIL"],
        officer=app.config["PRIVACY_OFFICER"],
        statement=app.config["ACCESSIBILITY_STATEMENT"],
    )


def _context() -> dict[str, Any]:
    actor = current_actor()
    return {
        "locale": language_of_page(),
        "paths": layout_addresses(),
        "councils": [
            NavItem(council.name, url_for("councils.show", slug=council.slug))
            for council in actor.council_names.values()
        ],
        "unread": current_user.unread if current_user.is_authenticated else 0,
        "text_size": "lg" if current_user.is_authenticated and current_user.person.large_text else "md",
        "demo": current_app.config["DEMO"],
    }


def layout_addresses() -> dict[str, str]:
    """The addresses that the layout leads to; public ones in the reader's language."""
    about = url_for("site.about")
    return {
        "home": url_for("site.front"),
        "about": about,
        "sources": f"{about}#kilder",
        "privacy": url_for("site.privacy"),
        "accessibility": url_for("site.accessibility"),
        "search": url_for("issues.index") if current_user.is_authenticated else url_for("site.front"),
    }
