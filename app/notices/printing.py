"""A letter on paper: which ones are still worth a stamp, and its plain text in its reader's language."""

import logging
from collections.abc import Callable, Sequence

from flask_babel import gettext as _

from app.core.errors import Conflict
from app.core.failures import described
from app.models.notices import PrintTask
from app.notices.matter import Matter, matters_on_paper
from app.notices.questions import unanswered
from app.notices.reading import PaperLetter, letter
from app.notices.record import BUNDLED
from app.notices.truth import untrue

log = logging.getLogger(__name__)


def still_true(tasks: Sequence[PrintTask]) -> list[PrintTask]:
    """Those that say what is so today: the last look that a mail gets before it leaves, for letters on paper."""
    true = {(matter.event.id, matter.person.id) for matter in _true_matters(tasks)}
    return [task for task in tasks if (task.event_id, task.person_id) in true]


def letter_still_true(task: PrintTask) -> PaperLetter | None:
    """The letter in the language that is set; none when it should not be sent any more.

    Raises Conflict where it cannot be put into words.
    """
    try:
        return next((letter(matter) for matter in _true_matters([task])), None)
    except Exception as error:
        log.error("Letter %s cannot be written: %s", task.id, described(error))
        raise Conflict(
            _("Dette brevet kan ikke skrives ut. Ring mottakeren, og gi beskjed til en administrator.")
        ) from error


def _true_matters(tasks: Sequence[PrintTask]) -> list[Matter]:
    found = [matter for matter in matters_on_paper(tasks) if matter.person.active and _is_true(matter)]
    asked = _still_asked(found)
    return [matter for matter in found if asked(matter)]


def _is_true(matter: Matter) -> bool:
    """One that cannot be judged keeps its place in the list: somebody waits for it."""
    try:
        return untrue(matter) is None
    except Exception as error:
        log.error("Notice %s cannot be judged: %s", matter.notice.id, described(error))
        return True


def _still_asked(them: Sequence[Matter]) -> Callable[[Matter], bool]:
    """A mail gathers the questions whether it helped anew; a letter on paper has been one of them from the start."""
    readers = {matter.person.id for matter in them if matter.event.kind in BUNDLED}
    waiting = unanswered(readers) if readers else set()
    return lambda matter: matter.event.kind not in BUNDLED or (matter.person.id, matter.event.issue_id) in waiting
