"""One issue as paper: all that its page says to this reader, from first to last, and no buttons."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _

from app.core import clock
from app.core.words import ATTACHED, COMMENTS, DAY_AND_TIME, ISSUE_NUMBERED, SAME_HERE, WHAT, WHO
from app.followups.queries.chain import Chain
from app.followups.words.paper import HIDDEN, Reader, chain_sections, said
from app.followups.words.turn import Turn
from app.issues.words import bylines
from app.issues.words.history import Entry as Happened
from app.issues.words.phrases import COMMENT_WITHDRAWN, WHAT_SHOULD_CHANGE, WHOM_IT_AFFECTS
from app.labels import title_of, word
from app.language import format_date, format_datetime
from app.models.comments import Comment
from app.models.issues import Issue, Reopening, Support
from app.paper.document import Cell, Entry, Paper, Passage, Section, Table


@dataclass(frozen=True)
class Read:
    """What this reader reads of it. `files`: the names of what is attached to a text."""

    reader: Reader
    turn: Turn
    chain: Chain
    supports: Sequence[Support]
    comments: Sequence[Comment]
    history: Sequence[Happened]
    reopening: Reopening | None
    files: Callable[[object], str]
    state_word: Callable[[str], str]


def issue_paper(issue: Issue, read: Read) -> Paper:
    """In the reader's language, each text in its own. A hidden text is hidden; user-side comments say what they are."""
    reference = _numbered(issue)
    place = issue.office.name if issue.office else issue.council.name
    sections = [
        Section(_("Innspillet"), _text(issue, read)),
        *chain_sections(issue, read.chain, read.reader, state_word=read.state_word, files=read.files),
        *_talk(read),
        _history(read),
    ]
    return Paper(
        f"{reference}: {title_of(issue)}",
        Passage(title_of(issue), None if issue.hidden_at else issue.language),
        sections,
        eyebrow=" · ".join([reference, word(issue.theme), place]),
        lead=_lead(issue, read),
    )


def _lead(issue: Issue, read: Read) -> list[Passage]:
    """How it stands, and who brought it."""
    author = bylines.of_issue(issue, names=read.reader.names).line
    turn = ". ".join(part for part in (read.turn.text, read.turn.until) if part)
    lines = [
        Passage(turn, label=f"{read.state_word(read.turn.state)}."),
        Passage(f"{author} · {_moment(issue.posted_at)}"),
        Passage(bylines.registered_by(issue, names=read.reader.names)),
    ]
    if issue.is_closed and issue.ending:
        ending = str(HIDDEN) if issue.ending_hidden_at else issue.ending
        lines.append(Passage(ending, label=f"{word(issue.outcome)}:"))
    if read.reopening is not None:
        label = _("Åpnet igjen %(day)s", day=_day(clock.local_day(read.reopening.at)))
        lines += said(read.reopening, Passage(read.reopening.reason, label=f"{label}:"))
    return [one for one in lines if one.text]


def _text(issue: Issue, read: Read) -> list[Passage]:
    change = _("Endringen begynner %(day)s.", day=_day(issue.change_on)) if issue.change_on else ""
    return said(
        issue,
        Passage(issue.body, issue.language),
        Passage(issue.affected or "", issue.language, str(WHOM_IT_AFFECTS)),
        Passage(issue.wanted or "", issue.language, str(WHAT_SHOULD_CHANGE)),
        Passage(change),
        Passage(read.files(issue), label=str(ATTACHED)),
    )


def _talk(read: Read) -> list[Section]:
    names = read.reader.names
    same = [passage for one in read.supports for passage in _supported(one, bylines.of_support(one, names=names))]
    comments = [_comment(one, read) for one in read.comments]
    sections = [Section(str(SAME_HERE), same)] if same else []
    return [*sections, Section(str(COMMENTS), entries=comments)] if comments else sections


def _supported(support: Support, by: str) -> list[Passage]:
    if support.hidden_at:
        return [Passage(str(HIDDEN), label=f"{by}:")]
    return [Passage(support.example or _day(clock.local_day(support.at)), label=f"{by}:")]


def _comment(comment: Comment, read: Read) -> Entry:
    by = bylines.of_comment(comment, names=read.reader.names)
    who = " · ".join([word(comment.tag), word(comment.audience), _moment(comment.at)])
    if comment.withdrawn_at:
        return Entry(by.line, who, [Passage(str(COMMENT_WITHDRAWN))])
    text = Passage(comment.text, comment.language)
    return Entry(by.line, who, said(comment, text, Passage(read.files(comment), label=str(ATTACHED))))


def _history(read: Read) -> Section:
    def line(one: Happened) -> Sequence[Cell]:
        words = []
        if one.words is not None:
            words = [str(HIDDEN)] if one.words.hidden_at else one.words.words
        return [Cell(Passage(one.what), "\n".join(words)), Cell(Passage(one.who.line)), Cell(Passage(_moment(one.at)))]

    columns = [str(WHAT), str(WHO), _("Når")]
    return Section(_("Historikk"), table=Table(columns, [42, 30, 28], [line(one) for one in read.history]))


def _numbered(issue: Issue) -> str:
    return str(ISSUE_NUMBERED) % {"reference": issue.reference}


def _day(day: date) -> str:
    return format_date(day, "d. MMMM y")


def _moment(at: datetime) -> str:
    return format_datetime(at, str(DAY_AND_TIME))
