"""For each kind of letter that asks something: the state in which it asks, and what makes it needless."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from app.core import clock
from app.core.actor import ANYONE
from app.core.roles import ScopeKind
from app.models.assents import Assent, AssentWay, Proposal, ProposalAct, ProposalState, SideAct
from app.models.councils import Appointment, Council, Nomination, NominationState
from app.models.issue_enums import Outcome, Visibility
from app.models.issues import Issue, PublicProposal, PublicVersion
from app.models.meetings import AgendaItem, Meeting
from app.models.notices import EventKind, Reason
from app.models.people import Person
from app.models.reportable import Reported
from app.models.safety import Report, ReportReason, ReportState
from app.models.states import FollowUpState, IssueState
from app.models.votes import Choice, RollEntry, Vote, VoteState
from app.notices.service.record import record
from app.votes.queries import roll_of
from tests.make import Make

Act = Callable[[], object]


@dataclass
class Asking:
    """A council with an issue; `reader` is the one whom the letter asks."""

    make: Make
    council: Council = field(init=False)
    issue: Issue = field(init=False)
    author: Person = field(init=False)
    leader: Person = field(init=False)

    def __post_init__(self) -> None:
        self.council = self.make.council()
        self.author = self.make.representative(self.council)
        self.leader = self.make.leader(self.council)
        self.issue = self.make.issue(self.council, author=self.author)

    def add(self, row: Any) -> Any:
        return self.make._add(row)

    def tell(self, kind: EventKind, about: Any = None, **given: Any) -> None:
        record(kind, ANYONE, council_id=self.council.id, about=about, **given)


def held(scene: Asking) -> tuple[Person, Act]:
    scene.issue.state = IssueState.HELD
    scene.tell(EventKind.ISSUE_HELD, scene.issue)
    return scene.leader, scene.issue.release


def _words(scene: Asking, table: type[PublicVersion | PublicProposal] = PublicVersion, *, agreed: bool = False) -> Any:
    now = clock.now()
    words = table(issue_id=scene.issue.id, title="Åpent", text="Nytt", written_at=now, written_by_id=scene.leader.id)
    words.consented_at = now if agreed else None
    scene.add(words)
    kind = EventKind.PUBLIC_VERSION_AGREED if agreed else EventKind.PUBLIC_VERSION_PROPOSED
    scene.tell(kind, scene.issue)
    return words


def words_the_author_says_yes_to(scene: Asking) -> tuple[Person, Act]:
    words = _words(scene)
    return scene.author, lambda: setattr(words, "consented_at", clock.now())


def words_the_author_says_no_to(scene: Asking) -> tuple[Person, Act]:
    words = _words(scene)
    return scene.author, lambda: setattr(words, "declined_at", clock.now())


def words_written_anew(scene: Asking) -> tuple[Person, Act]:
    words = _words(scene)
    return scene.author, lambda: setattr(words, "written_at", clock.now() + timedelta(seconds=1))


def agreed_words_that_the_author_regrets(scene: Asking) -> tuple[Person, Act]:
    words = _words(scene, agreed=True)
    return scene.leader, lambda: setattr(words, "consented_at", None)


def agreed_words_written_anew(scene: Asking) -> tuple[Person, Act]:
    words = _words(scene, agreed=True)
    return scene.leader, lambda: setattr(words, "written_at", clock.now() + timedelta(seconds=1))


def words_that_are_public_by_now(scene: Asking) -> tuple[Person, Act]:
    words = _words(scene, agreed=True)

    def approve() -> None:
        words.consented_at = words.approved_at = scene.issue.public_at = clock.now()
        scene.issue.visibility = Visibility.PUBLIC

    return scene.leader, approve


def words_that_are_hidden(scene: Asking) -> tuple[Person, Act]:
    words = _words(scene)
    return scene.author, lambda: setattr(words, "hidden_at", clock.now())


def newer_words_for_a_public_issue(scene: Asking) -> tuple[Person, Act]:
    scene.issue.visibility, scene.issue.public_at = Visibility.PUBLIC, clock.now()
    words = _words(scene, PublicProposal)
    return scene.author, lambda: setattr(words, "consented_at", clock.now())


def _assent(scene: Asking, act: SideAct) -> Assent:
    seat_id = scene.issue.author_seat_id
    assent = Assent(
        council_id=scene.council.id,
        subject="issue",
        subject_id=scene.issue.id,
        act=act,
        fingerprint="x",
        details={},
        seat_id=seat_id,
        person_id=scene.author.id,
        at=clock.now(),
    )
    scene.add(assent)
    scene.tell(EventKind.ASSENT_ASKED, assent, issue=scene.issue)
    return assent


def second_yes(scene: Asking) -> tuple[Person, Act]:
    assent = _assent(scene, SideAct.CLOSE)
    return scene.leader, lambda: setattr(assent, "spent_at", clock.now())


def second_yes_to_close_what_has_ended(scene: Asking) -> tuple[Person, Act]:
    _assent(scene, SideAct.CLOSE)
    return scene.leader, lambda: scene.issue.close(Outcome.WITHDRAWN, clock.now())


def second_yes_to_reopen_what_is_open(scene: Asking) -> tuple[Person, Act]:
    scene.issue.close(Outcome.NOTED, clock.now())
    _assent(scene, SideAct.REOPEN)
    return scene.leader, lambda: scene.issue.reopen([])


def later_date(scene: Asking) -> tuple[Person, Act]:
    owed = scene.make.owed(scene.issue)
    owed.asked_due = owed.due + timedelta(days=7)
    scene.tell(EventKind.EXTENSION_ASKED, owed, issue=scene.issue)
    return scene.leader, lambda: setattr(owed, "asked_due", None)


def later_date_of_what_is_answered(scene: Asking) -> tuple[Person, Act]:
    owed = scene.make.owed(scene.issue)
    owed.asked_due = owed.due + timedelta(days=7)
    scene.tell(EventKind.EXTENSION_ASKED, owed, issue=scene.issue)
    return scene.leader, lambda: owed.move(FollowUpState.DONE, clock.now())


def appointment_that_ends(scene: Asking) -> tuple[Person, Act]:
    last_day = clock.today() + timedelta(days=30)
    person = scene.make.person()
    appointment: Appointment = scene.make.appointment(scene.make.seat(scene.council), person, valid_to=last_day)
    data = {"due": last_day.isoformat()}
    to = {person.id: Reason.SELF}
    scene.tell(EventKind.APPOINTMENT_ENDING, appointment, to=to, data=data)
    return person, lambda: setattr(appointment, "valid_to", last_day + timedelta(days=365))


def nomination(scene: Asking) -> tuple[Person, Act]:
    seat = scene.make.seat(scene.council)
    contact = scene.make.scope(ScopeKind.ORGANISATION_CONTACT, organisation_id=seat.organisation_id)
    row = Nomination(seat_id=seat.id, name="Kari", start=clock.today(), proposed_by_id=contact.id, at=clock.now())
    scene.add(row)
    scene.tell(EventKind.REPRESENTATIVE_PROPOSED, row, data={"seat": seat.id})

    def withdraw() -> None:
        row.decided_at = clock.now()
        row.move(NominationState.WITHDRAWN)

    return scene.leader, withdraw


def _proposal(scene: Asking, kind: EventKind, to: dict[int, Reason], **data: Any) -> Proposal:
    secretary = scene.make.secretary(scene.council)
    row = Proposal(
        council_id=scene.council.id,
        act=ProposalAct.NEW_SEAT,
        details={"organisation": "Foreningen", "title": "", "voting": True, "concerned": []},
        proposed_by_id=secretary.id,
        proposed_by_name=secretary.name,
        proposed_by_title="Sekretær",
        at=clock.now(),
    )
    scene.add(row)
    scene.tell(kind, row, to=to, data=data)
    return row


def _decided(proposal: Proposal, to: ProposalState) -> None:
    proposal.refusal = "Plassen trengs ikke." if to is ProposalState.REFUSED else None
    proposal.takes_effect_on = clock.today() + timedelta(days=9) if to is ProposalState.CONFIRMED else None
    proposal.decided_at = clock.now()
    proposal.move(to)


def _proposal_put_to_the_leader(scene: Asking, to: ProposalState) -> tuple[Person, Act]:
    row = _proposal(scene, EventKind.PROPOSAL_ASKED, {scene.leader.id: Reason.LEADER})
    return scene.leader, lambda: _decided(row, to)


def proposal_another_has_said_yes_to(scene: Asking) -> tuple[Person, Act]:
    return _proposal_put_to_the_leader(scene, ProposalState.IN_FORCE)


def proposal_another_has_said_yes_to_for_a_later_day(scene: Asking) -> tuple[Person, Act]:
    return _proposal_put_to_the_leader(scene, ProposalState.CONFIRMED)


def proposal_another_has_said_no_to(scene: Asking) -> tuple[Person, Act]:
    return _proposal_put_to_the_leader(scene, ProposalState.REFUSED)


def proposal_that_is_taken_back(scene: Asking) -> tuple[Person, Act]:
    return _proposal_put_to_the_leader(scene, ProposalState.WITHDRAWN)


def proposal_that_has_lapsed(scene: Asking) -> tuple[Person, Act]:
    return _proposal_put_to_the_leader(scene, ProposalState.LAPSED)


def _slip(scene: Asking) -> tuple[Proposal, Assent]:
    counts_from = (clock.today() + timedelta(days=7)).isoformat()
    to = {scene.author.id: Reason.SEAT}
    row = _proposal(scene, EventKind.SLIP_REGISTERED, to, counts_from=counts_from)
    signed = {"act": SideAct.PROPOSAL, "fingerprint": "", "details": {}, "way": AssentWay.SLIP, "at": clock.now()}
    yes = Assent(
        council_id=scene.council.id,
        subject="proposal",
        subject_id=row.id,
        person_id=scene.author.id,
        counts_from=clock.today() + timedelta(days=7),
        **signed,
    )
    scene.add(yes)
    return row, yes


def slip_for_what_is_decided(scene: Asking) -> tuple[Person, Act]:
    row, _yes = _slip(scene)
    return scene.author, lambda: _decided(row, ProposalState.REFUSED)


def slip_that_was_objected_to(scene: Asking) -> tuple[Person, Act]:
    _row, yes = _slip(scene)
    return scene.author, lambda: setattr(yes, "spent_at", clock.now())


def _vote(scene: Asking) -> Vote:
    now = clock.now()
    meeting = scene.add(Meeting(council_id=scene.council.id, starts_at=now, place="Her", created_at=now))
    year = {"year": 2026, "number": 12, "title": "Åpningstid"}
    item = scene.add(AgendaItem(meeting_id=meeting.id, council_id=scene.council.id, issue_id=scene.issue.id, **year))
    vote = Vote(item_id=item.id, question="Ber vi om kveldsåpent?", opened_at=now)
    vote.roll = [RollEntry(seat_id=scene.issue.author_seat_id, person_id=scene.author.id)]
    scene.add(vote)
    scene.tell(EventKind.VOTE_OPENED, vote, issue=scene.issue, to={scene.author.id: Reason.SEAT})
    return vote


def vote_that_is_closed(scene: Asking) -> tuple[Person, Act]:
    vote = _vote(scene)

    def close() -> None:
        vote.closed_at = clock.now()
        vote.move(VoteState.CLOSED)

    return scene.author, close


def vote_the_reader_has_cast(scene: Asking) -> tuple[Person, Act]:
    vote = _vote(scene)
    return scene.author, lambda: setattr(roll_of(vote)[0], "choice", Choice.FOR)


def _report(scene: Asking, **given: Any) -> Report:
    fields = {"reason": ReportReason.HARASSMENT, "at": clock.now(), "person_id": scene.author.id, "key": "a"}
    about = {"subject": Reported.ISSUE, "subject_id": scene.issue.id, "issue_id": scene.issue.id}
    about["council_id"] = scene.council.id
    row: Report = scene.add(Report(**about, **fields, **given))
    return row


def report(scene: Asking) -> tuple[Person, Act]:
    moderator = scene.make.scope(ScopeKind.MODERATOR)
    row = _report(scene)
    scene.tell(EventKind.TEXT_REPORTED, row, to={moderator.id: Reason.MODERATOR})

    def decide() -> None:
        row.code, row.decided_at = row.reason, clock.now()
        row.move(ReportState.KEPT)

    return moderator, decide


def appeal(scene: Asking) -> tuple[Person, Act]:
    moderator = scene.make.scope(ScopeKind.MODERATOR)
    row = _report(scene, state=ReportState.HIDDEN, code=ReportReason.HARASSMENT, decided_at=clock.now())
    scene.tell(EventKind.REPORT_APPEALED, row, to={moderator.id: Reason.MODERATOR})

    def decide() -> None:
        row.appeal_upheld, row.appeal_decided_at = True, clock.now()

    return moderator, decide


def address_that_takes_no_mail(scene: Asking) -> tuple[Person, Act]:
    secretary = scene.make.secretary(scene.council)
    scene.author.mail_refused_at = clock.now()
    scene.tell(EventKind.MAIL_REFUSED, scene.author, data={"name": scene.author.name})
    return secretary, lambda: setattr(scene.author, "mail_refused_at", None)


ASKED: dict[EventKind, tuple[Callable[[Asking], tuple[Person, Act]], ...]] = {
    EventKind.ISSUE_HELD: (held,),
    EventKind.PUBLIC_VERSION_PROPOSED: (
        words_the_author_says_yes_to,
        words_the_author_says_no_to,
        words_written_anew,
        words_that_are_hidden,
        newer_words_for_a_public_issue,
    ),
    EventKind.PUBLIC_VERSION_AGREED: (
        words_that_are_public_by_now,
        agreed_words_that_the_author_regrets,
        agreed_words_written_anew,
    ),
    EventKind.ASSENT_ASKED: (
        second_yes,
        second_yes_to_close_what_has_ended,
        second_yes_to_reopen_what_is_open,
    ),
    EventKind.EXTENSION_ASKED: (later_date, later_date_of_what_is_answered),
    EventKind.APPOINTMENT_ENDING: (appointment_that_ends,),
    EventKind.REPRESENTATIVE_PROPOSED: (nomination,),
    EventKind.PROPOSAL_ASKED: (
        proposal_another_has_said_yes_to,
        proposal_another_has_said_yes_to_for_a_later_day,
        proposal_another_has_said_no_to,
        proposal_that_is_taken_back,
        proposal_that_has_lapsed,
    ),
    EventKind.SLIP_REGISTERED: (slip_for_what_is_decided, slip_that_was_objected_to),
    EventKind.VOTE_OPENED: (vote_that_is_closed, vote_the_reader_has_cast),
    EventKind.TEXT_REPORTED: (report,),
    EventKind.REPORT_APPEALED: (appeal,),
    EventKind.MAIL_REFUSED: (address_that_takes_no_mail,),
}
