"""The rarer choices on an issue: each with what it is called, what will happen, who may, and what does it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from app.core.actor import Actor
from app.core.errors import Invalid
from app.core.words import CHOICE_MISSING, ISSUE_SHARED, SEND_TO_OFFICE
from app.followups.policy import can_accept_answer
from app.followups.queries.state_text import issue_now
from app.followups.service import outcome_questions
from app.followups.service.follow_ups import rows_of
from app.followups.words.phrases import ACCEPT_ANSWER
from app.issues import policy
from app.issues.forms.acts import AcceptForm, CloseForm, MergeForm, PhaseForm, PlainForm, ReasonForm, ReopenForm
from app.issues.queries import issues
from app.issues.service import closing, merging, posting, sharing
from app.issues.words.phrases import END_ISSUE
from app.labels import choices
from app.models.issues import Issue
from app.web.forms import GuardedForm

Asked = Callable[[Actor, Issue], bool]

WAITS = _l("Svaret ditt er registrert. Én representant til på brukersiden må si seg enig.")


class Group(StrEnum):
    """Where on the page it stands: the everyday ones at once, the rest folded by what they do."""

    EVERYDAY = "everyday"
    READERS = "readers"
    ENDING = "ending"
    ANSWER = "answer"  # beside the answer itself, and not on this page


@dataclass(frozen=True)
class Act:
    """One choice. `run` says False when it is not done yet, or not all of it; then `instead` is told."""

    key: str
    name: Any
    text: Any
    button: Any
    done: Any
    may: Asked  # now
    run: Callable[[Actor, Issue, Any], bool]
    form: type[GuardedForm] = PlainForm
    theirs: Asked = policy.is_user_side  # whose act it is in any state: who is late is told so, others are refused
    group: Group = Group.EVERYDAY
    tone: str | None = None
    instead: Any = WAITS
    otherwise: Callable[[Actor, Issue], Any] | None = None  # another text, where less will happen to this issue
    now: Callable[[Issue], str] = issue_now  # what is so, told to who comes too late


def _only_the_name_goes(actor: Actor, issue: Issue) -> Any:
    """What is told before the author takes it back, where the text stays all the same."""
    if not policy.holds_the_words(actor, issue):
        return _l("Du er ikke lenger med i utvalget. Innspillet blir stående uten navnet ditt.")
    return None


def _can_send(actor: Actor, issue: Issue) -> bool:
    return policy.can_send(actor, issue) and issue.has_recipient


def _send(actor: Actor, issue: Issue, _form: Any) -> bool:
    posting.send_to_office(actor, issue)
    return True


def _release(actor: Actor, issue: Issue, _form: Any) -> bool:
    posting.release_issue(actor, issue)
    return True


def _share(actor: Actor, issue: Issue, _form: Any) -> bool:
    sharing.share_issue(actor, issue)
    return True


def _set_phase(actor: Actor, issue: Issue, form: Any) -> bool:
    sharing.set_phase(actor, issue, phase=form.phase.data)
    return True


def _can_raise(actor: Actor, issue: Issue) -> bool:
    above = issue.council.parent_id
    return policy.can_raise(actor, issue, above) and above is not None and not issues.is_raised(issue, above)


def _raise(actor: Actor, issue: Issue, form: Any) -> bool:
    sharing.raise_issue(actor, issue, reason=form.text.data)
    return True


def _can_reopen(actor: Actor, issue: Issue) -> bool:
    """What has ended, and what stands open with a relapse to consider."""
    rows = [] if issue.is_closed or not policy.is_user_side(actor, issue) else rows_of(issue)
    return policy.can_reopen(actor, issue, rows)


def _point_away(actor: Actor, issue: Issue, form: Any) -> bool:
    return closing.point_away(actor, issue, text=form.text.data)


def _close(actor: Actor, issue: Issue, form: Any) -> bool:
    early = form.early_reason.data or None
    return closing.close_issue(actor, issue, outcome=form.outcome.data, text=form.text.data, early_reason=early)


def _accept(actor: Actor, issue: Issue, form: Any) -> bool:
    early = form.early_reason.data or None
    return closing.accept_answer(actor, issue, text=form.text.data, early_reason=early)


def _merge(actor: Actor, issue: Issue, form: Any) -> bool:
    target = next((one for one in form.targets if one.id == form.into.data), None)
    if target is None:
        raise Invalid(str(CHOICE_MISSING), field="into")
    return merging.merge_issue(actor, issue, target)


ALL = (
    Act(
        "les-gjennom",
        _l("Godkjenn og send videre"),
        _l("Når du godkjenner teksten, går innspillet videre som vanlig."),
        _l("Godkjenn og send videre"),
        _l("Innspillet er godkjent og sendt videre."),
        policy.can_release,
        _release,
        theirs=policy.reads_through,
        now=posting.why_not_held,
    ),
    Act(
        "send",
        SEND_TO_OFFICE,
        _l("Kontoret får innspillet og en frist for å svare. Den som sendte det inn, får beskjed."),
        SEND_TO_OFFICE,
        _l("Innspillet er sendt til kontoret."),
        _can_send,
        _send,
        now=posting.why_not_sent,
        theirs=policy.sends,
    ),
    Act(
        "fase",
        _l("Velg planlegging, gjennomføring eller evaluering"),
        _l(
            "Velg om innspillet gjelder planlegging, gjennomføring eller evaluering av tjenestene. "
            "Valget står ved temaet, og lista kan filtreres etter det."
        ),
        _l("Lagre valget"),
        _l("Valget er lagret."),
        policy.can_set_phase,
        _set_phase,
        PhaseForm,
        theirs=policy.sends,
    ),
    Act(
        "del",
        _l("Del med andre utvalg"),
        _l(
            "Alle brukerrepresentanter og koordinatorer i landet kan lese innspillet og melde at "
            "de opplever det samme. De ser rolle, organisasjon og kontor, ikke navnet."
        ),
        _l("Del med andre utvalg"),
        ISSUE_SHARED,
        policy.can_share,
        _share,
        now=sharing.why_not_shared,
        theirs=policy.shares,
        group=Group.READERS,
    ),
    Act(
        "loft",
        _l("Send til det regionale brukerutvalget"),
        _l("Det regionale utvalget må svare ja eller nei og begrunne svaret. Svaret vises her."),
        _l("Send innspillet"),
        _l("Innspillet er sendt til det regionale utvalget."),
        _can_raise,
        _raise,
        ReasonForm,
        now=sharing.why_not_raised,
    ),
    Act(
        "godt-nok",
        ACCEPT_ANSWER,
        _l("Saken avsluttes med svaret. Alle som har vært med, får beskjed. Dere kan åpne den igjen."),
        ACCEPT_ANSWER,
        _l("Svaret er godtatt, og saken er avsluttet."),
        can_accept_answer,
        _accept,
        AcceptForm,
        group=Group.ANSWER,
    ),
    Act(
        "lukk",
        END_ISSUE,
        _l(
            "Utvalget er ferdig med innspillet. Alle som har vært med, får lese begrunnelsen. "
            "Innspillet kan åpnes igjen."
        ),
        END_ISSUE,
        _l("Innspillet er avsluttet."),
        policy.can_close,
        _close,
        CloseForm,
        group=Group.ENDING,
    ),
    Act(
        "apne",
        _l("Åpne innspillet igjen"),
        _l(
            "Skriv hva som ikke er i orden. Den som svarte sist, får en ny frist for å svare, og alle som har vært "
            "med, får beskjed. Det du skriver, står øverst på siden."
        ),
        _l("Åpne igjen"),
        _l("Innspillet er åpnet igjen."),
        _can_reopen,
        lambda actor, issue, form: closing.reopen_issue(actor, issue, reason=form.text.data),
        ReopenForm,
    ),
    Act(
        "sla-sammen",
        _l("Slå sammen med et annet"),
        _l("Dette innspillet avsluttes. Støtte og historikk følger med til det andre."),
        _l("Slå sammen"),
        _l("Innspillene er slått sammen."),
        policy.can_merge,
        _merge,
        MergeForm,
        group=Group.ENDING,
        tone="danger",
    ),
    Act(
        "enkeltsak",
        _l("Dette gjelder en enkeltsak"),
        _l("Innspillet avsluttes, og avsenderen får vite hvor saken hører hjemme. Skriv hva avsenderen kan gjøre nå."),
        _l("Avslutt og gi veiledning"),
        _l("Innspillet er avsluttet. Avsenderen får vite hvor saken hører hjemme."),
        policy.can_point_away,
        _point_away,
        ReasonForm,
        theirs=policy.points_away,
        group=Group.ENDING,
        tone="danger",
    ),
    Act(
        "trekk",
        _l("Trekk innspillet"),
        _l(
            "Innspillet avsluttes. Støtter andre innspillet, blir det stående uten navnet ditt, og "
            "utvalgslederen tar det videre."
        ),
        _l("Trekk innspillet"),
        _l("Innspillet er trukket."),
        policy.can_withdraw,
        lambda actor, issue, form: closing.withdraw_issue(actor, issue),
        theirs=policy.withdraws,
        group=Group.ENDING,
        tone="danger",
        instead=_l("Innspillet gjelder fortsatt, og utvalget følger det opp. Navnet ditt er fjernet."),
        otherwise=_only_the_name_goes,
    ),
)
BY_KEY = {act.key: act for act in ALL}


def text_of(act: Act, actor: Actor, issue: Issue) -> Any:
    """What will happen to this issue when this person presses."""
    other = act.otherwise(actor, issue) if act.otherwise is not None else None
    return act.text if other is None else other


def open_to(actor: Actor, issue: Issue) -> list[Act]:
    """What this person may choose now, in the order of the table: the dangerous ones last."""
    return [act for act in ALL if act.may(actor, issue)]


def form_of(act: Act, issue: Issue) -> Any:
    """The form of an act with its choices; `targets` are the issues one may merge with."""
    form: Any
    if act.form is CloseForm:
        return _close_form(issue)
    if act.form is AcceptForm:
        form = AcceptForm()
        form.asked = outcome_questions.asked_seats(issue)
        return form
    if act.form is PhaseForm:
        return PhaseForm(data={"phase": issue.phase})
    form = act.form()
    if act.form is MergeForm:
        form.targets = merging.merge_targets(issue)
        form.into.offer((one.id, f"{one.reference}: {one.title}") for one in form.targets)
    return form


def _close_form(issue: Issue) -> CloseForm:
    form = CloseForm()
    form.asked = outcome_questions.asked_seats(issue)
    form.outcome.words = choices(closing.outcomes_for(issue))
    return form
