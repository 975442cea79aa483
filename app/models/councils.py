"""Councils, their seats and who sits there; all rights follow from these rows at the time of the act."""

from datetime import date, datetime
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.roles import CouncilRoleKind, OfficeRoleKind, ScopeKind, Side
from app.models.base import CODE, SHORT, Base, ByName, index_where, rel
from app.models.people import Locale, Person
from app.models.places import County, Municipality, NavRegion, Office
from app.models.state_machine import Moves


class OrganisationCategory(StrEnum):
    """Where an organisation stands."""

    UMBRELLA = "paraply"
    FFO_COUNTY = "ffo_fylkeslag"
    FFO_MEMBER = "ffo_medlem"
    SAFO_MEMBER = "safo_medlem"
    OTHER = "annen"


class Organisation(Base):
    """A patients' or users' organisation, with its umbrella (FFO, SAFO …)."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(SHORT, unique=True)
    short_name: Mapped[str | None] = mapped_column(SHORT)
    category: Mapped[OrganisationCategory] = mapped_column(default=OrganisationCategory.OTHER)
    umbrella: Mapped[str | None] = mapped_column(SHORT)
    source: Mapped[str | None] = mapped_column(SHORT)
    county_id: Mapped[int | None] = mapped_column(ForeignKey("county.id"))

    @property
    def label(self) -> str:
        """The short name where there is one: what fits a line on a phone."""
        return self.short_name or self.name


class CouncilLevel(StrEnum):
    OFFICE = "office"
    REGION = "region"
    CENTRAL = "central"
    SPECIAL = "special"


class CouncilKind(StrEnum):
    USER_COUNCIL = "user_council"
    YOUTH_COUNCIL = "youth_council"
    RESOURCE_GROUP = "resource_group"
    WORKING_COMMITTEE = "working_committee"


class Profile(StrEnum):
    """How much procedure a council wants; decides the defaults of the single settings."""

    SIMPLE = "simple"
    RULES = "rules"
    OWN = "own"


class LedBy(StrEnum):
    USERS = "users"
    NAV = "nav"


class Intake(StrEnum):
    """Does a posted issue go to the office at once, or after the council's look?"""

    DIRECT = "direct"
    AFTER_COUNCIL = "after_council"


class CouncilOffice(Base):
    """Which offices a council serves."""

    __tablename__ = "council_office"

    council_id: Mapped[int] = mapped_column(ForeignKey("council.id"), primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), primary_key=True, index=True)
    # The office came along when another council ended: it reads nothing that was said here before. None: from the start
    since: Mapped[datetime | None]

    office: Mapped[Office] = rel()


