"""Several people press in the same moment: each with a browser of their own, none ahead of the others."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier, get_ident
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.test import TestResponse

from app.accounts.views.sessions import new_device
from app.database import db, is_writing, transaction
from app.models.people import Person

Press = tuple[Person, str, dict[str, Any]]
PATIENCE = 40  # seconds that the slowest may take to come to the door


@contextmanager
def at_the_same_door(people: int) -> Iterator[None]:
    """Nobody's writing transaction begins before everybody is about to begin theirs."""
    door, through = Barrier(people), set()

    def wait(*_connection: Any) -> None:
        if is_writing() and get_ident() not in through:
            through.add(get_ident())
            door.wait(PATIENCE)

    event.listen(db.engine, "checkout", wait)
    try:
        yield
    finally:
        event.remove(db.engine, "checkout", wait)


def press(app: Flask, presses: Sequence[Press], *, same_moment: bool = True) -> list[TestResponse]:
    """What each of these POSTs is answered, in their order."""
    clients = _clients(app, [person for person, _path, _fields in presses])

    def send(number: int) -> TestResponse:
        _person, path, fields = presses[number]
        return clients[number].post(path, data=fields)

    def all_of_them() -> list[TestResponse]:
        with ThreadPoolExecutor(max_workers=len(presses)) as crowd:
            return list(crowd.map(send, range(len(presses))))

    if not same_moment:
        return all_of_them()
    with at_the_same_door(len(presses)):
        return all_of_them()


def _clients(app: Flask, people: Sequence[Person]) -> list[FlaskClient]:
    """A browser for each of these people, signed in."""
    with transaction():
        tokens = [new_device(person, remember=True, label="test")[1] for person in people]
    db.session.remove()
    clients = []
    for token in tokens:
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie["_user_id"] = token
            cookie["_fresh"] = True
        clients.append(client)
    return clients


def overtaken(app: Flask, late: Press, meanwhile: Callable[[], Any]) -> TestResponse:
    """What a POST is answered when `meanwhile` is done whole between what it read and what it writes."""
    door: list[int] = []

    def wait(*_connection: Any) -> None:
        if is_writing() and not door:
            door.append(get_ident())
            with ThreadPoolExecutor(max_workers=1) as other:
                other.submit(_in_own_context, app, meanwhile).result(PATIENCE)

    clients = _clients(app, [late[0]])
    event.listen(db.engine, "checkout", wait)
    try:
        with ThreadPoolExecutor(max_workers=1) as own:
            return own.submit(clients[0].post, late[1], data=late[2]).result(PATIENCE)
    finally:
        event.remove(db.engine, "checkout", wait)


def _in_own_context(app: Flask, act: Callable[[], Any]) -> Any:
    with app.app_context():
        return act()
