"""What a page is about, for its title: tabs, history and screen readers tell pages from each other by it alone."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from jinja2 import pass_context
from jinja2.runtime import Context

from app.core.text import excerpt
from app.labels import title_of

LONGEST = 80
# What views give their templates → what that is called. The narrowest comes first.
NAMES: dict[str, tuple[Callable[[Any], str], ...]] = {
    "issue": (lambda issue: issue.reference, lambda issue: excerpt(title_of(issue), LONGEST)),
    "council": (lambda council: council.name,),
    "office": (lambda office: office.name,),
}


def install(app: Flask) -> None:
    app.jinja_env.globals["matter"] = matter


@pass_context
def matter(context: Context, title: str) -> str:
    """What the title does not say yet of the issue, the council or the office that the page is about."""
    for name, words in NAMES.items():
        if thing := context.get(name):
            return "".join(f" – {said}" for said in (word(thing) for word in words) if said not in title)
    return ""
