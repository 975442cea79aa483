"""Reads routes.toml: for each address and method, what every actor meets there."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from flask import url_for
from werkzeug.test import TestResponse

from tests.house.world import ROLES, World

TABLE = Path(__file__).with_name("routes.toml")
# What one meets, as the table says it → the status.
MEETS = {
    "page": 200,
    "goes": 302,
    "done": 303,
    "denied": 403,
    "hidden": 404,
    "conflict": 409,
    "invalid": 422,
    "unwell": 503,
}
SIGN_IN = "sign_in"


@dataclass(frozen=True)
class Case:
    """One address with its values, and who meets what by one method."""

    endpoint: str
    values: tuple[tuple[str, str], ...]
    method: str
    expected: tuple[tuple[str, str], ...]

    @property
    def name(self) -> str:
        return " ".join([self.method, self.endpoint, *(value.lstrip("=") for _key, value in self.values)])

    def path(self, world: World) -> str:
        with world.app.test_request_context():
            return str(url_for(self.endpoint, **{key: _value(world, key, name) for key, name in self.values}))


def _value(world: World, key: str, name: str) -> Any:
    """`sent` is a thing of the world; `=lukk` is the word itself; `@outcome_token` is a text the world made."""
    if name.startswith("="):
        return name[1:]
    if name.startswith("@"):
        return world.things[name[1:]]
    thing = world.things[name]
    return thing.id if key.endswith("_id") else getattr(thing, key)


@cache
def table() -> dict[str, Any]:
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))


def cases() -> Iterator[Case]:
    for entry in table()["walk"]:
        for method in ("GET", "POST"):
            if method in entry:
                yield Case(
                    entry["endpoint"], tuple(entry.get("with", {}).items()), method, tuple(entry[method].items())
                )


def roles_of(words: str) -> set[str]:
    """The roles that a line names, one by one or by their groups."""
    found: set[str] = set()
    for word in words.split():
        found |= roles_of(table()["groups"][word]) if word in table()["groups"] else {word}
    return found


def expectations(case: Case) -> dict[str, str]:
    """Role → what it meets. `rest` is everybody whom no other line names."""
    meets: dict[str, str] = {}
    for what, words in case.expected:
        for role in roles_of(words) - {"rest"}:
            if role in meets or role not in ROLES:
                raise ValueError(f"{case.name}: {role} is named twice, or nobody.")
            meets[role] = what
    rest = [what for what, words in case.expected if "rest" in words.split()]
    return {role: meets.get(role) or rest[0] for role in ROLES}


def met(response: TestResponse) -> str:
    """What an answer is, in the words of the table."""
    location = response.headers.get("Location", "")
    if response.status_code in (302, 303) and location.startswith("/logg-inn"):
        return SIGN_IN
    return next((what for what, status in MEETS.items() if status == response.status_code), str(response.status_code))
