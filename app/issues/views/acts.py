"""The pages of the rarer choices: each asks once, says what will happen, and does it; and the letter on paper."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from app.assents.service import assents
from app.core.actor import Actor
from app.core.authz import require
from app.core.errors import Conflict, NotFound
from app.database import transaction
from app.files.queries import files_of
from app.followups.queries.chain import chain, follow_up_of
from app.followups.service import relapses
from app.followups.views.guarding import about
from app.followups.views.loading import back_to_issue
from app.issues import policy
from app.issues.queries import issues
from app.issues.service import closing, merging, public_version
from app.issues.views import act_table
from app.issues.views.blueprint import bp
from app.labels import ways_for_individual_cases
from app.models.assents import Assent, SideAct
from app.models.issue_enums import Outcome
from app.models.issues import Issue
from app.web.actor import current_actor
from app.web.pages import form_page


@bp.route("/innspill/<reference>/valg/<key>", methods=["GET", "POST"])
@login_required
def act(reference: str, key: str) -> ResponseReturnValue:
    """One choice of the issue page, asked about on a page of its own.

    Raises NotFound for a choice that there is not.
    """
    chosen = act_table.BY_KEY.get(key)
    if chosen is None:
        raise NotFound
    actor = current_actor()
    issue = issues.issue_for(actor, reference)
    require(chosen.theirs(actor, issue))
    if not chosen.may(actor, issue):
        return _too_late(issue, chosen)
    form = about(issue, act_table.form_of(chosen, issue))
    if given := form.carry_out(lambda: chosen.run(actor, issue, form)):
        said = chosen.done if given.result else chosen.instead
        return back_to_issue(issue, str(said), "success" if given.result else "info")
    ways = ways_for_individual_cases(issue.office.emergency_phone if issue.office else None)
    text = act_table.text_of(chosen, actor, issue)
    return form_page("issues/act.html", form, issue=issue, act=chosen, text=text, ways=ways)


def _too_late(issue: Issue, chosen: act_table.Act) -> ResponseReturnValue:
    """Somebody was here before: the page of the issue tells the rest; a late press is a 409."""
    if request.method == "POST":
        raise Conflict(chosen.now(issue))
    flash(_("Dette kan ikke gjøres med innspillet nå. Her ser du hva som har skjedd."), "info")
    return redirect(url_for("issues.show", reference=issue.reference))


@bp.route("/innspill/<reference>/ja/<int:assent_id>", methods=["POST"])
@login_required
def second(reference: str, assent_id: int) -> ResponseReturnValue:
    """The second yes of the user side, to exactly what the first one said.

    Raises NotFound for a yes of another kind.
    """
    actor = current_actor()
    issue = issues.issue_for(actor, reference)
    require(policy.is_user_side(actor, issue))
    asked = _asked(issue, assent_id)
    if asked.act not in SECONDS:  # whether it helped is said on a page of its own
        raise NotFound
    with transaction():
        both = SECONDS[asked.act](actor, issue, asked)
    text = _("To er enige, og det er gjort.") if both else _("Én representant til på brukersiden må si seg enig.")
    return back_to_issue(issue, text)


@bp.route("/innspill/<reference>/ja/<int:assent_id>/ta-tilbake", methods=["POST"])
@login_required
def take_back(reference: str, assent_id: int) -> ResponseReturnValue:
    """Whoever said the first yes may regret it."""
    actor = current_actor()
    issue = issues.issue_for(actor, reference)
    require(policy.is_user_side(actor, issue))
    with transaction():
        assents.take_back(actor, issue, _asked(issue, assent_id))
    return back_to_issue(issue, _("Du har trukket godkjenningen."))


def _asked(issue: Issue, assent_id: int) -> Assent:
    """The yes that waits. Raises Conflict where somebody was faster: it is done, or taken back."""
    asked = issues.assent_of(issue.id, assent_id)
    if asked is None:
        raise NotFound
    if asked.id not in {one.id for one in assents.waiting_yeses(issue)}:
        raise Conflict(_("Dette er allerede avgjort eller trukket."))
    return asked


def _close(actor: Actor, issue: Issue, asked: Assent) -> bool:
    outcome = Outcome(asked.details["outcome"])
    if outcome is Outcome.INDIVIDUAL_CASE:
        return closing.point_away(actor, issue, text=asked.details.get("text", ""))
    early = asked.details.get("early_reason")
    return closing.close_issue(actor, issue, outcome=outcome, text=asked.details.get("text", ""), early_reason=early)


def _leave(actor: Actor, issue: Issue, asked: Assent) -> bool:
    row = follow_up_of(issue.reference, asked.details["follow_up"])
    if row is None:
        raise NotFound
    return relapses.let_relapse_lie(actor, row, reason=asked.details.get("reason", ""))


def _merge(actor: Actor, issue: Issue, asked: Assent) -> bool:
    return merging.merge_issue(actor, issue, issues.issue_for(actor, asked.details["into"]))


def _approve(actor: Actor, issue: Issue, asked: Assent) -> bool:
    if issue.proposed_words is None:
        raise NotFound
    return public_version.approve_public_words(actor, issue, issue.proposed_words)


SECONDS: dict[SideAct, Any] = {
    SideAct.CLOSE: _close,
    SideAct.REOPEN: lambda actor, issue, asked: closing.reopen_issue(
        actor, issue, reason=asked.details.get("reason", "")
    ),
    SideAct.LEAVE: _leave,
    SideAct.MERGE: _merge,
    SideAct.APPROVE_PUBLIC: _approve,
}


@bp.route("/innspill/<reference>/brev")
@login_required
def letter(reference: str) -> ResponseReturnValue:
    """The issue and its answer as a letter, for somebody who reads on paper."""
    actor = current_actor()
    issue = issues.issue_for(actor, reference)
    require(policy.can_print_letter(actor, issue))
    return render_template("issues/letter.html", issue=issue, chain=chain(issue.id), attached=files_of([issue.id]))
