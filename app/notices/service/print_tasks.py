"""Where no mail arrives: a duty becomes a letter on paper, and whoever runs the council is told why."""

from sqlalchemy import delete, select
from sqlalchemy.orm import joinedload

from app.access.actors import actor_for
from app.core import clock
from app.core.actor import ANYONE
from app.core.roles import CouncilRoleKind
from app.database import db
from app.models.notices import EventKind, Mail, Notice, PrintTask, Reason
from app.models.people import Person
from app.notices.kinds.table import HAPPENINGS
from app.notices.queries.recipients import administrators, coordinators_of, council_people
from app.notices.service.record import print_instead, record


def print_duties(mail_id: int) -> set[int]:
    """A print task for each duty that the mail carried. Returns the councils that have something to print now."""
    notices = db.session.scalars(
        select(Notice).where(Notice.mail_id == mail_id, Notice.duty.is_(True)).options(joinedload(Notice.event))
    ).all()
    events = [notice.event_id for notice in notices]
    rows = db.session.execute(select(PrintTask.event_id, PrintTask.person_id).where(PrintTask.event_id.in_(events)))
    printed = {(row.event_id, row.person_id) for row in rows}
    councils = set()
    for notice in notices:
        event = notice.event
        # That a mail does not arrive stands on Min side beside the letters: a letter about letters helps nobody.
        if not HAPPENINGS[event.kind].printed or (event.id, notice.person_id) in printed:
            continue
        if event.council_id is not None and print_instead(event, notice):
            councils.add(event.council_id)
    return councils


def print_no_more(mail_id: int) -> None:
    """It arrived after all, by an administrator's hand: what nobody has printed yet need not be."""
    events = select(Notice.event_id).where(Notice.mail_id == mail_id)
    reader = select(Mail.person_id).where(Mail.id == mail_id).scalar_subquery()
    db.session.execute(
        delete(PrintTask)
        .where(PrintTask.event_id.in_(events), PrintTask.person_id == reader, PrintTask.done_at.is_(None))
        .execution_options(synchronize_session=False)
    )


def tell_of_refusal(person: Person) -> None:
    """Each council that knows the person is asked for another address; where there is none, the administrators."""
    actor = actor_for(db.session(), person, clock.today())
    told: dict[int | None, dict[int, Reason]] = {
        council_id: _beside_the_secretary(council_id, but=person.id)
        for council_id in sorted(set(actor.memberships) | actor.office_councils)
    }
    for council_id, to in (told or {None: dict.fromkeys(administrators(), Reason.ADMINISTRATOR)}).items():
        record(
            EventKind.MAIL_REFUSED,
            ANYONE,
            council_id=council_id,
            about=person,
            to=to,
            key=f"mail_refused:{person.id}:{clock.today().isoformat()}:{council_id}",
            data={"name": person.name},
        )


def tell_of_letters(council_id: int) -> None:
    """Mails were given up, and their letters wait to be printed: told once a day, however many there are."""
    record(
        EventKind.MAIL_REFUSED,
        ANYONE,
        council_id=council_id,
        to=_beside_the_secretary(council_id),
        key=f"mail_given_up:{council_id}:{clock.today().isoformat()}",
        data={"given_up": True},
    )


def _beside_the_secretary(council_id: int, *, but: int | None = None) -> dict[int, Reason]:
    """Who else must know where nobody (else) is secretary: the leader, or the coordinator where there is none."""
    if set(council_people(council_id, CouncilRoleKind.SECRETARY)) - {but}:
        return {}
    leaders = set(council_people(council_id, CouncilRoleKind.LEADER)) - {but}
    if leaders:
        return dict.fromkeys(sorted(leaders), Reason.LEADER)
    return dict.fromkeys(coordinators_of(council_id), Reason.COORDINATOR)
