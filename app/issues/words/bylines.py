"""Who is shown beside a text, and how much of them: name, role and organisation within the council, less outside."""

from collections.abc import Collection
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.actor import Actor
from app.core.words import A_REPRESENTATIVE, THE_COUNCIL
from app.labels import word
from app.models.comments import Comment
from app.models.issue_enums import Channel, Origin
from app.models.issues import Issue, Support
from app.models.notices import Event

_REGISTERED = {
    Channel.PHONE: _l("Registrert av %(who)s etter telefonsamtale med %(whom)s, som har samtykket."),
    Channel.PAPER: _l("Registrert av %(who)s etter brev fra %(whom)s, som har samtykket."),
    Channel.MEETING: _l("Registrert av %(who)s etter møte med %(whom)s, som har samtykket."),
    Channel.WRITTEN: _l("Registrert av %(who)s etter skriftlig innspill fra %(whom)s, som har samtykket."),
}


@dataclass(frozen=True)
class Byline:
    """A name, and what the person is; the name is empty where the reader only learns the part."""

    name: str
    title: str

    @property
    def line(self) -> str:
        return ", ".join(part for part in (self.name, self.title) if part)


def sees_names(actor: Actor, issue: Issue, audience: Collection[int]) -> bool:
    """Names are for the councils the issue is in front of, and for those who wrote it."""
    own = actor.person_id is not None and actor.person_id in (issue.author_id, issue.registered_by_id)
    return own or not actor.councils.isdisjoint(audience)


def of_issue(issue: Issue, *, names: bool) -> Byline:
    """Whose words these are."""
    office = issue.office.name if issue.office else issue.council.name
    if issue.anonymous:
        return Byline("", _("brukersiden i utvalget"))
    if issue.origin is Origin.OFFICE:
        name = issue.registered_by.name if issue.registered_by and names else ""
        return Byline(name, office)
    if issue.author_id is None:
        return Byline("", (issue.on_behalf_of if names else "") or word(issue.origin))
    label = issue.author_seat.label if issue.author_seat else ""
    if names:
        return Byline(issue.author.name if issue.author else "", label)
    return Byline("", _("brukerrepresentant, %(organisation)s, %(office)s", organisation=label, office=office))


def registered_by(issue: Issue, *, names: bool) -> str:
    """Who wrote it down for whom, by which way; empty when the words are the author's own."""
    if issue.origin is Origin.OFFICE or issue.anonymous or not issue.on_behalf_of:
        return ""
    who = issue.registered_by.name if issue.registered_by and names else str(THE_COUNCIL)
    origin = word(issue.origin)
    whom = issue.on_behalf_of if names else origin[:1].lower() + origin[1:]
    return str(_REGISTERED[issue.channel]) % {"who": who, "whom": whom}


def of_comment(comment: Comment, *, names: bool) -> Byline:
    return Byline(comment.person.name if names else "", comment.by_title or _("medlem av utvalget"))


def of_support(support: Support, *, names: bool) -> str:
    """The organisation and the office; never how many persons."""
    label = support.organisation.label if support.organisation else str(A_REPRESENTATIVE)
    name = f"{support.person.name}, " if names else ""
    return f"{name}{label}, {support.office.name}"


def of_event(event: Event, issue: Issue, *, names: bool) -> Byline:
    """Who did it; an author who took the name back is not named by history either."""
    former = issue.anonymous and event.actor_id is not None and event.actor_id == issue.author_id
    if former:
        return Byline("", _("den som sendte innspillet"))
    name = event.actor_name or ""
    if not names or not name:
        return Byline("", event.actor_title or (_("Medvirk") if event.actor_id is None else _("medlem av utvalget")))
    return Byline(name, event.actor_title or "")
