"""The session, the one way to write (`transaction`), the one way to lock (`hold`), and SQLite's manners."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from psycopg.errors import DeadlockDetected
from sqlalchemy import Connection, Engine, event, inspect
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.exc import DBAPIError, IntegrityError, InvalidRequestError, OperationalError
from sqlalchemy.orm import MANYTOONE
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.exc import ObjectDeletedError, StaleDataError

from app.core.errors import Conflict, DomainError
from app.models import Base
from app.models.counters import Counter

db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})

# What a session notes of its transaction: what rows said before it, and which are locked by it.
READ, HELD = "read", "held"

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

    What was read before it may have changed since, so inside each row is read again when something asks for it, and
    a collection raises until a query loads it (docs/decisions/0012). Afterwards, what nobody asked for says what it
    said before. Rolls back on any exception; a page may be shown once more with the rows that it had. Raises Conflict
    for a broken uniqueness, a row that is gone and a deadlock: somebody was faster.
    """
    if _writing.get():
        raise RuntimeError("A transaction inside a transaction: commits belong at the edges.")
    if db.session.new or db.session.dirty or db.session.deleted:
        raise RuntimeError("Rows were changed outside a transaction.")
    db.session.commit()  # ends the reading transaction
    db.session.info[READ] = {}
    db.session.info[HELD] = set()
    _forget()
    token = _writing.set(True)
    try:
        yield
        db.session.commit()
        _remember(anew=False)
    except (IntegrityError, ObjectDeletedError, StaleDataError) as error:
        _take_back()
        raise Conflict(detail=type(error).__name__) from error
    except DomainError:
        _take_back()
        raise
    except OperationalError as error:
        if not isinstance(error.orig, DeadlockDetected):
            db.session.rollback()
            raise
        _take_back()
        raise Conflict(detail="DeadlockDetected") from error
    except BaseException:
        db.session.rollback()
        raise
    finally:
        _writing.reset(token)
        db.session.info.pop(HELD, None)
        db.session.info.pop(READ, None)


def _forget() -> None:
    """Let every row but the held ones be read again. What it said is kept, and with it the rows it belongs to."""
    read, held = db.session.info[READ], db.session.info[HELD]
    for row in list(db.session.identity_map.values()):
        if row not in held:
            read.setdefault(row, {}).update(inspect(row).dict)
            db.session.expire(row)


def _remember(*, anew: bool) -> None:
    """Let rows say what they said last; where not `anew`, only what has not been read since.

    Lists come after all else: a list in the order of its rows' names asks each of them.
    """
    lists = []
    for row, said in db.session.info[READ].items():
        state = inspect(row)
        for name in state.mapper.attrs.keys() & said.keys():
            if not anew and name in state.dict:
                continue
            if isinstance(said[name], list):
                lists.append((row, name, list(said[name])))
            else:
                set_committed_value(row, name, said[name])
    for row, name, rows in lists:
        set_committed_value(row, name, rows)


def _take_back() -> None:
    """Nothing was done. The rows stand on their own, so that a page may be shown once more."""
    db.session.expunge_all()
    db.session.rollback()
    _remember(anew=True)


class StatementFailed(Exception):
    """What was said inside a savepoint the database refuses; everything else in the transaction stands."""


@contextmanager
def savepoint() -> Iterator[None]:
    """Statements that the rest of the transaction can do without.

    Raises StatementFailed when the database refuses one of them; they are undone then, and the transaction goes on as
    it was. What ends the whole transaction (a lost connection; on SQLite a full disk) is raised as it is.
    """
    db.session.flush()  # what failed of what was done before is no fault of what comes now
    nested = db.session.connection().begin_nested()
    try:
        yield
        nested.commit()
    except DBAPIError as error:
        if error.connection_invalidated:
            raise
        nested.rollback()  # fails where the database has ended the transaction by itself
        raise StatementFailed from error
    except BaseException:
        nested.rollback()
        raise


def is_writing() -> bool:
    """Is a writing transaction open? Slow work (hashing, images, SMTP) must not run then."""
    return _writing.get()


def hold(row: Base) -> None:
    """Lock a row until the end of the transaction, so that what follows decides on what is true now.

    It is read again, and so is, when something asks for it, every row that is not held: on PostgreSQL somebody may
    have changed them while this one waited for the lock. Raises Conflict when the row is gone.
    """
    db.session.flush()  # what this transaction has changed is written first: reading again would undo it
    held = db.session.info.get(HELD)
    if held is None:  # outside a transaction: nothing will be written
        db.session.refresh(row, attribute_names=_columns(row), with_for_update=True)
        return
    if row in held:
        return
    _forget()
    try:
        db.session.refresh(row, attribute_names=_columns(row), with_for_update=True)
    except InvalidRequestError as error:
        raise Conflict(detail=f"{type(row).__name__} is gone") from error
    held.add(row)
    _point_anew(row)


def _columns(row: Base) -> list[str]:
    return [attribute.key for attribute in inspect(row).mapper.column_attrs]


def _point_anew(row: Base) -> None:
    """What the row belongs to is another one by now: load it, where it had been loaded."""
    mapper = inspect(row).mapper
    for relation in mapper.relationships:
        if relation.direction is not MANYTOONE or relation.key not in db.session.info[READ].get(row, {}):
            continue
        (column,) = relation.local_columns
        key = getattr(row, mapper.get_property_by_column(column).key)
        if key is not None and relation.mapper.identity_key_from_primary_key((key,)) not in db.session.identity_map:
            set_committed_value(row, relation.key, db.session.get(relation.mapper.class_, key))


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
