"""A letter on paper: which ones are still worth a stamp, and its plain text in its reader's language."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from app.core.errors import Conflict
from app.core.failures import describe_error
from app.models.notices import PrintTask
from app.models.people import Person
from app.notices.kinds.loaded import LoadedNotice
from app.notices.kinds.table import HAPPENINGS
from app.notices.policy.still_true import why_untrue
from app.notices.queries.notices import load_printed
from app.notices.queries.outcome_questions import unanswered_questions
from app.notices.words import notice_text

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class PaperLetter:
    """A part of a letter that a secretary prints and posts: one thing that its reader must hear of."""

    whether_it_helped: bool
    boxes: list[str]
    issue_id: int | None
    subject: str
    text: str
    asks: bool
    facts: list[tuple[str, str]]
    why: str
    person: Person


def still_true(tasks: Sequence[PrintTask]) -> list[PrintTask]:
    """Those that say what is so today: the last look that a mail gets before it leaves, for letters on paper."""
    true = {(loaded.event.id, loaded.person.id) for loaded in _still_true(tasks)}
    return [task for task in tasks if (task.event_id, task.person_id) in true]


def letters_still_true(tasks: Sequence[PrintTask]) -> list[PaperLetter]:
    """What the letter says, in the language that is set: a part for each task that should still be told.

    Raises Conflict where one of them cannot be put into words.
    """
    try:
        return [_letter(loaded) for loaded in _still_true(tasks)]
    except Exception as error:
        log.error("Letter %s cannot be written: %s", [task.id for task in tasks], describe_error(error))
        raise Conflict(
            _("Dette brevet kan ikke skrives ut. Ring mottakeren, og gi beskjed til en administrator.")
        ) from error


def _still_true(tasks: Sequence[PrintTask]) -> list[LoadedNotice]:
    found = [loaded for loaded in load_printed(tasks) if loaded.person.active and _is_true(loaded)]
    asked = _still_asked(found)
    return [loaded for loaded in found if asked(loaded)]


def _is_true(loaded: LoadedNotice) -> bool:
    """One that cannot be judged keeps its place in the list: somebody waits for it."""
    try:
        return why_untrue(loaded) is None
    except Exception as error:
        log.error("Notice %s cannot be judged: %s", loaded.notice.id, describe_error(error))
        return True


def _still_asked(them: Sequence[LoadedNotice]) -> Callable[[LoadedNotice], bool]:
    """A mail gathers the questions whether it helped anew; a letter on paper has been one of them from the start."""
    readers = {loaded.person.id for loaded in them if HAPPENINGS[loaded.event.kind].bundled}
    waiting = unanswered_questions(readers) if readers else set()
    return lambda loaded: (
        not HAPPENINGS[loaded.event.kind].bundled or (loaded.person.id, loaded.event.issue_id) in waiting
    )


def _letter(loaded: LoadedNotice) -> PaperLetter:
    """The words of the mail that could not be sent."""
    return PaperLetter(
        whether_it_helped=HAPPENINGS[loaded.event.kind].bundled,
        boxes=[str(box) for box in HAPPENINGS[loaded.event.kind].boxes],
        issue_id=loaded.event.issue_id,
        asks=notice_text.asks_reader(loaded),
        subject=notice_text.subject_of(loaded),
        text=notice_text.first_line(loaded),
        facts=notice_text.notice_facts(loaded),
        why=notice_text.why_told(loaded),
        person=loaded.person,
    )
