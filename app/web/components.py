"""The components of pages: each file of templates/components is one macro of the same name, known to all templates."""

from collections.abc import Callable
from functools import cache
from typing import Any

from flask import Flask, current_app
from flask_babel import gettext as _
from jinja2 import Environment
from jinja2.runtime import Macro

FOLDER = "components/"


def install(app: Flask) -> None:
    register_components(app.jinja_env)


def register_components(environment: Environment) -> None:
    """Makes every component a global of `environment`, so that no template has to import one."""
    for name in component_names(environment):
        environment.globals[name] = _component(environment, name)


def component_names(environment: Environment) -> list[str]:
    files = environment.list_templates(filter_func=lambda file: file.startswith(FOLDER))
    return [file.removeprefix(FOLDER).removesuffix(".html") for file in files]


def state_word(key: str) -> str:
    """What the tag of a state says, where there is no tag: on paper, in a spreadsheet. `tag.html` is the one place."""
    tag: Any = current_app.jinja_env.get_template(f"{FOLDER}tag.html").module
    word: str = _(tag.STATES[key][0])
    return word


def _component(environment: Environment, name: str) -> Callable[..., Any]:
    """Finds the macro at its first call, since one component may use another; at each call where files are reloaded."""

    def find() -> Macro:
        macro: Macro = getattr(environment.get_template(f"{FOLDER}{name}.html").module, name)
        return macro

    found = find if environment.auto_reload else cache(find)

    def draw(*values: Any, **named: Any) -> str:
        return found()(*values, **named)

    return draw
