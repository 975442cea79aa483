"""What is judged is read under the lock: rows read before it are read again, and no set of them is handed in."""

import ast
from threading import Event, Thread

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import joinedload, selectinload

from app.core.errors import Conflict, Invalid
from app.database import db, hold, transaction
from app.models.councils import Council, Seat
from app.models.issues import Issue
from tests.house.source import modules

# A set of these was read by a page before the lock; a service asks for its own.
SETS = {"Sequence", "Collection", "Iterable", "list", "set", "frozenset", "dict", "Mapping", "tuple"}


def elsewhere(app, statement, **values):
    """Somebody else changes something, and is done."""

    def change():
        with app.app_context(), db.engine.begin() as connection:
            connection.execute(text(statement), values)

    other = Thread(target=change)
    other.start()
    other.join()


def test_a_row_read_before_the_transaction_is_read_again_in_it(app, make):
    issue = make.issue(title="Før")
    db.session.commit()
    elsewhere(app, "UPDATE issue SET title = 'Etter' WHERE id = :id", id=issue.id)

    with transaction():
        assert issue.title == "Etter"
        assert db.session.scalars(select(Issue)).one().title == "Etter"


def with_audience(issue):
    """The issue as a page reads it: with the councils that it is in front of."""
    db.session.commit()
    query = select(Issue).where(Issue.id == issue.id).options(selectinload(Issue.audience), joinedload(Issue.council))
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def test_a_collection_read_before_the_transaction_is_not_judged_in_it(make):
    issue = with_audience(make.issue())
    assert len(issue.audience) == 1

    with transaction():
        hold(issue)
        with pytest.raises(InvalidRequestError, match="raise_on_sql"):
            len(issue.audience)

    assert len(issue.audience) == 1  # and afterwards it says again what it said


def test_a_row_that_belongs_to_another_by_now_points_at_that_one(app, make):
    heir = make.council()
    issue = with_audience(make.issue())
    db.session.expunge(heir)
    elsewhere(app, "UPDATE issue SET council_id = :heir WHERE id = :id", heir=heir.id, id=issue.id)

    with transaction():
        hold(issue)
        assert issue.council.id == heir.id


def test_what_was_read_while_waiting_for_a_lock_is_read_again_under_it(app, make):
    """Only PostgreSQL lets two write at once; on SQLite the second does not begin before the first is done."""
    council = make.council()
    issue, seat = make.issue(council), make.seat(council)
    begun, read = Event(), Event()
    issue_id, seat_id = issue.id, seat.id
    db.session.commit()

    def closes():
        with app.app_context(), transaction():
            hold(db.session.get_one(Issue, issue_id))
            begun.set()
            read.wait(2 if db.engine.dialect.name == "postgresql" else 0)
            db.session.get_one(Seat, seat_id).title = "Ny"

    other = Thread(target=closes)
    other.start()
    begun.wait()
    if db.engine.dialect.name != "postgresql":
        other.join()
    with transaction():
        assert seat.title is None or db.engine.dialect.name == "sqlite"
        read.set()
        hold(issue)
        assert seat.title == "Ny"
    other.join()


def test_a_refusal_leaves_the_rows_as_the_page_had_them(make):
    issue = with_audience(make.issue(title="Før"))

    def change_and_refuse():
        with transaction():
            hold(issue)
            issue.title = "Etter"
            db.session.flush()
            raise Invalid

    with pytest.raises(Invalid):
        change_and_refuse()

    assert (issue.title, len(issue.audience)) == ("Før", 1)
    assert db.session.scalars(select(Issue.title)).one() == "Før"


def test_a_refusal_leaves_a_list_in_the_order_of_its_rows_names(make):
    made = make.council(offices=[make.office(name="Nav Ås"), make.office(name="Nav Bø")])
    db.session.commit()
    db.session.expunge_all()
    council = db.session.scalars(select(Council).options(selectinload(Council.offices))).one()

    def refuse():
        with transaction():
            hold(council)
            raise Invalid

    with pytest.raises(Invalid):
        refuse()

    assert council.id == made.id
    assert [office.name for office in council.offices] == ["Nav Bø", "Nav Ås"]


@pytest.mark.parametrize("ask", [hold, lambda seat: seat.title], ids=["held", "read"])
def test_a_row_that_is_gone_is_a_conflict(app, make, ask):
    seat = make.seat(make.council())
    db.session.commit()
    elsewhere(app, "DELETE FROM seat WHERE id = :id", id=seat.id)

    with pytest.raises(Conflict), transaction():
        ask(seat)


def words_of(annotation):
    return {node.id for node in ast.walk(annotation) if isinstance(node, ast.Name)}


# These take a set and judge nothing by it as a whole.
NOT_JUDGED = {
    "say_public": "each appointment is held and judged alone",
    "agree_to_act": "words, as they were typed",
}


def test_no_set_of_rows_is_handed_to_what_locks():
    handed = [
        f"{module.at(node)} {node.name}({argument.arg})"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef)
        and node.name not in NOT_JUDGED
        and any(
            isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id == "hold"
            for one in ast.walk(node)
        )
        for argument in (*node.args.args, *node.args.kwonlyargs)
        if argument.annotation is not None and words_of(argument.annotation) & SETS
    ]

    assert handed == []