class Council(Base):
    """Brukerutvalg: an advisory body at an office, a region or centrally.

    How long somebody has is the council's to set; when people are reminded, told and asked is the same in all of them
    (docs/decisions/0009).
    """

    __tablename__ = "council"
    __table_args__ = (CheckConstraint("valid_to IS NULL OR heir_id IS NOT NULL", name="ended_has_heir"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(SHORT, unique=True)
    name: Mapped[str] = mapped_column(SHORT)
    level: Mapped[CouncilLevel] = mapped_column(default=CouncilLevel.OFFICE)
    kind: Mapped[CouncilKind] = mapped_column(default=CouncilKind.USER_COUNCIL)
    language: Mapped[Locale] = mapped_column(default=Locale.NB)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    contact: Mapped[str | None]
    contact_email: Mapped[str | None] = mapped_column(SHORT)  # where answers to mails go
    contact_phone: Mapped[str | None] = mapped_column(CODE)
    updated_at: Mapped[datetime]

    profile: Mapped[Profile] = mapped_column(default=Profile.SIMPLE)
    led_by: Mapped[LedBy] = mapped_column(default=LedBy.USERS)
    intake: Mapped[Intake] = mapped_column(default=Intake.DIRECT)
    meetings_per_year: Mapped[int] = mapped_column(default=4)
    answer_days: Mapped[int] = mapped_column(default=20)
    clarification_days: Mapped[int] = mapped_column(default=10)
    confirmation_days: Mapped[int] = mapped_column(default=20)
    statement_days: Mapped[int] = mapped_column(default=20)
    raise_reply_days: Mapped[int] = mapped_column(default=20)
    july_pause: Mapped[bool] = mapped_column(default=False)

    parent_id: Mapped[int | None] = mapped_column(ForeignKey("council.id"), index=True)
    heir_id: Mapped[int | None] = mapped_column(ForeignKey("council.id"))
    nav_region_id: Mapped[int | None] = mapped_column(ForeignKey("nav_region.id"), index=True)

    nav_region: Mapped[NavRegion | None] = rel()
    parent: Mapped["Council | None"] = rel(remote_side="Council.id", foreign_keys="Council.parent_id")
    serves: Mapped[list[CouncilOffice]] = rel(cascade="all, delete-orphan")
    offices: Mapped[list[Office]] = rel(secondary="council_office", viewonly=True, collection_class=ByName)
    seats: Mapped[list["Seat"]] = rel(back_populates="council", order_by="Seat.position, Seat.id")
    roles: Mapped[list["CouncilRole"]] = rel(back_populates="council", order_by="CouncilRole.id")
    mandates: Mapped[list["Mandate"]] = rel(order_by="Mandate.version.desc()")

    @property
    def is_ended(self) -> bool:
        """Nothing new goes into it, though its last day still gives sight of what there was."""
        return self.valid_to is not None


class Mandate(Base):
    """A version of a council's mandate; the newest one is in force."""

    __tablename__ = "mandate"
    __table_args__ = (Index("uq_mandate_version", "council_id", "version", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    council_id: Mapped[int] = mapped_column(ForeignKey("council.id"))
    version: Mapped[int] = mapped_column(default=1)
    text: Mapped[str]
    valid_from: Mapped[date]


class Seat(Base):
    """A place in a council: for an organisation, a side, with or without a vote, from and to."""

    __tablename__ = "seat"

    id: Mapped[int] = mapped_column(primary_key=True)
    council_id: Mapped[int] = mapped_column(ForeignKey("council.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    side: Mapped[Side] = mapped_column(default=Side.USER)
    title: Mapped[str | None] = mapped_column(SHORT)
    voting: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int] = mapped_column(default=0)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]

    council: Mapped[Council] = rel(back_populates="seats")
    organisation: Mapped[Organisation | None] = rel()
    appointments: Mapped[list["Appointment"]] = rel(
        back_populates="seat", order_by="Appointment.rank, Appointment.valid_from"
    )

    @property
    def label(self) -> str:
        """What the seat is called: the organisation, else its title."""
        return self.organisation.label if self.organisation else self.title or ""


class Appointment(Base):
    """Oppnevning: a person on a seat, as holder (rank 0) or ordered substitute (rank 1, 2 …), from and to."""

    __tablename__ = "appointment"
    __table_args__ = (
        index_where("valid_to IS NULL", "uq_appointment_open_rank", "seat_id", "rank", unique=True),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="ends_after_start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    rank: Mapped[int] = mapped_column(default=0)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    ended_reason: Mapped[str | None]
    name_public: Mapped[bool] = mapped_column(default=False)  # consent to show the name outside
    trained_module_1: Mapped[date | None]
    trained_module_2: Mapped[date | None]

    seat: Mapped[Seat] = rel(back_populates="appointments")
    person: Mapped[Person] = rel()


class NominationState(StrEnum):
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


NOMINATION_MOVES = Moves(
    {
        NominationState.PROPOSED: {NominationState.ACCEPTED, NominationState.DECLINED, NominationState.WITHDRAWN},
        NominationState.ACCEPTED: set(),
        NominationState.DECLINED: set(),
        NominationState.WITHDRAWN: set(),
    },
    _l("Forslaget til representant er allerede avgjort."),
)


class Nomination(Base):
    """Forslag: whom an organisation wants on its seat. Whoever runs the council appoints or declines."""

    __tablename__ = "nomination"
    __table_args__ = (
        CheckConstraint("state = 'proposed' OR decided_at IS NOT NULL", name="decided_has_day"),
        CheckConstraint("state != 'declined' OR decline_reason IS NOT NULL", name="declined_has_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"), index=True)
    name: Mapped[str] = mapped_column(SHORT)
    email: Mapped[str | None] = mapped_column(SHORT)  # only until it is decided
    reason: Mapped[str | None]
    start: Mapped[date]  # the first day, as wished
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime]
    state: Mapped[NominationState] = mapped_column(default=NominationState.PROPOSED)
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decline_reason: Mapped[str | None]

    seat: Mapped[Seat] = rel()
    proposed_by: Mapped[Person] = rel(foreign_keys=proposed_by_id)

    def move(self, to: NominationState) -> None:
        self.state = NOMINATION_MOVES.step(self.state, to)


class CouncilRole(Base):
    """Leader, deputy, secretary or observer of a council, from and to; `side` counts where no seat decides it."""

    __tablename__ = "council_role"

    id: Mapped[int] = mapped_column(primary_key=True)
    council_id: Mapped[int] = mapped_column(ForeignKey("council.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[CouncilRoleKind]
    side: Mapped[Side] = mapped_column(default=Side.OTHER)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]

    council: Mapped[Council] = rel(back_populates="roles")
    person: Mapped[Person] = rel()


class OfficeRole(Base):
    """Who answers for an office, a municipality or a region: director, stand-in, or an assistant who drafts."""

    __tablename__ = "office_role"
    __table_args__ = (
        CheckConstraint(
            "(CASE WHEN office_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN municipality_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN nav_region_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="one_owner",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[OfficeRoleKind]
    title: Mapped[str | None] = mapped_column(SHORT)
    office_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"), index=True)
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"), index=True)
    nav_region_id: Mapped[int | None] = mapped_column(ForeignKey("nav_region.id"), index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]

    person: Mapped[Person] = rel()
    office: Mapped[Office | None] = rel()
    municipality: Mapped[Municipality | None] = rel()
    nav_region: Mapped[NavRegion | None] = rel()


class Scope(Base):
    """A reach beyond one council: coordinator of a county, contact of an organisation, moderator, administrator."""

    __tablename__ = "scope"
    __table_args__ = (
        CheckConstraint("kind != 'organisation_contact' OR organisation_id IS NOT NULL", name="contact_of_somebody"),
        CheckConstraint("kind != 'coordinator' OR county_id IS NOT NULL", name="coordinator_somewhere"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[ScopeKind]
    county_id: Mapped[int | None] = mapped_column(ForeignKey("county.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    # The first day on which a yes to the user side's proposals counts, when others had to be told first. None: at once
    counts_from: Mapped[date | None]

    person: Mapped[Person] = rel()
    county: Mapped[County | None] = rel()
    organisation: Mapped[Organisation | None] = rel()
