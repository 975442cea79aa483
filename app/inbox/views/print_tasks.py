"""The pages of the letters that a secretary prints."""

from collections.abc import Sequence
from functools import partial

from flask import make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_login import current_user, login_required

from app.core import clock
from app.core.authz import require, require_sight
from app.core.errors import NotFound
from app.database import transaction
from app.followups.forms.claims import OutcomeForm
from app.followups.views.guarding import about
from app.inbox import policy, service
from app.inbox.queries import letters as letters_queries
from app.inbox.queries import paper
from app.inbox.views.blueprint import bp
from app.labels import word
from app.models.notices import PrintTask
from app.models.states import OutcomeWord
from app.notices.queries import print_letters
from app.notices.queries.outcome_questions import GIVE_UP_AFTER, unanswered_questions
from app.notices.queries.print_letters import PaperLetter
from app.notices.words.names import council_in_text
from app.web.actor import current_actor
from app.web.pages import done, form_page


@bp.route("/brev")
@login_required
def letters() -> ResponseReturnValue:
    """Letters to people without an e-mail address: those to print and post, one a person, and those in the post."""
    councils = policy.prints_for(current_actor())
    require(bool(councils))
    tasks = print_letters.still_true(letters_queries.print_tasks(councils))
    posted = letters_queries.posted_tasks(councils, clock.now() - GIVE_UP_AFTER)
    waiting = unanswered_questions({task.person_id for task in posted}) if posted else set()
    return render_template(
        "inbox/letters.html",
        letters=list(_by_reader(tasks).values()),
        out=[task for task in _newest(posted).values() if (task.person_id, task.event.issue_id) in waiting],
    )


@bp.route("/brev/<int:task_id>", methods=["GET", "POST"])
@login_required
def letter(task_id: int) -> ResponseReturnValue:
    """All that waits for the reader of one task, as one letter. Raises NotFound for one that is not the actor's."""
    task = _task(task_id)
    if request.method == "POST":
        printed = {int(one) for one in request.form.get("printed", "").split(",") if one.isdecimal()} or {task.id}
        with transaction():
            for one in letters_queries.letter_of(task):
                if one.id in printed:
                    service.mark_posted(current_actor(), one)
        return done(_("Brevet er registrert som sendt."), url_for("inbox.letters"))
    gathered = letters_queries.letter_of(task)
    with force_locale(str(task.person.locale)):  # the letter speaks its reader's language, not the secretary's
        parts = print_letters.letters_still_true(gathered)
        if parts:
            return _printed(task, parts, printed=",".join(str(one.id) for one in gathered))
    return done(
        _("Dette brevet trengs ikke lenger. Det som sto der, gjelder ikke nå."), url_for("inbox.letters"), "message"
    )


@bp.route("/brev/<int:task_id>/svar", methods=["GET", "POST"])
@login_required
def answer_on_paper(task_id: int) -> ResponseReturnValue:
    """What came back in the post. Raises NotFound for a letter that asks for nothing any more."""
    task = _task(task_id)
    require(policy.can_register_answer(current_actor(), task))
    question = paper.question_on_paper(task)
    if question is None:
        raise NotFound
    form = about(question.issue, OutcomeForm())
    register = partial(service.register_answer, current_actor(), task, question)
    if form.carry_out(lambda: register(word=form.word.data, text=form.text.data or None)) is not None:
        return done(_("Svaret er registrert."), url_for("inbox.letters"))
    return form_page("inbox/answer_on_paper.html", form, task=task, question=question)


def _task(task_id: int) -> PrintTask:
    """Raises NotFound for one that is not the actor's."""
    task = letters_queries.print_task(task_id)
    if task is None:
        raise NotFound
    require_sight(policy.can_print(current_actor(), task))
    return task


def _printed(task: PrintTask, parts: Sequence[PaperLetter], *, printed: str) -> ResponseReturnValue:
    """The letter: by issue, each with its content once, and what is asked or told of it."""
    sections: dict[int | None, list[PaperLetter]] = {}
    for part in parts:
        sections.setdefault(part.issue_id, []).append(part)
    issues = paper.paper_issues([key for key in sections if key is not None], current_actor())
    return make_response(
        render_template(
            "inbox/letter.html",
            task=task,
            sections=[(issues.get(key or 0), _once(found)) for key, found in sections.items()],
            printed=printed,
            office=paper.return_office(task.council_id),
            today=clock.today(),
            phone=current_user.person.phone,
            council_in_text=council_in_text,
            boxes_of=_boxes,
        )
    )


def _once(parts: list[PaperLetter]) -> list[PaperLetter]:
    """A reminder whether it helped stands instead of the question."""
    asked = [part for part in parts if part.whether_it_helped]
    return [part for part in parts if not part.whether_it_helped or part is asked[-1]]


def _boxes(part: PaperLetter) -> list[str]:
    return [word(one) for one in OutcomeWord] if part.whether_it_helped else part.boxes


def _by_reader(tasks: list[PrintTask]) -> dict[tuple[int, int], list[PrintTask]]:
    found: dict[tuple[int, int], list[PrintTask]] = {}
    for task in tasks:
        found.setdefault((task.council_id, task.person_id), []).append(task)
    return found


def _newest(posted: Sequence[PrintTask]) -> dict[tuple[int, int | None], PrintTask]:
    return {(task.person_id, task.event.issue_id): task for task in posted}
