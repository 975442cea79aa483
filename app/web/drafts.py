"""Where drafts are kept: one for each opened form, found again by its writer, never with one person's numbers in it."""

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete, func, select
from werkzeug.datastructures import MultiDict

from app.core import clock, guard
from app.core.guard import FindingKind
from app.core.text import excerpt
from app.database import db
from app.models.people import Draft, Person
from app.web import typed
from app.web.request_data import stored_fields

MOST = 10  # drafts a person and form
LONGEST = 200_000  # characters in all; longer than any form of ours
# Presses of the moment, and what a form says about itself.
NOT_KEPT = frozenset(
    {
        *(
            "csrf_token",
            "opened",
            "act",
            "next",
            "kept",
            "remember",
            "seen_warnings",
            "after_sending",
            "seen_same",
            "without_promise",
        ),
        *("drop_file", "attachment", "confirmed"),
    }
)
# Of what was kept, this is no text of the writer's: it does not make one sent form another than the next.
KEYS = frozenset({"form_key", "kept_file", "base", "draft", "instead"})

Fields = dict[str, Any]


@dataclass(frozen=True)
class Opened:
    """One opened form: whose, where, which draft it writes, and from which window's text it began."""

    person_id: int
    path: str
    form: str  # the endpoint that shows it
    key: str = ""  # none: the form keeps no draft
    writer: str = ""  # this window
    seen: str = ""  # the window whose text was shown when the form opened
    texts: tuple[str, ...] = ()  # the fields that are written in


@dataclass(frozen=True)
class Saved:
    """What came of saving: where it is kept now, or why it is not."""

    opened: Opened
    draft: Draft | None = None
    refusal: str = ""
    is_full: bool = False  # one must be thrown away first


def new_key() -> str:
    return secrets.token_urlsafe(18)


def worth_keeping(form: MultiDict[str, str]) -> Fields:
    """What was sent, without presses and secrets; a list where a name stands more than once."""
    return {
        name: values[0] if len(values) == 1 else values
        for name, values in form.lists()
        if name not in NOT_KEPT and not typed.is_secret(name)
    }


