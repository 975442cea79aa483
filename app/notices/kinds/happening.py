"""The form of a kind of event: its letter, its line in the history and the log, when it is done, how it is delivered.

The gaps of the letters: about ("Innspill 2026-0042" or "sak 12/26"), due (a day), owner (who owes it, or did), council,
into (what it was merged with), outcome, number (which reminder); words/notice_text.py fills them. No story text, ever.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum, auto
from typing import Any

from flask_babel import lazy_gettext as _l

from app.core.words import NO, YES
from app.models.notices import Event, Reason
from app.notices.kinds.loaded import LoadedNotice
from app.notices.kinds.topics import Topic

ASKED = frozenset({Reason.OWES, Reason.STANDS_IN, Reason.FALLBACK, Reason.SEAT})

# Buttons, a subject and a label that kinds of several rooms share
READ_MORE = _l("Les mer i Medvirk")
SEE_ISSUE = _l("Se innspillet")
ANSWER_ISSUE = _l("Svar på innspillet")
SEE_PROPOSAL = _l("Se forslaget")
SEE_REASONS = _l("Se begrunnelsen")
READ_REASONS = _l("Les begrunnelsen")
SEE_NOTICES = _l("Se varslene dine")
COUNCIL_DISAGREES = _l("%(about)s: utvalget er ikke enig")
CONCERNS = _l("Det gjelder")  # a label

YES_OR_NO = (YES, NO)  # boxes

Facts = list[tuple[str, str]]  # label and value


class Page(StrEnum):
    """Where the button leads."""

    ISSUE = "issue"
    FOLLOW_UP = "follow_up"
    COUNCIL = "council"
    PROPOSAL = "proposal"
    PROPOSALS = "proposals"
    OWN_PROPOSALS = "own_proposals"
    VOTE = "vote"
    SUMMARY = "summary"
    PUBLIC_WORDS = "public_words"
    SAFETY = "safety"
    SETTINGS = "settings"
    LETTERS = "letters"
    NOTICES = "notices"
    HOME = "home"


@dataclass(frozen=True)
class Letter:
    """The words of one kind of letter, in the reader's language when they are written out.

    `ask` is the first line for whoever must act, `news` for the others.
    """

    subject: Any
    news: Any
    ask: Any = None
    button: Any = READ_MORE
    page: Page = Page.ISSUE
    asks_everybody: bool = False  # `news` itself asks for something
    ask_subject: Any = None  # for whoever must act, where it is another
    ask_button: Any = None  # the same

    def first_line(self, reason: Reason) -> Any:
        return self.ask if self.ask is not None and reason in ASKED else self.news

    def subject_for(self, reason: Reason) -> Any:
        return self.ask_subject if self.ask_subject is not None and reason in ASKED else self.subject

    def button_for(self, reason: Reason) -> Any:
        return self.ask_button if self.ask_button is not None and reason in ASKED else self.button

    def asks(self, reason: Reason) -> bool:
        return self.asks_everybody or (self.ask is not None and reason in ASKED)


class History(StrEnum):
    """Who finds a kind of event in the history of an issue."""

    EVERYBODY = auto()
    USER_SIDE = auto()  # an inner loaded of the user side
    ITS_READERS = auto()  # who may read the comment
    NOBODY = auto()  # told to those it concerns, or it stands elsewhere


class Weight(StrEnum):
    """What a kind of event is among all that has happened with an issue."""

    PLAIN = auto()  # shown when everything is asked for
    WEIGHTY = auto()  # decides what becomes of the issue
    IN_ITS_WORDS = auto()  # the answer, comment, claim … stands there itself


@dataclass(frozen=True)
class Happening:
    """All there is to say of one kind of event; who is told of it stands in rules.py.

    `sentence`: what the history and the log say. `tone`: "accent" is the council, "info" the office.
    """

    sentence: Any
    icon: str
    letter: Letter
    tone: str = "neutral"
    weight: Weight = Weight.PLAIN
    topic: Topic = Topic.ISSUES  # under which a person chooses delivery, where it is no duty

    # The letter
    other_letter: Callable[[LoadedNotice], Letter | None] | None = None  # for some readers or events; none: the usual
    facts: Callable[[LoadedNotice], Facts] | None = None  # what is asked about, for who reads on paper
    answer: Callable[[LoadedNotice], Facts] | None = None  # what was answered, where it is no stance
    tells_day: bool = False  # of a day that somebody has to keep; the day an answer was owed is past
    tells_answer: bool = False  # and what the answer promises
    about_public_words: bool = False  # the thing it is about are the words for everybody
    to_old_address: bool = False  # to the address the person had when it happened

    # When it needs no letter any more
    is_done: Callable[[LoadedNotice], bool] | None = None  # what it asks for is done already
    has_moved: Callable[[LoadedNotice], bool] | None = None  # the day it tells of is another by now
    is_gone: Callable[[LoadedNotice], bool] | None = None  # what it tells of is no longer there
    tells_of_end: bool = False  # so it is true for somebody who is no longer there

    # How it is delivered
    tells_actor: bool = False  # of their own account or duty, so whoever caused it is told as well
    bundled: bool = False  # by one mail a week at most, which service/questions.py gathers
    printed: bool = True  # as a letter on paper, where it is a duty and no mail arrives
    boxes: tuple[Any, ...] = ()  # what its reader may tick there; none: the answer is in words of their own

    # The history of an issue
    history: History = History.EVERYBODY
    in_own_list: bool = False  # stands with name and date in a list on the page: left out where they are dozens
    detail: Callable[[Event], Any] | None = None  # said after the sentence and a colon; none: nothing
    other_sentence: Callable[[Event], Any] | None = None  # instead of `sentence`; none: the usual
    of_office: Callable[[Event], bool] | None = None  # an answer of the office

    # The log of the administrators, and what whoever runs a council learns of its letters
    in_log: bool = False  # rights and accounts: nothing there is about an issue
    about_named: bool = False  # whose it was stands in the event; told of it are others, or nobody
    nobody: Any = "Medvirk"  # did it, where nobody was signed in
    known_to_council: bool = False  # the whole council may know that it happened, and so that letters of it were sent

    def letter_of(self, loaded: LoadedNotice) -> Letter:
        """The letter for this reader and event."""
        other = self.other_letter(loaded) if self.other_letter is not None else None
        return other if other is not None else self.letter

    def sentence_of(self, event: Event) -> str:
        """What happened, in the reader's language; with the outcome, the role or the other issue where it has one."""
        other = self.other_sentence(event) if self.other_sentence is not None else None
        said = str(other if other is not None else self.sentence)
        detail = self.detail(event) if self.detail is not None else None
        return f"{said}: {detail}" if detail is not None else said
