"""The pages of the letters that a secretary prints."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_login import login_required

from app.core.authz import require, require_sight
from app.core.errors import NotFound
from app.database import transaction
from app.inbox import policy, service
from app.inbox.queries import letters as letters_queries
from app.inbox.views.blueprint import bp
from app.notices.queries import print_letters
from app.web.actor import current_actor
from app.web.pages import done


@bp.route("/brev")
@login_required
def letters() -> ResponseReturnValue:
    """Letters to people without an e-mail address, to be printed and posted."""
    councils = policy.prints_for(current_actor())
    require(bool(councils))
    return render_template("inbox/letters.html", tasks=print_letters.still_true(letters_queries.print_tasks(councils)))


@bp.route("/brev/<int:task_id>", methods=["GET", "POST"])
@login_required
def letter(task_id: int) -> ResponseReturnValue:
    """The letter of one task, to be printed. Raises NotFound for one that is not the reader's."""
    task = letters_queries.print_task(task_id)
    if task is None:
        raise NotFound
    require_sight(policy.can_print(current_actor(), task))
    if request.method == "POST":
        with transaction():
            service.mark_posted(current_actor(), task)
        return done(_("Brevet er ført som sendt."), url_for("inbox.letters"))
    with force_locale(str(task.person.locale)):  # the letter speaks its reader's language, not the secretary's
        letter = print_letters.letter_still_true(task)
        if letter is not None:
            return render_template("inbox/letter.html", task=task, letter=letter)
    return done(
        _("Dette brevet trengs ikke lenger. Det som sto der, gjelder ikke nå."), url_for("inbox.letters"), "message"
    )
