"""The public version: proposed, consented to and approved on one page; and what outsiders read."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from app.access.hidden import HiddenReason, hidden_reasons
from app.core.actor import Actor
from app.core.authz import require
from app.core.errors import Invalid, NotFound
from app.core.text import squash
from app.core.versions import Changed
from app.database import transaction
from app.followups.views.guarding import passes_guard
from app.followups.views.loading import too_late
from app.issues import policy
from app.issues.forms import ConsentForm, PublicForm
from app.issues.queries import issues
from app.issues.service import public_version
from app.issues.views.blueprint import bp
from app.issues.words import bylines
from app.labels import ways_for_individual_cases
from app.models.issues import Issue, PublicVersion
from app.models.reportable import Reported
from app.web.actor import current_actor
from app.web.forms import page_status
from app.web.public import public as publicly


@bp.route("/innspill/<reference>/offentlig", methods=["GET", "POST"])
@login_required
def publish(reference: str) -> ResponseReturnValue:
    """Write the words outsiders would read. The text stands ready, to be made general."""
    actor = current_actor()
    issue = issues.issue_for(actor, reference)
    may_write = policy.can_propose_public(actor, issue)
    require(policy.has_public_words(actor, issue))
    if not policy.can_open_public_words(actor, issue):
        return too_late(issue)
    version = issue.public_version
    proposal = issue.public_proposal
    form = _words_form(issue, proposal or version)
    form.changes(public_version.words_to_change(issue, proposal if issue.is_public else version))
    if form.validate_on_submit() and passes_guard(form, issue) and _proposed(actor, issue, form):
        flash(_("Teksten er foreslått. Den som sendte innspillet, må si ja til den."), "success")
        return redirect(url_for("issues.publish", reference=reference), 303)
    page = render_template(
        "issues/publish.html",
        issue=issue,
        version=version,
        proposal=proposal,
        hidden=_why_hidden(version),
        form=form,
        consent_form=ConsentForm(formdata=None),
        may_write=may_write,
        policy=policy,
        ways=ways_for_individual_cases(),
    )
    return page, page_status(form)


def _proposed(actor: Actor, issue: Issue, form: PublicForm) -> bool:
    """False: the words came back to be looked at once more."""
    title, outcome_text = squash(form.title.data), form.outcome_text.data or None
    try:
        with transaction():
            public_version.propose_public_words(
                actor, issue, title=title, text=form.text.data, outcome_text=outcome_text, base=form.base
            )
    except Changed as error:
        form.merge(error)
        return False
    except Invalid as error:
        form.reject(error)
        return False
    return True


def _why_hidden(version: PublicVersion | None) -> HiddenReason | None:
    if version is None or version.hidden_at is None:
        return None
    return hidden_reasons(version.issue_id).get((Reported.PUBLIC_VERSION.value, version.issue_id))


def _words_form(issue: Issue, words: public_version.Words | None) -> PublicForm:
    """What was proposed last; before that the issue's own words, to be made general."""
    hidden = isinstance(words, PublicVersion) and words.hidden_at is not None
    if words is not None and not hidden:
        return PublicForm(obj=words)
    outcome_text = "" if issue.ending_hidden_at else issue.ending or ""
    return PublicForm(data={"title": issue.title, "text": issue.body, "outcome_text": outcome_text})


@bp.route("/innspill/<reference>/offentlig/<any(ja, avsla, nei, godkjenn):step>", methods=["POST"])
@login_required
def publish_step(reference: str, step: str) -> ResponseReturnValue:
    """The author's yes or no, a yes taken back, and the user side's yes."""
    actor = current_actor()
    issue = issues.issue_for(actor, reference)
    version = _version(issue)
    words = issue.proposed_words or version
    seen = request.form.get("seen")
    done = False
    with transaction():
        if step == "ja":
            public_version.consent_to_public_words(
                actor, issue, words, show_author=request.form.get("show_author") == "y", seen=seen
            )
            said = _("Du har sagt ja. Nå må brukersiden i utvalget godkjenne teksten.")
        elif step == "avsla":
            public_version.decline_public_words(actor, issue, words, seen=seen)
            said = _("Du har sagt nei til teksten. Brukersiden kan foreslå en annen.")
        elif step == "nei":
            public_version.withdraw_consent(actor, issue, version)
            said = _("Du har sagt nei. Teksten er ikke offentlig.")
        else:
            done = public_version.approve_public_words(actor, issue, words, seen=seen)
            said = _("Teksten er offentlig.") if done else _("Ditt ja er notert. En til på brukersiden må si ja.")
    flash(said, "success")
    return redirect(url_for("issues.show" if done else "issues.publish", reference=reference), 303)


def _version(issue: Issue) -> PublicVersion:
    if issue.public_version is None:
        raise NotFound
    return issue.public_version


@publicly(bp, "/offentlig/<reference>")
def public(reference: str) -> ResponseReturnValue:
    """What everybody reads of an issue: the approved words, where it stands, and nothing else."""
    issue = issues.public_issue(reference)
    version = _version(issue)
    author = bylines.of_issue(issue, names=version.show_author)
    return render_template(
        "issues/public.html", issue=issue, version=version, author=author.line if version.show_author else ""
    )
