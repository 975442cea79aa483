"""The server that the measuring asks: the house as served, a bare page beside it, and a count of statements."""

import os
import socket
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask import Blueprint, Flask, Response
from flask.cli import ScriptInfo
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]
from sqlalchemy import event

from app.database import db

HOST = "127.0.0.1"
STATEMENTS = "X-Statements"
PROCESSOR = "X-Processor"  # seconds of processor time; unlike the clock's, no other program adds to it
NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "SAVEPOINT", "RELEASE")

bp = Blueprint("bench", __name__)


@bp.get("/bench/<int:size>")
def bare(size: int) -> Response:
    """Nothing but that many bytes: what any page of the size costs here."""
    return Response("x" * size, mimetype="text/html")


class Counted:
    """The application, with each answer's statements and processor time in headers."""

    def __init__(self, house: Flask) -> None:
        self.house = house
        self.statements = 0
        with house.app_context():
            event.listen(db.engine, "before_cursor_execute", self._count)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        self.statements = 0
        begun = time.process_time()

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            seconds = f"{time.process_time() - begun:.6f}"
            counted = [(STATEMENTS, str(self.statements)), (PROCESSOR, seconds)]
            return start_response(status, [*headers, *counted], *rest)

        return self.house(environ, start)

    def _count(self, _connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        self.statements += not statement.startswith(NOT_COUNTED)


class Server(BaseApplication):
    """gunicorn as in production: sync, here with one worker."""

    def __init__(self, port: int) -> None:
        self.port = port
        super().__init__()

    def load_config(self) -> None:
        settings = {"bind": f"{HOST}:{self.port}", "workers": 1, "loglevel": "error", "control_socket_disable": True}
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Counted:
        house = the_house()
        house.register_blueprint(bp)
        return Counted(house)


def the_house() -> Flask:
    """The application as wsgi.py makes it from the environment."""
    return ScriptInfo(app_import_path="wsgi").load_app()


def serve(environment: Mapping[str, str], port: int) -> None:
    """Runs in a process of its own until it is ended."""
    os.environ.update(environment)
    Server(port).run()


def free_port() -> int:
    with socket.socket() as one:
        one.bind((HOST, 0))
        return int(one.getsockname()[1])
