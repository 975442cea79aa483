"""The public version: proposed, consented to and approved on one page; and what outsiders read."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from app.access.hidden import HiddenReason, hidden_reasons
from app.core.authz import require
from app.core.errors import NotFound
from app.core.text import squash
from app.database import transaction
from app.followups.views.guarding import about
from app.followups.views.loading import too_late
from app.issues import policy
from app.issues.forms.public_version import ConsentForm, PublicForm
from app.issues.queries import issues
from app.issues.service import public_version
from app.issues.views.blueprint import bp
from app.issues.words import bylines
from app.labels import ways_for_individual_cases
from app.models.issues import Issue, PublicVersion
from app.models.reportable import Reported
from app.web.actor import current_actor
from app.web.pages import done, form_page
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
    form = about(issue, _words_form(issue, proposal or version))
    form.changes(public_version.words_to_change(issue, proposal if issue.is_public else version))
    if form.carry_out(
        lambda: public_version.propose_public_words(
            actor,
            issue,
            title=squash(form.title.data),
            text=form.text.data,
            outcome_text=form.outcome_text.data or None,
            base=form.base,
        )
    ):
        return done(
            _("Teksten er foreslått. Den som sendte innspillet, må samtykke."),
            url_for("issues.publish", reference=reference),
        )
    return form_page(
        "issues/publish.html",
        form,
        issue=issue,
        version=version,
        proposal=proposal,
        hidden=_why_hidden(version),
        consent_form=ConsentForm(formdata=None),
        may_write=may_write,
        policy=policy,
        ways=ways_for_individual_cases(),
    )


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
    approved = False
    with transaction():
        if step == "ja":
            public_version.consent_to_public_words(
                actor, issue, words, show_author=request.form.get("show_author") == "y", seen=seen
            )
            said = _("Du har samtykket. Nå må brukersiden i utvalget godkjenne teksten.")
        elif step == "avsla":
            public_version.decline_public_words(actor, issue, words, seen=seen)
            said = _("Du har sagt nei til teksten. Brukersiden kan foreslå en annen.")
        elif step == "nei":
            public_version.withdraw_consent(actor, issue, version)
            said = _("Du har trukket samtykket. Teksten er ikke offentlig.")
        else:
            approved = public_version.approve_public_words(actor, issue, words, seen=seen)
            said = (
                _("Teksten er offentlig.")
                if approved
                else _("Godkjenningen din er registrert. Én representant til på brukersiden må godkjenne.")
            )
    return done(said, url_for("issues.show" if approved else "issues.publish", reference=reference))


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