def digest_of(fields: Mapping[str, Any], **more: str) -> str:
    """Tells two sendings of one form apart by what was written and chosen, not by spaces and keys."""
    words = {name: " ".join(str(value).split()) for name, value in {**fields, **more}.items() if name not in KEYS}
    told = json.dumps({name: value for name, value in words.items() if value}, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


def refusal_of(fields: Fields) -> str:
    """Why these fields may not be stored; empty when they may."""
    every = stored_fields(fields)
    if sum(len(value) for _name, value in every.items(multi=True)) > LONGEST:
        return _("Utkastet er ikke lagret: teksten er for lang.")
    told = [value for name, value in every.items(multi=True) if name not in KEYS | NOT_KEPT]
    kinds = {found.kind for value in told for found in guard.check_text(value) if found.severity is guard.Severity.STOP}
    if FindingKind.ACCOUNT_NUMBER in kinds and len(kinds) == 1:
        return _("Utkastet er ikke lagret: teksten inneholder et kontonummer.")
    return _("Utkastet er ikke lagret: teksten inneholder et fødselsnummer.") if kinds else ""


def save_draft(opened: Opened, fields: Fields) -> Saved:
    """Keep these fields as the draft of this opened form, in the open transaction.

    Where another window has saved its own text under the same key meanwhile, or the form has been sent, or the draft is
    offered to somebody who reads it, what is written here goes on under a key of its own: nothing is overwritten,
    nothing sent comes to life again, and nobody reads half a sentence.
    """
    if not any(str(fields.get(name, "")).strip() for name in opened.texts):
        _empty(opened)
        return Saved(opened)
    if refusal := refusal_of(fields):
        return Saved(opened, refusal=refusal)
    if not _hold_writer(opened.person_id):
        return Saved(opened, refusal=_("Utkastet er ikke lagret: du er ikke logget inn."))
    row = _row(opened.key)
    if row is not None and row.ended_at is not None and row.digest == digest_of(fields):
        return Saved(opened)
    if row is not None and not _goes_on(row, opened, fields):
        opened = replace(opened, key=new_key(), seen="")
        row = None
    if row is None and _count(opened) >= MOST:
        return Saved(
            opened,
            refusal=_("Utkastet er ikke lagret: du har ti utkast fra dette skjemaet. Send eller kast et av dem."),
            is_full=True,
        )
    if row is None:
        row = Draft(key=opened.key, person_id=opened.person_id, form=opened.form, path=opened.path, subject="")
        db.session.add(row)
    row.fields = fields
    row.excerpt = _excerpt(opened, fields)
    row.writer = opened.writer
    row.saved_at = clock.now()
    row.warned_at = None
    db.session.flush()  # whoever offers it holds it
    return Saved(opened, row)


def end_draft(opened: Opened, fields: Fields) -> None:
    """The form was sent: its text goes, and the key is remembered so that a late save brings nothing back."""
    _hold_writer(opened.person_id)
    row = _row(opened.key)
    if row is not None and not _is_ours(row, opened):
        return  # another window's text
    if row is None:
        row = Draft(key=opened.key, person_id=opened.person_id, form=opened.form, path=opened.path, subject="")
        db.session.add(row)
    row.fields = {}
    row.excerpt = ""
    row.offered_at = None
    row.saved_at = row.ended_at = clock.now()
    row.digest = digest_of(fields)


def throw_away(person_id: int | None, key: str) -> None:
    db.session.execute(delete(Draft).where(Draft.person_id == person_id, Draft.key == key, Draft.ended_at.is_(None)))


def find_draft(person_id: int | None, key: str) -> Draft | None:
    """A draft by its key, for its writer alone."""
    if person_id is None or not key:
        return None
    return db.session.scalar(
        select(Draft).where(Draft.key == key, Draft.person_id == person_id, Draft.ended_at.is_(None))
    )


def was_sent(person_id: int | None, key: str) -> bool:
    """Is this the key of a form that this person has sent lately?"""
    sent = select(Draft.id).where(Draft.key == key, Draft.person_id == person_id, Draft.ended_at.is_not(None))
    return db.session.scalar(sent) is not None


def of_page(person_id: int | None, path: str) -> Sequence[Draft]:
    """What somebody has begun on this page, the newest first."""
    query = select(Draft).where(Draft.person_id == person_id, Draft.path == path, Draft.ended_at.is_(None))
    return db.session.scalars(query.order_by(Draft.saved_at.desc(), Draft.id.desc())).all()


def all_of(person_id: int | None) -> Sequence[Draft]:
    """Everything that somebody has begun, the newest first."""
    query = select(Draft).where(Draft.person_id == person_id, Draft.ended_at.is_(None))
    return db.session.scalars(query.order_by(Draft.saved_at.desc(), Draft.id.desc())).all()


def _goes_on(row: Draft, opened: Opened, fields: Fields) -> bool:
    is_standing = row.ended_at is None and (row.offered_at is None or row.fields == fields)
    return is_standing and _is_ours(row, opened, fields)


def _is_ours(row: Draft, opened: Opened, fields: Fields | None = None) -> bool:
    if row.person_id != opened.person_id:
        return False
    return row.writer in (opened.writer, opened.seen) or (fields is not None and row.fields == fields)


def _row(key: str) -> Draft | None:
    return db.session.scalar(
        select(Draft).where(Draft.key == key).with_for_update().execution_options(populate_existing=True)
    )


def _hold_writer(person_id: int) -> bool:
    """One save of a person at a time: two windows cannot both be the tenth. False for who may not come in any more."""
    return bool(db.session.scalar(select(Person.active).where(Person.id == person_id).with_for_update()))


def _count(opened: Opened) -> int:
    standing = (Draft.person_id == opened.person_id, Draft.form == opened.form, Draft.ended_at.is_(None))
    return db.session.scalar(select(func.count()).select_from(Draft).where(*standing)) or 0


def _empty(opened: Opened) -> None:
    """All letters were taken away again: there is no draft, but what is offered stays."""
    row = _row(opened.key)
    if row is not None and row.ended_at is None and row.offered_at is None and _is_ours(row, opened):
        db.session.delete(row)


def _excerpt(opened: Opened, fields: Fields) -> str:
    """What the writer knows it by: the title where there is one, else the beginning of the first text."""
    names = sorted(opened.texts, key=lambda name: name != "title")
    return next((excerpt(text, 120) for name in names if (text := str(fields.get(name, "")).strip())), "")
