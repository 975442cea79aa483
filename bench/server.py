"""The server that the measuring asks: the house as served, plain pages beside it, and what each answer cost."""

import logging
import os
import socket
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask import Flask
from flask.cli import ScriptInfo
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]
from sqlalchemy import create_engine, event
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from app.core.logs import OURS
from app.database import db
from bench.plain import PREFIX, make_plain

HOST = "127.0.0.1"
STATEMENTS = "X-Statements"
PROCESSOR = "X-Processor"  # seconds of processor time that the worker has used since it began
NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "SAVEPOINT", "RELEASE")


class Counted:
    """The house and the plain pages, with each answer's statements and the processor time so far in headers."""

    def __init__(self, house: Flask) -> None:
        plain = make_plain(create_engine(house.config["SQLALCHEMY_DATABASE_URI"]))
        self.pages = DispatcherMiddleware(house, {PREFIX: plain})
        self.statements = 0
        with house.app_context():
            event.listen(db.engine, "before_cursor_execute", self._count)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        self.statements = 0

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            counted = [(STATEMENTS, str(self.statements)), (PROCESSOR, f"{time.process_time():.6f}")]
            return start_response(status, [*headers, *counted], *rest)

        return self.pages(environ, start)

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
        logging.getLogger(OURS).setLevel(logging.WARNING)  # a line for each request would bury the table
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
