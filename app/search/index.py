"""The index of issues: FTS5 with trigrams on SQLite, pg_trgm on PostgreSQL, one behaviour. Finds parts of compounds.

Only the issue's own text is found by, never a comment, which fewer may read; a hidden text by its reference alone.
Trigrams need three letters; shorter words are found as the beginning of a word.
"""

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence

from rapidfuzz import fuzz
from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    column,
    delete,
    exists,
    false,
    func,
    insert,
    literal,
    select,
    table,
    true,
    union_all,
)
from sqlalchemy.orm import joinedload

from app.core.failures import described
from app.core.text import search_words
from app.database import StatementFailed, db, savepoint
from app.models.issues import Issue, IssueText
from app.search.state import Unusable, asking, note_behind
from app.search.words import stem, telling, text_of, weight

log = logging.getLogger(__name__)

FTS = table("issue_fts", column("rowid"), column("words"))
SHORTEST_TRIGRAM = 3
CANDIDATES = 200
LIKE_ENOUGH = 40.0  # of 100; below that, what was found only shares a word or two

TOLD_BELOW = 0.6  # what the other says only in its text counts less than what its title says


def index(issue: Issue) -> None:
    """Write what the issue is found by, in the open transaction. Call it after every change of the text.

    No change of a text waits for its index: where that is broken it is logged and noted, and `flask reindex` mends it.
    """
    index_all([issue])


def index_all(issues: Iterable[Issue]) -> None:
    db.session.flush()  # the issues need their ids
    rows = [row_of(issue) for issue in issues]
    if not rows:
        return
    try:
        with savepoint():
            write(rows)
    except StatementFailed as error:
        log.error("The search index could not take in %d issues: %s", len(rows), described(error))
        note_behind()


def write(rows: Sequence[Mapping[str, int | str]]) -> None:
    """Put these rows in the place of those of the same issues."""
    ids = [row["issue_id"] for row in rows]
    gone = delete(IssueText).where(IssueText.issue_id.in_(ids)).execution_options(synchronize_session=False)
    db.session.execute(gone)
    db.session.execute(insert(IssueText), rows)
    if is_sqlite():
        db.session.execute(delete(FTS).where(FTS.c.rowid.in_(ids)))
        db.session.execute(insert(FTS), [{"rowid": row["issue_id"], "words": row["words"]} for row in rows])


def matching(query: str) -> ColumnElement[bool]:
    """Issues in which every word of the query occurs, as a whole word or as a part of one; inflected alike.

    An empty query matches all; one of punctuation and single letters alone, nothing. Ask within `asking`.
    """
    words = search_words(query)
    if not words:
        return false() if query.strip() else true()
    stems = list(dict.fromkeys(stem(word) for word in words))
    return and_(*_each(stems))


def similar(
    title: str, body: str, *, visible: ColumnElement[bool], council_ids: Collection[int], limit: int = 5
) -> list[Issue]:
    """Issues about the same, the actor's own councils first, among those `visible`; with office and council loaded.

    None where the index is broken: what somebody writes does not wait for it.
    """
    stems = telling(title, body)
    if not stems:
        return []
    try:
        with asking():
            rows = db.session.execute(_candidates(stems, visible)).all()
    except Unusable:
        return []
    of_title = frozenset(telling(title, ""))
    found = [(_likeness(stems, of_title, row.title, row.words), row.id, row.council_id in council_ids) for row in rows]
    best = sorted((own, score, issue_id) for score, issue_id, own in found if score >= LIKE_ENOUGH)
    return _in_order([issue_id for _own, _score, issue_id in reversed(best)][:limit])


def row_of(issue: Issue) -> dict[str, int | str]:
    """What the index keeps of an issue."""
    if issue.hidden_at is not None:
        return {"issue_id": issue.id, "title": "", "words": text_of(issue.reference)}
    words = text_of(issue.reference, issue.title, issue.body, issue.affected, issue.wanted)
    return {"issue_id": issue.id, "title": text_of(issue.title), "words": words}


def is_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"


def _each(stems: Sequence[str]) -> list[ColumnElement[bool]]:
    """A condition for each stem; the words are letters and digits alone, so nothing in them means anything to SQL."""
    long = [word for word in stems if len(word) >= SHORTEST_TRIGRAM]
    short = [f"% {word}%" for word in stems if len(word) < SHORTEST_TRIGRAM]
    if is_sqlite():
        parts = [_fts(" AND ".join(_quoted(long)))] if long else []
        return [*parts, *(_reads(pattern) for pattern in short)]
    return [*(_like(f"%{word}%") for word in long), *(_reads(pattern) for pattern in short)]


def _quoted(words: Sequence[str]) -> list[str]:
    return [f'"{word}"' for word in words]


def _fts(expression: str) -> ColumnElement[bool]:
    return Issue.id.in_(select(FTS.c.rowid).where(_match(expression)))


def _match(expression: str) -> ColumnElement[bool]:
    return FTS.c.words.op("MATCH", is_comparison=True)(expression)


def _like(pattern: str) -> ColumnElement[bool]:
    return Issue.id.in_(select(IssueText.issue_id).where(IssueText.words.like(pattern)))


def _reads(pattern: str) -> ColumnElement[bool]:
    """No index knows words of two letters: ask only the texts that all else has let through."""
    return exists().where(IssueText.issue_id == Issue.id, IssueText.words.like(pattern))


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
    issue_id = FTS.c.rowid if is_sqlite() else IssueText.issue_id
    holds = _match(f'"{word}"') if is_sqlite() else IssueText.words.like(f"%{word}%")
    return select(issue_id.label("issue_id"), literal(weight(word)).label("weight")).where(holds)


def _likeness(stems: Sequence[str], of_title: Collection[str], other_title: str, other_words: str) -> float:
    """How alike, 0–100: how much of what is told is told there too, and how alike the titles sound.

    One word in common is not enough, unless there is but one.
    """
    shared = [word for word in stems if word in other_words]
    if len(shared) < min(2, len(stems)):
        return 0
    whole = sum(weight(word) * (2 if word in of_title else 1) for word in stems)
    told = sum(
        weight(word) * (2 if word in of_title else 1) * (1 if word in other_title else TOLD_BELOW) for word in shared
    )
    sound = fuzz.token_set_ratio(" ".join(stems), " ".join(telling(other_title, "")))
    return 70 * told / whole + 0.3 * sound


def _in_order(ids: Sequence[int]) -> list[Issue]:
    rows = db.session.scalars(
        select(Issue).where(Issue.id.in_(ids)).options(joinedload(Issue.office), joinedload(Issue.council))
    )
    by_id = {issue.id: issue for issue in rows}
    return [by_id[issue_id] for issue_id in ids]
