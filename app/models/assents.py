"""A yes that an act waits for, and what is proposed for the user side and waits for its yes."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import CODE, SHORT, Base, rel
from app.models.councils import Council, Organisation, Seat
from app.models.people import Person
from app.models.state_machine import Moves


class SideAct(StrEnum):
    """The acts that are the user side's alone."""

    CONFIRM = "confirm"
    CONTEST = "contest"
    CLOSE = "close"
    REOPEN = "reopen"
    MERGE = "merge"
    LEAVE = "leave"  # what did not last is left as it is
    RELEASE = "release"
    APPROVE_PUBLIC = "approve_public"
    PROPOSAL = "proposal"  # the yes to a proposal that touches the user side itself


# What somebody wrote, among the details of a yes: it stands there as long as the yes waits for a second one.
WRITTEN = frozenset({"text", "reason", "early_reason"})


class AssentWay(StrEnum):
    """How a yes was given."""

    PRESSED = "pressed"
    SLIP = "slip"  # signed on paper, registered by the secretary; counts from a later day
    LETTER = "letter"  # an administrator registers or approves an organisation's letter of appointment


class Assent(Base):
    """One person's yes to an act that takes more than whoever proposed it.

    `subject` and `subject_id` name the row it is about, `council_id` the council in which it counts. `fingerprint` is
    what exactly was agreed to: a second yes counts only for the same thing. `seat_id`: the user seat for which it was
    given; none for a coordinator, a contact or an administrator.
    """

    __tablename__ = "assent"
    __table_args__ = (Index("ix_assent_open", "subject", "subject_id", "act", "spent_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    council_id: Mapped[int] = mapped_column(ForeignKey("council.id"))
    subject: Mapped[str] = mapped_column(CODE)
    subject_id: Mapped[int]
    act: Mapped[SideAct]
    way: Mapped[AssentWay] = mapped_column(default=AssentWay.PRESSED)
    fingerprint: Mapped[str] = mapped_column(SHORT)
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seat.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime]
    counts_from: Mapped[date | None]  # a signed slip: not before this day, so that whoever signed can object
    spent_at: Mapped[datetime | None]

    person: Mapped[Person] = rel()
    seat: Mapped[Seat | None] = rel()

    def spend(self, at: datetime) -> None:
        """It waits for nobody any longer. What was written with it stands with the act now, or was taken back."""
        self.spent_at = at
        self.details = {name: value for name, value in self.details.items() if name not in WRITTEN}


class ProposalAct(StrEnum):
    """What touches the user side of a council and is in force only with its yes (domain rule "Sides")."""

    NEW_SEAT = "new_seat"
    REMOVE_SEAT = "remove_seat"
    APPOINT = "appoint"
    END_APPOINTMENT = "end_appointment"  # also a longer or a shorter term
    GIVE_ROLE = "give_role"
    END_ROLE = "end_role"
    CHANGE_ADDRESS = "change_address"
    ADD_MEMBERS = "add_members"
    CHANGE_SETTINGS = "change_settings"
    END_COUNCIL = "end_council"
    GIVE_ADVICE = "give_advice"
    DECLINE_NOMINATION = "decline_nomination"  # no to whom an organisation wants on its seat


class ProposalState(StrEnum):
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"  # has its yes, and waits for its day
    IN_FORCE = "in_force"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"  # nobody said yes in time, or it could not be done any more


PROPOSAL_MOVES = Moves(
    {
        ProposalState.PROPOSED: {
            ProposalState.CONFIRMED,
            ProposalState.IN_FORCE,
            ProposalState.REFUSED,
            ProposalState.WITHDRAWN,
            ProposalState.LAPSED,
        },
        ProposalState.CONFIRMED: {ProposalState.IN_FORCE, ProposalState.WITHDRAWN, ProposalState.LAPSED},
        ProposalState.IN_FORCE: set(),
        ProposalState.REFUSED: set(),
        ProposalState.WITHDRAWN: set(),
        ProposalState.LAPSED: set(),
    },
    _l("Forslaget er allerede avgjort."),
)
WAITING = frozenset({ProposalState.PROPOSED, ProposalState.CONFIRMED})


class Asked(StrEnum):
    """Who has been asked for the yes to a proposal last; the order is the order of asking."""

    LEADERS = "leaders"  # leader and deputy on user seats
    HOLDERS = "holders"  # holders of user seats
    CONTACTS = "contacts"  # of the organisation whose seat it is
    COORDINATORS = "coordinators"
    ADMINISTRATORS = "administrators"  # nobody else is there: the organisation's signed letter


class Proposal(Base):
    """Forslag: something that touches the user side, by somebody whose own word is not enough.

    Nothing of it is in force before the yes: no row is made or changed, nobody is invited, nobody loses a role.
    `details` are the arguments of the use case, and the names that its sentence needs; `concerned` there are the
    persons whose own yes never counts.
    """

    __tablename__ = "proposal"
    __table_args__ = (
        CheckConstraint("state = 'proposed' OR decided_at IS NOT NULL", name="decided_has_time"),
        CheckConstraint("state != 'refused' OR refusal IS NOT NULL", name="refused_has_reason"),
        CheckConstraint("state != 'confirmed' OR takes_effect_on IS NOT NULL", name="confirmed_has_day"),
        Index("ix_proposal_waiting", "state", "council_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    council_id: Mapped[int] = mapped_column(ForeignKey("council.id"), index=True)
    act: Mapped[ProposalAct]
    state: Mapped[ProposalState] = mapped_column(default=ProposalState.PROPOSED)
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))  # whose seat it is about
    takes_effect_on: Mapped[date | None]

    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    proposed_by_name: Mapped[str] = mapped_column(SHORT)
    proposed_by_title: Mapped[str] = mapped_column(SHORT)
    at: Mapped[datetime]
    asked: Mapped[Asked | None]
    asked_on: Mapped[date | None]

    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    refusal: Mapped[str | None]
    by_one: Mapped[bool] = mapped_column(default=False)  # "avgjort av én": the only holder of a user seat

    paper_from: Mapped[str | None] = mapped_column(SHORT)  # who signed the letter or the slip
    paper_on: Mapped[date | None]  # the day on the paper

    council: Mapped[Council] = rel()
    organisation: Mapped[Organisation | None] = rel()
    proposed_by: Mapped[Person] = rel(foreign_keys=proposed_by_id)
    decided_by: Mapped[Person | None] = rel(foreign_keys=decided_by_id)

    def move(self, to: ProposalState) -> None:
        self.state = PROPOSAL_MOVES.step(self.state, to)

    @property
    def concerned(self) -> frozenset[int]:
        """The persons it is about."""
        return frozenset(self.details.get("concerned", ()))

    @property
    def waits(self) -> bool:
        """Somebody may still say yes or no."""
        return self.state is ProposalState.PROPOSED
