"""The index of words: FTS5 with trigrams on SQLite, pg_trgm on PostgreSQL, one behaviour. Finds parts of compounds.

What is found by words, and by whom, stands in `kinds`; that a text is like another is asked of issues alone.
Trigrams need three letters; shorter words are found as the beginning of a word.
"""

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from rapidfuzz import fuzz
from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    delete,
    exists,
    false,
    func,
    insert,
    literal,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import joinedload

from app.core.actor import Actor
from app.core.failures import describe_error
from app.core.text import search_words
from app.database import StatementFailed, db, savepoint
from app.models.base import Base
from app.models.issues import Issue
from app.models.search import IssueText
from app.search.kinds import ISSUES, KINDS, Searchable
from app.search.state import Unusable, asking_index, note_behind
from app.search.words import stem_of, telling_stems, weight_of

log = logging.getLogger(__name__)

SHORTEST_TRIGRAM = 3
CANDIDATES = 200
LIKE_ENOUGH = 40.0  # of 100; below that, what was found only shares a word or two

TOLD_BELOW = 0.6  # what the other says only in its text counts less than what its title says


def index_thing(thing: Base) -> None:
    """Write what a thing is found by, in the open transaction. Call it after every change of the text.

    No change of a text waits for its index: where that is broken it is logged and noted, and `flask reindex` mends it.
    """
    index_all([thing])


def index_all(things: Iterable[Base]) -> None:
    """The same for many, of whatever kinds."""
    db.session.flush()  # they need their ids
    of_kind: dict[type[Base], list[Base]] = defaultdict(list)
    for thing in things:
        of_kind[type(thing)].append(thing)
    for model, those in of_kind.items():
        try:
            with savepoint():
                write_words(KINDS[model], those)
        except StatementFailed as error:
            what = model.__tablename__
            log.error("The search index could not take in %d of %s: %s", len(those), what, describe_error(error))
            note_behind()


def write_words(kind: Searchable, things: Sequence[Any]) -> None:
    """Put the words of these things in the place of those that they had."""
    found = {thing.id: kind.words_of(thing) for thing in things}
    gone = delete(kind.texts).where(kind.key.in_(found)).execution_options(synchronize_session=False)
    db.session.execute(gone)
    rows = [{kind.key.key: one, "title": title, "words": words} for one, (title, words) in found.items()]
    db.session.execute(insert(kind.texts), rows)
    if is_sqlite():
        db.session.execute(delete(kind.fts).where(kind.fts.c.rowid.in_(found)))
        db.session.execute(insert(kind.fts), [{"rowid": one, "words": words} for one, (_, words) in found.items()])


def found_by(actor: Actor, query: str, kind: Searchable = ISSUES) -> ColumnElement[bool]:
    """Those of a kind that match the query and that the actor may see. Where there are words, within `asking_index`."""
    visible = kind.visible_to(actor)
    return and_(visible, matching(query, kind)) if query else visible


def matching(query: str, kind: Searchable = ISSUES) -> ColumnElement[bool]:
    """Those of a kind in which every word of the query occurs, as a whole word or as a part of one; inflected alike.

    An empty query matches all; one of punctuation and single letters alone, nothing. Ask within `asking_index`.
    """
    words = search_words(query)
    if not words:
        return false() if query.strip() else true()
    stems = list(dict.fromkeys(stem_of(word) for word in words))
    return and_(*_each(kind, stems))


def similar_issues(
    title: str, body: str, *, visible: ColumnElement[bool], council_ids: Collection[int], limit: int = 5
) -> list[Issue]:
    """Issues about the same, the actor's own councils first, among those `visible`; with office and council loaded.

    None where the index is broken: what somebody writes does not wait for it.
    """
    stems = telling_stems(title, body)
    if not stems:
        return []
    try:
        with asking_index():
            rows = db.session.execute(_candidates(stems, visible)).all()
    except Unusable:
        return []
    of_title = frozenset(telling_stems(title, ""))
    found = [(_likeness(stems, of_title, row.title, row.words), row.id, row.council_id in council_ids) for row in rows]
    best = sorted((own, score, issue_id) for score, issue_id, own in found if score >= LIKE_ENOUGH)
    return _in_order([issue_id for _own, _score, issue_id in reversed(best)][:limit])


