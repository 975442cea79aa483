"""Words and dates in the language in force: messages as one dictionary a language, and what a day is called kept.

Flask-Babel looks for the language's catalogue anew at every word, which was a tenth of each page. What is kept here is
keyed by the language alone, which is asked for each time, so that mails are right inside `force_locale`.
"""

from datetime import date, datetime
from functools import lru_cache
from typing import Any

from babel import dates
from flask import Flask
from flask_babel import Domain, get_locale
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from app.core import clock

KEPT_DATES = 4096
NO_BREAK = "\N{NO-BREAK SPACE}"


class Messages(Domain):
    """What Flask-Babel's own functions ask: the same answers, found by the language.

    Messages are written in the code and in templates alone, never made of what people write: their number is bounded.
    """

    def get_translations(self) -> Any:
        language = language_in_force()
        return super().get_translations() if language is None else self._catalogue(language).translations

    def gettext(self, string: str, **variables: Any) -> str:
        words = self.message(string)
        return words % variables if variables else words

    def message(self, string: str) -> str:
        """One message in the language in force, its gaps not filled."""
        language = language_in_force()
        return string if language is None else self._catalogue(language)[string]

    def _catalogue(self, language: str) -> "Catalogue":
        found: Catalogue | None = self.cache.get(language)
        if found is None:
            found = self.cache[language] = Catalogue(super().get_translations())
        return found


class Catalogue(dict[str, str]):
    """The messages of one language that have been asked for."""

    def __init__(self, translations: Any) -> None:
        super().__init__()
        self.translations = translations

    def __missing__(self, string: str) -> str:
        words: str = self.translations.ugettext(string)
        self[string] = words
        return words


def install(app: Flask) -> None:
    """Put the dictionaries below Flask-Babel's functions, and in front of its functions for templates."""
    messages = Messages()
    app.extensions["babel"].instance.domain_instance = messages

    @pass_eval_context
    def gettext(where: EvalContext, string: str, **gaps: Any) -> str:
        words = messages.message(string)
        return Markup(words) % gaps if where.autoescape else words % gaps  # noqa: S704 — our own words; gaps are escaped

    app.jinja_env.globals.update(gettext=gettext, _=gettext, N_=str)  # N_ marks a text for the catalogue, and no more


def language_in_force() -> str | None:
    """The reader's or, inside `force_locale`, the recipient's; none where there is no application."""
    locale = get_locale()
    return None if locale is None else locale.language


def format_date(day: date, pattern: str) -> str:
    """A day by a pattern of CLDR ("d. MMMM y") in the language in force; English has no full stop after the day."""
    return _day(day, pattern, language_in_force() or "nb")


def format_datetime(at: datetime, pattern: str) -> str:
    """An instant as the clock shows it in Norway, by a pattern of CLDR, in the language in force."""
    return _moment(at, pattern, language_in_force() or "nb")


def _in_its_way(pattern: str, language: str) -> str:
    """A day stays on one line with its month, and "kl." with the hour. English writes no full stop after the day."""
    if language == "en":
        pattern = pattern.replace("d. ", "d ")
    for before in ("d. ", "d ", "'kl.' "):
        pattern = pattern.replace(before, f"{before[:-1]}{NO_BREAK}")
    return pattern


@lru_cache(KEPT_DATES)
def _day(day: date, pattern: str, language: str) -> str:
    return dates.format_date(day, _in_its_way(pattern, language), locale=language)


@lru_cache(KEPT_DATES)
def _moment(at: datetime, pattern: str, language: str) -> str:
    return dates.format_datetime(at, _in_its_way(pattern, language), tzinfo=clock.OSLO, locale=language)
