"""The session, the one way to write (`transaction`), the one way to lock (`hold`), and SQLite's manners."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, event, inspect
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.exc import IntegrityError, InvalidRequestError

from app.core.errors import Conflict, DomainError, NotFound
from app.models import Base
from app.models.counters import Counter

db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})

_writing: ContextVar[bool] = ContextVar("writing", default=False)


def engine_options(url: str) -> dict[str, Any]:
    """What the engine needs for a database address: SQLite leaves BEGIN to us, PostgreSQL compiles no short query."""
    if url.startswith("sqlite"):
        return {"connect_args": {"isolation_level": None, "timeout": 15}}
    return {"pool_pre_ping": True, "connect_args": {"options": "-c jit=off"}}


def prepare_engine(engine: Engine) -> None:
    """WAL, foreign keys and our own BEGIN on SQLite; nothing on PostgreSQL."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def on_connect(raw: Any, _record: Any) -> None:
        cursor = raw.cursor()
        for pragma in ("journal_mode=WAL", "foreign_keys=ON", "busy_timeout=15000", "synchronous=NORMAL"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        # A transaction that reads first and writes later fails at once in WAL; so a writing one says so at the start.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")


@contextmanager
def transaction() -> Iterator[None]:
    """One use case, one commit. Only at the edges: a view, a command, the worker.

    Ends the reading transaction first, rolls back on any exception, and turns a broken uniqueness
    into Conflict: somebody was faster.
    """
    if _writing.get():
        raise RuntimeError("A transaction inside a transaction: commits belong at the edges.")
    if db.session.new or db.session.dirty or db.session.deleted:
        raise RuntimeError("Rows were changed outside a transaction.")
    db.session.commit()  # ends the reading transaction; what was loaded stays loaded
    token = _writing.set(True)
    try:
        yield
        db.session.commit()
    except IntegrityError as error:
        db.session.rollback()
        raise Conflict(str(error.orig)) from error
    except DomainError:
        db.session.expunge_all()  # a page that shows the form again may read on what it had loaded
        db.session.rollback()
        raise
    except BaseException:
        db.session.rollback()
        raise
    finally:
        _writing.reset(token)


def is_writing() -> bool:
    """Is a writing transaction open? Slow work (hashing, images, SMTP) must not run then."""
    return _writing.get()


def hold(row: Base) -> None:
    """Lock a row and read it again, so that what follows decides on what is true now. Keeps loaded relations.

    What this transaction has changed on it already is written first: reading again would undo it.
    """
    if row in db.session.dirty:
        db.session.flush()
    columns = [attribute.key for attribute in inspect(row).mapper.column_attrs]
    try:
        db.session.refresh(row, attribute_names=columns, with_for_update=True)
    except InvalidRequestError as error:
        raise NotFound from error


def next_number(series: str) -> int:
    """The next number of a series, counted up in this transaction; two at once get two numbers."""
    insert = postgresql_insert if db.engine.dialect.name == "postgresql" else sqlite_insert
    statement = (
        insert(Counter)
        .values(name=series, value=1)
        .on_conflict_do_update(index_elements=["name"], set_={"value": Counter.value + 1})
        .returning(Counter.value)
    )
    return int(db.session.execute(statement).scalar_one())