def is_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"


def _each(kind: Searchable, stems: Sequence[str]) -> list[ColumnElement[bool]]:
    """A condition for each stem; the words are letters and digits alone, so nothing in them means anything to SQL."""
    long = [word for word in stems if len(word) >= SHORTEST_TRIGRAM]
    short = [f"% {word}%" for word in stems if len(word) < SHORTEST_TRIGRAM]
    if is_sqlite():
        parts = [_fts(kind, " AND ".join(_quoted(long)))] if long else []
        return [*parts, *(_reads(kind, pattern) for pattern in short)]
    return [*(_like(kind, f"%{word}%") for word in long), *(_reads(kind, pattern) for pattern in short)]


def _quoted(words: Sequence[str]) -> list[str]:
    return [f'"{word}"' for word in words]


def _fts(kind: Searchable, expression: str) -> ColumnElement[bool]:
    found: ColumnElement[bool] = kind.model.id.in_(select(kind.fts.c.rowid).where(_match(kind, expression)))
    return found


def _match(kind: Searchable, expression: str) -> ColumnElement[bool]:
    return kind.fts.c.words.op("MATCH", is_comparison=True)(expression)


def _like(kind: Searchable, pattern: str) -> ColumnElement[bool]:
    found: ColumnElement[bool] = kind.model.id.in_(select(kind.key).where(kind.texts.words.like(pattern)))
    return found


def _reads(kind: Searchable, pattern: str) -> ColumnElement[bool]:
    """No index knows words of two letters: ask only the texts that all else has let through."""
    return exists().where(kind.key == kind.model.id, kind.texts.words.like(pattern))


def _candidates(stems: Sequence[str], visible: ColumnElement[bool]) -> Select[int, int, str, str]:
    """Those which share the weightiest words, at most so many that comparing them takes a few milliseconds."""
    # One look-up in the index for each word and a sum over them: half the time of reading every text that has one.
    hits = union_all(*(_having(word) for word in stems)).subquery()
    shared = (
        select(hits.c.issue_id, func.sum(hits.c.weight).label("weight"))
        .group_by(hits.c.issue_id)
        .having(func.count() >= min(2, len(stems)))
        .subquery()
    )
    return (
        select(Issue.id, Issue.council_id, IssueText.title, IssueText.words)
        .join(shared, shared.c.issue_id == Issue.id)
        .join(IssueText, IssueText.issue_id == Issue.id)
        .where(visible, Issue.hidden_at.is_(None), Issue.merged_into_id.is_(None))
        .order_by(shared.c.weight.desc(), Issue.id.desc())
        .limit(CANDIDATES)
    )


def _having(word: str) -> Select[int, int]:
    fts = ISSUES.fts
    issue_id = fts.c.rowid if is_sqlite() else IssueText.issue_id
    holds = _match(ISSUES, f'"{word}"') if is_sqlite() else IssueText.words.like(f"%{word}%")
    return select(issue_id.label("issue_id"), literal(weight_of(word)).label("weight")).where(holds)


def _likeness(stems: Sequence[str], of_title: Collection[str], other_title: str, other_words: str) -> float:
    """How alike, 0–100: how much of what is told is told there too, and how alike the titles sound.

    One word in common is not enough, unless there is but one.
    """
    shared = [word for word in stems if word in other_words]
    if len(shared) < min(2, len(stems)):
        return 0
    whole = sum(weight_of(word) * (2 if word in of_title else 1) for word in stems)
    told = sum(
        weight_of(word) * (2 if word in of_title else 1) * (1 if word in other_title else TOLD_BELOW) for word in shared
    )
    sound = fuzz.token_set_ratio(" ".join(stems), " ".join(telling_stems(other_title, "")))
    return 70 * told / whole + 0.3 * sound


def _in_order(ids: Sequence[int]) -> list[Issue]:
    rows = db.session.scalars(
        select(Issue).where(Issue.id.in_(ids)).options(joinedload(Issue.office), joinedload(Issue.council))
    )
    by_id = {issue.id: issue for issue in rows}
    return [by_id[issue_id] for issue_id in ids]
